"""The derived documents of the API are what the records say now, and hold together."""

from __future__ import annotations

from pathlib import Path

import pytest
import web_build
from test_wire_docs import references

from tyyni import wire_docs
from tyyni.serve import api_docs


def test_the_schema_is_not_stale() -> None:
    written = (wire_docs.WEB_FOLDER / api_docs.FILE).read_text(encoding="utf-8")
    assert written == api_docs.document(), "run `make wire` and commit what it writes"


def test_typescript_is_not_stale() -> None:
    written = (wire_docs.WEB_FOLDER / "src" / "api.ts").read_text(encoding="utf-8")
    assert written == web_build.npm("run", "--silent", "wire", "--", "--stdout", "api"), "run `make wire`"


def test_main_writes_the_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_docs, "WEB_FOLDER", tmp_path)
    api_docs.main()
    assert (tmp_path / api_docs.FILE).read_text(encoding="utf-8") == api_docs.document()


def test_every_record_is_in_the_schema_and_every_reference_leads_to_one() -> None:
    schema = api_docs.json_schema()
    assert {kind.__name__ for kind in api_docs.RECORDS} <= set(schema["$defs"])
    assert {reference.rpartition("/")[2] for reference in references(schema)} <= set(schema["$defs"])
