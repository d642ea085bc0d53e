"""The simulated floor: the service's own floor over a real websocket."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from tyyni import wire
from tyyni.errors import TyyniError
from tyyni_bench.floor_calls import SimulatedCalls
from tyyni_bench.floor_service import simulated_floor


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    (tmp_path / "floor.html").write_text("<p>the page</p>")
    return tmp_path


def test_it_gives_the_page_and_tells_of_every_call(pages: Path) -> None:
    with simulated_floor(SimulatedCalls(4), pages) as url:
        assert httpx.get(url).text == "<p>the page</p>"
        assert httpx.get(url.replace("/floor", "/pages/floor.html")).text == "<p>the page</p>"
        assert httpx.get(url.replace("/floor", "/livez")).text == "ok\n"
        with connect(url.replace("http", "ws").replace("/floor", "/ws/floor")) as floor:
            first = wire.decode_floor_message(str(floor.recv(timeout=10)))
            assert isinstance(first, wire.FloorCalls)
            assert len(first.calls) == 4
            changed = [wire.decode_floor_message(str(floor.recv(timeout=10))) for _ in range(12)]
    told = {message.call.call_id for message in changed if isinstance(message, wire.FloorCallChanged)}
    assert told == {call.call_id for call in first.calls}


def test_pages_that_are_not_built_are_asked_for(tmp_path: Path) -> None:
    with pytest.raises(TyyniError, match="make pages"), simulated_floor(SimulatedCalls(1), tmp_path):
        pass
