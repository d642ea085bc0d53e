"""Over the wire: notes and follow-ups, who may write them, and what becomes of two who write at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from live_service import KEYS, LiveService
from review_sample import People, a_call, client, prepared

NOTE = {
    "what_happened": "The parcel was late.",
    "resolution": "",
    "next_step": "",
    "preventable": None,
    "prevention": "",
    "based_on": None,
}
FOLLOW_UP = {"due": "2026-12-01", "text": "Call back"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("history")


@pytest.fixture(scope="module")
def people(folder: Path) -> People:
    return prepared(folder, *(a_call(call_id) for call_id in ("a", "b", "c", "d", "e")))


@pytest.fixture(scope="module")
def as_(service: LiveService, people: People) -> Iterator[Callable[[str], httpx.Client]]:
    """Return the client of somebody."""
    clients = {who: client(service, people, who) for who in ("aino", "olli", "shared", "supervisor")}
    yield clients.__getitem__
    for one in clients.values():
        one.close()


As = Callable[[str], httpx.Client]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_each_author_has_a_note_and_all_who_open_the_call_read_them(as_: As) -> None:
    for who in ("aino", "supervisor"):
        assert as_(who).put("/api/calls/a/notes", json=NOTE).status_code == 200
    notes = as_("aino").get("/api/calls/a").json()["seen"]["notes"]
    assert [note["author"] for note in notes] == ["agent:Aino", "supervisor"]


def test_a_note_that_changed_meanwhile_is_not_overwritten(as_: As) -> None:
    first = as_("supervisor").put("/api/calls/b/notes", json=NOTE).json()
    other = {**NOTE, "resolution": "Refunded.", "based_on": first["saved_at"]}
    newest = as_("supervisor").put("/api/calls/b/notes", json=other).json()
    mine = {**NOTE, "resolution": "Exchanged.", "based_on": first["saved_at"]}
    for based_on in (first["saved_at"], None):
        conflict = as_("supervisor").put("/api/calls/b/notes", json={**mine, "based_on": based_on})
        assert refusal(conflict) == (409, "note_changed")
        assert conflict.json()["newest"] == newest
    again = as_("supervisor").put("/api/calls/b/notes", json={**mine, "based_on": newest["saved_at"]})
    assert again.json()["resolution"] == "Exchanged."


def test_a_note_based_on_one_that_never_was_is_a_conflict(as_: As) -> None:
    conflict = as_("aino").put("/api/calls/c/notes", json={**NOTE, "based_on": "2026-11-24T10:00:00Z"})
    assert (refusal(conflict), conflict.json()["newest"]) == ((409, "note_changed"), None)


def test_a_follow_up_is_listed_until_it_is_done(as_: As) -> None:
    made = as_("aino").post("/api/calls/d/follow-ups", json=FOLLOW_UP)
    assert (made.status_code, made.json()["author"]) == (201, "agent:Aino")

    def is_open() -> bool:
        promises = as_("supervisor").get("/api/follow-ups").json()
        return made.json()["id"] in [promise["follow_up"]["id"] for promise in promises]

    path = f"/api/follow-ups/{made.json()['id']}"
    assert is_open()
    assert as_("supervisor").patch(path, json={"done": True}).json()["done_at"] is not None
    assert not is_open()
    assert as_("aino").patch(path, json={"done": False}).json()["done_at"] is None
    assert is_open()


@pytest.mark.parametrize("who", ["olli", "shared"])
def test_others_cannot_write_about_the_call(as_: As, who: str) -> None:
    made = as_("aino").post("/api/calls/e/follow-ups", json=FOLLOW_UP).json()
    assert refusal(as_(who).put("/api/calls/e/notes", json=NOTE)) == (404, "call_not_found")
    assert refusal(as_(who).post("/api/calls/e/follow-ups", json=FOLLOW_UP)) == (404, "call_not_found")
    ticked = as_(who).patch(f"/api/follow-ups/{made['id']}", json={"done": True})
    assert refusal(ticked) == (404, "follow_up_not_found")
    seen = as_("aino").get("/api/calls/e").json()["seen"]
    assert (seen["notes"], [one["done_at"] for one in seen["follow_ups"] if one["done_at"]]) == ([], [])


@pytest.mark.parametrize(
    "fault",
    [
        {"what_happened": "x" * 4_001},
        {"what_happened": "\0"},
        {"what_happened": None},
        {"preventable": "perhaps"},
        {"based_on": "yesterday"},
        {"author": "agent:Olli"},
    ],
)
def test_a_note_that_is_none_is_refused(as_: As, fault: dict[str, object]) -> None:
    refused = as_("aino").put("/api/calls/c/notes", json={**NOTE, **fault})
    assert refused.status_code == 422
    assert refused.json()["code"] in {"body_invalid", "note_invalid"}
    assert as_("aino").get("/api/calls/c").json()["seen"]["notes"] == []


@pytest.mark.parametrize(
    "fault", [{"due": "soon"}, {"due": "2026-02-30"}, {"text": "  "}, {"text": "\0"}, {"id": 1}]
)
def test_a_follow_up_that_is_none_is_refused(as_: As, fault: dict[str, object]) -> None:
    refused = as_("aino").post("/api/calls/c/follow-ups", json={**FOLLOW_UP, **fault})
    assert refused.status_code == 422
    assert as_("aino").get("/api/calls/c").json()["seen"]["follow_ups"] == []


def test_another_site_cannot_write_with_a_browsers_cookie(service: LiveService) -> None:
    with httpx.Client(base_url=service.url) as browser:
        browser.get(f"/review?token={KEYS.supervisor}")
        without = browser.put("/api/calls/c/notes", json=NOTE)
        assert refusal(without) == (401, "not_admitted")
        elsewhere = browser.put(
            "/api/calls/c/notes", json=NOTE, headers={"Origin": "https://elsewhere.example"}
        )
        assert refusal(elsewhere) == (403, "origin_refused")
        own = browser.patch("/api/follow-ups/999", json={"done": True}, headers={"Origin": service.url})
        assert refusal(own) == (404, "follow_up_not_found")
