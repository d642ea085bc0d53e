"""Arousal from voice cues by a few weights that a person can read; the model card is in tone.toml.

The score is the weighted mean of the cues' z-scores, each limited so that one wild value cannot decide; a
logistic curve turns it into 0..1.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from tyyni_models.contracts import ToneReading
from tyyni_models.errors import ModelError

SOURCE = "tone.toml"


@dataclass(frozen=True, slots=True)
class CuesToneModel:
    """`ToneModel` as a weighted mean of z-scores.

    Raises:
        ModelError: ``tone_model_invalid``, a number that makes no sense; the message names it.
    """

    weights: Mapping[str, float]
    """Per cue, above 0; only their proportions matter."""
    centre: float
    """Score at which arousal is 0.5."""
    scale: float
    """Score from 0.5 to 0.73 (one unit of the logistic curve); above 0."""
    clip: float
    """Largest z-score that counts, either way; above 0."""

    def __post_init__(self) -> None:
        numbers = {**self.weights, "scale": self.scale, "clip": self.clip}
        wrong = [name for name, value in numbers.items() if not 0.0 < value < math.inf]
        if not math.isfinite(self.centre):
            wrong.append("centre")
        if wrong or not self.weights:
            raise ModelError(
                "tone_model_invalid",
                f"{SOURCE}: weights, scale, clip must be over 0, centre finite; wrong: {wrong or 'no cue'}",
            )

    @classmethod
    def load(cls) -> CuesToneModel:
        """Return the model that ships with this package."""
        return cls.parse(resources.files("tyyni_models").joinpath(SOURCE).read_text("utf-8"))

    @classmethod
    def parse(cls, text: str) -> CuesToneModel:
        """Return the model that a TOML text like tone.toml describes.

        Raises:
            ModelError: ``tone_model_invalid``, not TOML, or a field is missing or no number.
        """
        try:
            table: dict[str, Any] = tomllib.loads(text)
            weights = {str(cue["name"]): float(cue["weight"]) for cue in table["cue"]}
            return cls(weights, float(table["centre"]), float(table["scale"]), float(table["clip"]))
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
            raise ModelError("tone_model_invalid", f"{SOURCE}: {type(error).__name__}: {error}") from error

    def read(self, cues: Mapping[str, float | None]) -> ToneReading:
        """Return arousal for cues in standard deviations from the baseline.

        A cue that is None or that the model does not know is left out and the other weights fill its place.
        With no cue at all the score is 0 and the confidence 0.
        """
        known = {name: z for name in self.weights if (z := cues.get(name)) is not None}
        total = sum(self.weights[name] for name in known)
        parts = {
            name: self.weights[name] * min(max(z, -self.clip), self.clip) / total for name, z in known.items()
        }
        score = sum(parts.values())
        return ToneReading(
            arousal=1.0 / (1.0 + math.exp((self.centre - score) / self.scale)),
            confidence=total / sum(self.weights.values()),
            contributions=dict(sorted(parts.items(), key=lambda part: -abs(part[1]))),
        )
