"""The agents' key of a service on this machine, found by itself so that nobody need copy it."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import platformdirs

from tyyni.errors import TyyniError

KEYS_FILE = "access-keys.json"
"""What `tyyni serve` writes into its data folder at its first start, readable by its owner alone."""


class _Keys(msgspec.Struct, frozen=True):
    """Of the file, only what an agent needs."""

    agent: str


def find_token(url: str) -> str | None:
    """Return the agents' key of the service at ``url``; None when it is on another machine or has none here.

    The folder is that of `tyyni serve`: TYYNI_DATA_DIR, or the user's data folder. The key is never given for
    another machine, whose service it does not belong to.

    Raises:
        TyyniError: ``keys_unreadable``, the file is there but is not what the service wrote.
    """
    if not is_loopback(url):
        return None
    folder = os.environ.get("TYYNI_DATA_DIR") or platformdirs.user_data_path("tyyni")
    path = Path(folder) / KEYS_FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Keys).agent
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError, UnicodeError) as error:
        raise TyyniError(
            "keys_unreadable", f"{path}: {error}; give the agents' token with --token or TYYNI_TOKEN"
        ) from error


def is_loopback(url: str) -> bool:
    """Say whether a URL can only mean this machine.

    >>> [is_loopback(f"ws://{host}:8765/ws/call") for host in ("localhost", "127.0.0.1", "[::1]", "10.0.0.5")]
    [True, True, True, False]
    """
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name, or no URL at all: connecting will say so
        return False
