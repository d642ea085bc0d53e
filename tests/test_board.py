from __future__ import annotations

from tyyni import wire
from tyyni.serve.board import TEXTS_KEPT, WHISPERS_KEPT, Board
from tyyni.units import Party

TEXTS: wire.Texts = {"fi": "", "pl": "", "en": ""}


def text(utterance: int, stable: str, start_ms: int = 0) -> wire.TranscriptText:
    return wire.TranscriptText(
        party=Party.CALLER,
        utterance=utterance,
        stable=stable,
        tentative="",
        final=True,
        start_ms=start_ms,
        end_ms=0,
        words=[],
        heard_ms=0,
    )


def prompt(id_: int) -> wire.PromptShown:
    return wire.PromptShown(
        id=id_,
        rule="r",
        sources=[],
        about="caller",
        urgency="low",
        text=TEXTS,
        why=TEXTS,
        quote=None,
        heard_ms=0,
    )


def cleared(id_: int) -> wire.PromptCleared:
    return wire.PromptCleared(id=id_, reason="cause_gone", heard_ms=0)


def heat(level: float) -> wire.Heat:
    return wire.Heat(level=level, band="calm", trend="steady", reasons=[], heard_ms=0)


def after(*messages: wire.Message) -> list[wire.Message]:
    board = Board()
    for message in messages:
        board.put(message)
    return board.messages()


def test_the_newest_of_each_figure_and_text_holds() -> None:
    told = after(heat(1), text(1, "he"), heat(2), text(1, "hei"))
    assert told == [text(1, "hei"), wire.HeatLine(points=[wire.HeatPoint(heard_ms=0, level=2)]), heat(2)]


def test_the_language_is_told_to_who_joins_later() -> None:
    heard = wire.SpokenLanguage(language="fi", probability=0.9, heard_ms=2_000)
    assert after(heard, text(1, "hei")) == [text(1, "hei"), heard]


def test_texts_stand_in_the_order_of_the_call() -> None:
    assert after(text(2, "b", 500), text(1, "a", 100)) == [text(1, "a", 100), text(2, "b", 500)]


def test_a_prompt_holds_until_it_is_cleared_or_replaced() -> None:
    assert after(prompt(1)) == [prompt(1)]
    assert after(prompt(1), cleared(1)) == []
    assert after(prompt(1), prompt(2), cleared(1)) == [prompt(2)]
    assert after(cleared(1)) == []


def test_notices_hold_while_active_and_steps_for_good() -> None:
    raised = wire.Notice(code="a", level="info")
    step = wire.StepDone(step="thank", heard_ms=1)
    assert after(raised, step, step) == [raised, step]
    assert after(raised, wire.Notice(code="a", level="info", active=False)) == []


def test_the_last_reading_is_forgotten_when_voice_analysis_is_off() -> None:
    board = Board()
    board.put(
        wire.Voice(
            pitch_hz=None, loudness_dbfs=-20, tension=None, syllables_per_s=None, tempo_ratio=None,
            arousal=0.9, confidence=1, heard_ms=0,
        )
    )  # fmt: skip
    assert len(board.messages()) == 1
    board.forget_voice()
    assert board.messages() == []


def test_what_ends_a_connection_is_not_kept_and_memory_is_bounded() -> None:
    assert after(wire.Ended(call_id="a", heard_ms=0)) == []
    assert len(after(*(text(number, "x") for number in range(TEXTS_KEPT + 9)))) == TEXTS_KEPT


def test_what_the_agent_muted_and_asked_for_and_each_whisper_stay_for_who_reloads() -> None:
    muted, asked = wire.Muted(rules=[], all=True), wire.Help(state="asked", heard_ms=1)
    whispers = [wire.Whisper(id=number, text="x", heard_ms=2) for number in (1, 2)]
    assert after(wire.Muted(rules=[], all=False), muted, whispers[0], asked, whispers[1]) == [
        muted,
        asked,
        *whispers,
    ]
    many = [wire.Whisper(id=number, text="x", heard_ms=2) for number in range(WHISPERS_KEPT + 9)]
    assert after(*many) == many[9:]


def test_a_break_that_was_offered_is_there_for_who_resumes_at_the_end() -> None:
    assert after(wire.BreakOffer(minutes=5)) == [wire.BreakOffer(minutes=5)]


def test_the_board_remembers_which_prompts_were_shown() -> None:
    board = Board()
    board.put(prompt(3))
    board.put(cleared(3))
    assert board.has_shown(3)
    assert not board.has_shown(2)
