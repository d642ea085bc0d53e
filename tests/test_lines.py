"""One line for what matters, none for the rest."""

from __future__ import annotations

from tyyni import wire
from tyyni.units import WallNs
from tyyni_client.lines import Lines
from tyyni_client.link import Arrival, Link, LinkState


def test_prompts_bands_and_errors_are_told_once() -> None:
    said: list[str] = []
    lines = Lines(said.append, "fi", "puhelu 1")
    heat = wire.Heat(level=55.0, band="hot", trend="rising", reasons=[], heard_ms=61_000)
    texts: wire.Texts = {"fi": "Pahoittele", "pl": "Przeproś", "en": "Apologise"}
    prompt = wire.PromptShown(
        id=1,
        rule="late",
        sources=["P2"],
        about="caller",
        urgency="normal",
        text=texts,
        why=texts,
        quote="myöhässä",
        heard_ms=62_000,
    )
    lag = wire.Lag(lag_ms=5, dropped_partials=0, dropped_finals=0, heard_ms=0)
    error = wire.ErrorMessage(code="frame_truncated", message="too short", fatal=False)
    for message in (heat, heat, prompt, lag, error):
        lines.on_message(Arrival(message, WallNs(0)))
    lines.on_link(Link(LinkState.LIVE))
    assert said == [
        "puhelu 1: 1:01 HEAT 55 hot ()",
        'puhelu 1: 1:02 PROMPT Pahoittele - Pahoittele ("myöhässä")',
        "puhelu 1: ERROR too short [frame_truncated]",
        "puhelu 1: connection: live",
    ]


def test_a_break_is_told_once_and_so_is_what_it_cost() -> None:
    said: list[str] = []
    lines = Lines(said.append, "en")
    for state, breaks, lost_samples in (
        (LinkState.LIVE, 0, 0),
        (LinkState.RECONNECTING, 1, 0),
        (LinkState.RECONNECTING, 1, 320),
        (LinkState.RECONNECTING, 1, 24_000),
        (LinkState.LIVE, 1, 24_000),
        (LinkState.RECONNECTING, 2, 24_000),
        (LinkState.LIVE, 2, 24_000),
        (LinkState.ENDED, 2, 24_000),
    ):
        lines.on_link(Link(state, breaks, lost_samples))
    assert said == [
        "connection: live",
        "connection: reconnecting",
        "connection: live, 1.5 s of sound lost",
        "connection: reconnecting",
        "connection: live",
        "connection: ended",
    ]
