"""Whose channel is whose, by what only staff say."""

from __future__ import annotations

import pytest

from tyyni.coach.swapped import STEPS, SwapWatch
from tyyni.playbooks.loader import load_playbook
from tyyni.units import Party
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.playing import Known, open_known
from tyyni_models.contracts import Word

CUES = load_playbook().cues
CALLS = sorted(DEMO_CALLS.glob("*.flac"))


def words_of(known: Known, party: Party) -> list[Word]:
    said = [word for word in known.sidecar.words or () if word.party is party]
    return [Word(word.text, word.start_ms, word.end_ms, 1.0) for word in said]


def watch(known: Known) -> SwapWatch:
    return SwapWatch(CUES, known.sidecar.language)


@pytest.mark.parametrize("path", CALLS, ids=[path.stem for path in CALLS])
def test_a_call_with_swapped_channels_is_told_once_and_a_proper_one_is_not(path: object) -> None:
    known = open_known(CALLS[CALLS.index(path)])  # type: ignore[arg-type]
    agents, callers = words_of(known, Party.AGENT), words_of(known, Party.CALLER)
    assert not watch(known).hear(Party.CALLER, 1, callers)
    swapped = watch(known)
    assert not swapped.hear(Party.AGENT, 1, callers)
    assert swapped.hear(Party.CALLER, 2, agents)
    assert not swapped.hear(Party.CALLER, 3, agents), "told once"


def test_a_step_in_the_agents_own_channel_settles_it() -> None:
    known = open_known(CALLS[0])
    settled = watch(known)
    settled.hear_step()
    assert not settled.hear(Party.CALLER, 1, words_of(known, Party.AGENT))


def test_the_same_step_again_is_no_other_step() -> None:
    sorry = [Word(text, 0, 1, 1.0) for text in ("I", "am", "sorry")]
    polite = SwapWatch(CUES, "en")
    assert not any(polite.hear(Party.CALLER, utterance, sorry) for utterance in range(2 * STEPS))
