"""What is known of a recording."""

from __future__ import annotations

from pathlib import Path

import pytest

from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_bench.sidecar import Sidecar, SpokenCue, read_sidecar


def written(folder: Path, text: str) -> Path:
    (folder / "call.json").write_text(text, "utf-8")
    return folder / "call.flac"


def test_no_sidecar_knows_nothing(tmp_path: Path) -> None:
    assert read_sidecar(tmp_path / "call.flac") == Sidecar()


def test_everything_known_is_read_and_other_keys_are_left_alone(tmp_path: Path) -> None:
    recording = written(
        tmp_path,
        '{"language": "fi", "parties": {"caller": 0, "agent": 1}, "made_of": "voices",'
        ' "words": [{"party": "agent", "text": "hei", "start_ms": 10, "end_ms": 90, "emotion": "calm"}],'
        ' "cues": [{"id": "P2", "party": "caller", "end_ms": 900},'
        ' {"rows": ["P3", "P8"], "party": "caller", "end_ms": 950}],'
        ' "hot": [{"start_ms": 100, "end_ms": 200}]}',
    )
    sidecar = read_sidecar(recording)
    assert sidecar.language == "fi"
    assert sidecar.words is not None
    assert sidecar.words[0].party is Party.AGENT
    assert sidecar.cues == [
        SpokenCue(party=Party.CALLER, end_ms=900, id="P2"),
        SpokenCue(party=Party.CALLER, end_ms=950, rows=["P3", "P8"]),
    ]
    assert [cue.answered_by for cue in sidecar.cues] == [{"P2"}, {"P3", "P8"}]
    assert sidecar.hot is not None
    assert sidecar.hot[0].end_ms == 200


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{", "truncated"),
        ('{"cues": [{"id": "P2", "end_ms": 900}]}', "party"),
        ('{"words": [{"party": "caller", "text": "a", "start_ms": "x", "end_ms": 2}]}', r"\$.words"),
        ('{"cues": [{"party": "caller", "end_ms": 900}]}', "cue 1 has neither"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, names: str) -> None:
    with pytest.raises(TyyniError, match=names) as refused:
        read_sidecar(written(tmp_path, text))
    assert refused.value.code == "sidecar_invalid"
    assert "call.json" in refused.value.message
