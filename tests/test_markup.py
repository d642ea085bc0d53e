"""Text that no page can be broken with, and tables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from page_check import text_of

from tyyni_bench.markup import NEVER, OVERLOADED, escaped, facts, printable, table

ANY_TEXT = st.text(st.characters())


@given(ANY_TEXT)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    assert text_of(f'<p title="{escaped(text)}">{escaped(text)}</p>') == printable(text)
    printable(text).encode("utf-8")


def test_what_no_page_may_hold_is_replaced() -> None:
    assert printable("a\x00b\udcffc\rd\x9b") == "a�b�c�d�"
    assert printable("Ä ż 😀 \t\n") == "Ä ż 😀 \t\n"


def test_a_table_names_its_columns_its_rows_and_their_groups() -> None:
    shown = table("Times", ["figure", "p50"], {"1 call": [["lag", "5"]], "": [["<b>", NEVER]]})
    assert 'role="region" aria-label="Times"' in shown
    assert "<caption>Times</caption>" in shown
    assert '<th scope="col">figure</th><th scope="col">p50</th>' in shown
    assert '<th scope="rowgroup" colspan="2">1 call</th>' in shown
    assert '<th scope="row">lag</th><td>5</td>' in shown
    assert '<th scope="row">&lt;b&gt;</th><td class="bad">never</td>' in shown
    assert shown.count("rowgroup") == 1


def test_overload_stands_out() -> None:
    assert f'<td class="bad">{OVERLOADED}</td>' in table("", ["a", "b"], {"": [["8 calls", OVERLOADED]]})


def test_facts_stand_under_their_names() -> None:
    shown = facts({"processor": "A & B"})
    assert shown == '<dl class="facts"><div><dt>processor</dt><dd>A &amp; B</dd></div></dl>'
