"""The whole coaching of one call as one object: frames and transcripts in, events out.

Synchronous, no clock, no thread, no I/O. The live service, the tests, the simulator and every benchmark run
this very object. Frames of all parties are worked through together, 20 ms of audio at a time, so that the
order in which chunks of different parties arrive changes nothing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np

from tyyni.audio import AudioFrame, CallerFrame, Pcm16
from tyyni.coach.counsel import Counsel
from tyyni.coach.endpointing import Endpointer
from tyyni.coach.events import (
    CallEvent,
    LanguageKnown,
    NoticeCode,
    Noticed,
    OpenText,
    StepSaid,
    TextHeard,
    Transcript,
    TranscriptWanted,
)
from tyyni.coach.heat import Heat, HeatMeter
from tyyni.coach.language_search import LanguageSearch
from tyyni.coach.leak import LeakGate
from tyyni.coach.playbook import Playbook
from tyyni.coach.resuming import BEGINNING, MOST_REHEARD_MS, Reached, Resumed
from tyyni.coach.scene import Scene
from tyyni.coach.scribe import Scribe
from tyyni.coach.swapped import SwapWatch
from tyyni.coach.turns import Turns
from tyyni.coach.voice import Voice
from tyyni.coach.words import Cue, CueSpotter
from tyyni.units import FRAME_MS, FRAME_SAMPLES, CallMs, Party, ms_to_samples, samples_to_ms
from tyyni_models.contracts import LanguageReading, PitchTracker, ToneModel, VoiceActivity

LOOK_EVERY_MS = 500
"""How often heat and rules are looked at without a new cue: the hop of the voice readings."""

CONDUCT_EVERY_MS = 1_000
"""How often the agent's own conduct is shown anew."""

ABSENT_AFTER_MS = 2_000
"""A party this far behind the other is absent: the call goes on without waiting for it. Both travel in one
connection in order of time, so an honest client is never more than a chunk (1 s) apart."""

NO_SPEECH_AFTER_MS = 60_000
"""A party that is not heard to speak for a minute: a dead microphone, a wrong device, or a long hold."""

SILENCE: Pcm16 = np.zeros(FRAME_SAMPLES, dtype=np.int16)

HEAT_STEP = 0.5
"""A change of level smaller than this is not worth a message."""


@dataclass(frozen=True, slots=True)
class CallSettings:
    """What is known of a call when it begins."""

    parties: tuple[Party, ...]
    language: str | None
    """None: it is one of ``languages``, to be heard in the first speech."""
    voice_analysis: bool
    """Consent to read the caller's tone."""
    languages: tuple[str, ...] = ()
    resumed: Resumed = BEGINNING
    """Where it goes on, when another process had it before."""


@dataclass(frozen=True, slots=True)
class CallTools:
    """What a call listens with."""

    voice_activity: Callable[[], VoiceActivity]
    """Makes one for each party, since each adapts to its line."""
    pitch: PitchTracker
    tone: ToneModel
    playbook: Playbook


class Call:
    """One call from its first frame to its end."""

    def __init__(self, settings: CallSettings, tools: CallTools) -> None:
        self._tools = tools
        self._voice_on = settings.voice_analysis and Party.CALLER in settings.parties
        self._resumed = resumed = settings.resumed
        ids = count(resumed.next_utterance)
        self._queues: dict[Party, deque[AudioFrame]] = {party: deque() for party in settings.parties}
        self._endpointers = {
            party: Endpointer(party, tools.voice_activity(), ids) for party in settings.parties
        }
        self._absent: set[Party] = set()
        self._last_speech_ms: dict[Party, CallMs] = dict.fromkeys(settings.parties, resumed.heard_ms)
        self._unheard: set[Party] = set()
        self._first_samples = {party: resumed.next_samples.get(party, 0) for party in settings.parties}
        self._next_sample = min(self._first_samples.values())
        self._leaks = LeakGate()
        self._turns = Turns()
        self._scribe = Scribe()
        self._voice = Voice(tools.pitch, tools.tone)
        self._speech_since_reading_ms = 0
        self._search = LanguageSearch(settings.languages) if settings.language is None else None
        self._language = settings.language or ""
        # While the language is not known there are no words, and no phrases to look for.
        self._spotter = CueSpotter(tools.playbook.cues, self._language)
        self._swaps = SwapWatch(tools.playbook.cues, self._language)
        self._heat = HeatMeter()
        self._shown_heat: Heat | None = None
        self._scene = Scene(tools.playbook)
        self._counsel = Counsel(tools.playbook)
        self._heat.resume(
            resumed.heard_ms, resumed.heat, (cue.id for cue in resumed.cues if cue.party is Party.CALLER)
        )
        self._scene.resume(resumed.cues, resumed.hottest_level)
        self._resuming = self._counsel.resume(resumed.prompts)
        """What the next look tells first."""

    @property
    def heard_ms(self) -> CallMs:
        """Audio time up to which everything has been worked through; sound that is heard again takes nothing back."""
        return max(samples_to_ms(self._next_sample), self._resumed.heard_ms)

    @property
    def reached(self) -> Reached:
        """How far the call has come, for a process that may have to go on with it."""
        begun = self._scribe.begun_ms
        earliest = self._next_sample - ms_to_samples(MOST_REHEARD_MS)
        next_samples = {}
        for party, endpointer in self._endpointers.items():
            untold = endpointer.untold_from
            unread = [ms_to_samples(start_ms) for speaker, _, start_ms in begun if speaker is party]
            first = min([self._next_sample if untold is None else untold, *unread])
            next_samples[party] = max(first, earliest, self._first_samples[party])
        last_utterance = max(
            self._resumed.next_utterance - 1, *(one.last_id for one in self._endpointers.values())
        )
        open_texts = [(speaker, utterance) for speaker, utterance, _ in begun]
        for party, endpointer in self._endpointers.items():
            # One that is too short for text yet may have some before this is kept again.
            if endpointer.open_id is not None and (party, endpointer.open_id) not in open_texts:
                open_texts.append((party, endpointer.open_id))
        return Reached(self.heard_ms, next_samples, last_utterance, tuple(open_texts))

    @property
    def open_texts(self) -> list[OpenText]:
        """Utterances whose final text is still to come: what to wait for at the end, and what lag is of."""
        texts = self._scribe.open_texts
        if self._search is None:
            return texts
        return [replace(text, waits_for_speech=text.utterance in self._search.waiting) for text in texts]

    def hear(self, frame: AudioFrame) -> list[CallEvent]:
        """Take the next frame of one party; return what it completed.

        Raises:
            KeyError: the frame is of a party that the call does not have.
        """
        if frame.first_sample < self._next_sample:
            return []  # an absent party's late audio: the call has gone on without it
        self._queues[frame.party].append(frame)
        events: list[CallEvent] = []
        if frame.party in self._absent and frame.first_sample == self._next_sample:
            self._absent.remove(frame.party)
            events.append(self._noticed("party_absent", frame.party, active=False))
        while True:
            waiting = [
                party
                for party, queue in self._queues.items()
                if not queue and party not in self._absent and self._first_samples[party] <= self._next_sample
            ]
            if waiting and not self._too_far_behind():
                return events
            for party in waiting:
                self._absent.add(party)
                events.append(self._noticed("party_absent", party, active=True, value_ms=ABSENT_AFTER_MS))
            if not any(self._queues.values()):
                return events
            events += self._hear_together()

    def read(self, transcript: Transcript) -> list[CallEvent]:
        """Take a transcript that was wanted; return what its words mean."""
        return self._hear_texts(self._scribe.read(transcript))

    def hear_language(self, wanted: TranscriptWanted, reading: LanguageReading) -> list[CallEvent]:
        """Take how likely each language is in speech that was asked about; return what is known by it.

        Once the language is known the texts that waited for it are wanted, and this changes nothing any more.
        """
        if self._search is None:
            return []
        self._search.weigh(wanted, reading)
        nobody_spoke = [] if reading.probabilities else self._scribe.read(wanted.answered(()))
        return [*self._hear_texts(nobody_spoke), *self._language_known(wanted.heard_ms)]

    def give_up(self, utterance: int) -> list[CallEvent]:
        """Close an utterance whose final transcript was dropped, with the text there is."""
        party = next((text.party for text in self.open_texts if text.utterance == utterance), None)
        events = self._hear_texts(self._scribe.give_up(utterance, self.heard_ms))
        closed = all(text.utterance != utterance for text in self.open_texts)
        if closed and party is Party.AGENT:
            self._scene.miss_agent_words()
        if closed and self._search is not None:
            self._search.give_up(utterance)
            events += self._language_known(self.heard_ms)
        return events

    def set_voice_analysis(self, on: bool) -> list[CallEvent]:
        """Switch the reading of the caller's tone; what it had added to the heat goes when it is off."""
        self._voice_on = on and Party.CALLER in self._queues
        if self._voice_on:
            return []
        self._voice = Voice(self._tools.pitch, self._tools.tone)
        self._heat.forget_voice()
        self._scene.hear_voice(None)
        return self._look()

    def dismiss(self, prompt_id: int) -> list[CallEvent]:
        """Take a prompt off the agent's screen; see `Counsel.dismiss` for what it raises."""
        return self._counsel.dismiss(prompt_id, self.heard_ms)

    def mute(self, rule_id: str | None, on: bool) -> list[CallEvent]:
        """Show the agent nothing of a rule (None: of any), or show it again; see `Counsel.mute`."""
        return self._counsel.mute(rule_id, on, self.heard_ms)

    def finish(self) -> list[CallEvent]:
        """Hear the parties' last frames and end their utterances: no more frames will come."""
        events: list[CallEvent] = []
        while any(self._queues.values()):
            events += self._hear_together()
        for endpointer in self._endpointers.values():
            for step in endpointer.finish():
                events += self._follow(self._scribe.follow(step, self.heard_ms))
        if self._search is not None:
            self._search.finish()
            events += self._language_known(self.heard_ms)
        return events

    def end(self) -> list[CallEvent]:
        """Clear the screen: no more transcripts will come."""
        return self._counsel.end(self.heard_ms)

    def _too_far_behind(self) -> bool:
        longest = max(len(queue) for queue in self._queues.values())
        return longest * FRAME_MS > ABSENT_AFTER_MS

    def _hear_together(self) -> list[CallEvent]:
        """Work through the next 20 ms of all parties; a party that is absent is silent."""
        first = self._next_sample
        self._next_sample += FRAME_SAMPLES
        now = self.heard_ms
        heard: dict[Party, Pcm16] = {}
        for party, queue in self._queues.items():
            here = bool(queue) and queue[0].first_sample == first
            heard[party] = queue.popleft().samples if here else SILENCE
        own, leaks = self._leaks.hear(heard)
        events: list[CallEvent] = [
            self._noticed("voice_leaks", leak.party, active=leak.active) for leak in leaks
        ]
        for party, samples in own.items():
            frame = AudioFrame(party, first, samples)
            for step in self._endpointers[party].hear(frame):
                events += self._follow(self._scribe.follow(step, now))
            if party is Party.CALLER and self._voice_on and not self._hears_again:
                events += self._hear_voice(CallerFrame(frame))
        if not self._hears_again:
            events += self._hear_turns(now)
        return events

    @property
    def _hears_again(self) -> bool:
        """Whether the newest frame was worked through before, and only its words are still to come."""
        return samples_to_ms(self._next_sample) <= self._resumed.heard_ms

    def _hear_voice(self, caller: CallerFrame) -> list[CallEvent]:
        speaking = self._endpointers[Party.CALLER].speaking
        self._speech_since_reading_ms += FRAME_MS if speaking else 0
        reading = self._voice.hear(caller, speaking)
        if reading is None:
            return []
        self._heat.hear_voice(reading, self._speech_since_reading_ms)
        self._speech_since_reading_ms = 0
        self._scene.hear_voice(reading)
        return [reading]

    def _hear_turns(self, now: CallMs) -> list[CallEvent]:
        speaking = {party: endpointer.speaking for party, endpointer in self._endpointers.items()}
        conversation = self._turns.hear(now, speaking)
        self._scene.hear_turns(conversation)
        self._heat.pass_time(now, caller_speaking=conversation.caller_speaking)
        if conversation.caller_interrupted:
            self._heat.hear_interruption(now, conversation.caller_interruptions)
        events = self._watch_for_speech(speaking, now)
        if now % LOOK_EVERY_MS == 0:
            events += self._look()
        if now % CONDUCT_EVERY_MS == 0 and Party.AGENT in speaking:
            events.append(self._scene.conduct(now))
        return events

    def _watch_for_speech(self, speaking: dict[Party, bool], now: CallMs) -> list[CallEvent]:
        events: list[CallEvent] = []
        for party, speaks in speaking.items():
            if speaks:
                self._last_speech_ms[party] = now
            unheard = now - self._last_speech_ms[party] >= NO_SPEECH_AFTER_MS
            if unheard != (party in self._unheard):
                self._unheard ^= {party}
                value = NO_SPEECH_AFTER_MS if unheard else None
                events.append(self._noticed("no_speech_heard", party, active=unheard, value_ms=value))
        return events

    def _follow(self, outcomes: Sequence[TranscriptWanted | TextHeard]) -> list[CallEvent]:
        events: list[CallEvent] = []
        for outcome in outcomes:
            if isinstance(outcome, TextHeard):
                events += self._hear_texts([outcome])
            else:
                events.append(self._search.ask(outcome) if self._search else outcome)
        return events

    def _language_known(self, heard_ms: CallMs) -> list[CallEvent]:
        """Return that the language is known, if it is, and the texts that waited for it."""
        choice = self._search.known() if self._search else None
        if self._search is None or choice is None:
            return []
        held, self._search = self._search.held, None
        self._language = choice.language
        self._spotter = CueSpotter(self._tools.playbook.cues, choice.language)
        self._swaps = SwapWatch(self._tools.playbook.cues, choice.language)
        return [LanguageKnown(choice.language, choice.probability, heard_ms), *held]

    def _hear_texts(self, texts: list[TextHeard]) -> list[CallEvent]:
        events: list[CallEvent] = []
        for text in texts:
            events.append(text)
            likely = text.words[: text.likely]
            cues = self._spotter.hear(text.party, text.utterance, likely, final=text.final)
            for cue in cues:
                events += [] if self._resumed.has_told(cue) else self._hear_cue(cue)
            if text.final and text.party is Party.CALLER and self._voice_on:
                self._voice.hear_words(text.words, self._language)
            if text.final and text.party is Party.AGENT:
                self._scene.hear_agent_words(text.words, self._language)
            if cues:
                events += self._look()
            if text.final and self._swaps.hear(text.party, text.utterance, text.words):
                # The agent's: the floor must not learn that no step was heard from the agent.
                events.append(self._noticed("parties_swapped", Party.AGENT, active=True))
        return events

    def _hear_cue(self, cue: Cue) -> list[CallEvent]:
        self._scene.hear_cue(cue)
        if cue.party is Party.AGENT:
            self._swaps.hear_step()
            return [cue, StepSaid(cue.id, self.heard_ms)]
        self._heat.hear_cue(cue)
        return [cue]

    def _look(self) -> list[CallEvent]:
        heat = self._heat.read()
        shown = self._shown_heat
        events: list[CallEvent] = []
        if shown is None or _differs(heat, shown):
            self._shown_heat = heat
            events.append(heat)
        resuming, self._resuming = self._resuming, []
        events += resuming + self._counsel.look(self._scene.moment(heat))
        return events

    def _noticed(
        self, code: NoticeCode, party: Party, *, active: bool, value_ms: int | None = None
    ) -> Noticed:
        return Noticed(code, "alarm" if active else "info", party, value_ms, active, self.heard_ms)


def _differs(heat: Heat, shown: Heat) -> bool:
    return (
        abs(heat.level - shown.level) >= HEAT_STEP
        or (heat.band, heat.trend) != (shown.band, shown.trend)
        or [reason.kind for reason in heat.reasons] != [reason.kind for reason in shown.reasons]
    )
