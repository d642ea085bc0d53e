"""`tyyni bench make-set`, as typed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from tyyni.cli import app
from tyyni.errors import TyyniError
from tyyni.serve.glossary import read_glossary
from tyyni_bench import finnish_set, product_names
from tyyni_bench.manifest import read_manifest
from tyyni_bench.synthesis import Speech
from tyyni_bench.word_times import SpokenWord


def run(*arguments: str) -> str:
    ran = CliRunner().invoke(app, ["bench", "make-set", *arguments])
    if isinstance(ran.exception, TyyniError):
        raise ran.exception
    assert ran.exit_code == 0, ran.output
    return ran.output


def test_noises_are_written_with_their_manifest(tmp_path: Path) -> None:
    out = run("noises", str(tmp_path / "noises"), "--limit", "3", "--seed", "7")
    manifest = tmp_path / "noises" / "manifest.tsv"
    assert f"tyyni bench transcription {manifest}" in out
    assert "3 clip(s) (synthetic sounds, nobody speaks)" in out
    assert [clip.set for clip in read_manifest(manifest)] == ["noise"] * 3


def test_finnish_is_written_with_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tone = (8_000 * np.sin(np.arange(16_000))).astype(np.int16)
    monkeypatch.setattr(finnish_set, "check_installed", lambda voices: None)
    monkeypatch.setattr(finnish_set, "speak", lambda text, voice: Speech(tone, (SpokenWord("hei", 5, 9),)))
    assert "synthetic voices, not people" in run("finnish", str(tmp_path), "--limit", "2", "--phone")
    clips = read_manifest(tmp_path / "manifest.tsv")
    assert len(clips) == 4
    assert {clip.words for clip in clips} == {(SpokenWord("hei", 5, 9),)}


def test_product_names_are_written_with_their_glossary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tone = (8_000 * np.sin(np.arange(16_000))).astype(np.int16)
    monkeypatch.setattr(product_names, "check_installed", lambda voices: None)
    monkeypatch.setattr(product_names, "speak", lambda text, voice: Speech(tone, ()))
    out = run("product-names", str(tmp_path))
    glossary = read_glossary(tmp_path / "glossary.txt", ["fi", "pl", "en"])
    clips = read_manifest(tmp_path / "manifest.tsv")
    assert all(any(term in clip.text for term in glossary.of(clip.language)) for clip in clips)
    assert f"--glossary {tmp_path / 'glossary.txt'}" in out


def test_without_festival_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TyyniError, match="apt install festival festvox-suopuhe-mv"):
        run("finnish", str(tmp_path / "out"))


@pytest.mark.parametrize(("out", "manifest"), [("lists", "lists/manifest.tsv"), ("a/fi.tsv", "a/fi.tsv")])
def test_a_free_set_is_listed_where_it_lies(tmp_path: Path, out: str, manifest: str) -> None:
    source = tmp_path / "fi_fi"
    (source / "test").mkdir(parents=True)
    soundfile.write(source / "test" / "1.wav", np.zeros(160), 16_000)
    (source / "test.tsv").write_text("7\t1.wav\tHei.\thei\th e i\t160\tMALE\n")
    run("from-folder", str(source), str(tmp_path / out), "--layout", "fleurs", "--language", "fi")
    [clip] = read_manifest(tmp_path / manifest)
    assert clip.path == source / "test" / "1.wav"
    assert clip.text == "Hei."


def test_a_manifest_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "1.wav", np.zeros(160), 16_000)
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "1.wav").write_bytes((tmp_path / "1.wav").read_bytes())
    (tmp_path / "test.tsv").write_text("7\t1.wav\tHei.\thei\th e i\t160\tMALE\n")
    place = tmp_path / "1.wav" / "lists"
    with pytest.raises(TyyniError, match="folder_unwritable"):
        run("from-folder", str(tmp_path), str(place), "--layout", "fleurs", "--language", "fi")
