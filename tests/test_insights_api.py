"""What supervisors are told about many calls over the API: causes and calls, nobody's name, nothing to agents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from coaching import Silent
from insights_sample import AGENTS, PROMISED, TEAMS, WEEKS, long_ago, serving
from live_service import AGENT, SUPERVISOR, LiveService

from tyyni.serve.insights_tables import TABLES


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    with serving(tmp_path_factory.mktemp("history")) as running:
        yield running


def asked(service: LiveService, path: str = "", **query: str) -> httpx.Response:
    return httpx.get(f"{service.url}/api/insights{path}", params=query, headers=dict(SUPERVISOR))


def told(service: LiveService, **query: str) -> dict[str, Any]:
    answer = asked(service, **query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    told: dict[str, Any] = answer.json()
    return told


def test_all_of_it_is_told_for_the_last_quarter(service: LiveService) -> None:
    given = told(service)
    assert (given["calls"], given["teams"], len(given["weeks"])) == (WEEKS * len(AGENTS), list(TEAMS), 13)
    assert {one["row"] for one in given["causes"]} == {"P1", "P2", "P4", "P5", "P6", "P8"}
    assert given["hot_calls"] == sum(given["heat"]["by_minute"].values()) > 0
    assert set(given["heat"]["by_phase"]) == {"problem", "solving"}
    assert {one["rule"] for one in given["prompts"]} == {"charm"}, (
        "others had fewer than five agents in each week"
    )
    (charm,) = given["prompts"]
    assert (charm["shown"], charm["muted_calls"]) == (WEEKS * len(AGENTS), WEEKS * len(AGENTS))
    assert len(given["charm_moments"]) == WEEKS
    assert [one["text"] for one in given["promises"]] == [PROMISED, "Send the new part"]


def test_no_answer_names_an_agent_or_tells_what_agents_said_of_prompts(service: LiveService) -> None:
    answers = [
        asked(service),
        asked(service, team=TEAMS[0]),
        *(asked(service, f"/{table}.csv") for table in TABLES),
    ]
    for answer in answers:
        assert answer.status_code == 200
        for private in (*AGENTS, "useful", "dismiss", "rating", "agent:", "author"):
            assert private not in answer.text, f"{private} in {answer.url}"


def test_one_team_and_a_period_of_whole_weeks_can_be_asked_for(service: LiveService) -> None:
    day = long_ago(2).date().isoformat()
    given = told(service, **{"from": day, "to": day, "team": TEAMS[0]})
    assert (given["calls"], len(given["weeks"]), given["team"]) == (3, 1, TEAMS[0])
    assert given["prompts"] == [], "of one team nothing is told that agents did"
    assert len(told(service, **{"from": day, "to": day})["prompts"]) == 1


def test_promises_are_listed_whenever_they_were_made(service: LiveService) -> None:
    assert len(told(service, **{"from": "2020-01-06", "to": "2020-01-06"})["promises"]) == 2


@pytest.mark.parametrize(
    "query",
    [
        {"from": "yesterday"},
        {"from": "2026-02-01", "to": "2026-01-01"},
        {"from": "2020-01-01", "to": "2026-01-01"},
        {"agent": "Aino"},
        {"team": "x" * 101},
    ],
)
def test_what_makes_no_sense_is_refused(service: LiveService, query: dict[str, str]) -> None:
    answer = asked(service, **query)
    assert (answer.status_code, answer.json()["code"]) == (422, "query_invalid")


def test_tables_are_files_that_excel_reads(service: LiveService) -> None:
    answer = asked(service, "/promises.csv")
    assert answer.content.startswith(b"\xef\xbb\xbfcall,due,text\r\n")
    assert f"'{PROMISED}" in answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    unknown = asked(service, "/agents.csv")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "table_unknown")


def test_agents_and_strangers_are_told_nothing(service: LiveService) -> None:
    for path in ("", "/causes.csv"):
        for headers, status in ((dict(AGENT), 403), ({}, 401)):
            assert httpx.get(f"{service.url}/api/insights{path}", headers=headers).status_code == status


def test_without_a_history_it_says_so() -> None:
    with LiveService(Silent()) as running:
        answer = asked(running)
    assert (answer.status_code, answer.json()["code"]) == (503, "history_off")
