"""The wire's documents, derived from the message types: `python -m tyyni.wire_docs`, which `make wire` runs.

Writes ``client/web/wire.schema.json`` (JSON Schema, from which the pages' TypeScript types are made) and
``client/web/asyncapi.json`` (AsyncAPI 3: which websocket says what). A test fails when either is stale.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import msgspec

from tyyni import wire

JsonObject = dict[str, Any]

WEB_FOLDER = Path(__file__).resolve().parents[2] / "client" / "web"
"""Where the documents live in the repository."""

UNIONS: dict[str, Any] = {
    "ClientMessage": wire.ClientMessage,
    "AgentMessage": wire.AgentMessage,
    "AgentScreenMessage": wire.AgentScreenMessage,
    "AgentPageMessage": wire.AgentPageMessage,
    "FloorPageMessage": wire.FloorPageMessage,
    "FloorMessage": wire.FloorMessage,
}
"""The unions of `tyyni.wire` by the names the pages import."""

AUDIO_DESCRIPTION = (
    f"Binary: a {wire.HEADER.size}-byte little-endian header (version u8 = {wire.VERSION}, party u8: "
    + ", ".join(f"{code} {party}" for party, code in wire.PARTY_CODES.items())
    + ", reserved u16 = 0, sequence u32, first_sample u64), then 1 to "
    f"{wire.MAX_CHUNK_SAMPLES} samples of signed 16-bit little-endian PCM at 16000 Hz, one party each."
)


@dataclass(frozen=True, slots=True)
class Channel:
    """One websocket: what it is for, what the service says on it, and what it takes."""

    name: str
    address: str
    summary: str
    says: tuple[type[wire.Message], ...]
    takes: tuple[type[wire.Message], ...] = ()
    takes_audio: bool = False


CHANNELS = (
    Channel(
        "call",
        "/ws/call",
        "One call: its audio in; its transcript, heat and prompts out.",
        says=get_args(wire.AgentMessage),
        takes=get_args(wire.ClientMessage),
        takes_audio=True,
    ),
    Channel(
        "agent",
        "/ws/agent",
        "The agent's page: which calls are live, and everything about the one it follows.",
        says=get_args(wire.AgentScreenMessage),
        takes=get_args(wire.AgentPageMessage),
    ),
    Channel(
        "floor",
        "/ws/floor",
        "The supervisors' floor: every live call, and nothing about an agent's conduct.",
        says=get_args(wire.FloorMessage),
        takes=get_args(wire.FloorPageMessage),
    ),
)


def json_schema() -> JsonObject:
    """Return the JSON Schema of every message, each union by its name under ``$defs``."""
    schemas, components = _schemas("#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Wire",
        "description": f"What travels over Tyyni's websockets as JSON text; protocol version {wire.VERSION}.",
        "$defs": components | dict(zip(UNIONS, schemas, strict=True)),
    }


def asyncapi() -> JsonObject:
    """Return the AsyncAPI 3 document of the three websockets."""
    _, components = _schemas("#/components/schemas/{name}")
    messages: JsonObject = {}
    for channel in CHANNELS:
        for message in (*channel.says, *channel.takes):
            messages[message.__name__] = {
                "name": message.__struct_config__.tag,
                "contentType": "application/json",
                "payload": {"$ref": f"#/components/schemas/{message.__name__}"},
            }
    messages["Audio"] = {
        "name": "audio",
        "contentType": "application/octet-stream",
        "description": AUDIO_DESCRIPTION,
        "payload": {"type": "string", "format": "binary"},
    }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tyyni",
            "version": str(wire.VERSION),
            "description": "Control is JSON text, one message each, told apart by `type`; audio is binary.",
            "license": {"name": "Apache-2.0"},
        },
        "channels": {channel.name: _channel(channel) for channel in CHANNELS},
        "operations": _operations(),
        "components": {"messages": messages, "schemas": components},
    }


def _schemas(ref_template: str) -> tuple[tuple[JsonObject, ...], JsonObject]:
    """Return the schemas of the unions, and of every message and part by name."""
    schemas, components = msgspec.json.schema_components(UNIONS.values(), ref_template=ref_template)
    return tuple(schemas), components


def _taken(channel: Channel) -> list[str]:
    return [message.__name__ for message in channel.takes] + (["Audio"] if channel.takes_audio else [])


def _said(channel: Channel) -> list[str]:
    return [message.__name__ for message in channel.says]


def _channel(channel: Channel) -> JsonObject:
    names = [*_said(channel), *_taken(channel)]
    return {
        "address": channel.address,
        "summary": channel.summary,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
    }


def _operations() -> JsonObject:
    """Return who may say what; ``action`` is from the service's side."""
    operations: JsonObject = {}
    for channel in CHANNELS:
        for action, names in (("send", _said(channel)), ("receive", _taken(channel))):
            if names:
                operations[f"{channel.name}_{action}"] = {
                    "action": action,
                    "channel": {"$ref": f"#/channels/{channel.name}"},
                    "messages": [{"$ref": f"#/channels/{channel.name}/messages/{name}"} for name in names],
                }
    return operations


def documents() -> dict[str, str]:
    """Return the text of each document by its file name."""
    return {
        name: json.dumps(document, indent=2, ensure_ascii=False) + "\n"
        for name, document in (("wire.schema.json", json_schema()), ("asyncapi.json", asyncapi()))
    }


def main() -> None:
    """Write the documents where the pages' build reads them."""
    for name, text in documents().items():
        (WEB_FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
