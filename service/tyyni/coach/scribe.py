"""From utterances to text: which transcripts are wanted, and what the answers make of the text so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tyyni.coach.endpointing import Utterance, UtteranceStep
from tyyni.coach.events import OpenText, TextHeard, Transcript, TranscriptWanted
from tyyni.coach.hypothesis import Hypothesis
from tyyni.units import CallMs, Party
from tyyni_models.contracts import Word


@dataclass(slots=True)
class _Page:
    """An utterance whose final text is still to come."""

    party: Party
    start_ms: CallMs
    end_ms: CallMs
    from_ms: int = 0
    """Words before it were told with the utterance before, which was cut in the middle of speech."""
    ended: bool = False
    read_to_ms: int = 0
    """How far the newest transcript that was read reaches; older answers are stale."""
    settled_words: tuple[Word, ...] | None = None
    """Full-quality words of everything up to ``read_to_ms``, kept until it is certain to be the end."""
    hypothesis: Hypothesis = field(default_factory=Hypothesis)

    def own(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """Return the words that belong to this utterance and not to the one before."""
        return tuple(word for word in words if (word.start_ms + word.end_ms) / 2 >= self.from_ms)


class Scribe:
    """Keeps the text of every open utterance of both parties."""

    def __init__(self) -> None:
        self._pages: dict[int, _Page] = {}
        self._told_to_ms: dict[Party, int] = {}
        """How far the stable text of each party's ended utterances reaches; it may reach over a cut."""

    @property
    def open_texts(self) -> list[OpenText]:
        """Utterances that were asked for and whose final text is still to come."""
        return [
            OpenText(
                id_,
                page.party,
                CallMs(page.hypothesis.stable[-1].end_ms) if page.hypothesis.stable else page.start_ms,
            )
            for id_, page in self._pages.items()
        ]

    @property
    def begun_ms(self) -> list[tuple[Party, int, CallMs]]:
        """Of the same utterances party, number and beginning."""
        return [(page.party, id_, page.start_ms) for id_, page in self._pages.items()]

    def follow(self, step: UtteranceStep, heard_ms: CallMs) -> Sequence[TranscriptWanted | TextHeard]:
        """Take what became of an utterance; return the transcript to ask for, or its known text."""
        utterance = step.utterance
        told_to_ms = self._told_to_ms.get(utterance.party, 0)
        page = self._pages.setdefault(
            utterance.id, _Page(utterance.party, utterance.start_ms, utterance.end_ms, told_to_ms)
        )
        page.end_ms = utterance.end_ms
        page.ended = step.kind == "ended"
        if page.ended and page.hypothesis.stable:
            self._told_to_ms[page.party] = page.hypothesis.stable[-1].end_ms
        if not step.as_settled:
            return [_wanted(utterance, page.hypothesis.stable, final=step.kind != "grew", heard_ms=heard_ms)]
        if page.settled_words is None or page.read_to_ms != page.end_ms:
            return []  # the transcript that settling asked for is still on its way
        return self._finish(utterance.id, page, page.settled_words, heard_ms)

    def read(self, transcript: Transcript) -> list[TextHeard]:
        """Take a transcript; return the new state of the text, nothing if it tells nothing new."""
        page = self._pages.get(transcript.utterance)
        if page is None:
            return []
        words = page.own(transcript.words)
        if page.ended and transcript.final and transcript.end_ms == page.end_ms:
            return self._finish(transcript.utterance, page, words, transcript.heard_ms)
        # A cut lies before the end of what partials have read: what reaches over it is of no use any more.
        if transcript.end_ms < page.read_to_ms or (page.ended and transcript.end_ms > page.end_ms):
            return []
        page.read_to_ms = transcript.end_ms
        page.settled_words = words if transcript.final else None
        before = (page.hypothesis.stable, page.hypothesis.tentative)
        page.hypothesis.grow(words)
        if before == (page.hypothesis.stable, page.hypothesis.tentative):
            return []
        return [_text(transcript.utterance, page, transcript.heard_ms, final=False)]

    def give_up(self, utterance: int, heard_ms: CallMs) -> list[TextHeard]:
        """Close an utterance whose final transcript will never come, with the text there is."""
        page = self._pages.get(utterance)
        if page is None or not page.ended:
            return []
        words = page.hypothesis.stable + page.hypothesis.tentative
        return self._finish(utterance, page, words, heard_ms)

    def _finish(self, id_: int, page: _Page, words: Sequence[Word], heard_ms: CallMs) -> list[TextHeard]:
        shown = page.hypothesis.stable + page.hypothesis.tentative
        page.hypothesis.finish(words)
        del self._pages[id_]
        # Noise that became an utterance without words: there is nothing to say, unless to take words back.
        return [_text(id_, page, heard_ms, final=True)] if page.hypothesis.stable or shown else []


def _wanted(
    utterance: Utterance, stable: tuple[Word, ...], *, final: bool, heard_ms: CallMs
) -> TranscriptWanted:
    return TranscriptWanted(
        utterance.id,
        utterance.party,
        utterance.start_ms,
        utterance.end_ms,
        utterance.samples,
        final,
        heard_ms,
        stable,
    )


def _text(id_: int, page: _Page, heard_ms: CallMs, *, final: bool) -> TextHeard:
    stable, tentative = page.hypothesis.stable, page.hypothesis.tentative
    return TextHeard(
        party=page.party,
        utterance=id_,
        stable=_joined(stable),
        tentative=_joined(tentative),
        final=final,
        start_ms=page.start_ms,
        end_ms=page.end_ms,
        words=stable + tentative,
        likely=page.hypothesis.likely,
        heard_ms=heard_ms,
    )


def _joined(words: Sequence[Word]) -> str:
    return " ".join(word.text.strip() for word in words)
