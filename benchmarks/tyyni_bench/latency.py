"""How late everything is: recorded calls at true speed into a real service, N at once, measured at the client.

The service runs in a process of its own, as its users run it; what is measured went through real websockets.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from itertools import chain, cycle, islice

import msgspec
import numpy as np

from tyyni.audio import Pcm16
from tyyni.units import Party
from tyyni_bench import figures
from tyyni_bench.figures import Percentiles
from tyyni_bench.playing import Known, Played, play_call
from tyyni_bench.segments import Segment, known_speech
from tyyni_bench.sidecar import SaidWords
from tyyni_client.recording import Recording

REPEAT_AFTER_S = 3.7
"""When there are more calls than recordings, one that repeats starts so much later than the one before: not a
multiple of any hop of ours, so that calls do not beat in time."""

FIGURES = ("frame_to_reading", "speech_end_to_final", "partial_delay", "cue_to_prompt", "lag")


class LatencyRun(msgspec.Struct, frozen=True):
    """N calls at once: the figures of all of them together, in milliseconds."""

    calls: int
    recordings: list[str]
    figures: dict[str, Percentiles]
    left_out: dict[str, str]
    """Figures that cannot be given, with the reason."""


async def measure(
    recordings: Sequence[Known], calls: int, url: str, token: str, seconds: float | None = None
) -> LatencyRun:
    """Play ``calls`` calls at once and return what was measured.

    Args:
        recordings: played in turn; when there are fewer than calls, each again, with a shifted start.
        calls: how many at once.
        url: the service's ``/ws/call``.
        token: the agents' key.
        seconds: how much of each recording is played; None: all.
    """
    plays = [
        (Played(known, f"{known.recording.name} {number}"), number // len(recordings) * REPEAT_AFTER_S)
        for number, known in enumerate(islice(cycle(recordings), calls))
    ]
    async with asyncio.TaskGroup() as group:
        for played, after_s in plays:
            group.create_task(play_call(played, url, token, after_s=after_s, at_most_s=seconds))
    return summed_up([played for played, _ in plays])


def summed_up(plays: Sequence[Played]) -> LatencyRun:
    """Return the figures of calls that were played at once."""
    left_out: dict[str, str] = {}
    logs = [played.log for played in plays]
    values: dict[str, Iterable[float]] = {
        "frame_to_reading": chain.from_iterable(figures.readings_ms(log) for log in logs),
        "speech_end_to_final": chain.from_iterable(
            figures.finals_ms(played.log, speech_of(played.known)) for played in plays
        ),
        "lag": chain.from_iterable(figures.lags_ms(log) for log in logs),
    }
    if with_words := [played for played in plays if single_words(played.known)]:
        values["partial_delay"] = chain.from_iterable(
            figures.partials_ms(played.log, single_words(played.known)) for played in with_words
        )
    else:
        left_out["partial_delay"] = "no sidecar gives the times of single words"
    if with_cues := [played for played in plays if played.known.sidecar.cues]:
        values["cue_to_prompt"] = chain.from_iterable(
            figures.prompts_ms(played.log, played.known.sidecar.cues or ()) for played in with_cues
        )
    else:
        left_out["cue_to_prompt"] = "no sidecar names cues"
    summed = {name: Percentiles.of(list(values[name])) for name in FIGURES if name in values}
    return LatencyRun(len(plays), sorted({p.known.recording.name for p in plays}), summed, left_out)


def speech_of(known: Known) -> list[Segment]:
    """Return where a recording holds speech: what its sidecar says, else found offline."""
    words = known.sidecar.words
    return known_speech(words, {} if words is not None else whole_tracks(known.recording))


def whole_tracks(recording: Recording) -> dict[Party, Pcm16]:
    """Return each party's sound, int16, shape (n,), 16 kHz."""
    return {track.party: np.concatenate(list(track.samples())) for track in recording.tracks}


def single_words(known: Known) -> list[SaidWords]:
    """Return the known words whose times are those of one word, not of a whole sentence."""
    return [word for word in known.sidecar.words or () if word.text and " " not in word.text.strip()]
