"""Over the wire: who may look back at which call, and what of it each is told."""

from __future__ import annotations

import csv
import io
import json

import httpx
import pytest
from live_service import KEYS, LiveService, calling
from review_sample import Ask, People, a_call, client, play_a_call, prepared, serving

PRIVATE = ("gone_reason", "steps", "doings", "conduct")
"""Words that only the agent's own part has."""


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> People:
    calls = (a_call("a"), a_call("b", agent="Olli", team="orders"), a_call("c", agent="", team=""))
    return prepared(tmp_path_factory.mktemp("history"), *calls)


def test_each_is_told_who_they_are(ask: Ask) -> None:
    assert ask("aino", "/api/me").json() == {
        "role": "agent",
        "agent": "Aino",
        "team": "claims",
        "author": "agent:Aino",
        "roles": ["agent"],
        "history": True,
        "keeps_words": False,
    }
    assert ask("supervisor", "/api/me").json()["author"] == "supervisor"


def test_nobody_is_told_without_a_key(service: LiveService) -> None:
    with httpx.Client(base_url=service.url) as stranger:
        for path in ("me", "calls", "calls/a", "calls/a/export.csv", "calls/a/export.json", "follow-ups"):
            refused = stranger.get(f"/api/{path}")
            assert (refused.status_code, refused.json()["code"]) == (401, "not_admitted")
            assert refused.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("who", "opens"), [("supervisor", "abc"), ("aino", "a"), ("olli", "b"), ("shared", "c")]
)
def test_each_opens_and_exports_their_calls_and_no_other(ask: Ask, who: str, opens: str) -> None:
    listed = [line["call"]["call_id"] for line in ask(who, "/api/calls").json()["calls"]]
    assert sorted(listed) == list(opens)
    for call_id in "abcd":
        for part in ("", "/export.json", "/export.csv"):
            answer = ask(who, f"/api/calls/{call_id}{part}")
            assert answer.headers["cache-control"] == "no-store"
            assert answer.status_code == (200 if call_id in opens else 404)


def test_the_agent_of_the_call_gets_the_own_part(ask: Ask) -> None:
    told = ask("aino", "/api/calls/a").json()
    assert {prompt["about"] for prompt in told["own"]["prompts"]} == {"caller", "conduct"}
    assert [doing["kind"] for doing in told["own"]["doings"]].count("rate") == 1
    assert len(told["helped"]) == len(told["own"]["prompts"])
    assert told["author"] == "agent:Aino"


@pytest.mark.parametrize(("who", "call_id"), [("supervisor", "a"), ("shared", "c")])
def test_nobody_else_gets_any_of_it(ask: Ask, who: str, call_id: str) -> None:
    told = ask(who, f"/api/calls/{call_id}")
    assert told.json()["own"] is None
    assert len(told.json()["helped"]) == len(told.json()["seen"]["prompts"]) > 0
    exports = [ask(who, f"/api/calls/{call_id}/export.{kind}").text for kind in ("json", "csv")]
    for text in (told.text, *exports):
        assert [word for word in PRIVATE if word in text] == []


def test_both_exports_are_files_with_the_same_in_them(ask: Ask) -> None:
    as_json, as_csv = (ask("aino", f"/api/calls/a/export.{kind}") for kind in ("json", "csv"))
    assert as_json.headers["content-disposition"] == 'attachment; filename="tyyni-a.json"'
    assert as_csv.headers["content-disposition"] == 'attachment; filename="tyyni-a.csv"'
    kept = json.loads(as_json.content)
    rows = list(csv.DictReader(io.StringIO(as_csv.content.decode("utf-8-sig"))))
    assert as_csv.content.startswith(b"\xef\xbb\xbf"), "Excel reads it as UTF-8"
    assert [row["kind"] for row in rows].count("cue") == len(kept["seen"]["cues"])
    assert "own step" in [row["kind"] for row in rows]
    finnish = ask("aino", "/api/calls/a/export.csv?language=fi").text
    assert kept["seen"]["prompts"][0]["text"]["fi"] in finnish
    assert ask("aino", "/api/calls/a/export.csv?language=de").status_code == 422


def test_a_bad_question_is_refused(ask: Ask) -> None:
    for query in (
        "limit=0",
        "limit=x",
        "since=yesterday",
        "colour=red",
        "text=" + "x" * 101,
        "team=%00",
        "as=root",
    ):
        refused = ask("supervisor", f"/api/calls?{query}")
        assert (refused.status_code, refused.json()["code"]) == (422, "query_invalid"), query


def test_a_browser_with_both_links_chooses_whom_it_looks_as(service: LiveService, people: People) -> None:
    with httpx.Client(base_url=service.url) as browser:
        browser.get(f"/review?token={people.aino}")
        browser.get(f"/review?token={KEYS.supervisor}")
        assert browser.get("/api/me").json()["roles"] == ["agent", "supervisor"]
        assert browser.get("/api/me").json()["agent"] == "Aino"
        assert browser.get("/api/calls/a").json()["own"] is not None
        assert browser.get("/api/calls/a?as=supervisor").json()["own"] is None
        assert browser.get("/api/calls/b").status_code == 404
        assert browser.get("/api/calls/b?as=supervisor").status_code == 200


def test_nobody_looks_as_whom_they_are_not(ask: Ask) -> None:
    refused = ask("aino", "/api/calls/a?as=supervisor")
    assert (refused.status_code, refused.json()["code"]) == (403, "wrong_role")


async def test_a_call_is_there_while_it_lives_and_as_soon_as_it_is_over(
    service: LiveService, people: People
) -> None:
    with client(service, people, "aino") as aino:
        async with calling(service, people.headers("aino")) as (call, welcome):
            assert aino.get(f"/api/calls/{welcome.call_id}").json()["live"]
            await call.hang_up()
        told = aino.get(f"/api/calls/{await play_a_call(service, people.headers('aino'))}").json()
    assert (told["live"], told["seen"]["call"]["label"], told["seen"]["call"]["agent"]) == (
        False,
        "Desk 12",
        "Aino",
    )
    assert [doing["prompt"] for doing in told["own"]["doings"]] == [3]


def test_without_a_history_the_page_can_say_so(people: People) -> None:
    with serving(people, history=False) as service, client(service, people, "aino") as aino:
        assert aino.get("/api/me").json()["history"] is False
        for path in ("calls", "calls/a", "calls/a/export.csv", "follow-ups"):
            refused = aino.get(f"/api/{path}")
            assert (refused.status_code, refused.json()["code"]) == (503, "history_off")
