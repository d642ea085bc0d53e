"""From what was seen of calls that were played at once to the figures of one run. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from tyyni.audio import Pcm16
from tyyni.units import Party
from tyyni_bench import figures
from tyyni_bench.figures import Percentiles
from tyyni_bench.latency_results import FIGURES, HeatTrack, LatencyRun
from tyyni_bench.overload import mode_changes, why_overloaded
from tyyni_bench.playing import Known, Played
from tyyni_bench.segments import Segment, known_speech
from tyyni_bench.sidecar import SaidWords
from tyyni_bench.stages import drops_of, stages_of
from tyyni_bench.vitals import Vitals
from tyyni_bench.watch import Watch
from tyyni_bench.word_errors import summed
from tyyni_client.recording import Recording

NS_PER_S = 1_000_000_000


def summed_up(plays: Sequence[Played], watch: Watch, calls: int, *, partial: bool = False) -> LatencyRun:
    """Return the figures of calls that were played, ``calls`` at once."""
    speech_in = {known.path: speech_of(known) for known in {p.known.path: p.known for p in plays}.values()}
    speech = [speech_in[play.known.path] for play in plays]
    values, left_out = _values(plays, speech, watch)
    with_texts = [play for play in plays if any(word.text for word in play.known.sidecar.words or ())]
    errors = summed(
        figures.final_errors(play.log, play.known.sidecar.words or (), play.known.language)
        for play in with_texts
    )
    if not with_texts:
        left_out["streaming_wer"] = "no sidecar has texts"
    vitals = watch.vitals
    if vitals.cpu_s is None:
        left_out["cpu_share"] = left_out["rss_mb"] = "the service runs elsewhere"
    audio_s = sum(_played_s(play) for play in plays)
    drops = drops_of(vitals, sum(figures.lost_frames(play.log) for play in plays))
    why = _why_overloaded(plays, speech, watch.vitals, calls, drops.finals)
    return LatencyRun(
        calls=calls,
        recordings=sorted({play.known.recording.name for play in plays}),
        audio_s=round(audio_s, 1),
        wall_s=round(vitals.wall_s, 1),
        figures={name: _percentiles(name, values[name]) for name in FIGURES if name in values},
        left_out=left_out,
        values_ms={name: [round(value, 1) for value in values[name]] for name in FIGURES if name in values},
        missing_finals=values.get("speech_end_to_final_ms", []).count(figures.NEVER_MS),
        streaming_wer=errors.wer,
        drops=drops,
        talk_share=_talk_share(plays, speech, audio_s),
        cpu_share=None if vitals.cpu_s is None else round(vitals.cpu_s / vitals.wall_s / vitals.cores, 3),
        real_time_factor=round(vitals.grown("tyyni_decode_seconds_sum") / audio_s, 4) if audio_s else 0.0,
        rss_mb=vitals.rss_mb,
        queue_age_ms=Percentiles.of([second.queue_age_ms for second in vitals.seconds]),
        overloaded=bool(why),
        overloaded_because=why,
        stages=stages_of(plays, speech, vitals),
        seconds=vitals.seconds,
        heat=_heat_track(plays, watch),
        partial=partial,
        mode_changes=mode_changes(vitals.seconds),
    )


def _percentiles(name: str, values: Sequence[float]) -> Percentiles:
    return Percentiles.of_those_that_came(values) if name == "cue_to_prompt_ms" else Percentiles.of(values)


def _values(
    plays: Sequence[Played], speech: Sequence[Sequence[Segment]], watch: Watch
) -> tuple[dict[str, list[float]], dict[str, str]]:
    """Return all values of each figure, and why others are left out."""
    values = {
        "frame_to_reading_ms": _all(figures.readings_ms(play.log) for play in plays),
        "speech_end_to_final_ms": _all(
            figures.finals_ms(play.log, segments) for play, segments in zip(plays, speech, strict=True)
        ),
        "lag_ms": _all(figures.lags_ms(play.log) for play in plays),
    }
    left_out: dict[str, str] = {}
    with_words = [play for play in plays if single_words(play.known)]
    with_cues = [play for play in plays if play.known.sidecar.cues]
    with_hot = [play for play in plays if play.known.sidecar.hot]
    if with_words:
        values["partial_delay_ms"] = _all(
            figures.partials_ms(play.log, single_words(play.known)) for play in with_words
        )
    else:
        left_out["partial_delay_ms"] = "no sidecar gives the times of single words"
    if with_cues:
        values["cue_to_prompt_ms"] = _all(
            figures.prompts_ms(play.log, play.known.sidecar.cues or ()) for play in with_cues
        )
    else:
        left_out["cue_to_prompt_ms"] = "no sidecar names cues"
    if with_hot and watch.floor is not None:
        values["onset_to_heat_ms"] = _all(
            figures.onsets_ms(play.log, watch.heats(play), play.known.sidecar.hot or ()) for play in with_hot
        )
    else:
        left_out["onset_to_heat_ms"] = (
            "no supervisors' key was given" if with_hot else "no sidecar has hot stretches"
        )
    for name in [name for name, found in values.items() if not found]:
        del values[name]
        left_out[name] = "nothing that it could be taken from was played to its end"
    return values, left_out


def _all(parts: Iterable[list[float]]) -> list[float]:
    return list(chain.from_iterable(parts))


def _played_s(play: Played) -> float:
    return max((play.log.sent_ms(party) for party in play.log.parties), default=0) / 1000


def _talk_share(plays: Sequence[Played], speech: Sequence[Sequence[Segment]], audio_s: float) -> float:
    """Return the share of the played time in which somebody speaks; both at once count twice."""
    spoken_ms = sum(
        max(min(segment.end_ms, play.log.sent_ms(segment.party)) - segment.start_ms, 0)
        for play, segments in zip(plays, speech, strict=True)
        for segment in segments
    )
    return round(spoken_ms / 1000 / audio_s, 3) if audio_s else 0.0


def _why_overloaded(
    plays: Sequence[Played], speech: Sequence[Sequence[Segment]], vitals: Vitals, calls: int, dropped: int
) -> str:
    """Judge what was seen while all lines were busy: from the last that began to the first that fell idle."""
    spans = [span for play in plays if (span := play.log.sent_between_ns) is not None]
    if len(spans) < calls:
        return why_overloaded([], [], dropped)
    begun_s = sorted(begun for begun, _ in spans)[calls - 1] / NS_PER_S - vitals.began_s
    over_s = sorted((over for _, over in spans), reverse=True)[calls - 1] / NS_PER_S - vitals.began_s
    finals = sorted(
        (sent_ns / NS_PER_S - vitals.began_s, delay_ms)
        for play, segments in zip(plays, speech, strict=True)
        for sent_ns, delay_ms in figures.finals_over_time(play.log, segments)
    )
    return why_overloaded(
        [second for second in vitals.seconds if begun_s <= second.at_s <= over_s],
        [final for final in finals if begun_s <= final[0] <= over_s],
        dropped,
    )


def _heat_track(plays: Sequence[Played], watch: Watch) -> HeatTrack | None:
    """Return the first call that has labels and was seen on the floor; the floor's times are audio time."""
    for play in plays:
        heats = watch.heats(play)
        if play.known.sidecar.hot is not None and heats:
            return HeatTrack(
                play.known.recording.name,
                [heat.heard_ms / 1000 for heat in heats],
                [round(heat.level, 1) for heat in heats],
                play.known.sidecar.hot,
                figures.prompt_times_s(play.log),
            )
    return None


def speech_of(known: Known) -> list[Segment]:
    """Return where a recording holds speech: what its sidecar says, else found offline."""
    words = known.sidecar.words
    return known_speech(words, {} if words is not None else whole_tracks(known.recording))


def whole_tracks(recording: Recording) -> dict[Party, Pcm16]:
    """Return each party's sound, int16, shape (n,), 16 kHz."""
    return {track.party: np.concatenate(list(track.samples())) for track in recording.tracks}


def single_words(known: Known) -> list[SaidWords]:
    """Return the known words whose times are those of one word, not of a whole sentence."""
    return [word for word in known.sidecar.words or () if word.text and " " not in word.text.strip()]
