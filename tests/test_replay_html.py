"""The page of a replay: whole, safe to open, and the same bytes for the same calls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tyyni.errors import TyyniError
from tyyni.playbooks.call_log import CallLog, CallTold, TextKnown, WordHeard, log_of
from tyyni.playbooks.loader import load_playbook
from tyyni.playbooks.rehearsal import spoken_line
from tyyni.playbooks.replaying import Compared, replay
from tyyni.units import Party
from tyyni_bench.replay_html import replay_page, timeline, write_replay

PLAYBOOK = load_playbook()
SILENT = replace(PLAYBOOK, rules=tuple(replace(rule, draft=True) for rule in PLAYBOOK.rules))


def logged(name: str = "<b>a</b>") -> CallLog:
    words = spoken_line(Party.CALLER, "my parcel is late", 1_000).words()
    text = TextKnown(
        party=Party.CALLER,
        utterance=1,
        words=tuple(WordHeard(one.text, one.start_ms, one.end_ms) for one in words),
    )
    return log_of(CallTold(version=1, name=name, language="en", duration_ms=14_000), [text])


COMPARED = Compared(replay(PLAYBOOK, logged()), replay(SILENT, logged()))


def test_the_page_tells_rules_prompts_and_what_was_said() -> None:
    page = replay_page([COMPARED])
    assert "before and after the edit" in page
    assert '<th scope="row">late-delivery</th><td>1</td><td>0</td>' in page
    assert "<li>0:02.3, before: late-delivery: Apologise for the delay" in page
    assert "after &quot;is late&quot;" in page
    assert "personal data" in page
    assert "&lt;b&gt;a&lt;/b&gt;" in page
    assert "<b>" not in page
    assert page == replay_page([COMPARED])


def test_without_an_edit_there_is_one_column() -> None:
    page = replay_page([Compared(COMPARED.before, None)])
    assert '<th scope="col">prompts</th>' in page
    assert "before" not in page.split("</style>")[1]


def test_a_call_without_prompts_says_so() -> None:
    page = replay_page([Compared(replay(SILENT, logged()), None)])
    assert "No rule spoke." in page
    assert "No prompt." in page


def test_a_timeline_has_a_bar_for_each_prompt_and_a_line_of_heat_for_each_playbook() -> None:
    drawn = ElementTree.fromstring(timeline(COMPARED))
    assert len(drawn.findall("rect")) == len(COMPARED.before.shown)
    assert len(drawn.findall("polyline")) == 2
    long = log_of(CallTold(version=1, name="a", language="en", duration_ms=1_800_000), [])
    assert timeline(Compared(replay(SILENT, long), None)).count('text-anchor="middle"') <= 12


def test_a_page_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    write_replay([COMPARED], tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text("utf-8") == replay_page([COMPARED])
    with pytest.raises(TyyniError, match="--html") as error:
        write_replay([COMPARED], tmp_path / "no" / "page.html")
    assert error.value.code == "html_unwritable"
