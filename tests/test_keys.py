"""The agents' key comes from the service's own file, and only for a service on this machine."""

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from tyyni.errors import TyyniError
from tyyni.serve.access import load_keys
from tyyni.serve.cli import KEYS_FILE
from tyyni_client import keys
from tyyni_client.keys import find_token

HERE = "ws://127.0.0.1:8765/ws/call"


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TYYNI_DATA_DIR", str(tmp_path))
    return tmp_path


def test_the_key_is_what_the_service_wrote(data_dir: Path) -> None:
    assert keys.KEYS_FILE == KEYS_FILE
    assert load_keys(data_dir / KEYS_FILE).agent == find_token(HERE)


def test_without_a_setting_it_is_the_users_data_folder(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TYYNI_DATA_DIR")
    monkeypatch.setattr(platformdirs, "user_data_path", lambda app: data_dir / app)
    assert load_keys(data_dir / "tyyni" / KEYS_FILE).agent == find_token(HERE)


@pytest.mark.parametrize(
    "url",
    [
        "ws://10.0.0.5:8765/ws/call",
        "wss://coach.example/ws/call",
        "ws://127.0.0.1.example/ws/call",
        "ws://localhost@evil.example/ws/call",
        "ws://127.0.0.1:8765@evil.example/",
        "ws://[::2]/ws/call",
        "ws://0.0.0.0/ws/call",
        "not a url",
        "ws://[broken",
    ],
)
def test_another_machine_never_gets_it(data_dir: Path, url: str) -> None:
    load_keys(data_dir / KEYS_FILE)
    assert find_token(url) is None


@pytest.mark.parametrize(
    "url", [HERE, "ws://localhost:1/ws/call", "ws://LOCALHOST/", "ws://[::1]:8765/ws/call"]
)
def test_this_machine_has_many_names(data_dir: Path, url: str) -> None:
    assert find_token(url) is None
    written = load_keys(data_dir / KEYS_FILE)
    assert find_token(url) == written.agent


@pytest.mark.parametrize("content", [b"", b"{}", b'{"agent": 5}', b"\xff"])
def test_a_damaged_file_says_so(data_dir: Path, content: bytes) -> None:
    (data_dir / KEYS_FILE).write_bytes(content)
    with pytest.raises(TyyniError, match=r"access-keys\.json.*\[keys_unreadable\]"):
        find_token(HERE)
