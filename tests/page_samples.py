"""What a call and a floor look like to the pages in tests: said by `page_server` to real pages."""

from __future__ import annotations

from tyyni import wire
from tyyni.units import Party

LIVE = wire.LiveCall(call_id="a", label="Desk 12", language="en", started_at="2026-01-01T00:00:00Z")
OTHER = wire.LiveCall(call_id="b", label="Desk 13", language="pl", started_at="2026-01-01T00:01:00Z")
TEXT: wire.Texts = {
    "en": "Apologise, and offer compensation",
    "fi": "Pyydä anteeksi ja tarjoa hyvitystä",
    "pl": "Przeproś i zaproponuj rekompensatę",
}
WHY: wire.Texts = {"en": "The delivery is late.", "fi": "Toimitus on myöhässä.", "pl": "Dostawa się spóźnia."}
PROMPT = wire.PromptShown(
    id=1,
    rule="late_delivery",
    sources=["P2"],
    about="caller",
    urgency="high",
    text=TEXT,
    why=WHY,
    quote="two weeks ago",
    heard_ms=61_000,
)
REASONS = [
    wire.HeatReason(kind="raised_voice", points=38.4, since_ms=0, value=0.9, unit="arousal"),
    wire.HeatReason(kind="words", points=22.1, since_ms=0, quote="two weeks ago"),
    wire.HeatReason(kind="faster_speech", points=3.5, since_ms=0, value=1.25, unit="ratio"),
]
HEAT = wire.Heat(level=64.0, band="hot", trend="rising", reasons=REASONS, heard_ms=61_000)


def said(
    stable: str, tentative: str = "", *, utterance: int = 1, party: Party = Party.CALLER, final: bool = True
) -> wire.TranscriptText:
    """Return an utterance; they follow each other by their number."""
    return wire.TranscriptText(
        party=party,
        utterance=utterance,
        stable=stable,
        tentative=tentative,
        final=final,
        start_ms=utterance * 5_000,
        end_ms=utterance * 5_000 + 3_000,
        words=[],
        heard_ms=utterance * 5_000 + 3_000,
    )


def floor_call(call_id: str, level: float, band: wire.Band = "calm") -> wire.FloorCall:
    """Return a call as the floor sees it, labelled by its id."""
    return wire.FloorCall(
        call_id=call_id,
        label=f"Desk {call_id}",
        language="fi",
        started_at="2026-01-01T00:00:00Z",
        heard_ms=125_000,
        level=level,
        band=band,
        trend="steady",
        reasons=REASONS,
        prompt=TEXT,
        voice_analysis=True,
        lag_ms=200,
        notices=[],
    )


A_FLOOR = wire.FloorCalls(
    calls=[floor_call("1", 20.0), floor_call("2", 64.0, "hot"), floor_call("3", 91.0, "boiling")], lines={}
)
A_CALL = [
    wire.LiveCalls(calls=[LIVE, OTHER], following="a"),
    said("How can I help?", utterance=1, party=Party.AGENT),
    said("It should have been here", "two weeks", utterance=2, final=False),
    HEAT,
    PROMPT,
    wire.Checklist(
        steps=[
            wire.ChecklistStep(step=step, name={"fi": f"{step} fi", "pl": f"{step} pl", "en": f"{step} en"})
            for step in ("thank", "apologise", "solve")
        ]
    ),
    wire.StepDone(step="thank", heard_ms=61_000),
    wire.Conduct(
        talk_share=0.4,
        words_per_minute=140.0,
        talking_over_ms=0,
        monologue_ms=0,
        dead_air_ms=0,
        heard_ms=61_000,
    ),
    wire.Lag(lag_ms=640, dropped_partials=0, dropped_finals=0, heard_ms=61_000),
]
MUTED = wire.Muted(rules=[wire.MutedRule(rule=PROMPT.rule, text=TEXT)], all=False)
WHISPER = wire.Whisper(id=1, text="You may waive the delivery fee.", heard_ms=65_000)
BOTH_PARTIES = wire.Welcome(
    call_id="a", resume_token="t", next_sample={Party.CALLER: 0, Party.AGENT: 0}, voice_analysis=True
)
OVER = [wire.Ended(call_id="a", heard_ms=99_000), wire.LiveCalls(calls=[], following=None)]
