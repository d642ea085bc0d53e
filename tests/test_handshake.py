from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tyyni import wire
from tyyni.coach.call import CallSettings
from tyyni.errors import WireError
from tyyni.serve.access import Identity, Role
from tyyni.serve.agents import AgentBook, add_agent
from tyyni.serve.handshake import check_hello, read_hello, with_names
from tyyni.serve.languages import WHISPER_LANGUAGES
from tyyni.units import Party

HELLO: dict[str, Any] = {
    "type": "hello",
    "version": wire.VERSION,
    "rate_hz": 16_000,
    "parties": ["caller", "agent"],
    "language": "fi",
    "voice_analysis": True,
}


CUES = frozenset({"pl", "fi", "en"})


def hello(**changes: Any) -> wire.Hello:
    return read_hello(json.dumps({**HELLO, **changes}))


def refusal(**changes: Any) -> str:
    with pytest.raises(WireError) as raised:
        check_hello(hello(**changes), WHISPER_LANGUAGES, CUES)
    assert raised.value.fatal
    return raised.value.code


def test_a_proper_hello_gives_the_settings_of_its_call() -> None:
    settings = check_hello(hello(), WHISPER_LANGUAGES, CUES)
    assert settings == CallSettings((Party.CALLER, Party.AGENT), "fi", True)


@pytest.mark.parametrize("parties", [["caller"], ["agent", "caller"], ["mixed"]])
def test_these_parties_make_a_call(parties: list[str]) -> None:
    check_hello(hello(parties=parties), WHISPER_LANGUAGES, CUES)


def test_a_mixed_call_is_words_only_whatever_the_consent() -> None:
    assert not check_hello(hello(parties=["mixed"]), WHISPER_LANGUAGES, CUES).voice_analysis


def test_consent_withheld_holds() -> None:
    assert not check_hello(hello(voice_analysis=False), WHISPER_LANGUAGES, CUES).voice_analysis


@pytest.mark.parametrize("rate_hz", [0, 8_000, 48_000, -16_000])
def test_another_rate_is_refused(rate_hz: int) -> None:
    assert refusal(rate_hz=rate_hz) == "rate_mismatch"


@pytest.mark.parametrize(
    "parties", [[], ["agent"], ["caller", "caller"], ["caller", "mixed"], ["caller", "agent", "agent"]]
)
def test_other_parties_are_refused(parties: list[str]) -> None:
    assert refusal(parties=parties) == "parties_invalid"


@pytest.mark.parametrize("language", ["", "xx", "finnish", "FI", "f" * 10_000])
def test_a_language_the_model_does_not_know_is_refused(language: str) -> None:
    assert refusal(language=language) == "language_unknown"


@pytest.mark.parametrize(
    ("said", "allowed"), [({}, ("en", "fi", "pl")), ({"languages": ["sv", "fi"]}, ("sv", "fi"))]
)
def test_a_language_to_be_heard_is_one_of_those_allowed(
    said: dict[str, Any], allowed: tuple[str, ...]
) -> None:
    settings = check_hello(hello(language="auto", **said), WHISPER_LANGUAGES, CUES)
    assert (settings.language, settings.languages) == (None, allowed)


@pytest.mark.parametrize(
    ("known", "said"), [(WHISPER_LANGUAGES, ["sv"]), ({"sv"}, ["sv"]), ({"sv", "de"}, None)]
)
def test_where_only_one_is_allowed_there_is_nothing_to_hear(known: Any, said: list[str] | None) -> None:
    settings = check_hello(hello(language="auto", languages=said), known, {"sv", "fi"})
    assert (settings.language, settings.languages) == ("sv", ())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"language": "auto", "languages": []}, "languages_invalid"),
        ({"language": "auto", "languages": ["fi", "fi"]}, "languages_invalid"),
        ({"language": "fi", "languages": ["fi", "en"]}, "languages_invalid"),
        ({"language": "auto", "languages": ["fi", "x" * 10_000]}, "language_unknown"),
        ({"language": "auto", "languages": ["auto", "fi"]}, "language_unknown"),
    ],
)
def test_allowed_languages_that_make_no_choice_are_refused(changes: dict[str, Any], code: str) -> None:
    assert refusal(**changes) == code


def test_an_english_model_knows_english_only() -> None:
    with pytest.raises(WireError, match="en only"):
        check_hello(hello(language="pl"), frozenset({"en"}), CUES)


@pytest.mark.parametrize("label", ["x" * 61, "two\nlines", "\x1b[31m"])
def test_a_label_that_is_long_or_not_printable_is_refused(label: str) -> None:
    assert refusal(label=label) == "label_invalid"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"type":"hello","version":2,"brand_new_field":1}', "version_mismatch"),
        ('{"type":"hang_up"}', "hello_expected"),
        ('{"type":"hello","version":1}', "message_invalid"),
        ('{"type":"nonsense","version":2}', "message_invalid"),
        ("not json", "message_invalid"),
        ("", "message_invalid"),
        (json.dumps({k: v for k, v in HELLO.items() if k != "voice_analysis"}), "message_invalid"),
        (json.dumps({**HELLO, "surplus": 1}), "message_invalid"),
    ],
)
def test_a_first_message_that_is_no_hello_of_ours_is_refused(text: str, code: str) -> None:
    with pytest.raises(WireError) as raised:
        read_hello(text)
    assert (raised.value.code, raised.value.fatal) == (code, True)


ANNA = Identity(Role.AGENT, "Anna", "Parcels")
SHARED = Identity(Role.AGENT)


@pytest.mark.parametrize(("agent", "team"), [("", ""), ("Anna", ""), ("", "Parcels"), ("Anna", "Parcels")])
def test_a_personal_key_says_whose_call_it_is(agent: str, team: str) -> None:
    named = with_names(hello(agent=agent, team=team), ANNA, AgentBook())
    assert (named.agent, named.team) == ("Anna", "Parcels")


@pytest.fixture
def book(tmp_path: Path) -> AgentBook:
    add_agent(tmp_path / "agents.json", "Anna", "Parcels")
    return AgentBook(tmp_path / "agents.json")


@pytest.mark.parametrize(
    ("identity", "names", "code"),
    [
        (ANNA, {"agent": "Bo"}, "agent_mismatch"),
        (ANNA, {"team": "Letters"}, "agent_mismatch"),
        (SHARED, {"agent": "Anna"}, "agent_mismatch"),
        (SHARED, {"agent": "x" * 61}, "agent_invalid"),
        (SHARED, {"agent": "a\nb"}, "agent_invalid"),
        (SHARED, {"team": "x" * 61}, "agent_invalid"),
    ],
)
def test_nobody_passes_for_another(
    book: AgentBook, identity: Identity, names: dict[str, str], code: str
) -> None:
    with pytest.raises(WireError) as raised:
        with_names(hello(**names), identity, book)
    assert (raised.value.code, raised.value.fatal) == (code, True)


def test_under_the_shared_key_anybody_may_say_a_name_that_nobody_has(book: AgentBook) -> None:
    said = hello(agent="Łucja, desk 7", team="Letters")
    assert with_names(said, SHARED, book) is said
