from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec
import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError
from starlette.responses import Response

from tyyni.errors import TyyniError
from tyyni.history.archive import NoArchive
from tyyni.serve.access import AccessDenied
from tyyni.serve.api import MAX_BODY_BYTES, ApiError, answer, body_of, engine_of, make_api_router, query_of
from tyyni.serve.metrics import Metrics


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    number: Annotated[int, msgspec.Meta(ge=1)] = 1


ERRORS = {
    "denied": AccessDenied("wrong_role", "not yours", 403),
    "api": ApiError("query_invalid", "no", 422),
    "history": TyyniError("call_not_found", "none"),
    "database": OperationalError("SELECT secret", {}, OSError("secret")),
    "bug": TyyniError("of_something_else", "a bug"),
}


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture(scope="module")
def visitor(metrics: Metrics) -> Iterator[TestClient]:
    router = make_api_router(metrics)

    @router.post("/body")
    async def body(request: Request) -> Response:
        return answer(await body_of(request, Asked), 201)

    @router.get("/query")
    async def query(request: Request) -> Response:
        return answer(query_of(request, Asked))

    @router.get("/fails/{how}")
    async def fails(how: str) -> Response:
        raise ERRORS[how]

    @router.get("/history")
    async def history() -> Response:
        return answer(str(engine_of(NoArchive())))

    app = FastAPI()
    app.include_router(router)
    with TestClient(app) as client:
        yield client


def test_answers_are_json_that_no_cache_keeps(visitor: TestClient) -> None:
    taken = visitor.post("/body", content=b'{"number": 3}')
    assert (taken.status_code, taken.json(), taken.headers["cache-control"]) == (
        201,
        {"number": 3},
        "no-store",
    )


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        (b"", 422, "body_invalid"),
        (b"{", 422, "body_invalid"),
        (b'{"number": "three"}', 422, "body_invalid"),
        (b'{"number": 0}', 422, "body_invalid"),
        (b'{"other": 1}', 422, "body_invalid"),
        (b'{"number": "\xff"}', 422, "body_invalid"),
        (b" " * (MAX_BODY_BYTES + 1), 413, "body_too_large"),
    ],
)
def test_a_body_that_is_not_asked_for_is_refused(
    visitor: TestClient, sent: bytes, status: int, code: str
) -> None:
    refused = visitor.post("/body", content=sent)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_query_is_taken_by_its_names_and_kinds(visitor: TestClient) -> None:
    assert visitor.get("/query?number=4&as=agent").json() == {"number": 4}
    for query in ("number=x", "number=0", "other=1"):
        refused = visitor.get(f"/query?{query}")
        assert (refused.status_code, refused.json()["code"]) == (422, "query_invalid")


@pytest.mark.parametrize(
    ("how", "status", "code"),
    [
        ("denied", 403, "wrong_role"),
        ("api", 422, "query_invalid"),
        ("history", 404, "call_not_found"),
        ("database", 503, "history_failing"),
    ],
)
def test_errors_are_coded_and_counted(
    visitor: TestClient, metrics: Metrics, how: str, status: int, code: str
) -> None:
    refused = visitor.get(f"/fails/{how}")
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert "secret" not in refused.text
    assert f'code="{code}"' in metrics.exposition().decode()


def test_a_bug_stays_one(visitor: TestClient) -> None:
    with pytest.raises(TyyniError, match="of_something_else"):
        visitor.get("/fails/bug")


def test_without_a_history_that_is_what_is_said(visitor: TestClient) -> None:
    refused = visitor.get("/history")
    assert (refused.status_code, refused.json()["code"]) == (503, "history_off")
