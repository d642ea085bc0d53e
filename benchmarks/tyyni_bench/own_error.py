"""By how much the bench is off: a real service whose every delay is known, measured like any other.

Its transcriber answers every final after exactly D ms, its playbook fires at the first word. From the moment at which
the service has heard enough to ask for a text, the final at the client and the prompt at the agent's client must come
D ms later; what they come later than that is the bench's own error, the service's event loop and the websocket
included. The service runs in a thread of this process, so the error is never taken too small.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import soundfile
import structlog

from tyyni import wire
from tyyni.audio import Pcm16
from tyyni.coach.cue_phrases import CuePhrases
from tyyni.coach.playbook import Limits, Playbook, Rule, When
from tyyni.errors import TyyniError
from tyyni.serve.access import Keys
from tyyni.serve.app import Service, build_app
from tyyni.serve.ears import hear_with
from tyyni.serve.server import TyyniServer, base_url, bind
from tyyni.serve.settings import load_settings
from tyyni.units import SAMPLE_RATE_HZ, CallMs, Party, ms_to_samples
from tyyni_bench import figures
from tyyni_bench.figures import Percentiles
from tyyni_bench.observed import CallLog
from tyyni_bench.playing import Known, Played, open_known, play_call
from tyyni_bench.segments import Segment
from tyyni_bench.sidecar import SpokenCue
from tyyni_bench.target import Target
from tyyni_models.contracts import (
    LanguageReading,
    LanguageRequest,
    OneByOne,
    Transcription,
    TranscriptionRequest,
)
from tyyni_models.scripted import ScriptedTranscriber

DELAY_MS = 400.0
"""D: of the size of a real decode, and longer than the rest of the silence that ends an utterance."""
SAID = "tyyni"
RULE = "at-once"
UTTERANCES_MS = ((6_000, 7_240), (7_650, 8_980), (9_685, 10_670), (11_080, 12_180))
"""Pieces of a caller's speech in a demo call, cut at its words."""
PAUSE_MS = 1_000
"""A prompt must not seem to answer the next utterance early (`figures.EARLY_PROMPT_MS`)."""
READY_WITHIN_S = 30.0


class FinalsOnly(OneByOne):
    """`SpeechModel` that answers finals after exactly D ms and partials with nothing, at once."""

    def __init__(self, delay_ms: float) -> None:
        self._finals = ScriptedTranscriber([SAID], delay_ms=delay_ms)

    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        """Return the one word for a final."""
        return self._finals.transcribe(request) if request.final else Transcription(())

    def read_language(self, request: LanguageRequest) -> LanguageReading:
        """Return the script's language."""
        return self._finals.read_language(request)


async def measure_own_error(recording: Path, delay_ms: float = DELAY_MS) -> dict[str, Percentiles]:
    """Return by how much each figure is more than it must be, in ms.

    Args:
        recording: the demo call whose caller's speech is used.
        delay_ms: D.

    Raises:
        TyyniError: ``own_error_unknown``, the service did not do what its script says.
    """
    with tempfile.TemporaryDirectory() as folder:
        played = Played(_utterances(recording, Path(folder)), "own error")
        with _quiet_logs(), _scripted_service(FinalsOnly(delay_ms), Path(folder)) as target:
            await play_call(played, target.ws_url("/ws/call"), target.agent_token)
    log = played.log
    asked_ms = [CallMs(text.heard_ms) for text, _ in log.of_kind(wire.TranscriptText) if text.final]
    finals = figures.finals_ms(log, [Segment(Party.CALLER, at_ms, at_ms) for at_ms in asked_ms])
    prompts = figures.prompts_ms(log, _cues(log))
    if not finals or not prompts or figures.NEVER_MS in finals + prompts:
        raise TyyniError(
            "own_error_unknown", f"of the scripted texts {finals} came, of the prompts {prompts}"
        )
    return {
        "speech_end_to_final_ms": Percentiles.of([value - delay_ms for value in finals]),
        "cue_to_prompt_ms": Percentiles.of([value - delay_ms for value in prompts]),
    }


def _cues(log: CallLog) -> list[SpokenCue]:
    """Return, for each prompt, a cue that ends where the text that brought it was asked for."""
    cues = []
    asked_ms = 0
    for arrival in log.arrivals:
        if isinstance(arrival.message, wire.TranscriptText) and arrival.message.final:
            asked_ms = arrival.message.heard_ms
        elif isinstance(arrival.message, wire.PromptShown):
            cues.append(SpokenCue(Party.CALLER, asked_ms, id=RULE))
    return cues


def _utterances(recording: Path, folder: Path) -> Known:
    """Return a recording of short utterances with pauses, the agent silent."""
    (caller,) = (track for track in open_known(recording).recording.tracks if track.party is Party.CALLER)
    speech: Pcm16 = np.concatenate(list(caller.samples()))
    pause = np.zeros(ms_to_samples(PAUSE_MS), dtype=np.int16)
    pieces = [speech[ms_to_samples(start) : ms_to_samples(end)] for start, end in UTTERANCES_MS]
    sound = np.concatenate([part for piece in pieces for part in (pause, piece)] + [pause])
    path = folder / "utterances.wav"
    soundfile.write(path, np.stack([sound, np.zeros_like(sound)], axis=1), SAMPLE_RATE_HZ)
    return open_known(path, "en")


@contextmanager
def _quiet_logs() -> Iterator[None]:
    """Keep what the service notes of its calls from the terminal; it runs in this process."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        yield
    finally:
        structlog.configure(**before)


@contextmanager
def _scripted_service(transcriber: FinalsOnly, folder: Path) -> Iterator[Target]:
    """Run the real service with a transcriber of its own, on a free port, in a thread."""
    settings = load_settings(
        port=0, workers=len(UTTERANCES_MS), data_dir=folder, history=False, keep_audio=False
    )
    keys = Keys(agent="a" * 43, supervisor="s" * 43, signing="k" * 43)
    bound = bind(settings)
    app = build_app(settings, keys, lambda: hear_with(transcriber, _playbook(), frozenset({"en"})))
    service: Service = app.state.service
    server = TyyniServer(app, settings)
    thread = threading.Thread(target=server.run, args=([bound],))
    thread.start()
    try:
        pause = threading.Event()
        for _ in range(round(READY_WITHIN_S / 0.01)):
            if service.readiness.state != "loading" or not thread.is_alive():
                break
            pause.wait(0.01)
        yield Target(base_url(bound), keys.agent, keys.supervisor, None)
    finally:
        server.should_exit = True
        thread.join()


def _playbook() -> Playbook:
    """Return a playbook that fires at the first word, every time."""
    texts: wire.Texts = {"fi": SAID, "pl": SAID, "en": SAID}
    cue = CuePhrases(id="said", party=Party.CALLER, sources=(), heat_points=0.0, says={"en": (SAID,)})
    rule = Rule(
        id=RULE,
        sources=(),
        about="caller",
        situation="",
        when=When(cues_any=("said",)),
        urgency="high",
        text=texts,
        why=texts,
        hold_ms=0,
        show_at_most_ms=1,
        rest_ms=0,
        most_per_call=len(UTTERANCES_MS),
    )
    return Playbook(cues=(cue,), rules=(rule,), limits=Limits(prompts_per_minute=60))
