"""Written sentences spoken by free voices over a telephone line, and what the speech model makes of their cues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from tyyni.coach.playbook import Playbook
from tyyni.serve.glossary import hotwords_of
from tyyni.serve.settings import ServeSettings
from tyyni_bench.clip_set import spread
from tyyni_bench.cue_cases import Spoken
from tyyni_bench.cue_figures import CueFigures, figures_of, heard_in
from tyyni_bench.festival import check_installed
from tyyni_bench.measuring import until_stopped
from tyyni_bench.synthesis import VOICES, speak
from tyyni_bench.telephone import as_by_telephone
from tyyni_bench.transcribing import OurSystem, System, load_transcriber
from tyyni_models.hotwords import token_count

VOICES_OF: Mapping[str, tuple[str, ...]] = {
    "fi": ("fi-mv", "fi-lj"),
    "pl": ("pl-dita", "pl-machac"),
    "en": ("en-slt", "en-slt-low"),
}
"""They take turns, sentence by sentence. No free Polish voice is packaged: Czech ones speak Polish sounds."""

METHOD = (
    "Sentences spoken by free synthetic voices (Polish by Czech ones), 300-3400 Hz, 8 kHz, µ-law, each read at once by "
    "the speech model, which is told the playbook's phrases as in the service. Written: the cues in the same sentences "
    "as they stand."
)


@dataclass(frozen=True, slots=True)
class HeardSentence:
    """A sentence and the cues in its text and in what was heard."""

    spoken: Spoken
    heard: str
    written_cues: frozenset[str]
    heard_cues: frozenset[str]


class SpeechFigures(msgspec.Struct, frozen=True, kw_only=True):
    """Cues of one language."""

    sentences: int
    heard: CueFigures
    """In the text that the speech model gave."""
    written: CueFigures
    """In the same sentences as written."""


def chosen(sentences: Sequence[Spoken], limit: int | None) -> list[Spoken]:
    """Return at most ``limit`` sentences of each language that has voices, evenly spread."""
    return [
        spoken
        for language in VOICES_OF
        for spoken in spread([one for one in sentences if one.language == language], limit)
    ]


def service_hearing(playbook: Playbook, settings: ServeSettings) -> System:
    """Return the speech model as the service has it, told the playbook's phrases.

    Raises:
        TyyniError: the model is not there, or cannot be used.
    """
    folder, _ = load_transcriber(settings)
    hotwords = hotwords_of(sorted(VOICES_OF), None, playbook, token_count(folder))
    return OurSystem(load_transcriber(settings, hotwords)[1])


def hear_all(
    playbook: Playbook, sentences: Sequence[Spoken], system: System
) -> tuple[list[HeardSentence], bool]:
    """Speak and hear each sentence; return them, and whether Ctrl-C stopped it before the last.

    Raises:
        TyyniError: ``voice_not_installed``, before anything is spoken; ``synthesis_failed``.
    """
    languages = dict.fromkeys(spoken.language for spoken in sentences)
    check_installed([VOICES[voice].festival for language in languages for voice in VOICES_OF[language]])

    def read(turn: tuple[Spoken, str]) -> HeardSentence:
        spoken, voice = turn
        sound = as_by_telephone(speak(spoken.case.say, voice).samples)
        heard = system.read(sound, spoken.language).text
        as_heard = msgspec.structs.replace(spoken, case=msgspec.structs.replace(spoken.case, say=heard))
        return HeardSentence(spoken, heard, heard_in(playbook, spoken), heard_in(playbook, as_heard))

    return until_stopped(_with_voices(sentences), read, lambda turn: turn[0].language, total=len(sentences))


def speech_figures(heard: Sequence[HeardSentence]) -> dict[str, SpeechFigures]:
    """Return the figures of each language."""
    languages = dict.fromkeys(one.spoken.language for one in heard)
    by_language = {
        language: [one for one in heard if one.spoken.language == language] for language in languages
    }
    return {
        language: SpeechFigures(
            sentences=len(these),
            heard=figures_of((one.spoken.case.cues, one.heard_cues) for one in these),
            written=figures_of((one.spoken.case.cues, one.written_cues) for one in these),
        )
        for language, these in by_language.items()
    }


def _with_voices(sentences: Sequence[Spoken]) -> Iterator[tuple[Spoken, str]]:
    for number, spoken in enumerate(sentences):
        voices = VOICES_OF[spoken.language]
        yield spoken, voices[number % len(voices)]
