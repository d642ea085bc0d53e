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
    """One voice as Festival knows it."""

    name: str
    """Festival's own name."""
    package: str
    """The Debian package that brings it."""
    hts: bool = False
    """A statistical voice, whose vocoder sets the rate; otherwise a diphone voice, whose durations stretch."""
    setup: str = ""
    """Scheme that is run once the voice is chosen."""


Phones = tuple[str, ...]
"""How a word is said when the voice's own lexicon must not decide, in the voice's phones."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What Festival gave: float samples of shape (n,), -1..1, and (start_s, end_s) for each word."""

    samples: NDArray[np.float32]
    rate_hz: int
    times_s: tuple[tuple[float, float], ...]


def run_festival(
    voice: FestivalVoice, text: str, tempo_ratio: float, pronunciations: Sequence[Phones] = ()
) -> Spoken:
    """Return ``text`` as this voice says it.

    Args:
        voice: which voice.
        text: words parted by spaces, with punctuation; one (start, end) comes back for each of them.
        tempo_ratio: 1.0 is the voice's own tempo, 1.2 a fifth faster.
        pronunciations: when given, one for each word of the text, instead of the voice's own.

    Raises:
        TyyniError: ``voice_not_installed`` or ``synthesis_failed``.
    """
    program = _program(voice)
    with tempfile.TemporaryDirectory() as folder:
        wave, script = Path(folder) / "speech.wav", Path(folder) / "speak.scm"
        entries = "\n".join(_lexicon_entry(index, said) for index, said in enumerate(pronunciations))
        program_text = SCRIPT.format(
            voice=voice.name,
            setup=voice.setup,
            tempo=HTS_TEMPO.format(tempo_ratio) if voice.hts else DIPHONE_STRETCH.format(1.0 / tempo_ratio),
            entries=entries,
            text=_spelled(text, pronunciations),
            wave=wave,
        )
        script.write_text(program_text, encoding=ENCODING)
        ran = subprocess.run(
            [program, "-b", str(script)], capture_output=True, timeout=RUN_TIMEOUT_S, check=False
        )
        output, complaint = ran.stdout.decode(ENCODING), ran.stderr.decode(ENCODING)
        if f"unbound variable : voice_{voice.name}" in output + complaint:
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


def check_installed(voices: Sequence[FestivalVoice]) -> None:
    """Make sure that Festival and all these voices are there, before minutes go into speaking.

    Raises:
        TyyniError: ``voice_not_installed``, with the Debian package.
    """
    for voice in voices:
        asked = [_program(voice), "-b", "(print (voice.list))"]
        told = subprocess.run(asked, capture_output=True, timeout=RUN_TIMEOUT_S, check=False).stdout
        if voice.name not in re.findall(r"\w+", told.decode(ENCODING)):
            raise _not_installed(voice.package, voice)


def _program(voice: FestivalVoice) -> str:
    program = shutil.which("festival")
    if program is None:
        raise _not_installed("festival", voice)
    return program


SCRIPT = """
(define (print_word w)
  (format t "WORD %s %f %f\\n"
          (if (item.prev (item.relation w 'Token)) "inner" "first")
          (item.feat w 'word_start) (item.feat w 'word_end)))
(voice_{voice})
{setup}
{tempo}
{entries}
(set! u (utt.synth (eval (list 'Utterance 'Text "{text}"))))
(utt.save.wave u "{wave}" 'riff)
(mapcar print_word (utt.relation.items u 'Word))
"""
"""Scheme: speaks the text, then prints each word's times and whether it begins a token, a word of the text."""

HTS_TEMPO = '(set! hts_engine_params (append hts_engine_params (list (list "-r" {:.4f}))))'
DIPHONE_STRETCH = "(Parameter.set 'Duration_Stretch {:.4f})"


def _spelled(text: str, pronunciations: Sequence[Phones]) -> str:
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


def _lexicon_entry(index: int, phones: Phones) -> str:
    """Return a lexicon entry of one syllable: the voices this is for take stress from elsewhere."""
    return f'(lex.add.entry \'("{_entry_name(index)}" nil ((({" ".join(phones)}) 0))))'


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
