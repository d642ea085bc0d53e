from __future__ import annotations

import numpy as np

from tyyni.coach.events import TranscriptWanted
from tyyni.units import CallMs, Party
from tyyni_models.contracts import Word


def wanted(*stable: Word) -> TranscriptWanted:
    return TranscriptWanted(
        utterance=1,
        party=Party.CALLER,
        start_ms=CallMs(1_000),
        end_ms=CallMs(4_000),
        samples=np.zeros(48_000, np.int16),
        final=False,
        heard_ms=CallMs(4_000),
        stable=stable,
    )


def test_only_what_has_no_stable_words_yet_is_to_be_read() -> None:
    assert wanted().unread_ms == 3_000
    words = (Word("late", 1_000, 1_500, 0.9), Word("again", 1_500, 2_500, 0.9))
    assert wanted(*words).unread_ms == 1_500
