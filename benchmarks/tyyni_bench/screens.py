"""Pictures of the pages while the demo's calls are played into a service of its own: what the README shows.

Each is what a person would see: the real service with the real model, a real Chromium, true speed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tyyni import wire
from tyyni_bench.demo import DEMO_CALLS
from tyyni_bench.floor_calls import SimulatedCalls
from tyyni_bench.floor_load import chromium_path
from tyyni_bench.floor_service import simulated_floor
from tyyni_bench.playing import Played, find_recordings, open_known, play_all
from tyyni_bench.service_process import RunningService, running_service
from tyyni_bench.terminal_picture import terminal_svg

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

Scheme = Literal["light", "dark"]
Sight = Literal["none", "achromatopsia", "deuteranopia"]
"""Who looks: nobody in particular, somebody who sees no colours, or one who sees no green; as Chromium emulates it."""
HOT = ".tile.band-hot, .tile.band-boiling"
TURNS_HOT_WITHIN_S = 75.0
"""The demo's English call turns hot after 40 s; the model has to load and the machine may be busy."""
WALL_CALLS = 60
OPENS_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: which page, how it is looked at, and what is done before."""

    name: str
    path: str
    """Of the page; ``{call}`` stands for the id of the hottest call."""
    language: str
    width_px: int = 1280
    height_px: int = 800
    scheme: Scheme = "light"
    shows: str = "main"
    """What must be there before the picture is taken (a CSS selector)."""
    follows: str = ""
    """Which demo call the agent's page is told to follow."""
    clicks: tuple[str, ...] = ()
    whole: bool = False
    """All of the page, not only what the window shows."""
    sight: Sight = "none"


FOLLOWED = "en-wrong-order"
"""The demo call that the agent's page and the terminal show."""

LIVE = (
    Shot("floor", "/floor", "en", shows=HOT),
    Shot("floor-call", "/floor", "fi", scheme="dark", shows=HOT, clicks=(f":is({HOT}) button",)),
    Shot("agent", "/agent", "en", follows=FOLLOWED, shows=".prompt .do"),
    Shot("agent-compact", "/agent", "pl", 320, 640, "dark", follows="pl-late-bicycle", shows=".heat .level"),
)
"""In the moment in which a call has turned hot."""

AFTER = (
    Shot("capture", "/agent", "en", 900, 800, shows=".start-call", clicks=(".start-call",)),
    Shot("review", "/review?call={call}", "en", 1280, 1000, shows="main .card", whole=True),
    Shot("reviews", "/review", "fi", 1280, 700, shows="main"),
    Shot("insights", "/insights", "pl", 1280, 1000, shows="main"),
    Shot("practice", "/practice", "en", 1280, 700, shows="main"),
)
"""When the calls are over."""


WALLS = (
    Shot("floor-wall", "/floor", "en", shows=".wall"),
    Shot("floor-achromatopsia", "/floor", "en", shows=".wall", sight="achromatopsia"),
    Shot("floor-deuteranopia", "/floor", "en", shows=".wall", sight="deuteranopia"),
)
"""Of a floor with more calls than the demo has."""

KEEPING = {"TYYNI_KEEP_TRANSCRIPTS": "1"}
"""Settings of the service: the review page shows what was said only where it is kept."""

TERMINAL = "terminal"
"""The headset's screen."""

ALL_SHOTS = (*(shot.name for shot in (*LIVE, *AFTER, *WALLS)), TERMINAL)
"""The names of all pictures."""

SETTLES_MS = 1_000
"""For lines to be drawn and figures to come; a picture proves nothing, so nothing depends on it."""


async def take_all(folder: Path, model: str | None = None, shots: Sequence[str] = ()) -> list[Path]:
    """Play the demo's calls and take the pictures; return their files.

    Args:
        folder: where they go.
        model: a model of `tyyni models list`; None: the service's default.
        shots: names of the pictures to take; none: all.

    Raises:
        TyyniError: ``extra_missing``, ``chromium_missing``, ``service_failed``.
    """
    executable = chromium_path()
    from playwright.async_api import async_playwright  # `chromium_path` has said when it is missing

    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(running_service(model=model, settings=KEEPING))
        playwright = await stack.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(
            executable_path=executable,
            args=["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
        )
        camera = _Camera(browser, service, folder, frozenset(shots))
        plays = [Played(open_known(path), path.stem) for path in find_recordings([DEMO_CALLS])]
        playing = asyncio.create_task(
            play_all(plays, len(plays), service.target.ws_url("/ws/call"), service.target.agent_token)
        )
        await camera.wait_until_hot()
        await camera.take(LIVE)
        await camera.take_terminal(next(play for play in plays if play.label == FOLLOWED))
        await playing
        await camera.take(AFTER, max(plays, key=_peak).log.call_id or "")
        await camera.take_walls()
        await browser.close()
    return camera.taken


def _peak(play: Played) -> float:
    return max((heat.level for heat, _ in play.log.of_kind(wire.Heat)), default=0.0)


class _Camera:
    """Opens pages as a person would, by the service's links, and takes their pictures."""

    def __init__(
        self, browser: Browser, service: RunningService, folder: Path, wanted: frozenset[str]
    ) -> None:
        self._browser = browser
        self._service = service
        self._folder = folder
        self._wanted = wanted
        self.taken: list[Path] = []

    async def wait_until_hot(self) -> None:
        """Return when a call is hot on the floor."""
        page = await self._open(Shot("", "/floor", "en"))
        await page.wait_for_selector(HOT, timeout=TURNS_HOT_WITHIN_S * 1000)
        await page.context.close()

    async def take(self, shots: Sequence[Shot], call_id: str = "") -> None:
        """Take pictures, all at once, so that they show the same moment."""
        self.taken += await asyncio.gather(*(self._take(shot, call_id) for shot in self._chosen(shots)))

    async def take_walls(self) -> None:
        """Take the pictures of a floor with more calls than the demo has."""
        wanted = self._chosen(WALLS)
        if wanted:
            with simulated_floor(SimulatedCalls(WALL_CALLS)) as url:
                for shot in wanted:
                    page = await self._page(shot)
                    await page.goto(url)
                    self.taken.append(await self._picture(page, shot))

    async def take_terminal(self, play: Played) -> None:
        """Take the picture of the terminal of whoever has this call."""
        if not self._wants(TERMINAL):
            return
        svg = await terminal_svg(play.log, play.known.recording.duration_ms, "en")
        context = await self._browser.new_context(offline=True)  # the drawing names a font of the net
        page = await context.new_page()
        await page.set_content(svg, wait_until="domcontentloaded")
        self.taken.append(self._folder / f"{TERMINAL}.png")
        await page.locator("svg").screenshot(path=self.taken[-1])
        await context.close()

    def _chosen(self, shots: Sequence[Shot]) -> list[Shot]:
        return [shot for shot in shots if self._wants(shot.name)]

    def _wants(self, name: str) -> bool:
        return not self._wanted or name in self._wanted

    async def _take(self, shot: Shot, call_id: str) -> Path:
        return await self._picture(await self._open(shot, call_id), shot)

    async def _open(self, shot: Shot, call_id: str = "") -> Page:
        """Let a fresh browser in by the agents' and the supervisors' link, and go to the page."""
        page = await self._page(shot)
        for link in (self._service.agent_link, self._service.floor_link):
            await page.goto(link)
        await page.goto(self._service.target.base_url + shot.path.format(call=call_id))
        return page

    async def _page(self, shot: Shot) -> Page:
        context = await self._browser.new_context(
            viewport={"width": shot.width_px, "height": shot.height_px},
            color_scheme=shot.scheme,
            locale=shot.language,
        )
        page = await context.new_page()
        session = await context.new_cdp_session(page)
        await session.send("Emulation.setEmulatedVisionDeficiency", {"type": shot.sight})
        return page

    async def _picture(self, page: Page, shot: Shot) -> Path:
        path = self._folder / f"{shot.name}.png"
        within_ms = OPENS_WITHIN_S * 1000
        if shot.follows:
            call = page.locator("select.picker option", has_text=shot.follows)
            await page.locator("select.picker").select_option(await call.get_attribute("value"))
        await page.wait_for_selector(shot.shows, timeout=within_ms)
        for click in shot.clicks:
            await page.locator(click).first.click(timeout=within_ms)
        await page.wait_for_timeout(SETTLES_MS)
        await page.screenshot(path=path, full_page=shot.whole)
        await page.context.close()
        return path
