"""How smooth the supervisors' page stays: frames, long tasks, bytes and memory of a real Chromium."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec

from tyyni.errors import TyyniError
from tyyni_bench.figures import Percentiles
from tyyni_bench.results import Results

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, ViewportSize

Layout = Literal["wall", "tiles"]

WARM_UP_S = 3.0
"""Not measured: the page loads, compiles its code, and draws every call for the first time."""
SCREEN: ViewportSize = {"width": 1920, "height": 1080}
"""What most supervisors have; a wall of 200 calls fits it."""
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")

COLLECT = """
() => {
  const seen = { frames: [], tasks: [] };
  window.tyyniFrames = seen;
  new PerformanceObserver((list) => list.getEntries().forEach((task) => seen.tasks.push(task.duration)))
    .observe({ type: "longtask" });
  let last = null;
  const frame = (now) => {
    if (last !== null) seen.frames.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}
"""


class FloorLoad(msgspec.Struct, frozen=True, kw_only=True):
    """What the page did under the load of so many calls."""

    calls: int
    layout: Layout
    seconds: float
    frame_ms: Percentiles
    """From one animation frame to the next; 16.7 where the screen shows 60 a second."""
    long_tasks: int
    """Tasks of the page's thread of 50 ms or more (W3C Long Tasks): a key or click waits for them."""
    longest_task_ms: float
    page_cpu_ratio: float
    """Processor time of the page's process to the time that passed: unlike frames, hardly worse on a busy machine."""
    messages_per_s: float
    bytes_per_s: float
    """Received on the websocket, without the few bytes of its framing."""
    heap_begin_mb: float
    heap_end_mb: float
    """Of the page's JavaScript, each after the garbage was collected."""


class FloorResults(Results, frozen=True, kw_only=True):
    """What `tyyni bench floor` writes."""

    loads: list[FloorLoad]


def measure_page(browser: Browser, url: str, calls: int, layout: Layout, seconds: float) -> FloorLoad:
    """Open the page in a fresh profile and watch it while it shows so many calls."""
    context = browser.new_context(viewport=SCREEN, locale="en")
    try:
        page = context.new_page()
        page.add_init_script(f"localStorage.setItem('tyyni.floor.layout', '{layout}')")
        debugger = context.new_cdp_session(page)
        sizes = _received(debugger)
        page.goto(url)
        page.wait_for_function(
            "count => document.querySelectorAll('[data-call]').length === count", arg=calls
        )
        page.wait_for_timeout(WARM_UP_S * 1000)
        begun = _Reading(_heap_mb(debugger), _renderer_cpu_s(browser))
        page.evaluate(COLLECT)
        sizes.clear()
        page.wait_for_timeout(seconds * 1000)
        received = list(sizes)
        cpu_s = _renderer_cpu_s(browser)
        seen = page.evaluate("window.tyyniFrames")
        return FloorLoad(
            calls=calls,
            layout=layout,
            seconds=seconds,
            frame_ms=Percentiles.of(seen["frames"]),
            long_tasks=len(seen["tasks"]),
            longest_task_ms=max(seen["tasks"], default=0.0),
            page_cpu_ratio=round((cpu_s - begun.cpu_s) / seconds, 3),
            messages_per_s=round(len(received) / seconds, 1),
            bytes_per_s=round(sum(received) / seconds),
            heap_begin_mb=begun.heap_mb,
            heap_end_mb=_heap_mb(debugger),
        )
    finally:
        context.close()


class _Reading(NamedTuple):
    """What is read before and after."""

    heap_mb: float
    cpu_s: float


def _renderer_cpu_s(browser: Browser) -> float:
    """Return the processor time of all pages of the browser; there is one."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return sum(float(process["cpuTime"]) for process in told if process["type"] == "renderer")


def _received(debugger: CDPSession) -> list[int]:
    """Return a list that grows by the size in bytes of every message that the page receives."""
    sizes: list[int] = []

    def take(event: dict[str, Any]) -> None:
        sizes.append(len(event["response"]["payloadData"].encode()))

    debugger.on("Network.webSocketFrameReceived", take)
    debugger.send("Network.enable")
    return sizes


def _heap_mb(debugger: CDPSession) -> float:
    debugger.send("HeapProfiler.collectGarbage")
    debugger.send("Performance.enable")
    metrics = {one["name"]: one["value"] for one in debugger.send("Performance.getMetrics")["metrics"]}
    return round(float(metrics["JSHeapUsedSize"]) / 2**20, 2)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the machine's Chromium while this is entered.

    Raises:
        TyyniError: what `chromium_path` raises.
    """
    executable = chromium_path()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable)
        try:
            yield browser
        finally:
            browser.close()


def chromium_path() -> str:
    """Return where the machine's Chromium is.

    Raises:
        TyyniError: ``extra_missing``: no playwright to drive it, or ``chromium_missing``.
    """
    if importlib.util.find_spec("playwright") is None:
        raise TyyniError("extra_missing", "playwright missing: this needs `pip install playwright`")
    executable = next((found for name in CHROMIUMS if (found := shutil.which(name))), None)
    if executable is None:
        raise TyyniError("chromium_missing", "no Chromium found: install it (Debian: apt install chromium)")
    return executable
