"""Agents with a key of their own: who they are, in a file beside the keys; of each key only its SHA-256 is kept.

A key has 256 bits of chance, so a plain hash cannot be turned back by guessing, and needs no salt.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from tyyni.errors import TyyniError

log = structlog.get_logger()

AGENTS_FILE = "agents.json"
MAX_NAME_CHARS = 60
"""As the wire has it: more does not fit on a tile of the floor."""


@dataclass(frozen=True, slots=True)
class Agent:
    """Who holds a personal key."""

    name: str
    team: str
    key_sha256: str
    """Hexadecimal. A new link means another key: the old link and its cookies stop working."""


class _File(msgspec.Struct, forbid_unknown_fields=True):
    agents: list[Agent]


def digest_of(key: str) -> str:
    """Return what is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_name(text: str) -> bool:
    """Return whether a text may stand for an agent or a team on the floor; the empty one may."""
    return len(text) <= MAX_NAME_CHARS and text.isprintable()


def is_exposed(path: Path) -> bool:
    """Return whether others on this machine can read a file of keys."""
    return os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077 != 0


def read_agents(path: Path) -> tuple[Agent, ...]:
    """Return the agents in a file; none when it is not there.

    Raises:
        TyyniError: ``agents_exposed``, others can read the file; ``agents_invalid``, it is not what was written.
    """
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        return ()
    if is_exposed(path):
        raise TyyniError(
            "agents_exposed", f"{path}: others on this machine can read it; run `chmod 600 {path}`"
        )
    try:
        agents = tuple(msgspec.json.decode(written, type=_File).agents)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise TyyniError("agents_invalid", f"{path}: {error}") from error
    names = [agent.name for agent in agents]
    if len(set(names)) != len(names) or not all(names):
        raise TyyniError("agents_invalid", f"{path}: a name is there twice, or empty")
    return agents


def add_agent(path: Path, name: str, team: str) -> str:
    """Add an agent to the file; return the key, which is kept nowhere.

    Raises:
        TyyniError: ``agent_name_invalid``, ``agent_exists``, or what `read_agents` raises.
    """
    name, team = name.strip(), team.strip()
    if not name or not is_name(name) or not is_name(team):
        raise TyyniError(
            "agent_name_invalid",
            f"a name has 1 to {MAX_NAME_CHARS} printable characters, a team at most that",
        )
    agents = read_agents(path)
    if any(agent.name == name for agent in agents):
        raise TyyniError("agent_exists", f"{name} is there; `tyyni agents link` makes a new link")
    key = secrets.token_urlsafe(32)
    _write(path, [*agents, Agent(name, team, digest_of(key))])
    return key


def renew_key(path: Path, name: str) -> str:
    """Give an agent a new key and return it; the old one, and every cookie it was exchanged for, stop working.

    Raises:
        TyyniError: ``agent_unknown``, or what `read_agents` raises.
    """
    agent, others = _taken_out(path, name)
    key = secrets.token_urlsafe(32)
    _write(path, [*others, Agent(agent.name, agent.team, digest_of(key))])
    return key


def remove_agent(path: Path, name: str) -> None:
    """Take an agent out of the file: the key and its cookies stop working.

    Raises:
        TyyniError: ``agent_unknown``, or what `read_agents` raises.
    """
    _write(path, _taken_out(path, name)[1])


def _taken_out(path: Path, name: str) -> tuple[Agent, list[Agent]]:
    agents = read_agents(path)
    for agent in agents:
        if agent.name == name.strip():
            return agent, [other for other in agents if other is not agent]
    raise TyyniError("agent_unknown", f"no agent {name}; `tyyni agents list` shows all")


def _write(path: Path, agents: Sequence[Agent]) -> None:
    """Replace the file in one step, so that a service that reads it meanwhile finds the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(_File(list(agents)))))
    new.replace(path)


class AgentBook:
    """The agents of a running service; an edit of the file counts from the next time somebody comes in."""

    def __init__(self, path: Path | None = None) -> None:
        """Read the file (None: there are no personal keys); raises what `read_agents` does."""
        self._path = path
        self._seen = self._look()
        self._agents = read_agents(path) if path is not None else ()
        self._refused = False

    def of_key(self, key: str) -> Agent | None:
        """Return whose key this is."""
        return self.of_digest(digest_of(key))

    def of_digest(self, key_sha256: str) -> Agent | None:
        """Return whose key has this digest, as a cookie that was given for it carries it."""
        found = None
        for agent in self._now():  # all are compared, in constant time each, so that timing tells nothing
            if hmac.compare_digest(agent.key_sha256.encode(), key_sha256.encode()):
                found = agent
        return found

    def has(self, name: str) -> bool:
        """Return whether somebody of this name has a personal key."""
        return any(agent.name == name for agent in self._now())

    def took_back(self, key_sha256: str) -> bool:
        """Return whether a key that was somebody's is nobody's now; a file that cannot be read takes none back."""
        return self.of_digest(key_sha256) is None and not self._refused

    def _now(self) -> tuple[Agent, ...]:
        seen = self._look()
        if self._path is not None and seen != self._seen:
            self._seen = seen
            try:
                self._agents = read_agents(self._path)
            except TyyniError as error:
                # Nobody comes in on a file that cannot be trusted; the shared keys still work.
                self._agents = ()
                self._refused = True
                log.error("agents_refused", code=error.code, reason=error.message)
            else:
                self._refused = False
                log.info("agents_read", agents=len(self._agents))
        return self._agents

    def _look(self) -> tuple[int, int, int, int] | None:
        try:
            now = self._path.stat() if self._path is not None else None
        except FileNotFoundError:
            return None
        return (now.st_mtime_ns, now.st_size, now.st_ino, now.st_mode) if now is not None else None
