"""The test before a call, with devices in the test's hands."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from live_service import silence, speech_like

from tyyni.audio import Pcm16
from tyyni.errors import TyyniError
from tyyni.units import Party
from tyyni_client.capture import Line
from tyyni_client.devices import InputDevice, OnSound
from tyyni_client.sound_check import QUIETEST_DBFS, SoundCheck, Verdict, check_sound

CALLER, AGENT = Party.CALLER, Party.AGENT
HUM: Pcm16 = (3_000 * np.sin(np.arange(48_000) / 50)).astype(np.int16)
SPEECH = np.concatenate([silence(0.3), speech_like(2.7)])


def verdict(caller: Pcm16, agent: Pcm16) -> Verdict:
    check = SoundCheck()
    for at in range(0, 48_000, 441):
        check.hear(CALLER, caller[at : at + 441])
        check.hear(AGENT, agent[at : at + 441])
    return check.verdict


def test_what_moves_tells_what_is_what() -> None:
    assert verdict(silence(3), SPEECH) is Verdict.GOOD
    assert verdict(SPEECH, silence(3)) is Verdict.SWAPPED
    assert verdict(SPEECH, SPEECH) is Verdict.VOICE_ON_BOTH
    assert verdict(silence(3), silence(3)) is Verdict.SILENT


def test_hum_is_not_speech() -> None:
    assert verdict(silence(3), HUM) is Verdict.SILENT
    assert verdict(HUM, SPEECH) is Verdict.GOOD


def test_levels_are_those_of_the_last_tenth_of_a_second() -> None:
    check = SoundCheck()
    check.hear(AGENT, np.full(1_600, 3_276, dtype=np.int16))
    assert check.levels_dbfs[AGENT] == pytest.approx(-20, abs=0.1)
    assert check.levels_dbfs[CALLER] == QUIETEST_DBFS
    check.hear(AGENT, silence(0.1))
    assert check.levels_dbfs[AGENT] == QUIETEST_DBFS


class Stream:
    """Gives all of a sound at once."""

    active = True

    def __init__(self, sound: Pcm16, on_sound: OnSound) -> None:
        on_sound(sound[:, None], False)

    def close(self) -> None:
        """Nothing is open."""


def line(party: Party, sound: Pcm16 | None) -> Line:
    device = InputDevice(1, str(party), 1, 16_000, "ALSA", default=False)

    def opened(_: InputDevice, on_sound: OnSound) -> Stream:
        if sound is None:
            raise TyyniError("device_unusable", "unplugged")
        return Stream(sound, on_sound)

    return Line(party, device, lambda _: None, open_stream=opened, plugged=lambda _: "")


async def test_it_ends_as_soon_as_the_agent_has_spoken() -> None:
    shown: list[float] = []
    lines = [line(CALLER, silence(1)), line(AGENT, SPEECH)]
    async with asyncio.timeout(20):
        found = await check_sound(lines, lambda check: shown.append(check.levels_dbfs[AGENT]), 600.0)
    assert found is Verdict.GOOD
    assert max(shown) > -45


@pytest.mark.parametrize(
    ("caller", "agent", "code"),
    [
        (SPEECH, silence(1), "devices_swapped"),
        (silence(1), silence(1), "microphone_silent"),
        (silence(1), None, "device_unusable"),
    ],
)
async def test_what_is_wrong_is_told(caller: Pcm16, agent: Pcm16 | None, code: str) -> None:
    with pytest.raises(TyyniError) as failed:
        await check_sound([line(CALLER, caller), line(AGENT, agent)], lambda _: None, 0.2)
    assert failed.value.code == code
