"""The page of `tyyni playbook replay`: firings per rule, and each call's timeline of heat and prompts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tyyni.errors import TyyniError
from tyyni.playbooks.replaying import Compared, Replayed, Shown, firings, moments
from tyyni_bench.markup import escaped, table
from tyyni_bench.page import items, page, section, words

WIDTH = 1_000
"""Of the drawing, in its own units; the page scales it."""
LEFT, RIGHT = 70, 10
HEAT_TOP, HEAT_HEIGHT = 10, 130
LANE_HEIGHT, BAR_HEIGHT = 26, 18
TICK_EVERY_MS = 10_000
MOST_TICKS = 12
CAUTION = "This page quotes what was said in the calls: treat it as personal data."


def write_replay(calls: Sequence[Compared], path: Path) -> None:
    """Write the page.

    Raises:
        TyyniError: ``html_unwritable``.
    """
    try:
        path.write_text(replay_page(calls), encoding="utf-8", newline="\n")
    except OSError as error:
        raise TyyniError("html_unwritable", f"--html {path}: cannot be written: {error.strerror}") from error


def replay_page(calls: Sequence[Compared]) -> str:
    """Return the whole page; the same calls always give the same bytes."""
    edited = any(call.after for call in calls)
    title = (
        "What would have been shown, before and after the edit" if edited else "What would have been shown"
    )
    head = f'<header><p class="kind">Tyyni, playbook</p><h1>{escaped(title)}</h1>{words(CAUTION)}</header>'
    rows = [[rule, str(before), *([str(after)] if edited else [])] for rule, before, after in firings(calls)]
    columns = ["rule", "before", "after"] if edited else ["rule", "prompts"]
    counted = table("How often each rule spoke", columns, {"": rows}) if rows else words("No rule spoke.")
    return page(title, head, [section("Rules", counted), *(_call(call) for call in calls)])


def _call(call: Compared) -> str:
    told = []
    for at_ms, before, after in moments(call):
        if before and after and before.until_ms == after.until_ms:
            told.append(f"{_clock(at_ms)}, before and after: {_told(before, call)}")
            continue
        for when, shown in (("before", before), ("after", after)):
            told += (
                [f"{_clock(at_ms)}{f', {when}' if call.after else ''}: {_told(shown, call)}"] if shown else []
            )
    return section(call.before.name, timeline(call), items(told) or words("No prompt."))


def _told(shown: Shown, call: Compared) -> str:
    prompt = shown.prompt
    text = next(
        (text for code, text in prompt.text.items() if code == call.before.language), prompt.text["en"]
    )
    quote = f' after "{prompt.quote}"' if prompt.quote else ""
    seconds = (shown.until_ms - prompt.heard_ms) / 1000
    return f"{prompt.rule}: {text}{quote}; {seconds:.1f} s, {shown.gone_because.replace('_', ' ')}"


def timeline(call: Compared) -> str:
    """Return heat and prompts of a call over time as an SVG element."""
    runs = [("before" if call.after else "prompts", call.before, "var(--series-1)")]
    if call.after:
        runs.append(("after", call.after, "var(--series-2)"))
    lanes_top = HEAT_TOP + HEAT_HEIGHT + 12
    height = lanes_top + len(runs) * LANE_HEIGHT + 22
    drawn = [
        _heat_line(run, call.before.duration_ms, colour, dashed=number > 0)
        for number, (_, run, colour) in enumerate(runs)
    ]
    for number, (name, run, colour) in enumerate(runs):
        drawn.append(_lane(name, run, lanes_top + number * LANE_HEIGHT, call.before.duration_ms, colour))
    told = f"Heat 0 to 100 and prompts of {call.before.name} over time; the list below tells the prompts."
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escaped(told)}" font-size="13" '
        f'fill="var(--ink)">{_axes(call.before.duration_ms, height)}{"".join(drawn)}</svg>'
    )


def _axes(duration_ms: int, height: int) -> str:
    every_ms = TICK_EVERY_MS
    while duration_ms / every_ms > MOST_TICKS:
        every_ms *= 2
    ticks = [
        f'<text x="{_x(at, duration_ms):.1f}" y="{height - 5}" text-anchor="middle">{_clock(at)}</text>'
        f'<path d="M{_x(at, duration_ms):.1f} {HEAT_TOP}V{height - 20}" stroke="var(--edge)"/>'
        for at in range(0, duration_ms, every_ms)
    ]
    levels = [
        f'<text x="{LEFT - 8}" y="{_y(level) + 4:.1f}" text-anchor="end">{name}</text>'
        f'<path d="M{LEFT} {_y(level):.1f}H{WIDTH - RIGHT}" stroke="var(--edge)"/>'
        for level, name in ((0, "heat 0"), (50, "50"), (100, "100"))
    ]
    return "".join([*ticks, *levels])


def _heat_line(run: Replayed, duration_ms: int, colour: str, *, dashed: bool) -> str:
    points = " ".join(f"{_x(at, duration_ms):.1f},{_y(level):.1f}" for at, level in run.heat)
    dash = ' stroke-dasharray="6 4"' if dashed else ""
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'


def _lane(name: str, run: Replayed, top: int, duration_ms: int, colour: str) -> str:
    bars = [
        f'<rect x="{_x(one.prompt.heard_ms, duration_ms):.1f}" y="{top}" height="{BAR_HEIGHT}" rx="3" '
        f'width="{max(_x(one.until_ms, duration_ms) - _x(one.prompt.heard_ms, duration_ms), 3):.1f}" fill="{colour}">'
        f"<title>{escaped(one.prompt.rule)} at {_clock(one.prompt.heard_ms)}</title></rect>"
        for one in run.shown
    ]
    label = f'<text x="{LEFT - 8}" y="{top + BAR_HEIGHT - 4}" text-anchor="end">{name}</text>'
    return label + "".join(bars)


def _x(at_ms: int, duration_ms: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * at_ms / max(duration_ms, 1)


def _y(level: float) -> float:
    return HEAT_TOP + HEAT_HEIGHT * (1 - level / 100)


def _clock(at_ms: int) -> str:
    """Return a time of the call.

    >>> _clock(75_400)
    '1:15.4'
    """
    return f"{at_ms // 60_000}:{at_ms % 60_000 / 1000:04.1f}"
