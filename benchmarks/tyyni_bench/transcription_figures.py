"""The figures of `tyyni bench transcription`, from what was heard of each clip. Pure.

Rates are sums by sums (errors by words, processor seconds by processor seconds), so every word weighs alike, and a
long clip more than a short one. Intervals are bootstrap percentiles over clips (Efron and Tibshirani 1993, chapter
13): 95 %, with a fixed seed, so that the same outcomes give the same interval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from tyyni_bench.manifest import Clip
from tyyni_bench.transcribing import Heard, Outcome
from tyyni_bench.word_errors import ErrorCounts, count_errors, spelled_out, summed
from tyyni_bench.word_matching import Matched, WordTimes, match_words, word_times

RUNAWAY_TOKENS_PER_S = 12.0
"""The fastest speech of 120 recorded clips had 7.4 text tokens a second (`DecodingBounds.tokens_per_s`)."""
REPEATED_WORDS = 4
REPEATED_TIMES = 3
NO_SPEECH = frozenset({"noise", "silence"})
"""A clip without a text, whose set or emotion is one of these words, holds no speech: its words are phantoms. So
does a clip whose text says nothing, such as "(8 seconds of silence)"."""

RESAMPLES = 2_000
SEED = 20_251_125
INTERVAL_PERCENT = (2.5, 97.5)

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Judged:
    """One system's reading of one clip, against what is known of the clip."""

    audio_s: float
    wall_s: float
    cpu_s: float
    errors: ErrorCounts
    """Where nothing was said: words and characters heard, by none."""
    tokens_per_s: float
    repeats: bool
    suppressed: str | None
    matched: Matched

    @property
    def runs_away(self) -> bool:
        """Whether it says more than anyone can, or the same again and again."""
        return self.repeats or self.tokens_per_s > RUNAWAY_TOKENS_PER_S


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What one system made of the clips of a set; shares are 0..1 (an error rate can be more)."""

    clips: int
    audio_s: float
    words: int
    """Of the references."""
    wer: float | None
    """None: no clip has a text."""
    wer_interval: Interval | None
    cer: float | None
    real_time_factor: float
    """Seconds of decoding for each second of sound."""
    cpu_s_per_audio_s: float
    tokens_per_s_max: float
    """Text tokens for each second of sound, the most of any clip."""
    runaways: int
    """Clips with over 12 tokens a second, or with a repetition."""
    repetitions: int
    """Clips with four words that come three times, and more often than in the reference."""
    no_speech_clips: int
    no_speech_s: float
    """Seconds of sound in these."""
    phantoms: int
    """How many of these got words."""
    phantom_words: int
    """All words in them."""
    word_times: WordTimes | None
    """None: where words are spoken is known of no clip, or the system tells no times."""
    suppressed: dict[str, int]
    """Clips of which text was withheld, by the reason."""


class Spread(msgspec.Struct, frozen=True):
    """Of the single clips' ratios."""

    min: float
    median: float
    max: float


class Compared(Figures, frozen=True, kw_only=True):
    """Our figures, with those of faster-whisper as it comes beside them (None: not asked for)."""

    stock: Figures | None = None
    cpu_ratio: float | None = None
    """Processor seconds, ours by stock's."""
    cpu_ratio_interval: Interval | None = None
    cpu_ratio_of_clips: Spread | None = None
    wer_difference: float | None = None
    """Ours less stock's: below 0 when ours is better."""
    wer_difference_interval: Interval | None = None


class SetFigures(Compared, frozen=True, kw_only=True):
    """One set of the manifest."""

    made_of: str
    """What its sound is when it is no recording of people; empty: nothing else is known."""
    clips_without_text: int
    """Left out: nobody knows what is said in them."""
    by_language: dict[str, Compared]
    """Empty for a set in one language."""


def known_text(clip: Clip) -> bool:
    """Return whether a clip can be judged: its words are known, or that it has none."""
    return bool(clip.text) or has_no_speech(clip)


def has_no_speech(clip: Clip) -> bool:
    """Return whether the manifest says that nobody speaks.

    >>> from pathlib import Path
    >>> has_no_speech(Clip(Path("hum.wav"), "fi", set="noise")), has_no_speech(Clip(Path("a.wav"), "fi"))
    (True, False)
    >>> has_no_speech(Clip(Path("5.wav"), "en", text="(5 seconds of silence)"))
    True
    """
    if clip.text:
        return not spelled_out(clip.text, clip.language)
    return bool(NO_SPEECH & {clip.set.casefold(), clip.emotion.casefold()})


def judge(outcome: Outcome, heard: Heard, tokens: int) -> Judged:
    """Return one system's reading against the reference; ``tokens``: of the text that was heard."""
    clip, text, words = outcome.clip, heard.reading.text, heard.reading.words
    return Judged(
        audio_s=outcome.audio_s,
        wall_s=heard.wall_s,
        cpu_s=heard.cpu_s,
        errors=count_errors(clip.text, text, clip.language),
        tokens_per_s=tokens / outcome.audio_s,
        repeats=repeats(spelled_out(text, clip.language), spelled_out(clip.text, clip.language)),
        suppressed=heard.reading.suppressed,
        matched=Matched() if words is None else match_words(clip.words, words, clip.language),
    )


def repeats(heard: str, reference: str) -> bool:
    """Return whether four words in a row come at least three times, and more often than in the reference.

    >>> repeats("we will call you " * 3, "we will call you")
    True
    >>> repeats("we will call you " * 2, "we will call you")
    False
    >>> repeats("we will call you " * 3, "we will call you " * 3)
    False
    """
    said = _in_rows(reference)
    return any(times >= REPEATED_TIMES and times > said[row] for row, times in _in_rows(heard).items())


def _in_rows(text: str) -> Counter[tuple[str, ...]]:
    words = text.split()
    return Counter(tuple(words[at : at + REPEATED_WORDS]) for at in range(len(words) - REPEATED_WORDS + 1))


def figures_of(judged: Sequence[Judged]) -> Figures:
    """Return one system's figures of at least one clip."""
    spoken = [one for one in judged if one.errors.words]
    silent = [one for one in judged if not one.errors.words]
    counts, audio_s = summed(one.errors for one in spoken), sum(one.audio_s for one in judged)
    withheld = Counter(one.suppressed for one in judged if one.suppressed)
    return Figures(
        clips=len(judged),
        audio_s=audio_s,
        words=counts.words,
        wer=counts.wer,
        wer_interval=interval(
            [one.errors.word_errors for one in spoken], [one.errors.words for one in spoken]
        ),
        cer=counts.cer,
        real_time_factor=sum(one.wall_s for one in judged) / audio_s,
        cpu_s_per_audio_s=sum(one.cpu_s for one in judged) / audio_s,
        tokens_per_s_max=max(one.tokens_per_s for one in judged),
        runaways=sum(one.runs_away for one in judged),
        repetitions=sum(one.repeats for one in judged),
        no_speech_clips=len(silent),
        no_speech_s=sum(one.audio_s for one in silent),
        phantoms=sum(one.errors.word_errors > 0 for one in silent),
        phantom_words=sum(one.errors.word_errors for one in silent),
        word_times=word_times([one.matched for one in judged]),
        suppressed=dict(sorted(withheld.items())),
    )


def compared(rows: Sequence[Sequence[Judged]]) -> Compared:
    """Return the figures of clips, each judged for our system and, when it is asked for, for stock."""
    ours = [row[0] for row in rows]
    figures = msgspec.structs.asdict(figures_of(ours))
    if len(rows[0]) == 1:
        return Compared(**figures)
    stock = [row[1] for row in rows]
    pairs = [(mine, its) for mine, its in zip(ours, stock, strict=True) if mine.errors.words]
    more_errors = [mine.errors.word_errors - its.errors.word_errors for mine, its in pairs]
    words = [mine.errors.words for mine, _ in pairs]
    cpu_s, stock_cpu_s = [one.cpu_s for one in ours], [one.cpu_s for one in stock]
    ratios = [mine / its for mine, its in zip(cpu_s, stock_cpu_s, strict=True)]
    return Compared(
        **figures,
        stock=figures_of(stock),
        cpu_ratio=sum(cpu_s) / sum(stock_cpu_s),
        cpu_ratio_interval=interval(cpu_s, stock_cpu_s),
        cpu_ratio_of_clips=Spread(min(ratios), float(np.median(ratios)), max(ratios)),
        wer_difference=sum(more_errors) / sum(words) if words else None,
        wer_difference_interval=interval(more_errors, words),
    )


def interval(above: Sequence[float], below: Sequence[float]) -> Interval | None:
    """Return the 95 % bootstrap interval of ``sum(above) / sum(below)``, drawing pairs; None without any.

    >>> interval([0.0, 0.0], [3.0, 5.0])
    (0.0, 0.0)
    """
    if not below:
        return None
    drawn = np.random.default_rng(SEED).integers(len(below), size=(RESAMPLES, len(below)))
    rates = np.array(above, dtype=float)[drawn].sum(axis=1) / np.array(below, dtype=float)[drawn].sum(axis=1)
    low, high = np.percentile(rates, INTERVAL_PERCENT)
    return float(low), float(high)
