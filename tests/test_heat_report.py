"""The heat benchmark's figures, for people."""

from __future__ import annotations

from io import StringIO

import heat_sample
from rich.console import Console

from tyyni_bench.heat_report import CAUTION, show_heat


def shown(*, phone: bool = False, partial: bool = False, clips: bool = True) -> str:
    results = heat_sample.results(phone=phone, partial=partial, clips=clips)
    out = StringIO()
    show_heat(results, Console(file=out, width=300))
    return out.getvalue()


def test_sets_calls_and_what_was_left_out_are_printed() -> None:
    text = shown()
    assert "Anger against calm by tone, as recorded" in text
    assert "Anger against calm by heat, as recorded" in text
    assert "anna 0.000" in text
    assert "acted, arousal and the share that is of high arousal: 0.65 50% of 2; off by 0.15" in text
    assert "acted, clips read as raised: anger 100%, neutral 100%" in text
    assert "acted, calm windows of 2 s read as raised: f 12.5% of 8" in text
    assert "acted, calm windows of 2 s read as raised: high 12.5% of 8" in text
    assert "1.000" in text
    assert "anna 1.000" in text
    assert "recorded, 1 that rise: hot after 4.0 s (p90 4.0 s), 0 missed, 0 hot before" in text
    assert "recorded, 1 hot from the start: hot after 3.0 s, 2.0 s of speech (p90 3.0 s), 0 missed" in text
    assert "recorded, cool again after 6.0 s" in text
    assert "all, 100 calm minutes: 1 ever hot (1.0%, 95 % 0.2% to 5.4%)" in text
    assert "prompts: left out, its clips have no emotion" in text
    assert "turns to joy 2 1 (50%) 9%-91% 1 (50%) 12% of 40" in " ".join(text.split())
    assert CAUTION in text


def test_the_line_and_an_early_stop_are_said_and_no_empty_table_is_shown() -> None:
    assert "on a telephone line, stopped before the end" in shown(phone=True, partial=True)
    assert "Anger against calm" not in shown(clips=False)
    assert "Composed calls" not in shown(clips=False)
