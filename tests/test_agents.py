from __future__ import annotations

import os
from pathlib import Path

import pytest

from tyyni.errors import TyyniError
from tyyni.serve.agents import AgentBook, add_agent, digest_of, read_agents, remove_agent, renew_key


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "agents.json"


def test_a_key_is_given_once_and_only_its_digest_is_kept(path: Path) -> None:
    key = add_agent(path, " Żaneta Öberg ", "Parcels")
    (agent,) = read_agents(path)
    assert (agent.name, agent.team, agent.key_sha256) == ("Żaneta Öberg", "Parcels", digest_of(key))
    assert key not in path.read_text("utf-8")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["agents.json"]


def test_agents_are_found_by_key_and_by_its_digest(path: Path) -> None:
    keys = {name: add_agent(path, name, "") for name in ("Anna", "Bo")}
    book = AgentBook(path)
    for name, key in keys.items():
        for found in (book.of_key(key), book.of_digest(digest_of(key))):
            assert found is not None
            assert found.name == name
        assert book.has(name)
    for wrong in ("", "é", keys["Anna"] + "a", digest_of(keys["Anna"])):
        assert book.of_key(wrong) is None
    assert not book.has("")


def test_without_a_file_there_is_nobody(path: Path) -> None:
    assert read_agents(path) == ()
    for book in (AgentBook(), AgentBook(path)):
        assert book.of_key("a" * 43) is None


def test_a_change_of_the_file_counts_at_once(path: Path) -> None:
    book = AgentBook(path)
    key = add_agent(path, "Anna", "")
    assert book.of_key(key) is not None
    newer = renew_key(path, "Anna")
    assert book.of_key(key) is None
    assert book.of_key(newer) is not None
    remove_agent(path, "Anna")
    assert book.of_key(newer) is None
    path.unlink()
    assert not book.has("Anna")


def test_a_file_that_was_spoilt_lets_nobody_in_until_it_is_mended(path: Path) -> None:
    key = add_agent(path, "Anna", "")
    good = path.read_text("utf-8")
    book = AgentBook(path)
    path.write_text("nonsense, and longer than it was before: the size tells too" + good, "utf-8")
    assert book.of_key(key) is None
    path.write_text(good, "utf-8")
    assert book.of_key(key) is not None


@pytest.mark.parametrize(
    ("name", "team"), [("", ""), (" ", ""), ("x" * 61, ""), ("a\nb", ""), ("a", "x" * 61)]
)
def test_what_is_no_name_is_refused(path: Path, name: str, team: str) -> None:
    with pytest.raises(TyyniError, match="agent_name_invalid"):
        add_agent(path, name, team)
    assert not path.exists()


def test_who_is_there_is_not_added_and_who_is_not_is_told(path: Path) -> None:
    add_agent(path, "Anna", "")
    with pytest.raises(TyyniError, match="agent_exists"):
        add_agent(path, "Anna", "other")
    for end in (remove_agent, renew_key):
        with pytest.raises(TyyniError, match="agent_unknown"):
            end(path, "Bo")


@pytest.mark.parametrize(
    "content",
    [
        "", "{}", "[]", "\udcff", '{"agents": [{"name": "a"}]}',
        '{"agents": [{"name": "", "team": "", "key_sha256": ""}]}',
        '{"agents": [{"name": "a", "team": "", "key_sha256": ""}, {"name": "a", "team": "", "key_sha256": ""}]}',
    ],
)  # fmt: skip
def test_a_spoilt_file_is_refused_at_start(tmp_path: Path, content: str) -> None:
    path = tmp_path / "agents.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    path.chmod(0o600)
    with pytest.raises(TyyniError, match="agents_invalid"):
        AgentBook(path)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_file_that_others_can_read_is_refused(path: Path) -> None:
    add_agent(path, "Anna", "")
    path.chmod(0o640)
    with pytest.raises(TyyniError, match="agents_exposed"):
        read_agents(path)
