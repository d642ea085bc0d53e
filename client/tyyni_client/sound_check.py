"""The test before a call: "say something", and the microphone must move while the caller's side stays quiet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from enum import StrEnum

import numpy as np

from tyyni.audio import Pcm16, to_float
from tyyni.errors import TyyniError
from tyyni.units import Party, ms_to_samples
from tyyni_client.capture import Line
from tyyni_client.link import wall_ns

STEP_SAMPLES = ms_to_samples(100)
QUIETEST_DBFS = -90.0
LOUD_DBFS = -45.0
"""Speech close to a microphone has -35 to -15 dBFS; a quiet room through one has less than -50."""
ABOVE_FLOOR_DB = 12.0
"""Over the quietest moment so far: a hum, however loud, is not speech. Our choice."""
ENOUGH_STEPS = 8
"""0.8 s of speech: a sentence, not a click. Our choice."""
PATIENCE_S = 20.0
"""To read what is asked, and to say something. Our choice."""


class Verdict(StrEnum):
    """What the test has found out."""

    GOOD = "good"
    VOICE_ON_BOTH = "voice_on_both"
    """The microphone works, but whoever speaks into it is heard on the caller's side too."""
    SWAPPED = "swapped"
    SILENT = "silent"


class SoundCheck:
    """Both parties' levels, and what they mean."""

    def __init__(self) -> None:
        self.levels_dbfs = {Party.CALLER: QUIETEST_DBFS, Party.AGENT: QUIETEST_DBFS}
        """Root mean square of the last 100 ms, dB below full scale."""
        self._rest = {party: np.zeros(0, dtype=np.int16) for party in self.levels_dbfs}
        self._floors_dbfs: dict[Party, float] = {}
        self._loud_steps = dict.fromkeys(self.levels_dbfs, 0)

    def hear(self, party: Party, samples: Pcm16) -> None:
        """Take the next samples of a party."""
        sound = np.concatenate([self._rest[party], samples])
        whole = len(sound) // STEP_SAMPLES * STEP_SAMPLES
        self._rest[party] = sound[whole:]
        for step in sound[:whole].reshape(-1, STEP_SAMPLES):
            self._hear_step(party, float(np.sqrt(np.mean(to_float(step).astype(np.float64) ** 2))))

    def _hear_step(self, party: Party, rms: float) -> None:
        level = max(QUIETEST_DBFS, 20 * float(np.log10(max(rms, 1e-9))))
        self.levels_dbfs[party] = level
        floor = self._floors_dbfs[party] = min(level, self._floors_dbfs.get(party, level))
        self._loud_steps[party] += level >= max(LOUD_DBFS, floor + ABOVE_FLOOR_DB)

    @property
    def spoken(self) -> bool:
        """Whether enough has come from the microphone."""
        return self._loud_steps[Party.AGENT] >= ENOUGH_STEPS

    @property
    def verdict(self) -> Verdict:
        """What it looks like now."""
        caller, agent = self._loud_steps[Party.CALLER], self._loud_steps[Party.AGENT]
        if self.spoken:
            return Verdict.VOICE_ON_BOTH if caller * 2 >= agent else Verdict.GOOD
        return Verdict.SWAPPED if caller >= ENOUGH_STEPS else Verdict.SILENT


async def check_sound(
    lines: Iterable[Line], show: Callable[[SoundCheck], None], patience_s: float = PATIENCE_S
) -> Verdict:
    """Listen to both devices until the agent has spoken; ``show`` is called whenever a level has changed.

    Returns:
        ``GOOD`` or ``VOICE_ON_BOTH``.

    Raises:
        TyyniError: ``devices_swapped``, ``microphone_silent``, and what a line raises.
    """
    check, spoken = SoundCheck(), asyncio.Event()

    def hear(party: Party, samples: Pcm16) -> None:
        check.hear(party, samples)
        show(check)
        if check.spoken:
            spoken.set()

    begun_ns = wall_ns()
    following = [asyncio.create_task(line.follow(begun_ns, hear)) for line in lines]
    tasks = {asyncio.create_task(spoken.wait()), *following}
    try:
        await asyncio.wait(tasks, timeout=patience_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    for task in following:
        if not task.cancelled():
            task.result()  # raises what went wrong
    _raise_if_bad(check.verdict)
    return check.verdict


def _raise_if_bad(verdict: Verdict) -> None:
    if verdict is Verdict.SWAPPED:
        raise TyyniError(
            "devices_swapped",
            "your voice came from the device of the caller's side and not from the microphone: swap --caller and "
            "--microphone (begin anew with --forget)",
        )
    if verdict is Verdict.SILENT:
        raise TyyniError(
            "microphone_silent",
            "no speech came from the microphone: is it muted, or is another device meant? Choose again with --forget",
        )
