"""The utterances of recorded calls as clips: what each party says in one go, cut where the sidecar says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tyyni.audio import Pcm16
from tyyni.units import ms_to_samples
from tyyni_bench.manifest import Clip
from tyyni_bench.playing import Known
from tyyni_bench.segments import speech_of_words
from tyyni_bench.summing import whole_tracks

MARGIN_MS = 300
"""Sound before and after the words: what the service adds itself."""


def call_clips(calls: Sequence[Known], folder: Path) -> Iterator[tuple[Clip, Pcm16]]:
    """Yield a clip for each utterance whose words the sidecars tell, and its sound (int16, 16 kHz, shape (n,)).

    Args:
        calls: recordings with their sidecars.
        folder: where the clips will lie.
    """
    for known in calls:
        words = known.sidecar.words or []
        tracks = whole_tracks(known.recording)
        for number, part in enumerate(speech_of_words(words), start=1):
            said = [
                word
                for word in words
                if word.party is part.party and part.start_ms <= word.start_ms < part.end_ms and word.text
            ]
            begin, end = max(part.start_ms - MARGIN_MS, 0), part.end_ms + MARGIN_MS
            clip = Clip(
                path=folder / known.path.stem / f"{number:03}.flac",
                language=known.language,
                set=f"calls {known.language}",
                speaker=part.party.value,
                text=" ".join(word.text for word in said),
                made_of=known.sidecar.made_of or "",
            )
            yield clip, tracks[part.party][ms_to_samples(begin) : ms_to_samples(end)]
