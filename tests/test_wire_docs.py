"""The derived documents of the wire are what the types say now, and hold together."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
import web_build

from tyyni import wire, wire_docs


@pytest.mark.parametrize("name", ["wire.schema.json", "asyncapi.json"])
def test_documents_are_not_stale(name: str) -> None:
    written = (wire_docs.WEB_FOLDER / name).read_text(encoding="utf-8")
    assert written == wire_docs.documents()[name], "run `make wire` and commit what it writes"


def test_typescript_is_not_stale() -> None:
    written = (wire_docs.WEB_FOLDER / "src" / "wire.ts").read_text(encoding="utf-8")
    assert written == web_build.npm("run", "--silent", "wire", "--", "--stdout"), "run `make wire`"


def test_main_writes_the_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_docs, "WEB_FOLDER", tmp_path)
    wire_docs.main()
    assert {
        path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()
    } == wire_docs.documents()


def references(node: Any) -> set[str]:
    """Return every ``$ref`` in a document."""
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*map(references, node.values()))
    return set().union(*map(references, node)) if isinstance(node, list) else set()


@pytest.mark.parametrize("document", [wire_docs.json_schema(), wire_docs.asyncapi()])
def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    assert references(document)
    for reference in references(document):
        node: Any = document
        for key in reference.removeprefix("#/").split("/"):
            node = node[key]


def test_every_union_is_in_the_schema() -> None:
    definitions = wire_docs.json_schema()["$defs"]
    for name, union in wire_docs.UNIONS.items():
        named = {part["$ref"].rpartition("/")[2] for part in definitions[name]["anyOf"]}
        assert named == {member.__name__ for member in get_args(union)}


def test_asyncapi_says_who_says_what() -> None:
    document = wire_docs.asyncapi()
    assert {channel["address"] for channel in document["channels"].values()} == {
        "/ws/call",
        "/ws/agent",
        "/ws/floor",
    }
    assert document["operations"]["call_receive"]["action"] == "receive"
    assert "Audio" in document["channels"]["call"]["messages"]
    said = {
        reference["$ref"].rpartition("/")[2]
        for reference in document["operations"]["floor_receive"]["messages"]
    }
    assert said == {"Watch", "TakeHelp", "SendWhisper"}, "whatever else supervisors see, they cannot change"
    assert document["components"]["messages"]["Audio"]["description"].startswith(
        f"Binary: a {wire.HEADER.size}-byte"
    )
    json.dumps(document)
