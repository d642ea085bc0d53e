"""What `tyyni bench transcription` writes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tyyni_bench.results import Results
from tyyni_bench.transcribing import Outcome
from tyyni_bench.transcription_figures import (
    RESAMPLES,
    SEED,
    Compared,
    Judged,
    SetFigures,
    compared,
)

SPELLING = (
    "Compared without case and marks (Unicode NFKC); fi, pl, en, de: digits as words of the language; letters such "
    "as ä and ł are kept."
)
WEIGHING = (
    "Error rates are all errors by all words of the set, so every word counts alike whatever its clip; tokens: the "
    "text by the model's own tokenizer."
)


class Ran(msgspec.Struct, frozen=True):
    """How the model ran, the same for both systems."""

    device: str
    compute_type: str
    threads: int
    workers: int


class ClipRow(msgspec.Struct, frozen=True):
    """One clip, for a developer to look at; ``errors`` and ``stock_errors`` in words."""

    path: str
    """Relative to the manifest."""
    set: str
    language: str
    reference: str
    heard: str
    errors: int
    suppressed: str | None
    stock_heard: str | None
    stock_errors: int | None


class TranscriptionResults(Results, frozen=True, kw_only=True):
    """Everything of one `tyyni bench transcription`."""

    against: str | None
    """"stock", or None when nothing was compared."""
    ran: Ran
    sets: dict[str, SetFigures]
    left_out: dict[str, int]
    """Clips without text and not said to hold no speech, by set."""
    spelling: str = SPELLING
    weighing: str = WEIGHING
    bootstrap_resamples: int = RESAMPLES
    bootstrap_seed: int = SEED
    clips: list[ClipRow] | None = None
    """None: not asked for."""


@dataclass(frozen=True, slots=True)
class JudgedClip:
    """One clip with its judgements, ours first."""

    outcome: Outcome
    judged: tuple[Judged, ...]


def sets_of(clips: Sequence[JudgedClip], left_out: Mapping[str, int]) -> dict[str, SetFigures]:
    """Return the figures of each set, in the order in which the sets came."""
    sets: dict[str, list[JudgedClip]] = {}
    for clip in clips:
        sets.setdefault(clip.outcome.clip.set, []).append(clip)
    return {
        name: SetFigures(
            **msgspec.structs.asdict(_figures(of_set)),
            made_of="; ".join(sorted({one.outcome.clip.made_of for one in of_set} - {""})),
            clips_without_text=left_out.get(name, 0),
            by_language=_by_language(of_set),
        )
        for name, of_set in sets.items()
    }


def _by_language(of_set: Sequence[JudgedClip]) -> dict[str, Compared]:
    languages: dict[str, list[JudgedClip]] = {}
    for clip in of_set:
        languages.setdefault(clip.outcome.clip.language, []).append(clip)
    if len(languages) == 1:
        return {}
    return {language: _figures(clips) for language, clips in sorted(languages.items())}


def _figures(clips: Sequence[JudgedClip]) -> Compared:
    return compared([clip.judged for clip in clips])


def clip_row(clip: JudgedClip, manifest: Path) -> ClipRow:
    """Return what a developer wants to see of a clip."""
    known, stock = clip.outcome.clip, len(clip.judged) > 1
    ours, *others = (heard.reading for heard in clip.outcome.heard)
    return ClipRow(
        path=Path(os.path.relpath(known.path, manifest.parent)).as_posix(),
        set=known.set,
        language=known.language,
        reference=known.text,
        heard=ours.text,
        errors=clip.judged[0].errors.word_errors,
        suppressed=ours.suppressed,
        stock_heard=others[0].text if stock else None,
        stock_errors=clip.judged[1].errors.word_errors if stock else None,
    )
