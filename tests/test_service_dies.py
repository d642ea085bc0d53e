"""`kill -9` of the service in a call: it starts again, the client goes on with the call, nothing is doubled."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from pathlib import Path

import numpy as np
import soundfile
from history_sample import everything_in
from live_service import KEYS
from scripted_service import ANGRY, ScriptedService, sentence
from sqlalchemy import URL

from tyyni import wire
from tyyni.history import tables
from tyyni.history.database import history_url, opened, upgrade
from tyyni.history.reading import call_seen, list_calls
from tyyni.history.recordings import Recordings
from tyyni.units import SAMPLE_RATE_HZ, Party
from tyyni_client.connection import Arrival, CallConnection, CallListener, CallPlan, Link, LinkPolicy

BOTH = (Party.CALLER, Party.AGENT)
SPOKEN: tuple[tuple[Party, float, float], ...] = (
    (Party.CALLER, 0.5, 1.8),
    (Party.AGENT, 2.6, 1.2),
    (Party.CALLER, 4.5, 1.2),
    (Party.CALLER, 6.4, 2.4),
    (Party.AGENT, 9.5, 1.2),
    (Party.CALLER, 11.4, 1.2),
)
"""Who says each sentence, from when on and how long, in s."""
LASTS_S = 13.5
KILLED_AT_S = 7.9
"""In the middle of the fourth sentence."""
FASTER = 3.0
"""Than true speed."""
CHUNK_S = 0.1
PATIENT = LinkPolicy(give_up_s=40.0)
"""The process may start slowly while other tests run."""


class Screen(CallListener):
    """What a screen that lasts through the break shows."""

    def __init__(self) -> None:
        self.texts: dict[tuple[Party, int], wire.TranscriptText] = {}
        self.finals: list[tuple[str, float]] = []
        """And when they came."""
        self.heat_ms: list[int] = []
        self.notices: list[str] = []
        self.link: Link | None = None

    def on_message(self, arrival: Arrival) -> None:
        match arrival.message:
            case wire.Welcome():
                self.heat_ms.clear()  # what was not written yet is told once more
            case wire.TranscriptText() as text:
                self.texts[text.party, text.utterance] = text
                if text.final and text.stable:
                    self.finals.append((text.stable, time.monotonic()))
            case wire.Heat(heard_ms=heard_ms):
                self.heat_ms.append(heard_ms)
            case wire.Notice(active=True, code=code):
                self.notices.append(code)

    def on_link(self, link: Link) -> None:
        self.link = link

    def shown(self) -> list[str]:
        """The texts from top to bottom; ``...`` where one is not final."""
        ordered = sorted(self.texts.values(), key=lambda text: text.start_ms)
        told = [(f"{text.stable} {text.tentative}".strip(), text.final) for text in ordered]
        return [said if final else f"{said}..." for said, final in told if said]


def sound() -> dict[Party, np.ndarray]:
    """Return the whole call."""
    both = {party: np.zeros(int(LASTS_S * SAMPLE_RATE_HZ), dtype=np.int16) for party in BOTH}
    for number, (party, from_s, lasts_s) in enumerate(SPOKEN, start=1):
        said = sentence(number, lasts_s)
        first = int(from_s * SAMPLE_RATE_HZ)
        both[party][first : first + len(said)] = said
    return both


async def play(call: CallConnection, from_s: float, to_s: float) -> None:
    """Play a part of the call, at its speed."""
    both = sound()
    for at_s in np.arange(from_s, to_s, CHUNK_S):
        for party, samples in both.items():
            first = round(at_s * SAMPLE_RATE_HZ)
            last = min(first + round(CHUNK_S * SAMPLE_RATE_HZ), round(to_s * SAMPLE_RATE_HZ))
            call.hear(party, samples[first:last])
        await asyncio.sleep(CHUNK_S / FASTER)


async def test_a_call_goes_on_when_its_service_has_died_and_nothing_is_doubled(
    tmp_path: Path,
) -> None:
    database = history_url(None, tmp_path)
    recordings = Recordings(tmp_path)
    await upgrade(database)
    service = ScriptedService(database, tmp_path)
    screen = Screen()
    plan = CallPlan(BOTH, "en", True, label="7")
    url = service.url.replace("http", "ws") + "/ws/call"
    try:
        async with CallConnection(url, plan, screen, token=KEYS.agent, policy=PATIENT) as call:
            await play(call, 0, KILLED_AT_S)
            killed_s = time.monotonic()
            service.kill()
            check_sound_before(recordings)
            due = [said for said, came_s in screen.finals if came_s <= killed_s - 1.0]
            async with opened(database) as engine:
                (line,) = (await list_calls(engine)).calls
                before = await call_seen(engine, line.call_id)
            starting = asyncio.to_thread(ScriptedService, database, tmp_path, service.port)
            _, service = await asyncio.gather(play(call, KILLED_AT_S, LASTS_S), starting)
            ended = await call.hang_up()
    finally:
        service.stop()
    assert len(due) >= 2, "it lived long enough for something to be due"
    assert [text.text for text in before.texts][: len(due)] == due
    assert before.call.ended_at is None
    assert before.heat
    await check_history(database, line.call_id, before.heat[-1].at_ms)
    assert ended == wire.Ended(call_id=line.call_id, heard_ms=round(LASTS_S * 1000))
    assert screen.link is not None
    assert (screen.link.breaks, screen.link.lost_samples) == (1, 0)
    assert numbers(screen.shown()) == [1, 2, 3, 4, 5, 6]
    assert not [said for said in screen.shown() if said.endswith("...")]
    assert screen.heat_ms == sorted(screen.heat_ms), "audio time goes on"
    assert "service_restarted" in screen.notices
    assert "audio_gap_bridged" not in screen.notices
    path = recordings.sound(line.call_id)
    assert path is not None
    kept, _ = soundfile.read(path, dtype="int16")
    assert np.array_equal(kept, np.stack([sound()[party] for party in BOTH], axis=1))


def check_sound_before(recordings: Recordings) -> None:
    """The files of a service that was killed hold each party's sound up to a second before."""
    (call_id,) = recordings.growing()
    due = round((KILLED_AT_S - FASTER) * SAMPLE_RATE_HZ)
    for party, samples in sound().items():
        with recordings.go_on(call_id, party) as file:
            kept = np.frombuffer(file.read(), "<i2")
        assert len(kept) >= due
        assert np.array_equal(kept, samples[: len(kept)])


async def check_history(database: URL, call_id: str, heat_before_ms: int) -> None:
    async with opened(database) as engine:
        (line,) = (await list_calls(engine)).calls
        after = await call_seen(engine, call_id)
        texts = await everything_in(engine, tables.texts)
    assert line.call_id == call_id, "it is one call"
    assert line.ended_at is not None
    assert line.heard_ms == round(LASTS_S * 1000)
    assert numbers([text.text for text in sorted(after.texts, key=lambda text: text.start_ms)]) == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]
    assert len({text.utterance for text in after.texts}) == len(SPOKEN)
    (cut,) = [text for text in texts if "sentence4" in text["text"]]
    _, from_s, lasts_s = SPOKEN[3]
    assert cut["start_ms"] <= from_s * 1000 < KILLED_AT_S * 1000 < (from_s + lasts_s) * 1000 <= cut["end_ms"]
    times = [point.at_ms for point in after.heat]
    assert times == sorted(set(times)), "no time is told twice"
    assert times[-1] > heat_before_ms
    assert Counter(cue.cue for cue in after.cues) == {"angry": 1}
    assert "service_restarted" in [notice.code for notice in after.notices]
    assert "audio_gap_bridged" not in [notice.code for notice in after.notices]


def numbers(texts: list[str]) -> list[int]:
    """Return which sentence each text is of."""
    return [
        1 if ANGRY[0] in text else int(text.split()[0].rstrip(".").removeprefix("sentence")) for text in texts
    ]
