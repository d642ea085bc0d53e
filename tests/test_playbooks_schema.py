"""What a playbook must be; everything else is refused with file, entry, key and what was expected."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from tyyni.coach.playbook import Limits
from tyyni.playbooks.loader import DEFAULT_PLAYBOOK, load_playbook
from tyyni.playbooks.schema import PlaybookError, PlaybookFile, build_playbook

TEXTS = {"fi": "a", "pl": "b", "en": "c"}
SAYS = {"fi": ["on myöhässä"], "pl": ["jest spóźniona"], "en": ["is late"]}
STEP = {"step": "sorry", "sources": ["H4"], "phase": "problem", "name": TEXTS}
SMALL: dict[str, Any] = {
    "cue": [
        {"id": "late", "party": "caller", "sources": ["P2"], "heat_points": 8, "says": SAYS},
        {"id": "sorry", "party": "agent", "sources": ["W6"], "heat_points": 0, "says": SAYS},
    ],
    "rule": [
        {
            "id": "late-delivery",
            "sources": ["P2"],
            "about": "caller",
            "situation": "late",
            "urgency": "normal",
            "when": {"cues_any": ["late"]},
            "clears_on_steps": ["sorry"],
            "text": TEXTS,
            "why": dict(TEXTS),
        }
    ],
}


def built(data: dict[str, Any]) -> Any:
    return build_playbook([PlaybookFile("house.toml", data)])


def changed(path: str, value: Any) -> dict[str, Any]:
    data = copy.deepcopy(SMALL)
    *steps, last = (int(part) if part.isdigit() else part for part in path.split("."))
    at: Any = data
    for step in steps:
        at = at[step]
    at[last] = value
    return data


def test_a_small_playbook_is_read_with_defaults() -> None:
    playbook = built(SMALL)
    assert playbook.limits == Limits()
    assert playbook.rules[0].hold_ms == 4_000
    assert [cue.id for cue in playbook.cues] == ["late", "sorry"]


@pytest.mark.parametrize(
    ("path", "value", "code", "said"),
    [
        (
            "rules",
            [],
            "playbook_unknown_key",
            "the file: unknown key 'rules'; expected one of playbook, limits, checklist, cue, rule",
        ),
        ("rule", [], "playbook_empty", "expected at least one [[rule]]"),
        ("rule", {"id": "x"}, "playbook_bad_value", "expected [[rule]] tables"),
        ("cue", [3], "playbook_bad_value", "expected [[cue]] tables"),
        ("limits", 3, "playbook_bad_value", "limits: Expected `object`, got `int`"),
        ("limits", {"per_minute": 3}, "playbook_unknown_key", "limits: unknown key 'per_minute'"),
        (
            "limits",
            {"prompts_per_minute": 0},
            "playbook_bad_value",
            "prompts_per_minute: expected `int` >= 1",
        ),
        ("rule.0.urgancy", "low", "playbook_unknown_key", "rule 'late-delivery': unknown key 'urgancy'"),
        (
            "rule.0.urgency",
            "lowest",
            "playbook_bad_value",
            "urgency: expected one of low, normal, high; found",
        ),
        ("rule.0.when.heat", 3, "playbook_unknown_key", "'late-delivery': when: unknown key 'heat'"),
        ("rule.0.when", 3, "playbook_bad_value", "when: expected `object`, got `int`; found 3"),
        ("rule.0.when", {}, "playbook_bad_value", "when: expected at least one condition"),
        ("rule.0.when.trend", "up", "playbook_bad_value", "trend: expected one of rising, steady, falling"),
        ("rule.0.when.heat_at_least", 101, "playbook_bad_value", "heat_at_least: expected `float` <= 100"),
        ("rule.0.when.cues_any", ["sorry"], "playbook_unknown_cue", "when.cues_any: 'sorry' is no cue"),
        ("rule.0.clears_on_steps", ["late"], "playbook_unknown_cue", "expected one of sorry"),
        ("rule.0.show_at_most_ms", 1, "playbook_bad_value", "expected at least hold_ms (4000); found 1"),
        ("rule.0.id", "Late!", "playbook_bad_value", "id: expected lower-case letters"),
        ("rule.0.sources", [], "playbook_bad_value", "sources: expected 1 to 4 source rows"),
        ("rule.0.text", {"fi": "a", "en": "c"}, "playbook_missing_language", "text.pl is missing"),
        ("rule.0.text.sv", "x", "playbook_bad_value", "text"),
        ("rule.0.text.fi", "x" * 61, "playbook_text_too_long", "text.fi has 61 characters: at most 60"),
        ("rule.0.why.fi", "x" * 91, "playbook_text_too_long", "why.fi has 91 characters: at most 90"),
        ("rule.0.when.dead_air_at_least_ms", 9, "playbook_shows_conduct", 'expected about = "conduct"'),
        ("rule.0.when", {"steps_missing": ["sorry"]}, "playbook_shows_conduct", "when.steps_missing tells"),
        ("rule.0.alert", {"fi": "a"}, "playbook_missing_language", "alert.pl is missing"),
        ("rule.0.alert", {**TEXTS, "en": "x" * 61}, "playbook_text_too_long", "alert.en has 61 characters"),
        ("rule.0.when", {"phases": ["problem"]}, "playbook_shows_conduct", "when.phases tells of the agent"),
        (
            "rule.0.when.agent_syllables_per_s_at_least",
            7,
            "playbook_shows_conduct",
            "agent_syllables_per_s_at_least tells of the agent",
        ),
        ("rule.0.when.problems", ["P8"], "playbook_bad_value", "problems: expected one of P1, P2, P3"),
        ("checklist", [STEP, STEP], "playbook_duplicate", "checklist 'sorry' stands more than once"),
        (
            "checklist",
            [{**STEP, "step": "late"}],
            "playbook_unknown_cue",
            "checklist 'late': step: 'late' is no",
        ),
        ("checklist", [{**STEP, "phase": "end"}], "playbook_bad_value", "phase: expected one of opening"),
        (
            "checklist",
            [{**STEP, "sources": []}],
            "playbook_bad_value",
            "sources: expected 1 to 4 source rows",
        ),
        (
            "checklist",
            [{**STEP, "name": {**TEXTS, "fi": "x" * 41}}],
            "playbook_text_too_long",
            "name.fi has 41 characters: at most 40",
        ),
        ("cue.0.party", "mixed", "playbook_bad_value", "party: expected caller or agent; found 'mixed'"),
        ("cue.0.heat_points", 41, "playbook_bad_value", "heat_points: expected -30 to 40; found 41"),
        ("cue.1.heat_points", 1, "playbook_bad_value", "heat_points: expected 0 to 0"),
        ("cue.0.says.pl", [], "playbook_missing_language", "says.pl is missing"),
        ("cue.0.says.pl", ["..."], "playbook_bad_value", "says.pl: expected phrases of at least one word"),
        (
            "cue.0.unless",
            {"sv": ["x"]},
            "playbook_bad_value",
            "unless: expected languages fi, pl, en; found 'sv'",
        ),
        ("cue.0.unless", {"en": [" "]}, "playbook_bad_value", "unless.en: expected phrases"),
        ("cue.0.says.en", ["late", "late"], "playbook_duplicate", "says.en: 'late' stands more than once"),
        ("cue.1.id", "late", "playbook_duplicate", "cue 'late' stands more than once"),
    ],
)
def test_what_is_wrong_is_refused(path: str, value: Any, code: str, said: str) -> None:
    with pytest.raises(PlaybookError) as caught:
        built(changed(path, value))
    assert caught.value.code == code
    assert said in caught.value.message
    assert caught.value.message.startswith("house.toml: ")


def test_an_entry_without_an_id_is_still_named() -> None:
    data = copy.deepcopy(SMALL)
    del data["rule"][0]["id"]
    with pytest.raises(PlaybookError, match=r"rule '\(without an id\)': .*missing required field `id`"):
        built(data)


def test_limits_stand_once() -> None:
    files = [PlaybookFile("a.toml", {**SMALL, "limits": {}})]
    assert build_playbook(files).limits == Limits()
    with pytest.raises(PlaybookError, match=r"b\.toml: limits 'limits' stands more than once"):
        build_playbook([*files, PlaybookFile("b.toml", {"limits": {}})])


def test_a_checklist_keeps_its_order_and_may_be_left_out() -> None:
    assert built(SMALL).checklist == ()
    (item,) = built(changed("checklist", [STEP])).checklist
    assert (item.step, item.phase, item.name["fi"]) == ("sorry", "problem", "a")


def test_supervisors_are_alerted_of_what_the_caller_does_only() -> None:
    data = changed("rule.0.alert", TEXTS)
    assert built(data).rules[0].alert == TEXTS
    data["rule"][0]["about"] = "conduct"
    with pytest.raises(PlaybookError, match="supervisors are told only") as caught:
        built(data)
    assert caught.value.code == "playbook_shows_conduct"


def test_abuse_and_threats_alert_supervisors_and_remind_to_document() -> None:
    rules = {rule.id: rule for rule in load_playbook().rules}
    assert {id_ for id_, rule in rules.items() if rule.alert} == {"abuse", "threat"}
    for rule in (rules["abuse"], rules["threat"]):
        assert any(word in rule.why["en"] for word in ("document", "Note"))


def test_a_phase_with_a_cue_of_the_caller_tells_nothing_of_the_agent() -> None:
    assert built(changed("rule.0.when.phases", ["solving"])).rules[0].about == "caller"


def test_agents_steps_may_prompt_about_conduct() -> None:
    data = changed("rule.0.when", {"steps_missing": ["sorry"]})
    data["rule"][0]["about"] = "conduct"
    assert built(data).rules[0].about == "conduct"


def test_the_default_names_rows_of_the_sources() -> None:
    playbook = load_playbook()
    assert len(playbook.rules) >= 20
    for entry in (*playbook.rules, *playbook.cues):
        assert all(re.fullmatch(r"[TEHWP]\d{1,2}b?", row) for row in entry.sources), entry.id


def test_the_default_uses_every_cue_that_it_listens_for() -> None:
    playbook = load_playbook()
    used = {
        id_
        for rule in playbook.rules
        for ids in (rule.when.cues_any, rule.when.steps_missing, rule.clears_on_steps, rule.when.steps_done)
        for id_ in ids
    }
    on_the_checklist = {item.step for item in playbook.checklist}
    assert {cue.id for cue in playbook.cues} == used | on_the_checklist


def test_no_file_of_the_default_is_left_out() -> None:
    folder = DEFAULT_PLAYBOOK
    assert {path.name for path in folder.iterdir()} == {"cases", "cues.toml", "playbook.toml", "rules.toml"}
