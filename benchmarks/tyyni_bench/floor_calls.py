"""Simulated live calls as the floor sees them: heat that wanders, reasons for it, now and then a request for help."""

from __future__ import annotations

import random
from collections.abc import Iterator

from msgspec.structs import replace

from tyyni import wire
from tyyni.coach.call import LOOK_EVERY_MS
from tyyni.coach.heat import BAND_FROM

CALM_LEVEL = 20.0
"""Where heat goes by itself: most calls are calm."""
PULL_RATIO = 0.005
SPREAD_POINTS = 2.0
"""Heat moves by about so much from look to look, which with that pull makes one call in ten hot. Our choice."""
HELP_RATIO = 1 / 2_000
ALERT_RATIO = 1 / 8_000
"""Of the looks at a call: with 200 calls a request for help about every five seconds, an alert every twenty. More
than a floor ever has, so that the page is measured while they come."""
MOST_LAG_MS = 1_500

TEAMS = ("North", "South", "East", "West", "Night")
LANGUAGES = ("fi", "pl", "en")
PHASES = ("opening", "problem", "solving", "closing")
PROMPT: wire.Texts = {
    "fi": "Pyydä anteeksi ja tarjoa hyvitystä",
    "pl": "Przeproś i zaproponuj rekompensatę",
    "en": "Apologise, and offer compensation",
}
QUOTES = ("two weeks ago", "to jest niedopuszczalne", "en ole saanut mitään vastausta")


class SimulatedCalls:
    """So many calls; `look` goes on with one of them as the service does every `LOOK_EVERY_MS` of its sound.

    The same ``seed`` makes the same calls.
    """

    def __init__(self, count: int, seed: int = 7) -> None:
        self._random = random.Random(seed)
        self._calls = [self._new(number) for number in range(1, count + 1)]

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[wire.FloorCall]:
        return iter(self._calls)

    def look(self, index: int) -> wire.FloorCall:
        """Return the call after the next look at it."""
        call = self._calls[index]
        drift = PULL_RATIO * (CALM_LEVEL - call.level) + self._random.gauss(0.0, SPREAD_POINTS)
        level = round(min(max(call.level + drift, 0.0), 100.0), 1)
        call = replace(
            call,
            heard_ms=call.heard_ms + LOOK_EVERY_MS,
            level=level,
            band=band_of(level),
            trend="rising" if drift > 1.0 else "falling" if drift < -1.0 else "steady",
            reasons=_reasons(level, index),
            prompt=PROMPT if level >= BAND_FROM["hot"] else call.prompt,
        )
        if self._random.random() < HELP_RATIO:
            call = replace(call, help=wire.FloorHelp(heard_ms=call.heard_ms, taken=call.help is not None))
        if self._random.random() < ALERT_RATIO:
            call = replace(call, alert=wire.FloorAlert(text=PROMPT, heard_ms=call.heard_ms))
        self._calls[index] = call
        return call

    def lag(self, index: int) -> wire.FloorCall:
        """Return the call with how far its text is behind now, which the service tells every second."""
        call = replace(self._calls[index], lag_ms=self._random.randrange(MOST_LAG_MS))
        self._calls[index] = call
        return call

    def _new(self, number: int) -> wire.FloorCall:
        level = round(self._random.triangular(0.0, 90.0, 10.0), 1)
        return wire.FloorCall(
            call_id=f"{number:08x}",
            label=f"Desk {number}",
            language=LANGUAGES[number % len(LANGUAGES)],
            started_at="2026-01-01T00:00:00Z",
            heard_ms=self._random.randrange(0, 600_000, LOOK_EVERY_MS),
            level=level,
            band=band_of(level),
            trend="steady",
            reasons=_reasons(level, number),
            prompt=None,
            voice_analysis=True,
            lag_ms=0,
            notices=[],
            agent=f"Agent {number}",
            team=TEAMS[number % len(TEAMS)],
            phase=PHASES[number % len(PHASES)],
        )


def band_of(level: float) -> wire.Band:
    """Return the band of a level.

    >>> band_of(49.9), band_of(80.0)
    ('warm', 'boiling')
    """
    return max((band for band in BAND_FROM if level >= BAND_FROM[band]), key=BAND_FROM.__getitem__)


def _reasons(level: float, number: int) -> list[wire.HeatReason]:
    voice = wire.HeatReason(kind="raised_voice", points=level * 0.6, since_ms=0, value=0.8, unit="arousal")
    words = wire.HeatReason(kind="words", points=level * 0.4, since_ms=0, quote=QUOTES[number % len(QUOTES)])
    return [voice, words] if level >= BAND_FROM["warm"] else []
