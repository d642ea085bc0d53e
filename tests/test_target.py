"""Finding a service that runs already."""

from __future__ import annotations

import pytest
from live_service import KEYS, LiveService

from tyyni.errors import TyyniError
from tyyni_bench.target import find_target
from tyyni_models.scripted import ScriptedTranscriber


async def test_a_service_is_found_with_the_keys_that_are_given() -> None:
    with LiveService(ScriptedTranscriber(["hello"])) as service:
        target = await find_target(service.url + "/agent", KEYS.agent, None)
    assert target.base_url == service.url
    assert target.ws_url("/ws/call") == service.ws + "/ws/call"
    assert target.pid is None


async def test_the_key_of_a_service_on_this_machine_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("data")
    monkeypatch.setenv("TYYNI_DATA_DIR", str(folder))
    with LiveService(ScriptedTranscriber(["hello"])) as service:
        with pytest.raises(TyyniError, match="token_missing"):
            await find_target(service.url, None, None)
        (folder / "access-keys.json").write_text('{"agent": "secret"}')
        assert (await find_target(service.url, None, None)).agent_token == "secret"


@pytest.mark.parametrize(
    ("server", "code"),
    [
        ("localhost:1", "url_invalid"),
        ("ws://localhost", "url_invalid"),
        ("http://127.0.0.1:1", "service_unreachable"),
    ],
)
async def test_what_is_no_service_is_refused(server: str, code: str) -> None:
    with pytest.raises(TyyniError, match=code):
        await find_target(server, "key", None)
