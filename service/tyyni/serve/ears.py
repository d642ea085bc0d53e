"""What the service listens with, loaded once at start: the speech model, and what each call is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from tyyni.coach.call import Call, CallSettings, CallTools
from tyyni.coach.checklist import ChecklistStep
from tyyni.coach.playbook import Playbook
from tyyni.serve.call_parts import Coaching
from tyyni.serve.languages import languages_of
from tyyni.serve.settings import ServeSettings
from tyyni.units import SAMPLE_RATE_HZ
from tyyni_models.contracts import SpeechModel
from tyyni_models.pitch import SwiftF0Pitch
from tyyni_models.tone import CuesToneModel
from tyyni_models.transcriber import WhisperTranscriber
from tyyni_models.voice_activity import WebRtcVoiceActivity


@dataclass(frozen=True, slots=True)
class Ears:
    """Everything loaded that a call needs."""

    transcriber: SpeechModel
    make_call: Callable[[CallSettings], Coaching]
    languages: frozenset[str]
    """What the speech model knows."""
    cue_languages: frozenset[str]
    """What the playbook has phrases for."""
    checklist: tuple[ChecklistStep, ...] = ()
    """The playbook's."""
    playbook: Playbook | None = None
    """What coaches, for the history; None: it is not known."""
    with_playbook: Callable[[Playbook], Ears] | None = None
    """Gives the same with another playbook; None: they have none to change."""


def load_ears(
    settings: ServeSettings, model_dir: Path, playbook: Playbook, hotwords: Mapping[str, str] | None = None
) -> Ears:
    """Load the speech model from a verified folder and run it once; takes a few seconds, so not on the loop.

    Args:
        settings: the service's.
        model_dir: the verified folder.
        playbook: what coaches.
        hotwords: what the model is told to expect, by language (`tyyni.serve.glossary.hotwords_of`).

    Raises:
        ModelError: a model or its device cannot be used.
    """
    transcriber = transcriber_of(settings, model_dir, hotwords)
    transcriber.warm_up()
    return hear_with(transcriber, playbook, languages_of(settings.model))


def transcriber_of(
    settings: ServeSettings, model_dir: Path, hotwords: Mapping[str, str] | None = None
) -> WhisperTranscriber:
    """Return the speech model of a verified folder, loaded as the settings say; arguments and errors as above."""
    return WhisperTranscriber(
        model_dir,
        threads=settings.threads,
        workers=settings.workers,
        device=settings.device,
        compute_type=settings.compute_type,
        hotwords=hotwords,
    )


def hear_with(transcriber: SpeechModel, playbook: Playbook, languages: frozenset[str]) -> Ears:
    """Return ears around a loaded transcriber, with the voice models that ship."""
    pitch = SwiftF0Pitch()
    pitch.track(np.zeros(SAMPLE_RATE_HZ, dtype=np.float32))  # the first run sets up what the others use
    tools = CallTools(
        voice_activity=WebRtcVoiceActivity,
        pitch=pitch,
        tone=CuesToneModel.load(),
        playbook=playbook,
    )

    def with_playbook(playbook: Playbook) -> Ears:
        these = replace(tools, playbook=playbook)
        return Ears(
            transcriber,
            lambda settings: Call(settings, these),
            languages,
            cue_languages=frozenset(language for cue in playbook.cues for language in cue.says),
            checklist=playbook.checklist,
            playbook=playbook,
            with_playbook=with_playbook,
        )

    return with_playbook(playbook)
