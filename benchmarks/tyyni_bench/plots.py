"""How every plot of the report is drawn: one SVG that serves light and dark, told in words too.

Matplotlib draws in stand-in colours, which become variables of the page's style sheet; text stays text in the
page's own font. The same figures always give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from tyyni_bench.markup import escaped, printable
from tyyni_bench.report_texts import duration

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH_PT = 330
HEIGHT_PT = 200
"""One size for all: a column of a wide page, and still to be read on a telephone."""
_PT_PER_INCH = 72

INK = "#fe0001"
SOFT = "#fe0002"
EDGE = "#fe0003"
HOT = "#fe0004"
ALARM = "#fe0005"
SERIES = ("#fe0011", "#fe0012", "#fe0013", "#fe0014", "#fe0015", "#fe0016")
_VARIABLES = {
    INK: "ink",
    SOFT: "soft",
    EDGE: "edge",
    HOT: "hot",
    ALARM: "alarm",
    **{colour: f"series-{number}" for number, colour in enumerate(SERIES, start=1)},
}
"""Which variable of report.css each stand-in becomes."""

_MARKERS = "os^DvPX"
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (7, 2, 1.5, 2)), (0, (3, 1, 1, 1, 1, 1)))
"""Six colours, seven markers and five dashes: their lengths share no factor, so that two lines rarely agree in
two of them. Colour never tells alone."""

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "tyyni",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib: the same measures everywhere
    "font.size": 9.5,
    "text.parse_math": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": EDGE,
    "axes.labelcolor": SOFT,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "xtick.color": EDGE,
    "ytick.color": EDGE,
    "xtick.labelcolor": SOFT,
    "ytick.labelcolor": SOFT,
    "grid.color": EDGE,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
}


@dataclass(frozen=True)
class Plot:
    """A plot with its words."""

    title: str
    meaning: str
    """One or two sentences to stand under it."""
    svg: str


def draw(
    key: str, title: str, told: str, onto: Callable[[Figure], None], height_pt: float = HEIGHT_PT
) -> str:
    """Return a drawing as an SVG element of an HTML page.

    Args:
        key: tells its ids from those of all other drawings of the page.
        title: its name.
        told: what it shows, in words, for who cannot see it.
        onto: draws it.
        height_pt: of the drawing, which is `WIDTH_PT` wide; the page scales it.
    """
    return _for_page(_drawn(onto, WIDTH_PT, height_pt), key, title, told)


def legend(key: str, names: Sequence[str]) -> str:
    """Return what each line stands for, as HTML: one list for all plots that show the same lines.

    ``key`` tells its ids from those of all other drawings of the page.
    """
    items = []
    for index, name in enumerate(names):

        def one_line(figure: Figure, index: int = index) -> None:
            axes = figure.subplots()
            axes.axis("off")
            style = line_style(index) | {
                "clip_on": False,
                "in_layout": False,
            }  # a mark is higher than its line
            axes.plot([0, 1, 2], [0, 0, 0], markevery=[1], **style)

        items.append(f"<li>{_for_page(_drawn(one_line, 36, 12), f'{key}-{index}')}{escaped(name)}</li>")
    return f'<ul class="legend">{"".join(items)}</ul>'


def line_style(index: int) -> dict[str, Any]:
    """Return colour, dashes and marker of the line with this index."""
    return {
        "color": SERIES[index % len(SERIES)],
        "linestyle": _DASHES[index % len(_DASHES)],
        "marker": _MARKERS[index % len(_MARKERS)],
    }


def time_ticks(low_ms: float, high_ms: float) -> list[float]:
    """Return round times within a range of a logarithmic axis, about six at most.

    >>> time_ticks(90, 2_500)
    [100.0, 200.0, 500.0, 1000.0, 2000.0]
    >>> time_ticks(1, 20_000)
    [1.0, 10.0, 100.0, 1000.0, 10000.0]
    """
    for steps in ((1, 2, 5), (1, 3), (1,)):
        ticks = [float(step * 10**power) for power in range(8) for step in steps]
        within = [tick for tick in ticks if low_ms <= tick <= high_ms]
        if len(within) <= 6:
            return within
    return within


def log_times(axes: Axes, direction: str, low_ms: float, high_ms: float) -> None:
    """Make an axis ("x" or "y") logarithmic in time, with ticks that read as times."""
    limits = (low_ms / 1.2, high_ms * 1.2)
    ticks = time_ticks(*limits)
    labels = [duration(tick).replace(".00", "").replace(".0", "") for tick in ticks]
    getattr(axes, f"set_{direction}scale")("log")
    getattr(axes, f"set_{direction}lim")(limits)
    getattr(axes, f"set_{direction}ticks")(ticks, labels)
    axes.minorticks_off()


def _drawn(onto: Callable[[Figure], None], width_pt: float, height_pt: float) -> str:
    import matplotlib  # a benchmark's need, not the command's
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_STYLE):
        size = (width_pt / _PT_PER_INCH, height_pt / _PT_PER_INCH)
        figure = Figure(figsize=size, layout="constrained")
        onto(figure)
        out = StringIO()
        unnamed = dict.fromkeys(("Date", "Creator", "Format", "Type"))
        FigureCanvasSVG(figure).print_svg(out, metadata=unnamed)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _for_page(drawn: str, key: str, title: str = "", told: str = "") -> str:
    """Return Matplotlib's file as an element: ids of its own, colours by variable, told in words."""
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    root = ElementTree.fromstring(_with_own_ids(_with_variables(drawn), key))
    view = root.get("viewBox", "")
    for definitions in root.findall(f"{{{_SVG}}}defs"):
        for style in definitions.findall(f"{{{_SVG}}}style"):
            definitions.remove(style)  # it would hold for the whole page
    for element in root.iter():
        if element.tag == f"{{{_SVG}}}g":
            element.attrib.pop("id", None)  # nothing refers to a group
    root.attrib.clear()
    root.set("viewBox", view)
    if title:
        root.set("role", "img")
        root.set("aria-labelledby", f"{key}-title {key}-desc")
        for place, (tag, text) in enumerate({"title": title, "desc": told}.items()):
            element = ElementTree.Element(f"{{{_SVG}}}{tag}", id=f"{key}-{tag}")
            element.text = printable(text)
            root.insert(place, element)
    else:
        root.set("aria-hidden", "true")
    return ElementTree.tostring(root, encoding="unicode")


def _with_variables(svg: str) -> str:
    for colour, name in _VARIABLES.items():
        svg = svg.replace(colour, f"var(--{name})")
    return svg.replace("font-family: 'DejaVu Sans', sans-serif; ", "")


def _with_own_ids(svg: str, key: str) -> str:
    """Matplotlib names markers and clips by their content: two drawings may name the same."""
    return re.sub(r'(id="|url\(#|href="#)([mp][0-9a-f]{10})\b', rf"\g<1>{key}-\g<2>", svg)
