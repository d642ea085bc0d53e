"""The schema of the HTTP API, derived from its records: `python -m tyyni.serve.api_docs`, which `make wire` runs.

Writes ``client/web/api.schema.json``, from which the pages' ``src/api.ts`` is made. A test fails when it is stale.
"""

from __future__ import annotations

import json

import msgspec

from tyyni.serve.insights_tables import InsightsAnswer
from tyyni.serve.kept_calls import KeptCalls
from tyyni.serve.practice import PracticeCalls
from tyyni.serve.review_api import Me, ReviewedCall
from tyyni.serve.review_calls import CallLines, Promise
from tyyni.serve.review_writing import Done, NoteConflict, WrittenFollowUp, WrittenNote
from tyyni.wire_docs import WEB_FOLDER, JsonObject

RECORDS = (
    Me,
    CallLines,
    ReviewedCall,
    Promise,
    NoteConflict,
    WrittenNote,
    WrittenFollowUp,
    Done,
    InsightsAnswer,
    PracticeCalls,
    KeptCalls,
)
"""What is answered and what is taken; what these are made of comes along."""

FILE = "api.schema.json"


def json_schema() -> JsonObject:
    """Return the JSON Schema of every record under ``$defs``."""
    _, components = msgspec.json.schema_components(RECORDS, ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Api",
        "description": "What Tyyni's HTTP API answers and takes.",
        "$defs": components,
    }


def document() -> str:
    """Return the text of the file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the schema where the pages' build reads it."""
    (WEB_FOLDER / FILE).write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
