"""A floor for the pages in tests and for looking at them: calls of every kind, and one of them whole."""

from __future__ import annotations

from msgspec.structs import replace

from tyyni import wire
from tyyni.units import Party

TEAMS = ("North", "South", "Night shift")
AGENTS = (
    "Anna Kowalska",
    "Päivi Ahde",
    "Łukasz Żak",
    "Sam Reed",
    "Matti Meikäläinen",
    "Ola Nowak-Wiśniewska",
)
LANGUAGES = ("fi", "pl", "en")
PHASES = ("opening", "problem", "solving", "closing")
TEXT: wire.Texts = {
    "en": "Apologise, and offer compensation",
    "fi": "Pyydä anteeksi ja tarjoa hyvitystä",
    "pl": "Przeproś i zaproponuj rekompensatę",
}
WHY: wire.Texts = {"en": "The delivery is late.", "fi": "Toimitus on myöhässä.", "pl": "Dostawa się spóźnia."}
THREAT: wire.Texts = {
    "en": "The caller threatens somebody",
    "fi": "Soittaja uhkaa jotakuta",
    "pl": "Rozmówca komuś grozi",
}
REASONS = [
    wire.HeatReason(kind="raised_voice", points=38.4, since_ms=0, value=0.9, unit="arousal"),
    wire.HeatReason(kind="words", points=22.1, since_ms=0, quote="two weeks ago"),
    wire.HeatReason(kind="faster_speech", points=3.5, since_ms=0, value=1.25, unit="ratio"),
]


def band_of(level: float) -> wire.Band:
    """Return the band of a level, as the coach sets them."""
    return "calm" if level < 25 else "warm" if level < 50 else "hot" if level < 80 else "boiling"


def floor_call(number: int, level: float, heard_ms: int = 125_000) -> wire.FloorCall:
    """Return a call whose agent, team, language and phase follow from its number."""
    return wire.FloorCall(
        call_id=f"c{number}",
        label=f"Desk {number}",
        language=LANGUAGES[number % len(LANGUAGES)],
        started_at="2026-01-01T00:00:00Z",
        heard_ms=heard_ms,
        level=level,
        band=band_of(level),
        trend="rising" if level > 50 else "steady",
        reasons=REASONS if level > 25 else [],
        prompt=TEXT if level > 50 else None,
        voice_analysis=True,
        lag_ms=200,
        notices=[],
        agent=AGENTS[number % len(AGENTS)],
        team=TEAMS[number % len(TEAMS)],
        phase=PHASES[number % len(PHASES)],
    )


def asking(call: wire.FloorCall, *, taken: bool = False, heard_ms: int = 61_000) -> wire.FloorCall:
    """Return the call with its agent asking for help."""
    return replace(call, help=wire.FloorHelp(heard_ms=heard_ms, taken=taken))


def threatened(call: wire.FloorCall, heard_ms: int = 65_000) -> wire.FloorCall:
    """Return the call with an alert."""
    return replace(call, alert=wire.FloorAlert(text=THREAT, heard_ms=heard_ms))


def many_calls(count: int) -> wire.FloorCalls:
    """Return a floor of which most are calm, some warm, few hot, one in forty boiling; three need somebody."""
    levels = [(number * number * 37) % 97 * ((number * 13) % 10) / 9 for number in range(1, count + 1)]
    calls = [floor_call(number, level, 30_000 + 7_000 * number) for number, level in enumerate(levels, 1)]
    calls[4] = asking(calls[4])
    calls[7] = threatened(calls[7])
    calls[9] = asking(threatened(calls[9]), taken=True)
    return wire.FloorCalls(calls=calls, lines={})


def whole(call_id: str) -> wire.WatchedCall:
    """Return what the service tells of a call that is opened."""
    levels = [4, 9, 20, 38, 55, 64, 71, 66, 83, 78, 62, 64]
    said = [
        "Good morning, how can I help?",
        "My parcel should have been here two weeks ago.",
        "I see. I am sorry.",
    ]
    parties = (Party.AGENT, Party.CALLER, Party.AGENT)
    return wire.WatchedCall(
        call_id=call_id,
        heat=[wire.HeatPoint(heard_ms=10_000 * index, level=level) for index, level in enumerate(levels)],
        prompts=[
            wire.FloorPrompt(heard_ms=heard_ms, urgency="normal", text=TEXT, why=WHY)
            for heard_ms in (38_000, 84_000)
        ],
        texts=[
            wire.FloorText(party=party, utterance=number, text=text, final=True, start_ms=8_000 * number)
            for number, (party, text) in enumerate(zip(parties, said, strict=True), 1)
        ],
        whispers=[wire.FloorWhisper(heard_ms=90_000, text="You may offer a refund.")],
    )
