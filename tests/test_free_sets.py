"""Free sets as their makers lay them out; the sound may be MP3."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from tyyni.errors import TyyniError
from tyyni_bench.free_sets import Layout, clips_of
from tyyni_bench.manifest import Clip, read_samples

TONE = np.sin(np.arange(16_000) * 0.2) / 2
HEADER = "client_id\tpath\tsentence_id\tsentence\tup_votes\tgender\tlocale\n"


def sound(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, TONE, 16_000)
    return path


def text(path: Path, content: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_common_voice_is_a_list_with_a_header_and_mp3(tmp_path: Path) -> None:
    first = sound(tmp_path / "clips" / "cv_1.mp3")
    second = sound(tmp_path / "clips" / "cv_2.mp3")
    rows = (
        f'{"ab" * 64}\tcv_1.mp3\tx\tHän sanoi "hei".\t2\tfemale_feminine\tfi\n\tcv_2.mp3\tx\tJoo.\t2\t\tfi\n'
    )
    text(tmp_path / "test.tsv", HEADER + rows)
    assert clips_of(tmp_path, Layout.COMMON_VOICE, "fi", None) == [
        Clip(first, "fi", "common-voice", "cv_abababababab", "f", "", 'Hän sanoi "hei".', "test"),
        Clip(second, "fi", "common-voice", "", "", "", "Joo.", "test"),
    ]
    assert len(read_samples(first)) == pytest.approx(16_000, abs=2_000), "MP3 pads its frames"


@pytest.mark.parametrize("folder", ["audio/dev", "dev"])
def test_fleurs_is_a_list_without_a_header(tmp_path: Path, folder: str) -> None:
    path = sound(tmp_path / folder / "123.wav")
    text(tmp_path / "dev.tsv", "7\t123.wav\tVuonna 1998.\tvuonna 1998\tv u o n n a\t16000\tMALE\n\n")
    assert clips_of(tmp_path, Layout.FLEURS, "fi", "dev") == [
        Clip(path, "fi", "fleurs", "", "m", "", "Vuonna 1998.", "dev")
    ]


def test_librispeech_is_folders_of_speakers_and_chapters(tmp_path: Path) -> None:
    chapter = tmp_path / "test-clean" / "61" / "70968"
    paths = [sound(chapter / f"61-70968-000{number}.flac") for number in (0, 1)]
    text(chapter / "61-70968.trans.txt", "61-70968-0000 HE BEGAN\n61-70968-0001 AND SO ON\n")
    clips = clips_of(tmp_path, Layout.LIBRISPEECH, "en", None)
    assert [clip.path for clip in clips] == paths
    assert [clip.text for clip in clips] == ["HE BEGAN", "AND SO ON"]
    assert {(clip.set, clip.speaker, clip.split) for clip in clips} == {
        ("librispeech", "ls_61", "test-clean")
    }


@pytest.mark.parametrize(
    ("layout", "name", "content", "code", "why"),
    [
        (Layout.COMMON_VOICE, "dev.tsv", HEADER, "source_missing", "test.tsv is not there"),
        (Layout.FLEURS, "dev.tsv", "", "source_missing", "test.tsv is not there"),
        (Layout.LIBRISPEECH, "x", "", "source_missing", "test-clean is not there"),
        (Layout.COMMON_VOICE, "test.tsv", HEADER, "source_invalid", "lists no clip"),
        (Layout.COMMON_VOICE, "test.tsv", "path\ttext\n", "source_invalid", "line 1: its header lacks sentence"),
        (Layout.COMMON_VOICE, "test.tsv", "path\tsentence\na\n", "source_invalid", "line 2: expected 2 fields"),
        (Layout.COMMON_VOICE, "test.tsv", "path\tsentence\n\ta\n", "source_invalid", "line 2: it names no clip"),
        (Layout.COMMON_VOICE, "test.tsv", "path\tsentence\na\tb\n", "source_missing", "1 of 1 clips"),
        (Layout.FLEURS, "test.tsv", "1\t2.wav\tx\n", "source_invalid", "line 1: expected 7 fields, found 3"),
        (Layout.LIBRISPEECH, "test-clean/1/2/1-2.trans.txt", "1-2-0\n", "source_invalid", "line 1: expected"),
        (Layout.LIBRISPEECH, "test-clean/1/2/x", "", "source_invalid", "lists no clip"),
    ],
)  # fmt: skip
def test_what_is_not_laid_out_so_is_refused(
    tmp_path: Path, layout: Layout, name: str, content: str, code: str, why: str
) -> None:
    text(tmp_path / name, content)
    with pytest.raises(TyyniError) as caught:
        clips_of(tmp_path, layout, "fi", None)
    assert caught.value.code == code
    assert why in caught.value.message


def test_a_list_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "test.tsv").write_bytes(b"\xff\xfe")
    with pytest.raises(TyyniError, match="not UTF-8"):
        clips_of(tmp_path, Layout.FLEURS, "fi", None)
