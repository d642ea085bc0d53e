"""`tyyni bench make-set product-names`: made-up names of products in sentences, by synthetic voices, and a glossary.

Nobody else has these names, so a speech model can know them only from a glossary. The voices are clearer and more even
than any caller: the set shows whether a glossary works, not how much it gives on a real call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import msgspec

from tyyni.audio import Pcm16
from tyyni_bench.clip_set import SYNTHETIC_VOICES
from tyyni_bench.festival import check_installed
from tyyni_bench.manifest import Clip
from tyyni_bench.synthesis import VOICES, speak
from tyyni_bench.telephone import as_by_telephone

NAMES = "product_names.toml"
SET = "product-names"
GLOSSARY = "glossary.txt"
"""Beside the set's manifest."""


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The names of one language, and the sentences that they are said in."""

    code: str
    voices: list[str]
    names: list[str]
    sentences: list[str]
    """With ``{name}`` in its place."""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    language: list[Names]


@dataclass(frozen=True, slots=True)
class NamedLine:
    """One sentence as one voice says it."""

    language: str
    name: str
    text: str
    voice: str


def product_names() -> list[Names]:
    """Return the names of each language, in the order of their file."""
    data = resources.files("tyyni_bench").joinpath(NAMES).read_bytes()
    return msgspec.toml.decode(data, type=_File).language


def name_lines(named: Sequence[Names]) -> list[NamedLine]:
    """Return each name once in every voice of its language, each time in another sentence."""
    return [
        NamedLine(of.code, name, of.sentences[(at + shift) % len(of.sentences)].format(name=name), voice)
        for of in named
        for at, name in enumerate(of.names)
        for shift, voice in enumerate(of.voices)
    ]


def glossary_text(named: Sequence[Names]) -> str:
    """Return the names as a glossary of the service (`tyyni.serve.glossary`)."""
    return "\n".join(line for of in named for line in (f"[{of.code}]", *of.names)) + "\n"


def name_clips(folder: Path, lines: Sequence[NamedLine], phone: bool) -> Iterator[tuple[Clip, Pcm16]]:
    """Yield each line's clip, and its sound (int16, 16 kHz, shape (n,)).

    Args:
        folder: where the clips will lie.
        lines: what is said, of `name_lines`.
        phone: pass the sound through a telephone line, 300-3400 Hz, 8 kHz, µ-law.

    Raises:
        TyyniError: ``voice_not_installed``, before anything is spoken; ``synthesis_failed``.
    """
    check_installed([VOICES[voice].festival for voice in dict.fromkeys(line.voice for line in lines)])
    for line in lines:
        speech = speak(line.text, line.voice)
        clip = Clip(
            path=folder / line.voice / f"{line.name.lower()}.flac",
            language=line.language,
            set=f"{SET} {line.language}",
            speaker=f"synthetic-{line.voice}",
            text=line.text,
            made_of=SYNTHETIC_VOICES,
            words=speech.words,
        )
        yield clip, as_by_telephone(speech.samples) if phone else speech.samples
