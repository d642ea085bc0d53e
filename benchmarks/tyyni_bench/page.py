"""The page that every report is: it needs no network, no script and no other file."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from tyyni_bench.markup import escaped
from tyyni_bench.plots import Plot


def page(title: str, head: str, sections: Sequence[str]) -> str:
    """Return a whole page.

    Args:
        title: plain text, of the window.
        head: the page's `header` element.
        sections: what stands under it, each a `section`.
    """
    style = (files("tyyni_bench") / "report.css").read_text("utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escaped(title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n{head}\n<main>\n{''.join(sections)}</main>\n</body>\n</html>\n"
    )


def plots_section(
    title: str,
    intro: str,
    plots: Sequence[Plot],
    why_none: str,
    *,
    key: str = "",
    beside: dict[str, str] | None = None,
    after: str = "",
) -> str:
    """Return a section of plots; without any, the sentence that says why."""
    if not plots:
        return section(title, words(f"Left out: {why_none}."), after)
    figures = "".join(
        f"<figure><h3>{escaped(plot.title)}</h3>{plot.svg}<figcaption>{escaped(plot.meaning)}"
        f"{(beside or {}).get(plot.title, '')}</figcaption></figure>"
        for plot in plots
    )
    return section(title, words(intro), key, f'<div class="plots">{figures}</div>', after)


def section(title: str, *parts: str) -> str:
    """Return a section of the page under its title."""
    return f"<section><h2>{escaped(title)}</h2>{''.join(parts)}</section>\n"


def words(text: str) -> str:
    """Return text as a paragraph; nothing for none."""
    return f"<p>{escaped(text)}</p>" if text else ""


def items(sentences: Sequence[str]) -> str:
    """Return sentences as a list; nothing for none."""
    told = "".join(f"<li>{escaped(sentence)}</li>" for sentence in sentences)
    return f"<ul>{told}</ul>" if told else ""
