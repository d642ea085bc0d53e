"""A manifest of clips: what it must hold, and what is said when it does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tyyni.errors import TyyniError
from tyyni_bench.manifest import Clip, read_manifest, read_samples, write_manifest
from tyyni_bench.word_times import SpokenWord, words_beside


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tone = np.sin(np.arange(8_000) * 0.2) / 2
    soundfile.write(tmp_path / "a.wav", np.stack([tone, np.zeros(8_000)], axis=1), 8_000)
    return tmp_path


def listed(folder: Path, text: str) -> Path:
    manifest = folder / "manifest.tsv"
    manifest.write_text(text, encoding="utf-8")
    return manifest


def test_every_clip_comes_with_what_is_known_of_it(folder: Path) -> None:
    header = "path\tset\tlanguage\tspeaker\tgender\temotion\tintensity\ttext\tsplit\n"
    manifest = listed(folder, header + 'a.wav\tnemo\tpl\tnemo_1\tf\tanger\t\tTo "jest" źle.\tdev\n')
    assert read_manifest(manifest) == [
        Clip(folder / "a.wav", "pl", "nemo", "nemo_1", "f", "anger", 'To "jest" źle.', "dev")
    ]


def test_only_path_and_language_must_be_known(folder: Path) -> None:
    manifest = listed(folder, f"language\tpath\nfi\t{folder / 'a.wav'}\n")
    assert read_manifest(manifest) == [Clip(folder / "a.wav", "fi")]


def test_a_manifest_that_was_written_is_read_again(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "b.wav"
    elsewhere.write_bytes((folder / "a.wav").read_bytes())
    clips = [
        Clip(
            folder / "a.wav", "fi", "made", text="Hei!", made_of="synthetic", words=(SpokenWord("Hei", 3, 9),)
        ),
        Clip(elsewhere, "pl", gender="f", split="dev"),
    ]
    write_manifest(folder / "manifest.tsv", clips)
    assert read_manifest(folder / "manifest.tsv") == clips
    assert "\na.wav\t" in (folder / "manifest.tsv").read_text(), "the folder can be moved"
    write_manifest(folder / "manifest.tsv", clips[1:])
    assert not words_beside(folder / "manifest.tsv").exists(), "words of an older set do not stay"


def test_tabs_and_line_ends_in_a_text_do_not_part_it(folder: Path) -> None:
    write_manifest(folder / "manifest.tsv", [Clip(folder / "a.wav", "fi", text="Hei\tvaan\n te")])
    assert read_manifest(folder / "manifest.tsv")[0].text == "Hei vaan te"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("path\ttext\na.wav\tx\n", "line 1: its header lacks language; found path, text"),
        ("", "line 1: its header lacks path, language"),
        ("path\tlanguage\n", "line 2: it lists no clip"),
        ("path\tlanguage\na.wav\n", "line 2: it has more or fewer fields"),
        ("path\tlanguage\na.wav\ten\tmore\n", "line 2: it has more or fewer fields"),
        ("path\tlanguage\na.wav\ten\na.wav\t \n", "line 3: language must not be empty"),
        ("path\tlanguage\nb.wav\ten\n", "b.wav is not there"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_refused_with_its_line(folder: Path, text: str, why: str) -> None:
    with pytest.raises(TyyniError, match="manifest_invalid") as caught:
        read_manifest(listed(folder, text))
    assert why in caught.value.message


def test_a_manifest_that_is_missing_or_no_text_is_refused(folder: Path) -> None:
    with pytest.raises(TyyniError, match="manifest_missing"):
        read_manifest(folder / "none.tsv")
    (folder / "bad.tsv").write_bytes(b"path\tlanguage\na.wav\t\xff\n")
    with pytest.raises(TyyniError, match="not UTF-8"):
        read_manifest(folder / "bad.tsv")


def test_sound_is_mono_at_16_khz_and_never_wraps_around(folder: Path) -> None:
    samples = read_samples(folder / "a.wav")
    assert samples.dtype == np.int16
    assert samples.shape == (16_000,)
    assert 0.22 < np.abs(samples).max() / 32_768 < 0.28, "half of 0.5: the other channel is silent"
    soundfile.write(folder / "loud.wav", np.ones(1_600, dtype=np.float32), 16_000, subtype="FLOAT")
    assert read_samples(folder / "loud.wav").max() == 32_767


def test_what_is_no_sound_is_refused(folder: Path) -> None:
    (folder / "b.wav").write_text("no sound")
    with pytest.raises(TyyniError, match="recording_unreadable"):
        read_samples(folder / "b.wav")
