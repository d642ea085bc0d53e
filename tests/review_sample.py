"""A service with a history for tests of what comes after the call: an agent's hot call, and who asks about it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from coaching import ScriptedCoaching, Silent
from history_sample import PLAYBOOK, archive, heat, listed
from live_service import KEYS, LiveService, calling, hello

from tyyni import wire
from tyyni.coach.events import CallerPrompt, CallEvent, StepSaid, TextHeard
from tyyni.coach.playbook import Prompt, PromptGone
from tyyni.coach.words import Cue
from tyyni.history.database import history_url, upgrade
from tyyni.history.recorder import Recorder
from tyyni.serve.agents import AGENTS_FILE, AgentBook, add_agent
from tyyni.serve.ears import Ears
from tyyni.units import CallMs, Party

RULES = {rule.id: rule for rule in PLAYBOOK.rules}
WORDS = (
    (Party.AGENT, 2, "Good morning, how can I help you?"),
    (
        Party.CALLER,
        6,
        "My parcel is late, it should have been here two weeks ago, and nobody told me anything.",
    ),
    (Party.AGENT, 17, "I understand how annoying that is."),
    (Party.CALLER, 24, "This is the third time I am calling! I want to speak to your manager."),
    (Party.AGENT, 58, "I am so sorry about the delay. I can offer you a refund of the delivery."),
    (Party.CALLER, 80, "Well, fine. What happens next?"),
    (Party.AGENT, 92, "What happens next is that it leaves today, and I call you on Friday."),
    (Party.CALLER, 121, "Thank you for your help, what a relief."),
)
CUES = (
    ("late_delivery", 9), ("no_information", 14), ("repeats", 27), ("supervisor", 31), ("angry", 44),
    ("thanks", 122), ("relief", 125),
)  # fmt: skip
PROMPTS = (
    ("late-delivery", 10, 30, "replaced"), ("supervisor", 32, 46, "dismissed"), ("stay-calm", 47, 59, "step_done"),
    ("offer-solution", 60, 64, "step_done"), ("next-step", 82, 93, "step_done"), ("charm", 126, 134, "timed_out"),
)  # fmt: skip
STEPS = (("meet", 3), ("empathise", 18), ("apologise", 59), ("solve", 63), ("recap", 93))
LEVELS = (
    (1, 8), (6, 18), (10, 34), (14, 41), (20, 38), (24, 52), (28, 66), (32, 78), (40, 84), (46, 81), (52, 72),
    (60, 61), (66, 52), (74, 44), (82, 38), (95, 29), (110, 22), (124, 14), (140, 9),
)  # fmt: skip
LENGTH_MS = 150_000


def hot_call() -> list[CallEvent]:
    """Return what a call says that is hot in its first minute, and ends well."""
    events: list[tuple[float, CallEvent]] = [(at, heat(at * 1000, float(level))) for at, level in LEVELS]
    for number, (party, at, words) in enumerate(WORDS):
        said = TextHeard(party, number, words, "", True, _ms(at), _ms(at + 3), (), 0, _ms(at + 4))
        events.append((at + 4, said))
    for id_, at in CUES:
        events.append((at, Cue(id_, Party.CALLER, id_, _quote(at), _ms(at), 1.0, 20.0)))
    for step, at in STEPS:
        events.append((at, Cue(step, Party.AGENT, step, _quote(at), _ms(at), 1.0, 0.0)))
        events.append((at, StepSaid(step, _ms(at))))
    for number, (rule, at, gone, reason) in enumerate(PROMPTS, 1):
        events += _prompt(number, rule, at, gone, reason)
    return [event for _, event in sorted(events, key=lambda one: one[0])]


def _prompt(number: int, rule_id: str, at: int, gone: int, reason: str) -> list[tuple[float, CallEvent]]:
    rule = RULES[rule_id]
    prompt = Prompt(
        number, rule.id, rule.sources, rule.about, rule.urgency, rule.text, rule.why, _quote(at), _ms(at)
    )
    shown: list[tuple[float, CallEvent]] = [(at, prompt), (gone, PromptGone(number, reason, _ms(gone)))]  # type: ignore[arg-type]
    return [*shown, (at, CallerPrompt(prompt))] if rule.about == "caller" else shown


def _ms(seconds: float) -> CallMs:
    return CallMs(int(seconds * 1000))


def _quote(at: float) -> str:
    return next(words for party, began, words in reversed(WORDS) if began <= at)


DOINGS: Sequence[tuple[wire.AgentDoing, int]] = (
    (wire.AskHelp(on=True), 36_000),
    (wire.Dismiss(prompt=2), 46_000),
    (wire.AskHelp(on=False), 62_000),
    (wire.Rate(prompt=3, useful=True), 61_000),
    (wire.Mute(rule="charm", on=True), 133_000),
)


@dataclass(frozen=True, slots=True)
class People:
    """Who comes to the service in tests, with what they send to be known."""

    folder: Path
    aino: str
    olli: str

    def headers(self, who: str) -> dict[str, str]:
        """Return the headers of aino, olli, shared (the agents' key) or supervisor."""
        key = {"aino": self.aino, "olli": self.olli, "shared": KEYS.agent, "supervisor": KEYS.supervisor}[who]
        return {"Authorization": f"Bearer {key}"}


def prepared(folder: Path, *calls: wire.LiveCall, keep_words: bool = True) -> People:
    """Make a history with these calls, each the hot one, and two agents with keys of their own."""
    with ThreadPoolExecutor(1) as beside:  # Playwright keeps a loop running in the tests' own thread
        beside.submit(asyncio.run, _fill(folder, calls, keep_words)).result()
    book = folder / AGENTS_FILE
    return People(folder, add_agent(book, "Aino", "claims"), add_agent(book, "Olli", "orders"))


async def _fill(folder: Path, calls: Sequence[wire.LiveCall], keep_words: bool) -> None:
    url = history_url(None, folder)
    await upgrade(url)
    async with archive(url, keep_words=keep_words) as opened:
        for call in calls:
            _tell(opened.recorder(), call)


def _tell(record: Recorder, call: wire.LiveCall) -> None:
    record.begin(call, True, PLAYBOOK)
    record.take(hot_call())
    for doing, at_ms in DOINGS:
        record.act(doing, at_ms)
    record.whisper("You may offer a refund", 50_000)
    record.end(LENGTH_MS)


def serving(people: People, **settings: Any) -> LiveService:
    """Return the service on that history; calls that it takes say what `hot_call` does."""
    english = frozenset({"en"})
    ears = Ears(Silent(), lambda _: ScriptedCoaching([hot_call()]), english, english, playbook=PLAYBOOK)
    given = {"history": True, "data_dir": people.folder, **settings}
    return LiveService(Silent(), load=lambda: ears, agents=AgentBook(people.folder / AGENTS_FILE), **given)


async def play_a_call(service: LiveService, headers: dict[str, str]) -> str:
    """Play a call over the wire, in which the agent finds a prompt useful; return its id."""
    async with calling(service, headers, label="Desk 12") as (call, welcome):
        await call.play({party: np.zeros(320, dtype=np.int16) for party in hello().parties})
        await call.expect(wire.PromptShown, lambda prompt: prompt.id == 3)
        await call.send(wire.Rate(prompt=3, useful=True))
        await call.hang_up()
    return welcome.call_id


def client(service: LiveService, people: People, who: str) -> httpx.Client:
    """Return somebody's program, which sends the key with each request."""
    return httpx.Client(base_url=service.url, headers=people.headers(who))


def a_call(call_id: str, **changes: Any) -> wire.LiveCall:
    """Return a call of Aino's, or with these changes."""
    return listed(call_id, **{"label": "Desk 12", "language": "en", **changes})


Ask = Callable[[str, str], httpx.Response]
"""Asks as somebody (aino, olli, shared or supervisor) for a path."""
