"""What the service counts and times, for Prometheus; one registry per service, so that tests stay apart.

No label carries a call, a person or a text: figures are of the service, never of somebody.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

FAST_S = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1.0)
"""Around the bar of 50 ms from frame to reading."""
WORDS_S = (0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
"""Around the bar of 1.5 s from the end of speech to its final text."""


class Metrics:
    """All metrics of one service."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        r = self.registry
        self.frames = Counter("tyyni_frames", "Frames of 20 ms heard.", ["party"], registry=r)
        self.mended = Counter("tyyni_mended_ms", "Audio bridged or heard twice, in ms.", ["kind"], registry=r)
        self.decodes = Counter(
            "tyyni_decodes", "Transcription work done.", ["kind", "party", "suppressed"], registry=r
        )
        self.drops = Counter(
            "tyyni_decodes_dropped", "Transcription work not done.", ["kind", "reason"], registry=r
        )
        self.queue_wait = Histogram(
            "tyyni_queue_wait_seconds",
            "How long work waited for a decoder.",
            ["kind"],
            buckets=WORDS_S,
            registry=r,
        )
        self.decode_time = Histogram(
            "tyyni_decode_seconds", "How long a decode took.", ["kind"], buckets=WORDS_S, registry=r
        )
        self.batch_size = Histogram(
            "tyyni_decode_batch", "How much work shared one decode.", buckets=(1, 2, 3, 4, 8, 16), registry=r
        )
        self.queue_age = Gauge(
            "tyyni_queue_age_seconds", "Age of the oldest work that waits, once a second.", registry=r
        )
        self.mode = Gauge(
            "tyyni_mode",
            "What is put into words: 0 all, 1 finals only, 2 the caller's finals only, 3 nothing.",
            registry=r,
        )
        self.mode_changes = Counter("tyyni_mode_changes", "Modes entered.", ["mode"], registry=r)
        self.frame_to_reading = Histogram(
            "tyyni_frame_to_reading_seconds",
            "From the arrival of the frame that completed it to the published voice reading.",
            buckets=FAST_S,
            registry=r,
        )
        self.lag = Gauge("tyyni_lag_seconds", "Largest lag of the text in any live call.", registry=r)
        self.live_calls = Gauge("tyyni_live_calls", "Calls that are live.", registry=r)
        self.connections = Gauge("tyyni_connections", "Open websockets.", ["kind"], registry=r)
        self.errors = Counter("tyyni_errors", "Errors told to a client, by code.", ["code"], registry=r)
        self.coalesced = Counter(
            "tyyni_screen_updates_coalesced", "Updates a slow screen got only the newest of.", registry=r
        )
        self.webhooks = Counter(
            "tyyni_webhooks", "Alerts to another system, by what became of them.", ["outcome"], registry=r
        )
        self.history_rows = Counter(
            "tyyni_history_rows", "Rows of calls written into the history.", registry=r
        )
        self.history_lost = Counter(
            "tyyni_history_rows_lost", "Rows of calls that the history lost.", registry=r
        )
        self.audio_lost_s = Counter(
            "tyyni_audio_lost_seconds",
            "Sound of calls that is silence in their recordings, since the disk was behind.",
            registry=r,
        )
        self.audio_failed = Counter(
            "tyyni_audio_failed", "Recordings that ended early or could not be encoded.", registry=r
        )

        self.playbook_edits = Counter(
            "tyyni_playbook_edits", "Edits of the playbook taken or refused.", ["kind"], registry=r
        )
        self.playbook_refused = Gauge(
            "tyyni_playbook_refused",
            "1 while the playbook's files are refused and an older one is used.",
            registry=r,
        )

    def exposition(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self.registry)
