"""`tyyni bench make-set finnish`: Finnish sentences of customer service, spoken by two synthetic voices.

There is no free Finnish speech of customer service, so this is what can be measured by anybody. The voices are
diphones of 2001 to 2005 (Suopuhe, LGPL; the universities of Helsinki and Joensuu) and clearer and more even than any
caller: the set shows cost, runaways, word times and how two systems differ, not how well a caller is understood.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import msgspec

from tyyni.audio import Pcm16
from tyyni_bench.clip_set import SYNTHETIC_VOICES, spread
from tyyni_bench.festival import check_installed
from tyyni_bench.manifest import Clip
from tyyni_bench.synthesis import VOICES, speak
from tyyni_bench.telephone import as_by_telephone

SENTENCES = "finnish_sentences.toml"
SET = "finnish-synthetic"
PHONE_SET = "finnish-synthetic-phone"
SPEAKERS = {"fi-mv": "m", "fi-lj": "f"}
"""The voices that speak, with their gender."""


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    party: str
    sentences: list[str]


class _Sentences(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    group: list[_Group]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence as one voice says it; ``number`` counts the sentences from 1."""

    number: int
    text: str
    voice: str


def finnish_sentences() -> list[str]:
    """Return the sentences, in the order of their file."""
    data = resources.files("tyyni_bench").joinpath(SENTENCES).read_bytes()
    groups = msgspec.toml.decode(data, type=_Sentences).group
    return [sentence for group in groups for sentence in group.sentences]


def finnish_lines(limit: int | None) -> list[Line]:
    """Return each sentence, or at most ``limit`` of them from all over the file, in every voice."""
    numbered = spread(list(enumerate(finnish_sentences(), start=1)), limit)
    return [Line(number, text, voice) for number, text in numbered for voice in SPEAKERS]


def finnish_clips(folder: Path, lines: Sequence[Line], phone: bool) -> Iterator[tuple[Clip, Pcm16]]:
    """Yield each line's clip with its word times, and its sound (int16, 16 kHz, shape (n,)).

    Args:
        folder: where the clips will lie.
        lines: what is said, of `finnish_lines`.
        phone: pass the sound through a telephone line, 300-3400 Hz, 8 kHz, µ-law; times stay as they are.

    Raises:
        TyyniError: ``voice_not_installed``, before anything is spoken; ``synthesis_failed``.
    """
    check_installed([VOICES[voice].festival for voice in SPEAKERS])
    for line in lines:
        speech = speak(line.text, line.voice)
        clip = Clip(
            path=folder / line.voice / f"{line.number:03}.flac",
            language="fi",
            set=PHONE_SET if phone else SET,
            speaker=f"synthetic-{line.voice}",
            gender=SPEAKERS[line.voice],
            text=line.text,
            made_of=SYNTHETIC_VOICES,
            words=speech.words,
        )
        yield clip, as_by_telephone(speech.samples) if phone else speech.samples
