"""Which figures calls give, by what is known of their recordings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from live_service import TEXTS, silence, speech_like

from tyyni import wire
from tyyni.units import CallMs, Party, WallNs
from tyyni_bench.floor_log import FloorHeat, FloorLog
from tyyni_bench.latency_results import Second
from tyyni_bench.playing import Known, Played, open_known
from tyyni_bench.summing import single_words, speech_of, summed_up, whole_tracks
from tyyni_bench.target import Target
from tyyni_bench.vitals import Counted, Vitals
from tyyni_bench.watch import Watch
from tyyni_client.connection import Arrival, Sent

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


def watch_of(*heats: FloorHeat, supervisor: bool = True, seconds: list[Second] | None = None) -> Watch:
    floor = FloorLog()
    for heat in heats:
        call = wire.FloorCall(
            call_id="c1", label="", language="en", started_at="", heard_ms=heat.heard_ms, level=heat.level,
            band="calm", trend="steady", reasons=[], prompt=None, voice_analysis=True, lag_ms=0, notices=[],
        )  # fmt: skip
        floor.take(wire.FloorCallChanged(call=call), heat.came_ns)
    vitals = Vitals(
        0.0, Counted(""), Counted(""), cores=2, seconds=seconds or [Second(4.0, 0, 0, None, None)]
    )
    return Watch(
        Target("http://x", "a", "s" if supervisor else None, None), vitals, floor if supervisor else None
    )


def played(known: Known, *messages: tuple[int, wire.AgentMessage]) -> Played:
    """Return a call that was sent at true speed for 4 s, with messages that came at a time in ms."""
    play = Played(known, "Desk 1")
    for end_ms in range(20, 4_001, 20):
        for party in (Party.CALLER, Party.AGENT):
            play.log.on_sent(Sent(party, (end_ms - 20) * 16, end_ms * 16, WallNs(end_ms * 1_000_000)))
    welcome = wire.Welcome(call_id="c1", resume_token="", next_sample={}, voice_analysis=True)
    for at_ms, message in [(0, welcome), *messages]:
        play.log.on_message(Arrival(message, WallNs(at_ms * 1_000_000)))
    return play


def final(text: str, start_ms: int, end_ms: int) -> wire.TranscriptText:
    return wire.TranscriptText(
        party=Party.CALLER, utterance=1, stable=text, tentative="", final=True, start_ms=start_ms, end_ms=end_ms,
        words=[], heard_ms=end_ms + 200,
    )  # fmt: skip


ENDED = wire.Ended(call_id="c1", heard_ms=4_000)


def test_figures_that_cannot_be_given_are_left_out_with_the_reason(tmp_path: Path) -> None:
    run = summed_up([played(recorded(tmp_path, '{"language": "en"}'))], watch_of(), 1)
    assert run.left_out == {
        "partial_delay_ms": "no sidecar gives the times of single words",
        "cue_to_prompt_ms": "no sidecar names cues",
        "onset_to_heat_ms": "no sidecar has hot stretches",
        "frame_to_reading_ms": "nothing that it could be taken from was played to its end",
        "lag_ms": "nothing that it could be taken from was played to its end",
        "streaming_wer": "no sidecar has texts",
        "cpu_share": "the service runs elsewhere",
        "rss_mb": "the service runs elsewhere",
    }
    assert run.figures["speech_end_to_final_ms"].never == run.missing_finals == 1


def test_without_a_supervisors_key_the_onset_of_heat_is_left_out(tmp_path: Path) -> None:
    known = recorded(tmp_path, '{"language": "en", "hot": [{"start_ms": 1000, "end_ms": 2000}]}')
    run = summed_up([played(known)], watch_of(supervisor=False), 1)
    assert run.left_out["onset_to_heat_ms"] == "no supervisors' key was given"


def test_a_run_is_summed_up(tmp_path: Path) -> None:
    sidecar = (
        f'{{"language": "en", "words": [{WORD % "late"}, {WORD % "today"}],'
        ' "cues": [{"id": "P2", "party": "caller", "end_ms": 1400}, {"id": "P3", "party": "caller", "end_ms": 1400}],'
        ' "hot": [{"start_ms": 1000, "end_ms": 3000}]}'
    )
    prompt = wire.PromptShown(
        id=1, rule="late", sources=["P2"], about="caller", urgency="normal", text=TEXTS, why=TEXTS, quote=None,
        heard_ms=1_600,
    )  # fmt: skip
    call = played(
        recorded(tmp_path, sidecar), (1_900, final("late", 1_000, 1_400)), (1_950, prompt), (4_100, ENDED)
    )
    heats = [FloorHeat(CallMs(900), 30.0, WallNs(10**9)), FloorHeat(CallMs(1_800), 60.0, WallNs(2 * 10**9))]
    run = summed_up([call], watch_of(*heats), 1)
    assert run.values_ms["speech_end_to_final_ms"] == [500.0]
    assert run.values_ms["onset_to_heat_ms"] == [1_000.0]
    cues = run.figures["cue_to_prompt_ms"]
    assert (cues.n, cues.p95, cues.never) == (2, 550.0, 1), "a cue that nothing answers is counted apart"
    assert run.streaming_wer == 0.5
    assert run.missing_finals == 0
    assert run.talk_share == 0.1
    assert run.audio_s == 4.0
    assert run.drops.frames == 0
    assert not run.overloaded
    assert run.heat is not None
    assert run.heat.level == [30.0, 60.0]
    assert run.heat.prompts == {"late": [1.6]}
    assert run.recordings == ["call"]
    assert run.mode_changes == []


def test_lag_that_grows_while_all_lines_are_busy_is_overload(tmp_path: Path) -> None:
    known = recorded(tmp_path, '{"language": "en"}')
    call = Played(known, "Desk 1")
    for end_ms in range(20, 60_001, 20):
        call.log.on_sent(Sent(Party.CALLER, (end_ms - 20) * 16, end_ms * 16, WallNs(end_ms * 1_000_000)))
    grows = [Second(float(at), at * 200.0, 0.0, None, None, "finals_only") for at in range(1, 60)]
    run = summed_up([call], watch_of(seconds=grows), 1)
    assert run.overloaded
    assert [(change.at_s, change.mode) for change in run.mode_changes] == [(1.0, "finals_only")]
    assert run.overloaded_because.startswith("the lag of the text grew from")
    assert not summed_up([call], watch_of(seconds=grows), 2).overloaded, "two calls were never live at once"
