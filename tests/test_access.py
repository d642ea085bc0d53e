from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection

from tyyni.errors import TyyniError
from tyyni.serve.access import Access, AccessDenied, Identity, Keys, Role, load_keys
from tyyni.serve.agents import AgentBook, add_agent, remove_agent, renew_key

KEYS = Keys(agent="a" * 40, supervisor="s" * 40, signing="k" * 40)
HOST = {"host": "127.0.0.1:8765"}
OWN = {**HOST, "origin": "http://127.0.0.1:8765"}


class Clock:
    now_s = 1_000_000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(clock: Clock) -> Access:
    return Access(
        KEYS,
        cookie_suffix="8765",
        session_s=60,
        allowed_origins=("https://crm.example",),
        wall_s=clock,
    )


def cookies(access: Access, role: Role) -> dict[str, str]:
    return {access.cookie_name(role): access.cookie_value(Identity(role))}


def refusal(access: Access, headers: dict[str, str], jar: dict[str, str], *roles: Role) -> tuple[str, int]:
    with pytest.raises(AccessDenied) as raised:
        access.admit(headers, jar, *roles)
    return raised.value.code, raised.value.status


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "access-keys.json"
    keys = load_keys(path)
    assert load_keys(path) == keys
    assert len({keys.agent, keys.supervisor, keys.signing}) == 3
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "access-keys.json"
    load_keys(path)
    path.chmod(0o644)
    with pytest.raises(TyyniError, match="keys_exposed") as raised:
        load_keys(path)
    assert "chmod 600" in raised.value.message


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", json.dumps({"agent": "a", "supervisor": "s", "signing": "k"}), '{"agent": 1}', "5"],
)
def test_keys_that_were_spoilt_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "access-keys.json"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(TyyniError, match="keys_invalid"):
        load_keys(path)


def test_each_link_carries_the_key_of_its_own_page(access: Access) -> None:
    assert access.link("http://h:1", Role.AGENT) == f"http://h:1/agent?token={KEYS.agent}"
    assert access.link("http://h:1", Role.SUPERVISOR) == f"http://h:1/floor?token={KEYS.supervisor}"


def test_a_token_opens_its_role_only(access: Access) -> None:
    assert access.holder_of(KEYS.agent) == Identity(Role.AGENT)
    assert access.holder_of(KEYS.supervisor) == Identity(Role.SUPERVISOR)
    for wrong in (KEYS.signing, "", "é", KEYS.agent + "a"):
        assert access.holder_of(wrong) is None


def test_a_bearer_token_needs_no_origin(access: Access) -> None:
    headers = {"authorization": f"Bearer {KEYS.agent}"}
    access.admit(headers, {}, Role.AGENT)
    assert refusal(access, headers, {}, Role.SUPERVISOR) == ("wrong_role", 403)
    assert refusal(access, {"authorization": "Bearer nonsense"}, {}, Role.AGENT) == ("not_admitted", 401)


def test_a_cookie_opens_its_role_from_the_services_own_pages_and_allowed_ones(access: Access) -> None:
    jar = cookies(access, Role.AGENT)
    access.admit(OWN, jar, Role.AGENT)
    access.admit({**HOST, "origin": "https://crm.example"}, jar, Role.AGENT)
    assert refusal(access, OWN, jar, Role.SUPERVISOR) == ("wrong_role", 403)
    assert refusal(access, OWN, {}, Role.AGENT) == ("not_admitted", 401)


def test_one_browser_may_hold_both_cookies(access: Access) -> None:
    jar = cookies(access, Role.AGENT) | cookies(access, Role.SUPERVISOR)
    access.admit(OWN, jar, Role.AGENT)
    access.admit(OWN, jar, Role.SUPERVISOR)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:9", "", "http://["])
def test_other_origins_are_refused_whatever_they_hold(access: Access, origin: str) -> None:
    headers = {**HOST, "origin": origin, "authorization": f"Bearer {KEYS.agent}"}
    assert refusal(access, headers, cookies(access, Role.AGENT), Role.AGENT) == ("origin_refused", 403)


def test_a_cookie_without_an_origin_proves_nothing(access: Access) -> None:
    assert refusal(access, HOST, cookies(access, Role.AGENT), Role.AGENT) == ("not_admitted", 401)


def test_an_empty_origin_and_host_do_not_match(access: Access) -> None:
    assert refusal(access, {"host": "", "origin": ""}, {}, Role.AGENT)[0] == "origin_refused"


def test_a_cookie_expires(access: Access, clock: Clock) -> None:
    jar = cookies(access, Role.AGENT)
    clock.now_s += 59
    access.admit_page(jar, Role.AGENT)
    clock.now_s += 1
    with pytest.raises(AccessDenied):
        access.admit_page(jar, Role.AGENT)


@pytest.mark.parametrize("change", ["supervisor.9999999999", "agent.9999999999", "agent.x", "", "."])
def test_a_forged_cookie_is_refused(access: Access, change: str) -> None:
    signature = access.cookie_value(Identity(Role.AGENT)).rpartition(".")[2]
    for forged in (f"{change}.{signature}", f"{change}.", change):
        with pytest.raises(AccessDenied):
            access.admit_page({access.cookie_name(Role.AGENT): forged}, Role.AGENT)


def test_an_agents_cookie_under_the_supervisors_name_is_refused(access: Access) -> None:
    jar = {access.cookie_name(Role.SUPERVISOR): access.cookie_value(Identity(Role.AGENT))}
    with pytest.raises(AccessDenied):
        access.admit_page(jar, Role.SUPERVISOR)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "agents.json"


@pytest.fixture
def personal(book: Path, clock: Clock) -> tuple[Access, str]:
    """Return an access with one personal agent, and the key."""
    key = add_agent(book, "Åsa Nowak", "Parcels")
    access = Access(KEYS, cookie_suffix="8765", session_s=60, wall_s=clock, agents=AgentBook(book))
    return access, key


def test_a_personal_key_says_who_comes_in_by_bearer_and_by_cookie(personal: tuple[Access, str]) -> None:
    access, key = personal
    identity = access.admit({"authorization": f"Bearer {key}"}, {}, Role.AGENT)
    assert (identity.role, identity.agent, identity.team) == (Role.AGENT, "Åsa Nowak", "Parcels")
    assert identity.personal
    jar = {access.cookie_name(Role.AGENT): access.cookie_value(identity)}
    assert access.admit(OWN, jar, Role.AGENT) == access.admit_page(jar, Role.AGENT) == identity
    assert refusal(access, OWN, jar, Role.SUPERVISOR) == ("wrong_role", 403)
    assert key not in f"{identity}{jar}", "the key itself stays nowhere"


def test_the_shared_key_is_nobody_in_person(personal: tuple[Access, str]) -> None:
    assert personal[0].holder_of(KEYS.agent) == Identity(Role.AGENT)
    assert not Identity(Role.AGENT).personal


@pytest.mark.parametrize("end", [remove_agent, renew_key])
def test_the_cookie_of_a_removed_agent_or_an_old_link_stops_working(
    personal: tuple[Access, str], book: Path, end: Callable[[Path, str], object]
) -> None:
    access, key = personal
    identity = access.holder_of(key)
    assert identity is not None
    jar = {access.cookie_name(Role.AGENT): access.cookie_value(identity)}
    assert access.still_admits(identity)
    end(book, "Åsa Nowak")
    assert not access.still_admits(identity)
    assert access.holder_of(key) is None
    assert refusal(access, OWN, jar, Role.AGENT) == ("not_admitted", 401)


def test_who_is_in_stays_while_the_file_of_keys_cannot_be_read(
    personal: tuple[Access, str], book: Path
) -> None:
    access, key = personal
    identity = access.holder_of(key)
    assert identity is not None
    book.write_text("{ half an edit")
    assert access.holder_of(key) is None
    assert access.still_admits(identity)


def test_a_cookie_cannot_be_turned_into_anothers(personal: tuple[Access, str], book: Path) -> None:
    access, key = personal
    add_agent(book, "Eve", "")
    mine, eve = access.holder_of(key), AgentBook(book)
    assert mine is not None
    assert eve.has("Eve")
    role, end, _, signature = access.cookie_value(mine).split(".")
    for forged in (f"{role}.{end}.{signature}", f"{role}.{end}.{'0' * 64}.{signature}"):
        with pytest.raises(AccessDenied):
            access.admit_page({access.cookie_name(Role.AGENT): forged}, Role.AGENT)


def request(method: str, jar: dict[str, str], **headers: str) -> HTTPConnection:
    sent = {**HOST, **headers, "cookie": "; ".join(f"{name}={value}" for name, value in jar.items())}
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    return HTTPConnection({"type": "http", "method": method, "headers": raw})


def test_a_request_over_http_is_somebodys(personal: tuple[Access, str]) -> None:
    access, key = personal
    mine = access.holder_of(key)
    assert mine is not None
    jar = {access.cookie_name(Role.AGENT): access.cookie_value(mine)}
    both = jar | cookies(access, Role.SUPERVISOR)
    assert access.identity(request("GET", jar), Role.SUPERVISOR, Role.AGENT) == mine
    assert access.identity(request("GET", both), Role.SUPERVISOR, Role.AGENT) == Identity(Role.SUPERVISOR)
    assert access.identity(request("GET", both), Role.AGENT, Role.SUPERVISOR) == mine
    assert access.identity(request("GET", {}, authorization=f"Bearer {key}"), Role.AGENT) == mine
    assert access.identity(request("POST", jar, origin=OWN["origin"]), Role.AGENT) == mine


@pytest.mark.parametrize(
    ("method", "headers", "code"),
    [
        ("GET", {"origin": "http://evil.example"}, "origin_refused"),
        ("POST", {"origin": "http://evil.example"}, "origin_refused"),
        ("POST", {}, "not_admitted"),
        ("DELETE", {}, "not_admitted"),
    ],
)
def test_no_other_site_makes_a_browser_ask_or_change_anything(
    access: Access, method: str, headers: dict[str, str], code: str
) -> None:
    with pytest.raises(AccessDenied) as raised:
        access.identity(request(method, cookies(access, Role.AGENT), **headers), Role.AGENT)
    assert raised.value.code == code
