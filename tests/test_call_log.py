"""A call as JSON lines: what is written is read again, what is left out is filled in, what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tyyni.errors import TyyniError
from tyyni.playbooks.call_log import (
    CallTold,
    HeatAt,
    Speech,
    TextKnown,
    VoiceHeard,
    WordHeard,
    log_of,
    read_log,
    write_log,
)
from tyyni.units import Party

TOLD = '{"type": "call", "version": 1, "name": "a", "language": "en"}'
TEXT = (
    '{"type": "text", "party": "caller", "utterance": 1, '
    '"words": [{"text": "late", "start_ms": 4000, "end_ms": 4300}]}'
)


def logged(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "call.jsonl"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_a_log_is_read_as_it_was_written(tmp_path: Path) -> None:
    words = (WordHeard("późno", 1_000, 1_400),)
    text = TextKnown(party=Party.CALLER, utterance=3, words=words, final=False, known_ms=1_800)
    log = log_of(
        CallTold(version=1, name="a", language="pl", duration_ms=9_000),
        [
            text,
            Speech(party=Party.CALLER, start_ms=900, end_ms=1_500),
            VoiceHeard(at_ms=1_900, arousal=0.5, confidence=1.0, sustained_arousal=0.4, tempo_ratio=1.2),
            HeatAt(at_ms=0, level=12.5),
        ],
    )
    path = tmp_path / "call.jsonl"
    write_log(log, path)
    assert read_log(path) == log
    kinds = [line.split('"')[3] for line in path.read_text("utf-8").splitlines()]
    assert kinds == ["call", "heat", "speech", "text", "voice"]


def test_what_a_hand_left_out_is_filled_in(tmp_path: Path) -> None:
    log = read_log(logged(tmp_path, TOLD, "", TEXT))
    assert (log.texts[0].at_ms, log.texts[0].final) == (4_300, True)
    assert log.speech == (Speech(party=Party.CALLER, start_ms=4_000, end_ms=4_300),)
    assert log.duration_ms == 6_300


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((), "is empty; expected a line of type 'call' first"),
        ((TEXT,), "line 1: "),
        ((TOLD.replace("1", "2"),), "line 1: "),
        ((TOLD, TEXT, "{"), "line 3: "),
        ((TOLD, TEXT.replace("caller", "callr")), "line 2: Invalid enum value 'callr'"),
        ((TOLD, TEXT.replace("4300", "-1")), "line 2: Expected `int` >= 0"),
        ((TOLD, TEXT.replace('"utterance"', '"utterence"')), "utterence"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_line(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    path = logged(tmp_path, *lines)
    with pytest.raises(TyyniError) as error:
        read_log(path)
    assert error.value.code == "call_log_invalid"
    assert str(path) in error.value.message
    assert told in error.value.message


def test_what_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(TyyniError, match="cannot be read") as missing:
        read_log(tmp_path / "none.jsonl")
    assert missing.value.code == "call_log_missing"
    with pytest.raises(TyyniError, match="cannot be written") as unwritable:
        write_log(log_of(CallTold(version=1, name="a", language="en"), []), tmp_path / "no" / "a.jsonl")
    assert unwritable.value.code == "call_log_unwritable"
