"""Which calls are composed of a manifest's clips: calm and angry ones, and those in which anger might be heard wrongly.

The first tell how soon a call is hot and cool again (`tyyni_bench.heat_calls`); the others are about what else raises
a voice (joy, fear), what should not (sadness, boredom, noise, an agent who talks over the caller), and another caller
who takes the telephone (`tyyni_bench.kind_figures`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tyyni_bench.clip_set import spread
from tyyni_bench.composed import Part, Recipe
from tyyni_bench.heat_figures import CALM, HOT
from tyyni_bench.manifest import Clip, by_speaker

CALM_CALLS = 100
"""At least so many, spread over the speakers."""
CALM_S, BEFORE_S, HOT_S, AFTER_S = 60.0, 25.0, 20.0, 25.0
SPEAKER_S = 30.0
"""How long the first caller speaks before another takes the telephone, and a calm other one then."""
LEAST_CLIPS = 3
"""Of fewer, a call would only repeat itself."""
MOST_CALLERS = 24
"""So many speakers, spread over all, have calls of a further kind: they take some seconds each to hear."""
NOISES_DB = (20.0, 10.0)
TURNS = {
    "joy": frozenset({"joy", "happy", "happiness"}),
    "fear": frozenset({"fear", "fearful"}),
    "sadness": frozenset({"sadness", "sad"}),
    "boredom": frozenset({"boredom", "bored"}),
}

BySpeaker = dict[tuple[str, str], list[Clip]]


def recipes(clips: Sequence[Clip]) -> list[Recipe]:
    """Return the calls that can be composed of labelled clips, and those of sets without labels (prompts: calm)."""
    calm = _calm(clips)
    return [*_calm_and_hot(clips, calm), *_turns(clips, calm), *_disturbed(calm), *_changes(clips, calm)]


def _calm_and_hot(clips: Sequence[Clip], calm: BySpeaker) -> Iterator[Recipe]:
    angry = _of(clips, HOT)
    for speaker, found in calm.items():
        name = speaker[1]
        for which in range(-(-CALM_CALLS // len(calm))):
            yield Recipe(f"{name} calm {which}", "calm", [Part(found, CALM_S)], timed=True)
        if speaker in angry:
            hot, after = Part(angry[speaker], HOT_S, hot=True), Part(found, AFTER_S, watched=False)
            before = Part(found, BEFORE_S, watched=False)
            yield Recipe(f"{name} rises", "turns to anger", [before, hot, after], timed=True)
            yield Recipe(f"{name} hot from the start", "angry from the start", [hot, after], timed=True)


def _turns(clips: Sequence[Clip], calm: BySpeaker) -> Iterator[Recipe]:
    for what, labels in TURNS.items():
        felt = _of(clips, labels)
        for speaker in spread([one for one in calm if one in felt], MOST_CALLERS):
            parts = [Part(calm[speaker], BEFORE_S, watched=False), Part(felt[speaker], HOT_S)]
            yield Recipe(f"{speaker[1]} turns to {what}", f"turns to {what}", parts)


def _disturbed(calm: BySpeaker) -> Iterator[Recipe]:
    speakers = list(calm)
    for speaker in spread(speakers, MOST_CALLERS):
        for snr_db in NOISES_DB:
            kind = f"calm, noise {snr_db:.0f} dB"
            yield Recipe(
                f"{speaker[1]} {kind} under", kind, [Part(calm[speaker], CALM_S)], noise_snr_db=snr_db
            )
        other = speakers[(speakers.index(speaker) + 1) % len(speakers)]
        if other != speaker:
            kind = "calm, agent talks over"
            yield Recipe(f"{speaker[1]} {kind}", kind, [Part(calm[speaker], CALM_S)], agent=calm[other])


def _changes(clips: Sequence[Clip], calm: BySpeaker) -> Iterator[Recipe]:
    """Yield calls in which somebody of the other sex takes the telephone after half a minute."""
    angry = _of(clips, HOT)
    pairs = [(speaker, other) for speaker in calm if (other := _of_other_sex(speaker, calm)) is not None]
    for speaker, other in spread(pairs, MOST_CALLERS):
        first = Part(calm[speaker], SPEAKER_S, watched=False)
        name = f"{speaker[1]} then {other[1]}"
        yield Recipe(f"{name} calm", "another caller, calm", [first, Part(calm[other], SPEAKER_S)])
        if other in angry:
            parts = [first, Part(angry[other], HOT_S, hot=True)]
            yield Recipe(f"{name} angry", "another caller, angry", parts)


def _of_other_sex(speaker: tuple[str, str], calm: BySpeaker) -> tuple[str, str] | None:
    """Return the next speaker of the same set, round about, who is of the other known sex."""
    mates = [one for one in calm if one[0] == speaker[0]]
    at = mates.index(speaker)
    genders = {one: calm[one][0].gender for one in mates}
    others = [one for one in mates[at:] + mates[:at] if genders[one] and genders[one] != genders[speaker]]
    return others[0] if others and genders[speaker] else None


def _calm(clips: Sequence[Clip]) -> BySpeaker:
    labelled = {clip.set for clip in clips if clip.emotion}
    return _enough([clip for clip in clips if clip.emotion in CALM or clip.set not in labelled])


def _of(clips: Sequence[Clip], labels: frozenset[str]) -> BySpeaker:
    return _enough([clip for clip in clips if clip.emotion in labels])


def _enough(clips: Sequence[Clip]) -> BySpeaker:
    """Return the clips of each speaker of whom there are enough."""
    return {speaker: own for speaker, own in by_speaker(clips).items() if len(own) >= LEAST_CLIPS}
