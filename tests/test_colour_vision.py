"""The bands of heat as those see them who see fewer colours, or none: by shape, word and contrast, in real Chromium."""

from __future__ import annotations

import io
import re
from itertools import combinations
from typing import get_args

import numpy as np
import numpy.typing as npt
import pytest
from msgspec.structs import replace
from page_opening import OpenPage, in_call
from page_samples import HEAT, floor_call
from page_server import PageServer
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tyyni import wire
from tyyni_client.texts import Texts

pytestmark = pytest.mark.browser

BANDS: tuple[wire.Band, ...] = get_args(wire.Band)
SIGHTS = ("none", "achromatopsia", "protanopia", "deuteranopia", "tritanopia")
"""As Chromium shows them; "none" is no deficiency."""
DENSE_CALLS = 100
"""A wall of so many has the smallest shapes."""
LEAST_CONTRAST = 3.0
"""Of a shape with what it stands on (WCAG 2.2, 1.4.11)."""
MOST_ALIKE = 0.75
"""The part that two outlines may share of what they cover together: ours .72 at most, a disc and a diamond .77.
Our choice."""


def seen_as(page: Page, sight: str) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": sight})


def outlines(page: Page, shapes: list[Locator]) -> list[npt.NDArray[np.bool_]]:
    """Return which pixels of its box each shape covers; it must stand out from the rest."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    found = []
    for shape in shapes:
        box = shape.bounding_box()
        assert box is not None
        left, top, size = int(box["x"]), int(box["y"]), int(box["width"]) + 1
        pixels = picture.crop((left, top, left + size, top + size))
        found.append(covered(np.asarray(pixels, dtype=np.float64) / 255))
    return found


def covered(pixels: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    linear = np.where(pixels <= 0.04045, pixels / 12.92, ((pixels + 0.055) / 1.055) ** 2.4)
    luminance = linear @ (0.2126, 0.7152, 0.0722)
    ground, light, dark = luminance[0, 0], luminance.max(), luminance.min()
    assert (light + 0.05) / (dark + 0.05) >= LEAST_CONTRAST
    middle = (light + dark) / 2
    return np.asarray((luminance > middle) != (ground > middle))


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("count", [len(BANDS), DENSE_CALLS], ids=["tiles", "wall"])
def test_bands_on_the_floor_are_told_apart_by_every_eye(
    server: PageServer, open_page: OpenPage, count: int, dark: bool
) -> None:
    calls = [floor_call(band, 90.0 - at, band) for at, band in enumerate(BANDS)]
    calls += [floor_call(str(number), 1.0) for number in range(count - len(BANDS))]
    server.greet("/ws/floor", wire.FloorCalls(calls=calls, lines={}))
    page = open_page("/floor", dark=dark)
    shapes = [page.locator(f'[data-call="{band}"] .shape') for band in BANDS]
    expect(shapes[0]).to_be_visible()
    for sight in SIGHTS:
        seen_as(page, sight)
        for one, other in combinations(outlines(page, shapes), 2):
            assert (one & other).sum() / (one | other).sum() < MOST_ALIKE


@pytest.mark.parametrize("language", ["en", "fi", "pl"])
def test_each_band_has_its_word(
    server: PageServer, open_page: OpenPage, language: wire.ScreenLanguage
) -> None:
    words = [Texts(language).say(f"band.{band}") for band in BANDS]
    assert len(set(words)) == len(BANDS)
    server.greet(
        "/ws/floor", wire.FloorCalls(calls=[floor_call(band, 1.0, band) for band in BANDS], lines={})
    )
    floor, agent = open_page("/floor", language=language), in_call(server, open_page, language=language)
    for band, word in zip(BANDS, words, strict=True):
        expect(floor.locator(f'[data-call="{band}"] .heat strong')).to_have_text(word)
        server.say("/ws/agent", replace(HEAT, band=band))
        expect(agent.locator(".heat strong")).to_have_text(word)
    floor.keyboard.press("w")
    for band, word in zip(BANDS, words, strict=True):
        expect(floor.locator(f'[data-call="{band}"] button')).to_have_accessible_name(
            re.compile(rf", {word}, ")
        )
