"""Whether the service can take calls, and if not, why: what `/readyz` answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Readiness:
    """The state of the service; ``reason`` says why it is not ready."""

    state: Literal["loading", "ready", "draining", "failed"]
    reason: str = ""

    @property
    def ready(self) -> bool:
        """Whether calls can begin."""
        return self.state == "ready"


LOADING = Readiness("loading", "the speech model is still loading")
READY = Readiness("ready")
DRAINING = Readiness("draining", "the service is stopping")
