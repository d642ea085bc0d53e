"""The service that is measured: where it is, how to get in, and, when it runs here, its process."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from tyyni.errors import TyyniError
from tyyni_client.keys import find_token


@dataclass(frozen=True, slots=True)
class Target:
    """A service that takes calls."""

    base_url: str
    """Such as http://127.0.0.1:8765."""
    agent_token: str
    supervisor_token: str | None
    """None: the floor cannot be watched, so onset to heat is left out."""
    pid: int | None
    """None: it runs elsewhere, so its processor share and memory are left out."""

    def ws_url(self, path: str) -> str:
        """Return the address of a websocket, such as that of /ws/call."""
        return self.base_url.replace("http", "ws", 1) + path


async def find_target(server: str, agent_token: str | None, supervisor_token: str | None) -> Target:
    """Return a service that runs already, once it has been seen to be ready.

    Args:
        server: its address, such as http://127.0.0.1:8765.
        agent_token: None: that of a service on this machine is found by itself.
        supervisor_token: None: the floor is not watched.

    Raises:
        TyyniError: ``url_invalid``, ``token_missing`` or ``service_unreachable``.
    """
    parts = urlsplit(server)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise TyyniError("url_invalid", f"--server {server}: expected such as http://127.0.0.1:8765")
    base_url = f"{parts.scheme}://{parts.netloc}"
    token = agent_token or find_token(base_url)
    if token is None:
        raise TyyniError(
            "token_missing",
            f"the key of {base_url} is not on this machine: give the agents' token in TYYNI_TOKEN; "
            "`tyyni serve` prints it in the agents' link",
        )
    try:
        async with httpx.AsyncClient(base_url=base_url, trust_env=False) as visitor:
            (await visitor.get("/readyz")).raise_for_status()
    except httpx.HTTPError as error:
        raise TyyniError(
            "service_unreachable", f"no ready Tyyni service answers at {base_url} ({error})"
        ) from error
    return Target(base_url, token, supervisor_token, None)
