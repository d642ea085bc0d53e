"""Checks the demo's calls: `python -m tyyni_bench.demo_check [CALL...]`, with the real models, faster than live.

Every recording goes through the same `Call` as in the service. Each wanted transcript is answered at once, so
delays are in audio time: what the coaching needs to hear, without what a machine needs to compute.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tyyni.coach.call import CallSettings
from tyyni.coach.events import CallEvent, TextHeard
from tyyni.coach.heat import BAND_FROM, Heat
from tyyni.coach.playbook import Playbook, Prompt
from tyyni.coach.words import Cue
from tyyni.errors import TyyniError
from tyyni.playbooks.loader import load_playbook
from tyyni.serve.ears import Ears, load_ears
from tyyni.serve.settings import ServeSettings
from tyyni.units import Party
from tyyni.wire import ScreenLanguage
from tyyni_bench.demo_calls import OUT
from tyyni_bench.listening import listen
from tyyni_bench.playing import open_known
from tyyni_bench.sidecar import Sidecar, SpokenCue
from tyyni_bench.word_errors import count_errors
from tyyni_models.errors import ModelError
from tyyni_models.store import verified_model_dir

SHORTEST_MS, LONGEST_MS = 60_000, 100_000
"""A demo is watched standing: long enough to heat up and cool down."""
LEAST_CUES = 5
LEAST_MID_CUES = 2
"""Cues after which the utterance goes on: what shows that a prompt need not wait for a pause."""
LEAST_POINTS = 10.0
"""Voice and words must each have added this much heat at some moment of a hot call."""

GOES_ON_WITHIN_MS = 200
"""A word that begins this soon after a cue belongs to the same utterance: a transcript is wanted after 200 ms."""
SAME_MS = 1_500
"""A cue was understood when it is heard with its last word this near to where the synthesiser put it."""
TURN_PAUSE_MS = 500
"""Gaps under this are joined, as where the bench finds speech by itself."""
ANSWERED_WITHIN_MS = 12_000
"""A prompt later than this does not answer a cue: rules look that far back (`When.cues_within_ms`)."""


@dataclass(frozen=True, slots=True)
class CueOutcome:
    """What became of a cue of the script."""

    cue: SpokenCue
    goes_on: bool
    """The utterance goes on after it."""
    quote: str | None
    """The words that were understood; None when they were not."""
    prompt: Prompt | None
    """The first prompt that serves it."""

    @property
    def delay_ms(self) -> int | None:
        """Audio time from the end of the cue to its prompt; below 0 when its first words were enough."""
        return self.prompt.heard_ms - self.cue.end_ms if self.prompt else None


@dataclass(frozen=True, slots=True)
class CheckedCall:
    """What a recording does when the service hears it."""

    name: str
    language: ScreenLanguage
    duration_ms: int
    meant_hot: bool
    """Its sidecar says that the caller gets hot."""
    peak: Heat
    points: dict[str, float]
    """The most that each kind of reason added at one moment."""
    cues: tuple[CueOutcome, ...]
    prompts: tuple[Prompt, ...]
    word_error_rates: dict[Party, float | None]
    """Of the final texts; None: the party says nothing."""


def check_call(path: Path, ears: Ears, playbook: Playbook) -> CheckedCall:
    """Return what the service hears in a demo call.

    Raises:
        TyyniError: the recording or its sidecar cannot be read.
    """
    known = open_known(path)
    recording, sidecar = known.recording, known.sidecar
    call = ears.make_call(CallSettings(recording.parties, known.language, voice_analysis=True))
    events = listen(recording, call, ears.transcriber, known.language)
    heats = [event for event in events if isinstance(event, Heat)]
    prompts = tuple(event for event in events if isinstance(event, Prompt))
    heard = [event for event in events if isinstance(event, Cue) and event.party is Party.CALLER]
    rows = rows_of_cues(playbook)
    return CheckedCall(
        name=path.stem,
        language=msgspec.convert(known.language, ScreenLanguage),
        duration_ms=recording.duration_ms,
        meant_hot=bool(sidecar.hot),
        peak=max(heats, key=lambda heat: heat.level),
        points=most_points(heats),
        cues=tuple(cue_outcome(cue, sidecar, heard, rows, prompts) for cue in sidecar.cues or ()),
        prompts=prompts,
        word_error_rates={
            party: word_error_rate(party, sidecar, known.language, events) for party in recording.parties
        },
    )


def most_points(heats: Sequence[Heat]) -> dict[str, float]:
    """Return the most points that each kind of reason had at one moment."""
    most: dict[str, float] = {}
    for heat in heats:
        now: defaultdict[str, float] = defaultdict(float)
        for reason in heat.reasons:
            now[reason.kind] += reason.points
        most |= {kind: max(points, most.get(kind, points)) for kind, points in now.items()}
    return most


def rows_of_cues(playbook: Playbook) -> dict[str, frozenset[str]]:
    """Return what a script may call each cue: its own source rows, and rows and ids of the rules it calls for."""
    return {
        cue.id: frozenset(cue.sources).union(
            *((rule.id, *rule.sources) for rule in playbook.rules if cue.id in rule.when.cues_any)
        )
        for cue in playbook.cues
    }


def cue_outcome(
    cue: SpokenCue,
    sidecar: Sidecar,
    heard: Sequence[Cue],
    rows: Mapping[str, frozenset[str]],
    prompts: Sequence[Prompt],
) -> CueOutcome:
    """Return what became of a cue: heard in its place, and answered by a prompt that serves its source row.

    Or before its place in the same turn, since a cue is told once an utterance: of "I told you already, this is the
    third time" either half will do.
    """
    from_ms = min(cue.end_ms - SAME_MS, turn_start_ms(cue, sidecar))
    understood = [
        one for one in heard if cue.id in rows[one.id] and from_ms <= one.said_ms <= cue.end_ms + SAME_MS
    ]
    answers = [
        prompt
        for prompt in prompts
        if cue.id in (*prompt.sources, prompt.rule)
        and -SAME_MS <= prompt.heard_ms - cue.end_ms <= ANSWERED_WITHIN_MS
    ]
    goes_on = any(
        word.party is cue.party and 0 <= word.start_ms - cue.end_ms < GOES_ON_WITHIN_MS
        for word in sidecar.words or ()
    )
    return CueOutcome(
        cue,
        goes_on,
        understood[0].quote if understood else None,
        answers[0] if answers and understood else None,
    )


def turn_start_ms(cue: SpokenCue, sidecar: Sidecar) -> int:
    """Return when the party of a cue began to speak without a pause until it."""
    start_ms = cue.end_ms
    for word in sorted(sidecar.words or (), key=lambda word: word.start_ms, reverse=True):
        if word.party is cue.party and word.start_ms < start_ms:
            if start_ms - word.end_ms > TURN_PAUSE_MS:
                break
            start_ms = word.start_ms
    return start_ms


def word_error_rate(
    party: Party, sidecar: Sidecar, language: str, events: Sequence[CallEvent]
) -> float | None:
    """Return the word error rate of a party's final texts against the script; None when it says nothing."""
    said = [word.text for word in sidecar.words or () if word.party is party]
    finals = [one for one in events if isinstance(one, TextHeard) and one.party is party and one.final]
    heard = [one.stable for one in sorted(finals, key=lambda one: one.start_ms)]
    return count_errors(" ".join(said), " ".join(heard), language).wer


def unmet_demands(call: CheckedCall) -> list[str]:
    """Return which demands on a demo call do not hold, in words."""
    hot, meant = call.peak.level >= BAND_FROM["hot"], "hot" if call.meant_hot else "at most warm"
    answered = sum(outcome.prompt is not None for outcome in call.cues)
    voice, words = call.points.get("raised_voice", 0.0), call.points.get("words", 0.0)
    mid = sum(outcome.goes_on for outcome in call.cues)
    demands = [
        (
            SHORTEST_MS <= call.duration_ms <= LONGEST_MS,
            f"lasts {call.duration_ms / 1000:.0f} s, not {SHORTEST_MS // 1000} to {LONGEST_MS // 1000} s",
        ),
        (hot == call.meant_hot, f"peaks at {call.peak.level:.0f} ({call.peak.band}), expected {meant}"),
        (
            not call.meant_hot or min(voice, words) >= LEAST_POINTS,
            f"voice adds {voice:.0f} points and words {words:.0f}; expected {LEAST_POINTS:.0f} each",
        ),
        (len(call.cues) >= LEAST_CUES, f"has {len(call.cues)} cues; expected {LEAST_CUES}"),
        (mid >= LEAST_MID_CUES, f"has {mid} cues within an utterance; expected {LEAST_MID_CUES}"),
        (2 * answered > len(call.cues), f"answers {answered} of {len(call.cues)} cues; expected most"),
    ]
    return [f"{call.name} {why}" for holds, why in demands if not holds]


def describe(call: CheckedCall) -> str:
    """Return what was found in a call, for reading."""
    peak = call.peak
    points = ", ".join(f"{kind} {most:.0f}" for kind, most in sorted(call.points.items()))
    rates = ", ".join(
        f"{party} {'-' if rate is None else f'{rate:.0%}'}" for party, rate in call.word_error_rates.items()
    )
    lines = [
        f"{call.name} ({call.language}, {call.duration_ms / 1000:.0f} s)",
        f"  heat: at most {peak.level:.0f} ({peak.band}) at {peak.at_ms / 1000:.1f} s; most points: {points}",
        f"  word error rate of finals: {rates}",
        *(f"  {_cue_line(outcome)}" for outcome in call.cues),
        *(
            f"  prompt {prompt.heard_ms / 1000:6.1f} s  {prompt.rule}: {prompt.text[call.language]}"
            for prompt in call.prompts
        ),
    ]
    return "\n".join(lines)


def _cue_line(outcome: CueOutcome) -> str:
    understood = f'understood "{outcome.quote}"' if outcome.quote is not None else "not understood"
    answer = f"{outcome.prompt.rule} after {outcome.delay_ms} ms" if outcome.prompt else "no prompt"
    place = ", goes on" if outcome.goes_on else ""
    return f"cue {outcome.cue.id:>4} {outcome.cue.end_ms / 1000:5.1f} s{place}: {understood}; {answer}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Check calls, by default all that ship; return 1 when a demand does not hold."""
    parser = argparse.ArgumentParser(
        prog="python -m tyyni_bench.demo_check", description="Check the demo's calls."
    )
    parser.add_argument("calls", nargs="*", type=Path, default=sorted(OUT.glob("*.flac")), metavar="CALL")
    options = parser.parse_args(arguments)
    failed = False
    try:
        playbook = load_playbook()
        ears = load_ears(ServeSettings(), verified_model_dir("base"), playbook)
        for path in options.calls:
            call = check_call(path, ears, playbook)
            unmet = unmet_demands(call)
            print(describe(call), *(f"  UNMET: {why}" for why in unmet), sep="\n", flush=True)
            failed = failed or bool(unmet)
    except (TyyniError, ModelError) as error:
        print(error, file=sys.stderr)
        return 1
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
