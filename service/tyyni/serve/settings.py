"""Every setting of the service and its default, in one place; environment variables ``TYYNI_*`` override."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tyyni.errors import TyyniError


def usable_cores() -> int:
    """Return how many processors this process may use (a container often has fewer than the machine)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


THREADS_PER_DECODE = 1
"""A second thread finds tokens no sooner (186 ms against 189, for 1.4 times the processor time), since each waits for
the same memory; two decodes side by side take as long as one (our measurement, base model, 2 processors)."""


TOGETHER_ON_CPU = 1
TOGETHER_ON_GPU = 8
"""Work that waits may share a decode. Tokens found together cost less than one by one (25 of them 223 ms alone, 250 ms
for two, 336 ms for four, 535 ms for eight; base model, one thread), encoding does not, and all are as late as the last.
Eight calls on 2 processors, alone on the machine, at most 1, 2 or 4 together: p95 from speech end to final 1353 (1407
in a second run), 1550 and 1845 ms, cue to prompt p50 1150, 1358 and 1552 ms.
So a CPU reads one by one. A GPU gains far more; eight is an estimate."""


class ServeSettings(BaseSettings):
    """What `tyyni serve` runs with; the environment variable of ``port`` is ``TYYNI_PORT``, and so on."""

    model_config = SettingsConfigDict(env_prefix="TYYNI_", frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    """Address to bind. Anything but loopback wants a reverse proxy with TLS: tokens travel in clear."""
    port: int = Field(default=8765, ge=0, le=65_535)
    """0: any free port."""
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins besides the service's own whose pages may open websockets, separated by commas."""
    data_dir: Path = Field(default_factory=lambda: platformdirs.user_data_path("tyyni"))
    """Where the access keys and the history lie. (Models have `TYYNI_MODELS`.)"""
    history: bool = True
    """Keep heat, cues, prompts, steps and notices of calls, and notes about them."""
    database_url: str | None = Field(default=None, repr=False)
    """Where the history lies, such as postgresql://user:password@host/tyyni; None: a SQLite file in the data folder."""
    keep_transcripts: bool = False
    """Keep what was said, too. Off: neither text nor quotes are kept."""
    keep_audio: bool = False
    """Keep the sound of calls, too, as FLAC in the folder ``audio`` of the data folder, and tell the agent of each call
    so. Off: no sound is kept."""
    practice_calls: Path | None = None
    """Recordings to practise with, a folder of FLAC or WAV with sidecars; None: the calls that ship."""
    playbook: Path | None = None
    """House rules, a folder or a file, over the playbook that ships; None: that one alone."""
    glossary: Path | None = None
    """A text of your own words, such as names of products, one a line: the speech model is told to expect them."""
    playbook_hotwords: bool = False
    """Tell the speech model to expect the playbook's phrases too. Off: 58 of 74 cues were heard with it, 59 without,
    one more was heard that nobody said, and decodes cost 17 % more (our measurement, base model, 301 clips)."""

    model: str = "base"
    """A model of `tyyni models list`."""
    device: str = "auto"
    """auto, cpu or cuda."""
    compute_type: str = "auto"
    """CTranslate2's name of a number type, such as int8; auto chooses the fastest the device has."""
    workers: int = Field(default_factory=usable_cores, ge=1, le=64)
    """Decodes at once; one for each processor. On a GPU fewer do."""
    batch: int | None = Field(default=None, ge=1, le=64)
    """At most so much waiting work shares one decode; None: as suits the device."""
    threads: int = Field(default=THREADS_PER_DECODE, ge=1, le=64)
    """Threads of one decode."""

    max_calls: int = Field(default=32, ge=1)
    """Live calls at once; one more is refused with `too_many_calls`."""
    max_connections: int = Field(default=256, ge=1)
    """Open websockets at once, of agents' pages and the floor too."""
    max_queued_decodes: int = Field(default=64, ge=2)
    """Transcription work that waits; two parties of 32 calls. More would only be late."""
    hello_within_s: float = Field(default=5.0, gt=0)
    """For `hello`, the first message on a call's connection."""
    grace_s: float = Field(default=30.0, ge=0)
    """A call whose connection broke waits this long for it to resume: what the client keeps to send again."""
    finals_within_s: float = Field(default=10.0, gt=0)
    """After hang-up, for the last transcripts."""
    drain_s: float = Field(default=60.0, ge=0)
    """After SIGTERM, for live calls to end."""
    session_hours: float = Field(default=12.0, gt=0)
    """How long a browser stays admitted after it opened the link: a long shift."""
    public_url: str | None = Field(default=None, pattern=r"^https?://[^/\s]+$")
    """Where browsers reach the service, such as https://tyyni.example, for personal links and links in alerts;
    None: the address it binds."""
    webhook_url: str | None = Field(default=None, pattern=r"^https?://[^/\s]+\S*$")
    """Told by POST when a call alerts, asks for help or starts to boil: {call_id, kind, band, link}; None: nobody."""
    webhook_secret: SecretStr = SecretStr("")
    """Signs what is posted: X-Tyyni-Signature: sha256=HMAC of the body. Empty: not signed."""
    webhook_per_hour: int = Field(default=30, ge=1)
    """Alerts an hour of all calls together; more would be noise nobody follows. Our choice."""
    json_logs: bool = False
    """One JSON object a line instead of text for a terminal."""

    def most_together(self, *, gpu: bool) -> int:
        """Return how much waiting work may share one decode."""
        return self.batch or (TOGETHER_ON_GPU if gpu else TOGETHER_ON_CPU)

    @property
    def base_url(self) -> str:
        """Where browsers reach the service."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return self.public_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value


def load_settings(**given: Any) -> ServeSettings:
    """Return the settings: those given (None: not given), else the environment's, else the defaults.

    Raises:
        TyyniError: ``settings_invalid``; the message names each setting, its variable and what is wrong.
            ``audio_needs_history``: sound is to be kept and calls are not.
    """
    try:
        settings = ServeSettings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))} (TYYNI_{str(fault['loc'][0]).upper()}): {fault['msg']}"
            for fault in error.errors(include_url=False)
        )
        raise TyyniError("settings_invalid", f"settings not usable: {faults}") from error
    if settings.keep_audio and not settings.history:
        raise TyyniError(
            "audio_needs_history",
            "TYYNI_KEEP_AUDIO=1 needs the history, which says whose call is heard and when its sound is to go: remove "
            "TYYNI_HISTORY=0, or TYYNI_KEEP_AUDIO",
        )
    return settings
