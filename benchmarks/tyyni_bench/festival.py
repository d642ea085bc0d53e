"""The Festival speech synthesiser (Debian: festival) as one function: text in, samples and word times out.

Festival runs as a process with a small Scheme program. The word times are the synthesiser's own: where the
durations of the segments put each word, not what a recogniser heard.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from tyyni.errors import TyyniError

RUN_TIMEOUT_S = 60
"""A sentence takes about a second; a minute means that Festival waits for something."""

ENCODING = "latin-1"
"""Festival's voices read ISO 8859-1."""


@dataclass(frozen=True, slots=True)
class FestivalVoice:
    """One voice as Festival knows it.

    ``name``: Festival's own name; ``package``: the Debian package that brings it; ``hts``: a statistical
    voice, whose F0 and rate its vocoder sets, otherwise a diphone voice, whose F0 targets are moved.
    ``all_pass``: frequency warping of the vocoder (HTS voices only); above the voice's own value the vocal
    tract sounds longer. ``pitch_st``: moved by this many semitones before any prosody.
    """

    name: str
    package: str
    hts: bool
    all_pass: float | None = None
    pitch_st: float = 0.0


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """How a word is said when the voice's own lexicon must not decide: syllables of phones, with stress."""

    syllables: tuple[tuple[tuple[str, ...], bool], ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What Festival gave: float samples of shape (n,), -1..1, and (start_s, end_s) for each word."""

    samples: NDArray[np.float32]
    rate_hz: int
    times_s: tuple[tuple[float, float], ...]


def run_festival(
    voice: FestivalVoice,
    text: str,
    *,
    tempo_ratio: float,
    pitch_st: float,
    pitch_range_ratio: float,
    pronunciations: Sequence[Pronunciation] = (),
) -> Spoken:
    """Return ``text`` as this voice says it.

    Args:
        voice: which voice.
        text: words parted by spaces, with punctuation; one (start, end) comes back for each of them.
        tempo_ratio: 1.0 is the voice's own tempo, 1.2 a fifth faster.
        pitch_st: semitones by which F0 is moved.
        pitch_range_ratio: by how much F0's excursions from its mean grow; diphone voices only.
        pronunciations: when given, one for each word of the text, instead of the voice's own.

    Raises:
        TyyniError: ``voice_not_installed`` or ``synthesis_failed``.
    """
    program = shutil.which("festival")
    if program is None:
        raise _not_installed("festival", voice)
    with tempfile.TemporaryDirectory() as folder:
        wave, script = Path(folder) / "speech.wav", Path(folder) / "speak.scm"
        lines = [
            f"(voice_{voice.name})",
            *_prosody(voice, tempo_ratio, pitch_st + voice.pitch_st, pitch_range_ratio),
            *(_lexicon_entry(index, said) for index, said in enumerate(pronunciations)),
            f"(set! u (eval (list 'Utterance 'Text \"{_spelled(text, pronunciations)}\")))",
            *(f"({step} u)" for step in STEPS_TO_TARGETS),
            "(if (utt.relation.present u 'Target) (move_f0 u))",
            "(Wave_Synth u)",
            f'(utt.save.wave u "{wave}" \'riff)',
            "(mapcar print_word (utt.relation.items u 'Word))",
        ]
        script.write_text("\n".join([PROCEDURES, *lines]), encoding=ENCODING)
        ran = subprocess.run(
            [program, "-b", str(script)], capture_output=True, timeout=RUN_TIMEOUT_S, check=False
        )
        output, complaint = ran.stdout.decode(ENCODING), ran.stderr.decode(ENCODING)
        if f"unbound variable: voice_{voice.name}" in output + complaint:
            raise _not_installed(voice.package, voice)
        if not wave.is_file():
            raise TyyniError("synthesis_failed", f"festival could not say {text!r}: {complaint or output}")
        samples, rate_hz = soundfile.read(wave, dtype="float32")
    times_s = _word_times(output)
    if len(times_s) != len(text.split()):
        raise TyyniError(
            "synthesis_failed",
            f"festival split {text!r} into {len(times_s)} words, not {len(text.split())}: "
            "write numbers and signs as words",
        )
    return Spoken(samples, rate_hz, times_s)


STEPS_TO_TARGETS = (
    "Initialize", "Text", "Token_POS", "Token", "POS", "Phrasify", "Word", "Pauses", "Intonation", "PostLex",
    "Duration", "Int_Targets",
)  # fmt: skip
"""Festival's own modules for text, in its order (Festival manual, "Utterance types"), before the waveform."""

PROCEDURES = """
(define (print_word w)
  (format t "WORD %s %f %f\\n"
          (if (item.prev (item.relation w 'Token)) "inner" "first")
          (item.feat w 'word_start) (item.feat w 'word_end)))
(define (mean_log_f0 targets)
  (/ (apply + (mapcar (lambda (point) (log (item.feat point 'f0))) targets)) (length targets)))
(set! f0_shift 0.0)
(set! f0_range 1.0)
(define (move_f0 u)
  (let ((targets (utt.relation.leafs u 'Target)))
    (let ((mean (mean_log_f0 targets)))
      (mapcar
       (lambda (point)
         (item.set_feat point 'f0
           (exp (+ mean f0_shift (* f0_range (- (log (item.feat point 'f0)) mean))))))
       targets))))
"""
"""Scheme: prints each word's times and whether it begins a token; moves and widens F0 on a log scale."""


def _prosody(
    voice: FestivalVoice, tempo_ratio: float, pitch_st: float, pitch_range_ratio: float
) -> list[str]:
    if not voice.hts:
        return [
            f"(Parameter.set 'Duration_Stretch {1.0 / tempo_ratio:.4f})",
            f"(set! f0_shift (* {pitch_st / 12.0:.4f} (log 2)))",
            f"(set! f0_range {pitch_range_ratio:.4f})",
        ]
    options = [("-r", tempo_ratio), ("-fm", pitch_st)]
    if voice.all_pass is not None:
        options.append(("-a", voice.all_pass))
    listed = " ".join(f'(list "{name}" {value:.4f})' for name, value in options)
    return [f"(set! hts_engine_params (append hts_engine_params (list {listed})))"]


def _spelled(text: str, pronunciations: Sequence[Pronunciation]) -> str:
    """Return the text as it goes into a Scheme string; words with pronunciations become lexicon names."""
    if pronunciations:
        words = text.split()
        names = [_entry_name(index) + _trailing_marks(word) for index, word in enumerate(words)]
        text = " ".join(names)
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError as error:
        raise TyyniError(
            "synthesis_failed", f"festival has no letter {text[error.start]!r}: {text!r}"
        ) from error
    return text.replace("\\", " ").replace('"', " ")


def _trailing_marks(word: str) -> str:
    found = re.search(r"[^\w]*$", word)
    return found.group() if found else ""


def _entry_name(index: int) -> str:
    """Return a word of plain letters that no lexicon knows.

    >>> _entry_name(0), _entry_name(27)
    ('zqaa', 'zqbb')
    """
    return f"zq{chr(97 + index // 26)}{chr(97 + index % 26)}"


def _lexicon_entry(index: int, said: Pronunciation) -> str:
    syllables = " ".join(f"(({' '.join(phones)}) {int(stressed)})" for phones, stressed in said.syllables)
    return f'(lex.add.entry \'("{_entry_name(index)}" nil ({syllables})))'


def _word_times(output: str) -> tuple[tuple[float, float], ...]:
    """Return when each word of the text is said; a word may have become several (a number, an ending)."""
    times: list[tuple[float, float]] = []
    for place, start, end in re.findall(r"^WORD (first|inner) ([\d.]+) ([\d.]+)$", output, re.MULTILINE):
        if place == "first" or not times:
            times.append((float(start), float(end)))
        else:
            times[-1] = (times[-1][0], float(end))
    return tuple(times)


def _not_installed(package: str, voice: FestivalVoice) -> TyyniError:
    return TyyniError(
        "voice_not_installed",
        f"the voice {voice.name} needs {package}: install it (Debian: apt install festival {voice.package})",
    )
