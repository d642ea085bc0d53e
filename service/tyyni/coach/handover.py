"""Whether somebody else has taken the telephone: a voice of another pitch that is calm for whoever it is.

Against the statistics of a man a calm woman sounds raised. An angry caller's pitch rises as far, but then the other
cues rise too, so that the voice would sound raised to somebody who has never heard it.
"""

from __future__ import annotations

from collections import deque

FAR_ST = 6.0
"""Half of what lies between men and women (9 semitones) and a little more (of 4, 5 and 6 the one that took the fewest
calm and angry callers for another: 2 of 108 and 1 of 24; our measurement)."""
READINGS = 8
"""4 s of speech (of 2, 3 and 4 s the one that lost no rising call; our measurement)."""
STRANGER_CALM = 0.3
"""To somebody who has never heard the voice its arousal is lower on average (0.3 and 0.4 did the same; our
measurement)."""
WHOLE_STRETCH = 0.75
"""Readings of less than 1.5 s of speech are not asked."""


class Handover:
    """Watches one line; deterministic."""

    def __init__(self) -> None:
        self._off_st: deque[float] = deque(maxlen=READINGS)
        self._arousals: deque[float] = deque(maxlen=READINGS)

    def hear(
        self, pitch_st: float | None, own_st: float | None, stranger_arousal: float, completeness: float
    ) -> bool:
        """Take the next reading; return whether another person speaks now.

        Args:
            pitch_st: its F0 in semitones; None: not measurable.
            own_st: that of the caller's calm speech; None: not known yet.
            stranger_arousal: its arousal, 0..1, if nothing were known of the voice.
            completeness: the share of 2 s that was heard, 0..1.
        """
        if pitch_st is None or own_st is None or completeness < WHOLE_STRETCH:
            return False
        self._off_st.append(abs(pitch_st - own_st))
        self._arousals.append(stranger_arousal)
        return (
            len(self._off_st) == READINGS
            and min(self._off_st) >= FAR_ST
            and sum(self._arousals) / READINGS < STRANGER_CALM
        )
