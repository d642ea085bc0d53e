from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from live_service import AGENT, KEYS, SUPERVISOR, LiveService

from tyyni.serve.access import Role
from tyyni.serve.web import READY, make_router
from tyyni_models.scripted import ScriptedTranscriber


@pytest.fixture(scope="module")
def service() -> Iterator[LiveService]:
    with LiveService(ScriptedTranscriber([])) as running:
        yield running


@pytest.fixture
def visitor(service: LiveService) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url) as client:
        yield client


def pages_of(service: LiveService, folder: Path) -> TestClient:
    """Return a browser in front of pages in another folder."""
    app = FastAPI()
    app.include_router(make_router(service.service.doors, lambda: READY, pages=folder))
    return TestClient(app, base_url=service.url, follow_redirects=False)


def test_health_needs_no_key(visitor: httpx.Client) -> None:
    assert visitor.get("/livez").status_code == 200
    ready = visitor.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"state": "ready", "reason": "", "playbook": None})


def test_figures_need_a_key(visitor: httpx.Client) -> None:
    assert visitor.get("/metrics").status_code == 401
    for headers in (AGENT, SUPERVISOR):
        answer = visitor.get("/metrics", headers=dict(headers))
        assert answer.status_code == 200
        assert "tyyni_live_calls" in answer.text
    assert visitor.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 401
    visitor.get(f"/floor?token={KEYS.supervisor}")
    assert visitor.get("/metrics").status_code == 200


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/agent", KEYS.agent),
        ("/floor", KEYS.supervisor),
        ("/review", KEYS.agent),
        ("/review", KEYS.supervisor),
    ],
)
def test_a_link_is_exchanged_for_a_cookie_at_once(service: LiveService, path: str, key: str) -> None:
    with httpx.Client(base_url=service.url) as browser:
        answer = browser.get(f"{path}?token={key}")
        assert (answer.status_code, answer.headers["location"]) == (303, path)
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert key not in cookie
        assert browser.get(path).status_code != 401


def test_a_link_may_lead_to_one_call(visitor: httpx.Client) -> None:
    answer = visitor.get(f"/review?call=a&token={KEYS.agent}&as=agent")
    assert (answer.status_code, answer.headers["location"]) == (303, "/review?call=a&as=agent")


def test_a_link_opens_its_own_page_only(visitor: httpx.Client) -> None:
    for url in (f"/floor?token={KEYS.agent}", f"/agent?token={KEYS.supervisor}", "/agent?token=guess"):
        answer = visitor.get(url)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers
    assert visitor.get("/agent").status_code == 401
    visitor.get(f"/agent?token={KEYS.agent}")
    assert visitor.get("/floor").status_code == 401


def test_the_cookie_is_secure_behind_tls(service: LiveService, tmp_path: Path) -> None:
    app = FastAPI()
    app.include_router(make_router(service.service.doors, lambda: READY, pages=tmp_path))
    browser = TestClient(app, base_url="https://tyyni.example", follow_redirects=False)
    assert "Secure" in browser.get(f"/agent?token={KEYS.agent}").headers["set-cookie"]


def test_every_answer_forbids_what_no_page_needs(visitor: httpx.Client) -> None:
    for path in ("/livez", "/agent", "/nothing/here"):
        headers = visitor.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers


def test_pages_and_their_files_are_served(service: LiveService, tmp_path: Path) -> None:
    (tmp_path / "agent.html").write_text("<!doctype html>agent")
    (tmp_path / "agent.js").write_text("1")
    (tmp_path / ".ready").write_text("")
    browser = pages_of(service, tmp_path)
    browser.get(f"/agent?token={KEYS.agent}")
    assert "agent" in browser.get("/agent").text
    assert browser.get("/pages/agent.js").headers["content-type"].startswith("text/javascript")
    for name in ("agent.html", ".ready", "nothing.js", "..%2Faccess.py"):
        assert browser.get(f"/pages/{name}").status_code == 404
    assert browser.get("/").headers["location"] == "/agent"


def test_pages_that_are_not_built_say_so(service: LiveService, tmp_path: Path) -> None:
    browser = pages_of(service, tmp_path)
    browser.get(f"/floor?token={KEYS.supervisor}")
    answer = browser.get("/floor")
    assert answer.status_code == 503
    assert "make pages" in answer.text


def test_there_is_no_api_documentation_to_find(visitor: httpx.Client) -> None:
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert visitor.get(path).status_code == 404


def test_roles_have_a_page_each(service: LiveService) -> None:
    links = {service.service.access.link("", role) for role in Role}
    assert {link.partition("?")[0] for link in links} == {"/agent", "/floor"}
