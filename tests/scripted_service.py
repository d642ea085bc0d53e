"""A service in a process of its own, to be killed: real but for its speech model, which knows the test's sentences.

Each sentence is sound of its own loudness; the model says which it hears, a word for each half second of it.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
from live_service import LiveService, speech_like
from sqlalchemy import URL

from tyyni.audio import Pcm16
from tyyni.history.recordings import Recordings
from tyyni.serve.logs import set_up_logs
from tyyni.units import samples_to_ms
from tyyni_models.contracts import (
    LanguageReading,
    LanguageRequest,
    OneByOne,
    Transcription,
    TranscriptionRequest,
    Word,
)

LOUDER = 0.05
"""From one sentence to the next, of full scale."""
WORD_MS = 500
ANGRY = ("this", "is", "unacceptable")
"""The words of the first sentence."""


def sentence(number: int, seconds: float) -> Pcm16:
    """Return the sound of a sentence, numbered from 1."""
    return speech_like(seconds, level=LOUDER * number, seed=number)


class Knows(OneByOne):
    """Hears which sentence it is by how loud it is."""

    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        number = round(float(np.abs(request.samples).max()) / 32767 / LOUDER)
        count = samples_to_ms(len(request.samples)) // WORD_MS
        said = ANGRY if number == 1 else (f"sentence{number}",) * 20
        words = [Word(word, at * WORD_MS, (at + 1) * WORD_MS, 1.0) for at, word in enumerate(said[:count])]
        return Transcription(tuple(words))

    def read_language(self, request: LanguageRequest) -> LanguageReading:
        return LanguageReading({"en": 1.0}, samples_to_ms(len(request.samples)))


class ScriptedService:
    """Such a process; it takes calls when it is made."""

    def __init__(self, database: URL, folder: Path, port: int = 0) -> None:
        address = database.render_as_string(hide_password=False)
        self._process = subprocess.Popen(
            [sys.executable, __file__, address, str(folder), str(port)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        assert self.url, "it did not start"
        self.port = int(self.url.rsplit(":", 1)[1])

    def kill(self) -> None:
        """Kill it, as `kill -9` does."""
        self._process.kill()
        self._process.communicate()

    def stop(self) -> None:
        """Stop it politely: it works everything through; one that is dead is no trouble."""
        self._process.terminate()
        self._process.communicate()


def main(address: str, folder: str, port: str) -> None:
    """Serve until killed or stopped."""
    set_up_logs(as_json=False)
    Recordings(Path(folder)).prepare()
    service = LiveService(
        Knows(),
        port=int(port),
        data_dir=Path(folder),
        history=True,
        database_url=address,
        keep_transcripts=True,
        keep_audio=True,
    )
    with service:
        stopped = threading.Event()
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
        print(service.url, flush=True)
        stopped.wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
