"""Playing a written scene: words in time, heat on a track, turns, and why a rule stayed silent."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tyyni.coach.playbook import Rule, When
from tyyni.playbooks.loader import load_playbook
from tyyni.playbooks.rehearsal import Line, Rehearsal, Script, rehearse, spoken_line
from tyyni.playbooks.stage import OUTRANKED
from tyyni.units import Party

PLAYBOOK = load_playbook()
LATE = "My package is late"


def caller(text: str, start_ms: int = 1_000) -> Line:
    return spoken_line(Party.CALLER, text, start_ms)


def play(*lines: Line, heat: tuple[tuple[int, float], ...] = (), **more: int | float) -> Rehearsal:
    return rehearse(PLAYBOOK, Script(language="en", lines=lines, heat=heat, **more))  # type: ignore[arg-type]


def shown(rehearsal: Rehearsal) -> list[str]:
    return [prompt.rule for prompt in rehearsal.prompts]


@given(st.text(max_size=60), st.integers(0, 9_000), st.integers(0, 9_000))
def test_words_fill_their_line_without_gap_or_overlap(text: str, start_ms: int, lasts_ms: int) -> None:
    words = Line(Party.CALLER, text, start_ms, start_ms + lasts_ms).words()
    assert [word.text for word in words] == text.split()
    edges = [start_ms, *(word.end_ms for word in words)]
    assert [word.start_ms for word in words] == edges[:-1]
    assert not words or edges[-1] == start_ms + lasts_ms


def test_a_cue_is_heard_when_its_last_word_was_said_and_prompts_at_once() -> None:
    played = play(caller(LATE))
    (cue,) = played.cues
    assert (cue.id, cue.quote, cue.said_ms) == ("late_delivery", "is late", 1_000 + 4 * 320)
    assert shown(played) == ["late-delivery"]
    assert played.prompts[0].heard_ms - cue.said_ms <= 20


def test_each_party_is_heard_for_itself() -> None:
    sorry = spoken_line(Party.AGENT, "I am so sorry", 3_000)
    assert [cue.party for cue in play(caller(LATE), sorry).cues] == [Party.CALLER, Party.AGENT]
    assert not play(replace(caller(LATE), party=Party.AGENT)).cues


def test_without_a_track_the_words_make_the_heat() -> None:
    playbook = replace(PLAYBOOK, rules=_asking(heat_at_least=20))
    assert shown(rehearse(playbook, _script(caller("I am furious, you are an idiot")))) == ["asking"]
    assert not shown(rehearse(playbook, _script(caller("I am a customer, you are kind"))))


def test_cutting_in_adds_heat_as_in_a_call() -> None:
    agent = Line(Party.AGENT, "", 1_000, 25_000)
    cuts = [Line(Party.CALLER, "", at, at + 1_000) for at in range(3_000, 24_000, 3_000)]
    rehearsed = rehearse(replace(PLAYBOOK, rules=_asking(heat_at_least=10)), _script(agent, *cuts))
    assert shown(rehearsed) == ["asking"]


def test_a_voice_that_only_a_recording_has_is_given() -> None:
    fast, raised = _asking(tempo_ratio_at_least=1.3), _asking(arousal_at_least=0.7)
    for rules, voice in ((fast, {"tempo_ratio": 1.3}), (raised, {"arousal": 0.7})):
        playbook = replace(PLAYBOOK, rules=rules)
        script = _script(caller("hello"))
        assert not shown(rehearse(playbook, script))
        assert shown(rehearse(playbook, replace(script, **voice))) == ["asking"]  # type: ignore[arg-type]


def test_the_coach_looks_from_the_given_time_on() -> None:
    late = play(caller(LATE), caller("hello", 30_000), from_ms=29_000)
    assert late.cues
    assert shown(late) == ["dead-air"]
    assert late.silent["late-delivery"].unmet == ("cues_any",)


def test_a_silent_rule_tells_what_it_missed_when_it_came_nearest() -> None:
    played = play(caller(LATE), caller("well", 20_000), heat=((0, 30.0),))
    assert played.silent["fast-caller"].unmet == ("tempo_ratio_at_least",)
    assert played.silent["early-heat"].unmet == ("trend",)
    assert "late-delivery" not in played.silent


def test_a_rule_that_was_outranked_or_kept_waiting_says_so() -> None:
    both = play(caller("I know where you live, my package is late"))
    assert shown(both) == ["threat"]
    assert both.silent["late-delivery"].unmet == ()
    assert both.silent["late-delivery"].held_back == "screen"
    at_once = play(caller("hello", 14_000), heat=((0, 60.0),), from_ms=16_000, until_ms=16_000)
    assert shown(at_once) == ["stay-calm"]
    assert at_once.silent["apologise-when-hot"].unmet == ("after_ms",)
    once = play(caller("hello", 44_000), heat=((0, 60.0),), from_ms=46_000, until_ms=46_000)
    assert once.silent["apologise-when-hot"].held_back == OUTRANKED


def test_an_empty_scene_is_silent() -> None:
    assert play().prompts == ()
    assert play().cues == ()


def _script(*lines: Line) -> Script:
    return Script(language="en", lines=lines)


def _asking(**when: float) -> tuple[Rule, ...]:
    return (replace(PLAYBOOK.rules[0], id="asking", when=When(**when)),)  # type: ignore[arg-type]
