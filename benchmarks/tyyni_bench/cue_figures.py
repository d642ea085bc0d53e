"""How many cues are found in written sentences, how many wrongly, and what a new word costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from time import perf_counter

import msgspec

from tyyni.coach.heat import HeatMeter
from tyyni.coach.playbook import Playbook
from tyyni.coach.prompting import Coach
from tyyni.coach.scene import Scene
from tyyni.coach.words import CueSpotter
from tyyni.units import CallMs
from tyyni_bench.cue_cases import Spoken
from tyyni_models.contracts import Word

WORD_MS = 320
"""About 190 words a minute, a brisk conversation."""

RULES = 200
"""How many rules a large playbook is taken to have."""


class CueFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Counts over some sentences; a cue counts once a sentence."""

    found: int
    missed: int
    wrong: int
    """Cues found in sentences that do not have them."""
    recall: float | None
    """found / (found + missed); None: there are none."""
    precision: float | None
    """found / (found + wrong); None: nothing was found."""


class WordCost(msgspec.Struct, frozen=True, kw_only=True):
    """Cue search and all rules on one new word."""

    rules: int
    words: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    search_p50_ms: float
    search_p99_ms: float
    """Of it, the search for cues alone."""


def heard_in(playbook: Playbook, spoken: Spoken) -> frozenset[str]:
    """Return the cues that the service would find in a sentence."""
    words = _words(spoken.case.say)
    heard = CueSpotter(playbook.cues, spoken.language).hear(spoken.party, 1, words, final=True)
    return frozenset(cue.id for cue in heard)


def figures_of(judged: Iterable[tuple[frozenset[str], frozenset[str]]]) -> CueFigures:
    """Return the counts over pairs of what is there and what was found."""
    found = missed = wrong = 0
    for there, heard in judged:
        found += len(there & heard)
        missed += len(there - heard)
        wrong += len(heard - there)
    return CueFigures(
        found=found,
        missed=missed,
        wrong=wrong,
        recall=found / (found + missed) if found + missed else None,
        precision=found / (found + wrong) if found + wrong else None,
    )


def with_rules(playbook: Playbook, count: int) -> Playbook:
    """Return a playbook of ``count`` rules: its own, again and again under other names."""
    rules = playbook.rules
    many = [replace(rules[at % len(rules)], id=f"{rules[at % len(rules)].id}-{at}") for at in range(count)]
    return replace(playbook, rules=tuple(many))


def word_cost(playbook: Playbook, sentences: Sequence[Spoken]) -> WordCost:
    """Measure what each word of these sentences costs as it is heard: its cues, and all rules on the moment.

    Each language's index is made before, as at the start of the service; words that are new to it are stemmed and
    looked up within the measure.
    """
    took_ms: list[tuple[float, float]] = []
    for language in sorted({spoken.language for spoken in sentences}):
        spotter, coach, scene, meter = (
            CueSpotter(playbook.cues, language),
            Coach(playbook),
            Scene(playbook),
            HeatMeter(),
        )
        now = 0
        for utterance, spoken in enumerate(spoken for spoken in sentences if spoken.language == language):
            words = _words(spoken.case.say, now)
            for count in range(1, len(words) + 1):
                begun = perf_counter()
                cues = spotter.hear(spoken.party, utterance, words[:count], final=count == len(words))
                searched = perf_counter()
                for cue in cues:
                    scene.hear_cue(cue)
                now_ms = CallMs(words[count - 1].end_ms)
                meter.pass_time(now_ms, caller_speaking=False)
                coach.look(scene.moment(meter.read()))
                took_ms.append(((perf_counter() - begun) * 1000, (searched - begun) * 1000))
            now = words[-1].end_ms
    whole, search = (sorted(times) for times in zip(*took_ms, strict=True))
    return WordCost(
        rules=len(playbook.rules),
        words=len(whole),
        p50_ms=whole[len(whole) // 2],
        p99_ms=whole[len(whole) * 99 // 100],
        max_ms=whole[-1],
        search_p50_ms=search[len(search) // 2],
        search_p99_ms=search[len(search) * 99 // 100],
    )


def _words(text: str, from_ms: int = 0) -> list[Word]:
    parts = text.split()
    times = range(from_ms, from_ms + len(parts) * WORD_MS, WORD_MS)
    return [Word(part, start, start + WORD_MS, 1.0) for part, start in zip(parts, times, strict=True)]
