"""Who may come in: keys that agents or supervisors share, agents' own, links, cookies, bearer tokens and origins.

At first start the keys are made and kept in a file that only its owner can read. A link carries a key once;
it is exchanged for a signed cookie at once, so that the key does not stay in the address bar.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from starlette.requests import HTTPConnection

from tyyni.errors import TyyniError
from tyyni.serve.agents import Agent, AgentBook, is_exposed


class Role(StrEnum):
    """What a key opens."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"


READING = frozenset({"GET", "HEAD"})
"""HTTP methods that change nothing."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who came in."""

    role: Role
    agent: str = ""
    """The name that a personal key stands for; empty: the key that all of the role share."""
    team: str = ""
    key_sha256: str = field(default="", repr=False)

    @property
    def personal(self) -> bool:
        """Whether it is a certain agent."""
        return self.agent != ""


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of one installation."""

    agent: str
    supervisor: str
    signing: str
    """Signs cookies; never leaves the service."""


class AccessDenied(TyyniError):
    """A visitor may not come in.

    Attributes:
        status: HTTP status to answer with: 401 who are you, 403 not you.
    """

    def __init__(self, code: str, message: str, status: int) -> None:
        super().__init__(code, message)
        self.status = status


def load_keys(path: Path) -> Keys:
    """Return the keys in a file; make the file, with new keys, when it is not there.

    Raises:
        TyyniError: ``keys_exposed``, others can read the file; ``keys_invalid``, it is not what was written.
    """
    with suppress(FileExistsError):  # the usual case: not the first start
        _write_new_keys(path)
    if is_exposed(path):
        raise TyyniError(
            "keys_exposed", f"{path}: others on this machine can read the keys; run `chmod 600 {path}`"
        )
    try:
        found = json.loads(path.read_text("utf-8"))
        keys = Keys(**found)
        if not all(isinstance(key, str) and len(key) >= 32 for key in found.values()):
            raise ValueError("a key is shorter than 32 characters")
    except (ValueError, TypeError) as error:
        raise TyyniError(
            "keys_invalid", f"{path}: {error}; delete the file, and new keys are made at the next start"
        ) from error
    return keys


def _write_new_keys(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    keys = Keys(*(secrets.token_urlsafe(32) for _ in range(3)))
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(asdict(keys), stream)


class Access:
    """Judges who may come in."""

    def __init__(
        self,
        keys: Keys,
        *,
        cookie_suffix: str,
        session_s: float,
        allowed_origins: tuple[str, ...] = (),
        wall_s: Callable[[], float] = time.time,
        agents: AgentBook | None = None,
    ) -> None:
        self.agents = agents or AgentBook()
        self._keys = keys
        self._cookie_suffix = cookie_suffix
        self._allowed_origins = frozenset(allowed_origins)
        self._wall_s = wall_s
        self.session_s = session_s

    def link(self, base_url: str, role: Role) -> str:
        """Return the address that lets a browser in, for printing at start."""
        page = {Role.AGENT: "agent", Role.SUPERVISOR: "floor"}[role]
        return f"{base_url}/{page}?token={self._key(role)}"

    def holder_of(self, token: str) -> Identity | None:
        """Return whose key a token is; None when it is none."""
        found = None
        for role in Role:  # all are compared, in constant time each, so that timing tells nothing
            if hmac.compare_digest(self._key(role).encode(), token.encode()):
                found = Identity(role)
        agent = self.agents.of_key(token)
        return _personal(agent) if agent is not None else found

    def cookie_name(self, role: Role) -> str:
        """Return the cookie of a role: one each, so that one browser can have both pages open.

        Browsers share cookies between ports; the suffix (the port) keeps two services apart.
        """
        return f"tyyni_{role}_{self._cookie_suffix}"

    def cookie_value(self, identity: Identity) -> str:
        """Return a signed cookie that admits for ``session_s`` from now."""
        until = f"{identity.role}.{int(self._wall_s() + self.session_s)}"
        if identity.personal:
            until += f".{identity.key_sha256}"
        return f"{until}.{self._signature(until)}"

    def admit_page(self, cookies: Mapping[str, str], *roles: Role) -> Identity:
        """Let a page be shown, or a figure be read, to one of the roles; return who asks.

        Raises:
            AccessDenied: ``not_admitted`` (401).
        """
        holders = (self._cookie_holder(cookies, role) for role in roles)
        identity = next((holder for holder in holders if holder is not None), None)
        if identity is None:
            raise AccessDenied(
                "not_admitted",
                "open the link that the service printed when it started, or your own; if you just came from another "
                "site, reload this page",
                401,
            )
        return identity

    def admit(self, headers: Mapping[str, str], cookies: Mapping[str, str], *roles: Role) -> Identity:
        """Let a websocket (or a request of a program) in that holds one of the roles; return who it is.

        Raises:
            AccessDenied: ``not_admitted`` (401), ``wrong_role`` or ``origin_refused`` (403).
        """
        origin = self._checked_origin(headers)
        token = _bearer(headers)
        if token is not None:
            return self._admit_token(token, roles)
        if origin is None:
            # A browser always sends Origin with a websocket: without one a cookie proves nothing.
            raise AccessDenied("not_admitted", "send the key as `Authorization: Bearer KEY`", 401)
        return self._admit_cookie(cookies, roles)

    def still_admits(self, identity: Identity) -> bool:
        """Return whether somebody who came in may stay: a personal key may have been taken back meanwhile."""
        return not identity.personal or not self.agents.took_back(identity.key_sha256)

    def identity(self, request: HTTPConnection, *roles: Role) -> Identity:
        """Return who makes a request over plain HTTP, by bearer token or cookie; the first of the roles that holds.

        A browser that holds both links is whom the first role says. Reading needs no Origin (browsers send none with
        it); whatever changes something does, so that no other site can make a browser do it.

        Raises:
            AccessDenied: ``not_admitted`` (401), ``wrong_role`` or ``origin_refused`` (403).
        """
        if request.scope.get("method") not in READING:
            return self.admit(request.headers, request.cookies, *roles)
        self._checked_origin(request.headers)
        token = _bearer(request.headers)
        return (
            self._admit_token(token, roles)
            if token is not None
            else self._admit_cookie(request.cookies, roles)
        )

    def roles_of(self, request: HTTPConnection) -> list[Role]:
        """Return whom a request over plain HTTP can be, by bearer token or cookies."""
        token = _bearer(request.headers)
        if token is not None:
            holder = self.holder_of(token)
            return [holder.role] if holder is not None else []
        return [role for role in Role if self._cookie_holder(request.cookies, role)]

    def _admit_token(self, token: str, roles: Sequence[Role]) -> Identity:
        identity = self.holder_of(token)
        if identity is None:
            raise AccessDenied("not_admitted", "the bearer token is no key of this service", 401)
        if identity.role not in roles:
            raise AccessDenied("wrong_role", f"the {identity.role}'s key does not open this", 403)
        return identity

    def _admit_cookie(self, cookies: Mapping[str, str], roles: Sequence[Role]) -> Identity:
        for role in roles:
            identity = self._cookie_holder(cookies, role)
            if identity is not None:
                return identity
        if any(self._cookie_holder(cookies, role) for role in Role):
            raise AccessDenied("wrong_role", f"this needs the link of the {roles[0]}", 403)
        raise AccessDenied(
            "not_admitted", "open the link that the service printed when it started, or your own", 401
        )

    def _checked_origin(self, headers: Mapping[str, str]) -> str | None:
        origin = headers.get("origin")
        if origin is not None and not self._origin_allowed(origin, headers.get("host", "")):
            raise AccessDenied("origin_refused", f"pages of {origin[:100]} may not talk to this service", 403)
        return origin

    def _key(self, role: Role) -> str:
        return {Role.AGENT: self._keys.agent, Role.SUPERVISOR: self._keys.supervisor}[role]

    def _signature(self, text: str) -> str:
        return hmac.new(self._keys.signing.encode(), text.encode(), hashlib.sha256).hexdigest()

    def _cookie_holder(self, cookies: Mapping[str, str], role: Role) -> Identity | None:
        until, _, signature = cookies.get(self.cookie_name(role), "").rpartition(".")
        if not hmac.compare_digest(self._signature(until).encode(), signature.encode()):
            return None
        named, end, *key = until.split(".")
        if named != role or int(end) <= self._wall_s():
            return None
        if not key:
            return Identity(role)
        agent = self.agents.of_digest(key[0])
        return _personal(agent) if agent is not None else None

    def _origin_allowed(self, origin: str, host: str) -> bool:
        return origin in self._allowed_origins or (host != "" and origin.partition("://")[2] == host)


def _personal(agent: Agent) -> Identity:
    return Identity(Role.AGENT, agent.name, agent.team, agent.key_sha256)


def _bearer(headers: Mapping[str, str]) -> str | None:
    """Return the token that a program sends; None: it sends none."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
