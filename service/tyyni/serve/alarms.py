"""The notices of one live call that the service itself gives: raised, added up, and over after a while.

Pure: every method is told the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tyyni.serve.modes import Mode
from tyyni.units import Party, WallNs
from tyyni.wire import Notice

NS_PER_MS = 1_000_000

AlarmCode = Literal[
    "audio_gap_bridged",
    "audio_repeated",
    "sequence_out_of_order",
    "client_disconnected",
    "degraded_finals_only",
    "degraded_caller_only",
    "degraded_voice_only",
    "text_dropped",
    "words_only_mixed",
    "no_cues_for_language",
    "history_not_kept",
    "audio_kept",
    "audio_not_kept",
    "service_restarted",
]

LEVELS: dict[AlarmCode, Literal["info", "warning", "alarm"]] = {
    "audio_gap_bridged": "warning",
    "audio_repeated": "warning",
    "sequence_out_of_order": "warning",
    "client_disconnected": "alarm",
    "degraded_finals_only": "warning",
    "degraded_caller_only": "warning",
    "degraded_voice_only": "alarm",
    "text_dropped": "alarm",
    "words_only_mixed": "info",
    "no_cues_for_language": "warning",
    "history_not_kept": "alarm",
    "audio_kept": "info",
    "audio_not_kept": "warning",
    "service_restarted": "warning",
}

HOLD_MS: dict[AlarmCode, int] = {
    "audio_gap_bridged": 10_000,
    "audio_repeated": 10_000,
    "sequence_out_of_order": 10_000,
    "text_dropped": 30_000,
    "service_restarted": 30_000,
}
"""How long a notice stays after its last cause: long enough to be seen (our choice). Others stay until they
are cleared."""

MODE_CODES: dict[Mode, AlarmCode] = {
    "finals_only": "degraded_finals_only",
    "caller_only": "degraded_caller_only",
    "voice_only": "degraded_voice_only",
}
"""The notice of each mode in which less is put into words than all."""


@dataclass(slots=True)
class _Alarm:
    value_ms: int | None
    last_ns: WallNs
    told: bool = True


class Alarms:
    """Follows which notices are active; returns the messages that tell of changes."""

    def __init__(self) -> None:
        self._active: dict[tuple[AlarmCode, Party | None], _Alarm] = {}

    def sound(
        self, code: AlarmCode, now_ns: WallNs, *, party: Party | None = None, value_ms: int | None = None
    ) -> Notice | None:
        """Raise a notice; return it when it is new. The values of an active one add up for `tick` to tell."""
        alarm = self._active.get((code, party))
        if alarm is None:
            self._active[code, party] = _Alarm(value_ms, now_ns)
            return _notice(code, party, value_ms, active=True)
        alarm.last_ns = now_ns
        if value_ms is not None:
            alarm.value_ms = (alarm.value_ms or 0) + value_ms
            alarm.told = False
        return None

    def clear(self, code: AlarmCode, party: Party | None = None) -> Notice | None:
        """End a notice; return the message that says so, None when it was not active."""
        if self._active.pop((code, party), None) is None:
            return None
        return _notice(code, party, None, active=False)

    def follow(self, mode: Mode, now_ns: WallNs) -> list[Notice]:
        """Have the notice of this mode active and no other mode's; return the messages that say so."""
        present = MODE_CODES.get(mode)
        over = [self.clear(code) for code in MODE_CODES.values() if code != present]
        begun = self.sound(present, now_ns) if present is not None else None
        return [notice for notice in (*over, begun) if notice is not None]

    def tick(self, now_ns: WallNs) -> list[Notice]:
        """Return what has changed: sums that grew, and notices that are over."""
        notices = []
        for (code, party), alarm in list(self._active.items()):
            hold_ms = HOLD_MS.get(code)
            if hold_ms is not None and now_ns - alarm.last_ns > hold_ms * NS_PER_MS:
                del self._active[code, party]
                notices.append(_notice(code, party, None, active=False))
            elif not alarm.told:
                alarm.told = True
                notices.append(_notice(code, party, alarm.value_ms, active=True))
        return notices


def _notice(code: AlarmCode, party: Party | None, value_ms: int | None, *, active: bool) -> Notice:
    level = LEVELS[code] if active else "info"
    return Notice(code=code, level=level, party=party, value_ms=value_ms, active=active)
