"""Opening a websocket of the service: what a later attempt may mend stays as it is, the rest gets its code."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI
from websockets.http11 import Response

from tyyni.errors import TyyniError
from tyyni_client.link import LinkPolicy

BREAKS = (OSError, TimeoutError, ConnectionClosed, InvalidHandshake)
"""What a network, or a service that restarts, does to a connection: worth another attempt."""


class _Denial(msgspec.Struct):
    """How the service says that somebody may not come in."""

    code: str
    message: str


@asynccontextmanager
async def dialled(url: str, token: str | None, policy: LinkPolicy) -> AsyncIterator[ClientConnection]:
    """Open a websocket, and close it on leaving.

    No proxy of the environment is asked: the sound of a call goes straight to the service, or not at all.

    Raises:
        TyyniError: ``url_invalid`` or ``access_refused``.
        OSError, TimeoutError, ConnectionClosed, InvalidHandshake: see `BREAKS`.
    """
    try:
        websocket = await connect(
            url,
            additional_headers={"Authorization": f"Bearer {token}"} if token else {},
            compression=None,
            proxy=None,
            open_timeout=policy.open_s,
            ping_interval=policy.ping_every_s,
            ping_timeout=policy.ping_answer_s,
            close_timeout=1,
            user_agent_header=None,
        )
    except (InvalidURI, ValueError) as error:  # ValueError: a port that is none
        raise no_address_of_a_call(url, str(error)) from error
    except InvalidStatus as error:
        if error.response.status_code in (401, 403):
            raise _refusal(url, error.response) from error
        raise
    async with websocket:
        yield websocket


def no_address_of_a_call(url: str, why: str) -> TyyniError:
    """Return the error for an address that leads elsewhere."""
    return TyyniError("url_invalid", f"{url}: {why}; expected such as ws://127.0.0.1:8765/ws/call")


def _refusal(url: str, response: Response) -> TyyniError:
    """Tell a service that refuses this client from a server that has nothing at this path."""
    try:
        denial = msgspec.json.decode(response.body or b"", type=_Denial)
    except msgspec.DecodeError:
        return no_address_of_a_call(url, f"nothing there takes calls (HTTP {response.status_code})")
    return TyyniError(
        "access_refused",
        f"{url} refuses this client: {denial.message} ({denial.code}); give the agents' token with --token or "
        "TYYNI_TOKEN: `tyyni serve` prints it in the agents' link",
    )
