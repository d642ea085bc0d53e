"""A small coaching for tests of the service: a script instead of a call, and everything it was told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tyyni import wire
from tyyni.audio import AudioFrame
from tyyni.coach.events import (
    CallEvent,
    LanguageWanted,
    MutesChanged,
    OpenText,
    TextHeard,
    Transcript,
    TranscriptWanted,
)
from tyyni.coach.heat import Heat
from tyyni.coach.playbook import Prompt, PromptGone, Rule, When
from tyyni.coach.resuming import Reached
from tyyni.errors import WireError
from tyyni.units import FRAME_MS, CallMs, Party
from tyyni_models.contracts import (
    LanguageReading,
    LanguageRequest,
    OneByOne,
    Transcription,
    TranscriptionRequest,
    Word,
)

TEXTS: wire.Texts = {"fi": "Rauhassa", "pl": "Spokojnie", "en": "Stay calm"}
RULE = Rule(
    id="r",
    sources=("P2",),
    about="caller",
    situation="",
    when=When(),
    urgency="normal",
    text=TEXTS,
    why=TEXTS,
)
CALM = Heat(CallMs(0), 0.0, "calm", "steady", ())


def prompt(id_: int, about: str = "caller") -> Prompt:
    return Prompt(id_, "r", ("P2",), about, "normal", TEXTS, TEXTS, None, CallMs(0))  # type: ignore[arg-type]


class ScriptedCoaching:
    """`Coaching`: each frame gives the next entry of the script; texts open and close as with the real one."""

    def __init__(self, script: Sequence[Sequence[CallEvent | Exception]] = ()) -> None:
        self.script = [list(entry) for entry in script]
        self.frames: list[AudioFrame] = []
        self.read_texts: list[Transcript] = []
        self.heard_languages: list[LanguageReading] = []
        self.on_language: list[list[CallEvent]] = []
        """What each answer about the language gives, in turn."""
        self.given_up: list[int] = []
        self.growing: set[int] = set()
        """Utterances that are not over: to give them up closes nothing."""
        self.voice_analysis: bool | None = None
        self.finished = False
        self.read_fails = False
        self._open: dict[int, OpenText] = {}

    @property
    def heard_ms(self) -> CallMs:
        return CallMs(len(self.frames) * FRAME_MS)

    @property
    def open_texts(self) -> list[OpenText]:
        return list(self._open.values())

    @property
    def reached(self) -> Reached:
        heard = len(self.frames) * 320
        texts = tuple((text.party, text.utterance) for text in self._open.values())
        return Reached(self.heard_ms, {party: heard for party in Party}, 0, texts)

    def hear(self, frame: AudioFrame) -> list[CallEvent]:
        self.frames.append(frame)
        return self._play(self.script.pop(0) if self.script else [])

    def read(self, transcript: Transcript) -> list[CallEvent]:
        if self.read_fails:
            raise ZeroDivisionError("bug")
        self.read_texts.append(transcript)
        if not transcript.final:
            return []
        self._open.pop(transcript.utterance, None)
        return [text(transcript.utterance, " ".join(word.text for word in transcript.words))]

    def hear_language(self, wanted: TranscriptWanted, reading: LanguageReading) -> list[CallEvent]:
        self.heard_languages.append(reading)
        return self._play(self.on_language.pop(0) if self.on_language else [])

    def give_up(self, utterance: int) -> list[CallEvent]:
        self.given_up.append(utterance)
        if utterance in self.growing:
            return []
        return [text(utterance, "")] if self._open.pop(utterance, None) else []

    def set_voice_analysis(self, on: bool) -> list[CallEvent]:
        self.voice_analysis = on
        return []

    def dismiss(self, prompt_id: int) -> list[CallEvent]:
        if prompt_id != 1:
            raise WireError("prompt_unknown", "only the first was shown")
        return [PromptGone(1, "dismissed", self.heard_ms)]

    def mute(self, rule_id: str | None, on: bool) -> list[CallEvent]:
        if rule_id not in (None, RULE.id):
            raise WireError("rule_unknown", "there is but one")
        return [MutesChanged((RULE,) if on and rule_id else (), on and rule_id is None)]

    def finish(self) -> list[CallEvent]:
        self.finished = True
        return self._play(self.script.pop(0) if self.script else [])

    def end(self) -> list[CallEvent]:
        return []

    def _play(self, entry: Sequence[CallEvent | Exception]) -> list[CallEvent]:
        events: list[CallEvent] = []
        for event in entry:
            if isinstance(event, Exception):
                raise event
            if isinstance(event, LanguageWanted):
                asked = event.wanted
                self._open[asked.utterance] = OpenText(asked.utterance, asked.party, asked.start_ms)
            if isinstance(event, TranscriptWanted):
                self._open[event.utterance] = OpenText(event.utterance, event.party, event.start_ms)
            events.append(event)
        return events


def wanted(utterance: int, *, final: bool = True, party: Party = Party.CALLER) -> TranscriptWanted:
    samples = np.zeros(320, dtype=np.int16)
    return TranscriptWanted(utterance, party, CallMs(0), CallMs(20), samples, final, CallMs(20))


def text(utterance: int, stable: str, *, final: bool = True) -> TextHeard:
    words = tuple(Word(word, 0, 20, 1.0) for word in stable.split())
    return TextHeard(
        Party.CALLER, utterance, stable, "", final, CallMs(0), CallMs(20), words, len(words), CallMs(20)
    )


def language_wanted(utterance: int) -> LanguageWanted:
    return LanguageWanted(("fi", "pl", "en"), wanted(utterance), np.zeros(0, dtype=np.int16))


class Silent(OneByOne):
    """A speech model that hears nothing."""

    def transcribe(self, request: TranscriptionRequest) -> Transcription:
        return Transcription(())

    def read_language(self, request: LanguageRequest) -> LanguageReading:
        return LanguageReading({}, 0)
