"""Made-up names of products: who says them, and the glossary that holds them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tyyni.serve.glossary import read_glossary
from tyyni_bench import product_names as module
from tyyni_bench.product_names import glossary_text, name_clips, name_lines, product_names
from tyyni_bench.synthesis import VOICES, Speech
from tyyni_bench.word_times import SpokenWord


def test_each_name_is_said_by_each_voice_in_another_sentence() -> None:
    named = product_names()
    assert [of.code for of in named] == ["fi", "pl", "en"]
    for of in named:
        assert set(of.voices) <= set(VOICES)
        assert all("{name}" in sentence for sentence in of.sentences)
        lines = [line for line in name_lines(named) if line.language == of.code]
        for name in of.names:
            mine = [line for line in lines if line.name == name]
            assert [line.voice for line in mine] == of.voices
            assert len({line.text for line in mine}) == len(of.voices)
            assert all(name in line.text for line in mine)


def test_the_glossary_holds_them_all(tmp_path: Path) -> None:
    named = product_names()
    (tmp_path / "glossary.txt").write_text(glossary_text(named), encoding="utf-8")
    glossary = read_glossary(tmp_path / "glossary.txt", ["fi", "pl", "en"])
    assert {of.code: glossary.of(of.code) for of in named} == {of.code: tuple(of.names) for of in named}


def test_clips_are_marked_synthetic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tone = (8_000 * np.sin(np.arange(16_000))).astype(np.int16)
    monkeypatch.setattr(module, "check_installed", lambda voices: None)
    monkeypatch.setattr(module, "speak", lambda text, voice: Speech(tone, (SpokenWord("hei", 5, 9),)))
    lines = name_lines(product_names())[:2]
    (first, _), (second, by_phone) = name_clips(tmp_path, lines, phone=True)
    assert (first.set, first.language, first.made_of) == (
        "product-names fi",
        "fi",
        "synthetic voices, not people",
    )
    assert first.path != second.path
    assert first.text == lines[0].text
    assert not np.array_equal(by_phone, tone)
