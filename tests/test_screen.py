"""The terminal's screen, driven by keys as a person does, without a terminal."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from tyyni import wire
from tyyni.units import WallNs
from tyyni_client.call_state import CallState
from tyyni_client.link import Arrival
from tyyni_client.screen import KEYS, CallScreen
from tyyni_client.texts import Texts

TEXTS: wire.Texts = {"fi": "Pahoittele", "pl": "Przeproś", "en": "Apologise"}
PROMPT = wire.PromptShown(
    id=4,
    rule="late",
    sources=["P2"],
    about="caller",
    urgency="high",
    text=TEXTS,
    why=TEXTS,
    quote=None,
    heard_ms=62_000,
)


class Desk:
    """A screen, who presses its keys, and what the service is told."""

    def __init__(self, screen: CallScreen, pilot: Pilot[None]) -> None:
        self.screen = screen
        self.pilot = pilot
        self.told: list[wire.AgentDoing] = []
        screen.do = self.told.append

    async def hear(self, *messages: wire.AgentMessage) -> None:
        for message in messages:
            self.screen.call.on_message(Arrival(message, WallNs(0)))
        self.screen.redraw()
        await self.pilot.pause()

    @property
    def words(self) -> str:
        """Everything that is on the screen, as text."""
        lines = [[part.text for part in strip] for strip in self.screen.screen._compositor.render_strips()]
        return "\n".join("".join(parts).rstrip() for parts in lines).replace("\u00a0", " ")


@asynccontextmanager
async def desk(
    language: wire.ScreenLanguage = "en", size: tuple[int, int] = (100, 30)
) -> AsyncIterator[Desk]:
    screen = CallScreen(language, CallState())
    async with screen.run_test(size=size) as pilot:
        yield Desk(screen, pilot)


async def test_each_key_tells_the_service_what_the_agent_does() -> None:
    async with desk() as at:
        await at.hear(PROMPT)
        await at.pilot.press("d", "m", "a", "u", "n", "h")
        assert at.told == [
            wire.Dismiss(prompt=4),
            wire.Mute(rule="late", on=True),
            wire.Mute(rule=None, on=True),
            wire.Rate(prompt=4, useful=True),
            wire.Rate(prompt=4, useful=False),
            wire.AskHelp(on=True),
        ]


async def test_keys_that_undo_follow_what_the_service_says() -> None:
    async with desk() as at:
        muted = wire.Muted(rules=[wire.MutedRule(rule="late", text=TEXTS)], all=True)
        await at.hear(muted, wire.Help(state="taken", heard_ms=0))
        await at.pilot.press("s", "h")
        assert at.told == [
            wire.Mute(rule=None, on=False),
            wire.Mute(rule="late", on=False),
            wire.AskHelp(on=False),
        ]


async def test_without_a_prompt_its_keys_do_nothing() -> None:
    async with desk() as at:
        await at.pilot.press("d", "m", "u", "s")
        assert at.told == []


async def test_a_prompt_that_has_gone_can_still_be_rated_but_not_dismissed() -> None:
    async with desk() as at:
        await at.hear(PROMPT, wire.PromptCleared(id=4, reason="timed_out", heard_ms=0))
        await at.pilot.press("d", "u")
        assert at.told == [wire.Rate(prompt=4, useful=True)]
        await at.hear()
        assert "Thank you for rating." in at.words


async def test_before_the_connection_is_there_keys_do_nothing() -> None:
    async with desk() as at:
        at.screen.do = None
        await at.hear(PROMPT)
        await at.pilot.press("d", "h")
        assert at.screen.is_running


async def test_a_whisper_stays_until_it_is_closed() -> None:
    async with desk() as at:
        await at.hear(wire.Whisper(id=1, text="Offer a refund", heard_ms=0))
        assert "Offer a refund" in at.words
        await at.pilot.press("c")
        await at.hear()
        assert "Offer a refund" not in at.words


async def test_hanging_up_is_what_ctrl_c_does(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[int] = []
    monkeypatch.setattr(signal, "raise_signal", raised.append)
    async with desk() as at:
        await at.pilot.press("q", "ctrl+c")
    assert raised == [signal.SIGINT, signal.SIGINT]


@pytest.mark.parametrize("language", ["en", "fi", "pl"])
async def test_prompt_steps_and_keys_fit_a_small_terminal(language: wire.ScreenLanguage) -> None:
    steps = [wire.ChecklistStep(step=str(at), name=TEXTS) for at in range(9)]
    async with desk(language, (80, 24)) as at:
        await at.hear(PROMPT, wire.Checklist(steps=steps), wire.StepDone(step="8", heard_ms=0))
        assert f"✓ {TEXTS[language]}" in at.words
        assert all(Texts(language).say(text) in at.words for _, _, text in KEYS)


async def test_a_narrow_terminal_leaves_the_steps_out() -> None:
    async with desk(size=(50, 24)) as at:
        await at.hear(PROMPT, wire.Checklist(steps=[wire.ChecklistStep(step="1", name=TEXTS)]))
        assert "○" not in at.words
        assert "Apologise" in at.words
