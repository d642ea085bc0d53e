"""What `tyyni bench latency` writes: stable, and enough to draw every plot of its report from.

Times end in their unit. A figure in milliseconds that never came is infinite, written null.
"""

from __future__ import annotations

import msgspec

from tyyni_bench.figures import Percentiles
from tyyni_bench.results import Results
from tyyni_bench.sidecar import Stretch

FIGURES = {
    "frame_to_reading_ms": "frame to reading",
    "speech_end_to_final_ms": "speech end to final",
    "partial_delay_ms": "partial delay",
    "cue_to_prompt_ms": "cue to prompt",
    "onset_to_heat_ms": "onset to heat",
    "lag_ms": "lag",
}
"""The figures of the design, by key, with their names for people."""


class Drops(msgspec.Struct, frozen=True):
    """What was not done."""

    frames: int
    """Frames of 20 ms that were sent and not heard."""
    finals: int
    partials: int
    """Transcription work dropped because of load, not because newer work made it needless; what a degraded mode of
    the service left out is in it."""
    by_reason: dict[str, int]
    """The service's own count of all transcription work not done: "partial overtaken", "final queue_full"."""


class Memory(msgspec.Struct, frozen=True):
    """Resident memory of the service, MB (2**20 bytes)."""

    start: float
    peak: float
    end: float


class Stage(msgspec.Struct, frozen=True):
    """How long one stage of the work took, as the service counted it."""

    name: str
    clock: str
    """algorithmic (audio time that must pass), compute, or live (waiting included)."""
    n: int
    mean_ms: float
    p95_ms: float | None
    """None: beyond what is counted. Read off a histogram, so exact only to its bucket, where compute or live."""


class Second(msgspec.Struct, frozen=True):
    """The service at one moment of the run; None: not measurable (a service elsewhere)."""

    at_s: float
    """Since the first call began."""
    lag_ms: float
    """The largest of all calls then."""
    queue_age_ms: float
    cpu_share: float | None
    """Of all the machine's processors, 0..1, since the moment before."""
    rss_mb: float | None
    mode: str = "normal"
    """How much the service put into words then: one of `tyyni.serve.modes.MODES`."""


class ModeChange(msgspec.Struct, frozen=True):
    """The service went over to putting less into words, or more again."""

    at_s: float
    """Since the first call began."""
    mode: str


class HeatTrack(msgspec.Struct, frozen=True):
    """One call's heat as the supervisors saw it, against its labels."""

    recording: str
    at_s: list[float]
    """Audio time."""
    level: list[float]
    hot: list[Stretch]
    """The labels, in ms."""
    prompts: dict[str, list[float]]
    """At which second of the call each rule's prompts came to the agent."""


class LatencyRun(msgspec.Struct, frozen=True):
    """N calls at once: the figures of all of them together."""

    calls: int
    recordings: list[str]
    audio_s: float
    """Sound of all calls together, two parties counted once."""
    wall_s: float
    figures: dict[str, Percentiles]
    left_out: dict[str, str]
    """Figures that cannot be given, with the reason."""
    values_ms: dict[str, list[float]]
    """Every single value behind the figures."""
    missing_finals: int
    """Segments of speech whose final text never came."""
    streaming_wer: float | None
    """Word error rate of the finals, of calls whose sidecar has texts."""
    drops: Drops
    talk_share: float
    """How much of the calls' time somebody speaks, 0..1, both parties added: the load they are."""
    cpu_share: float | None
    """Of all the machine's processors, 0..1, over the whole run; None: a service elsewhere."""
    real_time_factor: float
    """Seconds of decoding for each second of call."""
    rss_mb: Memory | None
    queue_age_ms: Percentiles
    """Age of the oldest work that waits, seen once a second."""
    overloaded: bool
    """Whether the service did not keep up: the lag grew."""
    overloaded_because: str
    """In words; empty when it kept up."""
    stages: list[Stage]
    seconds: list[Second]
    heat: HeatTrack | None
    """One call that has labels, for the plot."""
    partial: bool = False
    """It was stopped before its end."""
    mode_changes: list[ModeChange] = []
    """In the order of time; none: everything was put into words throughout."""


class Capacity(msgspec.Struct, frozen=True):
    """The most calls that hold: cue to prompt p95 at most 2 s, no growth of the lag, no final dropped."""

    calls: int
    """0: not even one."""
    failed: dict[int, str]
    """Why each larger number that was tried did not hold, in words."""


class LatencyResults(Results, frozen=True, kw_only=True):
    """Everything of one `tyyni bench latency`."""

    runs: list[LatencyRun]
    capacity: Capacity | None = None
    own_error_ms: dict[str, Percentiles] = msgspec.field(default_factory=dict)
    """By how much the bench itself is off: a service that answers after exactly known times, measured."""
