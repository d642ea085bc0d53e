"""Whether a call may begin as its `hello` declares it: pure checks, each with its coded refusal."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from msgspec.structs import replace

from tyyni import wire
from tyyni.coach.call import CallSettings
from tyyni.errors import WireError
from tyyni.serve.access import Identity
from tyyni.serve.agents import MAX_NAME_CHARS, AgentBook, is_name
from tyyni.units import SAMPLE_RATE_HZ, Party

PARTIES = (frozenset({Party.CALLER, Party.AGENT}), frozenset({Party.CALLER}), frozenset({Party.MIXED}))
MAX_LABEL_CHARS = 60


class _Greeting(msgspec.Struct):
    """The part of `hello` that every version has."""

    type: str
    version: int


_GREETING: msgspec.json.Decoder[_Greeting] = msgspec.json.Decoder(_Greeting)


def read_hello(text: str) -> wire.Hello:
    """Return the `hello` in a call's first message.

    Raises:
        WireError: ``version_mismatch`` (also when the fields of another version differ), ``message_invalid``
            or ``hello_expected``; fatal.
    """
    try:
        greeting = _GREETING.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        greeting = None  # the strict decoding below says what is wrong
    if greeting is not None and greeting.type == "hello" and greeting.version != wire.VERSION:
        raise _refusal(
            "version_mismatch", f"protocol version {greeting.version}: this service speaks {wire.VERSION}"
        )
    try:
        message = wire.decode_client_message(text)
    except WireError as error:
        raise _refusal(error.code, error.message) from error
    if not isinstance(message, wire.Hello):
        raise _refusal("hello_expected", "the first message of a call must be hello")
    return message


def with_names(hello: wire.Hello, identity: Identity, agents: AgentBook) -> wire.Hello:
    """Return the `hello` with the agent and team it is shown under: those of the personal key, or what it says.

    Under the shared key anybody may say any name but that of somebody who has a personal key.

    Raises:
        WireError: ``agent_mismatch`` or ``agent_invalid``; fatal.
    """
    if not is_name(hello.agent) or not is_name(hello.team):
        raise _refusal("agent_invalid", f"agent and team: at most {MAX_NAME_CHARS} printable characters each")
    if identity.personal:
        if hello.agent not in ("", identity.agent) or hello.team not in ("", identity.team):
            raise _refusal(
                "agent_mismatch", "agent or team is not that of the personal key; leave both empty"
            )
        return replace(hello, agent=identity.agent, team=identity.team)
    if agents.has(hello.agent):
        raise _refusal("agent_mismatch", "this agent has a personal key: begin the call with that")
    return hello


def check_hello(
    hello: wire.Hello, languages: Collection[str], cue_languages: Collection[str]
) -> CallSettings:
    """Return the settings of the call that a `hello` declares.

    A mixed call is words only, whatever the consent: the agent's voice is in it.

    Args:
        hello: what the client said.
        languages: what the speech model knows.
        cue_languages: what the playbook has phrases for: those that "auto" alone allows.

    Raises:
        WireError: ``rate_mismatch``, ``parties_invalid``, ``language_unknown``, ``languages_invalid`` or
            ``label_invalid``; fatal.
    """
    if hello.rate_hz != SAMPLE_RATE_HZ:
        raise _refusal("rate_mismatch", f"audio at {hello.rate_hz} Hz: resample to {SAMPLE_RATE_HZ} Hz")
    if frozenset(hello.parties) not in PARTIES or len(set(hello.parties)) != len(hello.parties):
        declared = ", ".join(hello.parties) or "none"
        raise _refusal("parties_invalid", f"parties {declared}: expected caller and agent, caller, or mixed")
    allowed = _allowed(hello, languages, cue_languages)
    if len(hello.label) > MAX_LABEL_CHARS or not hello.label.isprintable():
        raise _refusal(
            "label_invalid", f"label: at most {MAX_LABEL_CHARS} printable characters, without line breaks"
        )
    voice_analysis = hello.voice_analysis and Party.CALLER in hello.parties
    known = allowed[0] if len(allowed) == 1 else None
    return CallSettings(tuple(hello.parties), known, voice_analysis, () if known else allowed)


def _allowed(
    hello: wire.Hello, languages: Collection[str], cue_languages: Collection[str]
) -> tuple[str, ...]:
    """Return the languages that the call may be in: one when it is said, or when only one is left."""
    if hello.language != wire.AUTO and hello.languages is not None:
        raise _refusal(
            "languages_invalid",
            f"languages: only with language {wire.AUTO}, not with {hello.language[:20]!r}",
        )
    if hello.language != wire.AUTO:
        declared = [hello.language]
    elif hello.languages is None:
        declared = sorted(set(cue_languages) & set(languages))
    else:
        declared = hello.languages
    if not declared or len(set(declared)) != len(declared):
        raise _refusal("languages_invalid", "languages: expected one code or more, each only once")
    for language in declared:
        if language not in languages:
            known = (
                "en only" if set(languages) == {"en"} else "fi, pl, en and Whisper's other ISO 639-1 codes"
            )
            raise _refusal("language_unknown", f"language {language[:20]!r}: the model knows {known}")
    return tuple(declared)


def _refusal(code: str, message: str) -> WireError:
    return WireError(code, message, fatal=True)
