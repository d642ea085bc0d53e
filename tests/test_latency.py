"""Which figures calls give, by what is known of their recordings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from live_service import silence, speech_like

from tyyni.units import Party
from tyyni_bench.latency import single_words, speech_of, summed_up, whole_tracks
from tyyni_bench.playing import Known, Played, open_known

WORD = '{"party": "caller", "text": "%s", "start_ms": 1000, "end_ms": 1400}'


def recorded(folder: Path, sidecar: str) -> Known:
    caller = np.concatenate([silence(1), speech_like(2), silence(1)])
    path = folder / "call.flac"
    soundfile.write(path, np.stack([caller, np.zeros_like(caller)], axis=1), 16_000)
    path.with_suffix(".json").write_text(sidecar)
    return open_known(path)


def test_speech_is_where_the_sidecar_says_or_where_it_is_found(tmp_path: Path) -> None:
    labelled = recorded(tmp_path, f'{{"language": "en", "words": [{WORD % "late"}]}}')
    assert [(segment.start_ms, segment.end_ms) for segment in speech_of(labelled)] == [(1_000, 1_400)]
    (found,) = speech_of(recorded(tmp_path, '{"language": "en"}'))
    assert found.party is Party.CALLER
    assert 2_800 <= found.end_ms <= 3_100


def test_every_party_has_its_whole_sound(tmp_path: Path) -> None:
    tracks = whole_tracks(recorded(tmp_path, '{"language": "en"}').recording)
    assert {party: len(samples) for party, samples in tracks.items()} == {
        Party.CALLER: 64_000,
        Party.AGENT: 64_000,
    }


def test_times_of_sentences_are_not_times_of_words(tmp_path: Path) -> None:
    words = f'{{"language": "en", "words": [{WORD % "late"}, {WORD % "is late"}, {WORD % ""}]}}'
    assert [word.text for word in single_words(recorded(tmp_path, words))] == ["late"]


def test_figures_that_cannot_be_given_are_left_out_with_the_reason(tmp_path: Path) -> None:
    bare = Played(recorded(tmp_path, '{"language": "en"}'), "Desk 1")
    run = summed_up([bare])
    assert list(run.figures) == ["frame_to_reading", "speech_end_to_final", "lag"]
    assert run.left_out == {
        "partial_delay": "no sidecar gives the times of single words",
        "cue_to_prompt": "no sidecar names cues",
    }
    cue = '{"id": "P2", "party": "caller", "end_ms": 9}'
    sidecar = f'{{"language": "en", "words": [{WORD % "late"}], "cues": [{cue}]}}'
    whole = summed_up([bare, Played(recorded(tmp_path, sidecar), "Desk 2")])
    assert whole.left_out == {}
    assert whole.recordings == ["call"]
    assert whole.calls == 2
