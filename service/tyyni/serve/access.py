"""Who may come in: one key for agents, one for supervisors, links, cookies, bearer tokens and origins.

At first start the keys are made and kept in a file that only its owner can read. A link carries a key once;
it is exchanged for a signed cookie at once, so that the key does not stay in the address bar.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import stat
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from tyyni.errors import TyyniError


class Role(StrEnum):
    """What a key opens."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"


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
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
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
    ) -> None:
        self._keys = keys
        self._cookie_suffix = cookie_suffix
        self._allowed_origins = frozenset(allowed_origins)
        self._wall_s = wall_s
        self.session_s = session_s

    def link(self, base_url: str, role: Role) -> str:
        """Return the address that lets a browser in, for printing at start."""
        page = {Role.AGENT: "agent", Role.SUPERVISOR: "floor"}[role]
        return f"{base_url}/{page}?token={self._key(role)}"

    def role_of(self, token: str) -> Role | None:
        """Return what a token opens; None when it is no key."""
        found = None
        for role in Role:  # all are compared, in constant time each, so that timing tells nothing
            if hmac.compare_digest(self._key(role).encode(), token.encode()):
                found = role
        return found

    def cookie_name(self, role: Role) -> str:
        """Return the cookie of a role: one each, so that one browser can have both pages open.

        Browsers share cookies between ports; the suffix (the port) keeps two services apart.
        """
        return f"tyyni_{role}_{self._cookie_suffix}"

    def cookie_value(self, role: Role) -> str:
        """Return a signed cookie that admits for ``session_s`` from now."""
        until = f"{role}.{int(self._wall_s() + self.session_s)}"
        return f"{until}.{self._signature(until)}"

    def admit_page(self, cookies: Mapping[str, str], role: Role) -> None:
        """Let a page be shown, or a figure be read.

        Raises:
            AccessDenied: ``not_admitted`` (401).
        """
        if not self._cookie_holds(cookies, role):
            raise AccessDenied(
                "not_admitted",
                "open the link that the service printed when it started; if you just came from another site, "
                "reload this page",
                401,
            )

    def admit(self, headers: Mapping[str, str], cookies: Mapping[str, str], *roles: Role) -> None:
        """Let a websocket (or a request of a program) in that holds one of the roles.

        Raises:
            AccessDenied: ``not_admitted`` (401), ``wrong_role`` or ``origin_refused`` (403).
        """
        origin = headers.get("origin")
        if origin is not None and not self._origin_allowed(origin, headers.get("host", "")):
            raise AccessDenied("origin_refused", f"pages of {origin[:100]} may not talk to this service", 403)
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            role = self.role_of(token.strip())
            if role is None:
                raise AccessDenied("not_admitted", "the bearer token is no key of this service", 401)
            if role not in roles:
                raise AccessDenied("wrong_role", f"the {role}'s key does not open this", 403)
            return
        if origin is None:
            # A browser always sends Origin with a websocket: without one a cookie proves nothing.
            raise AccessDenied("not_admitted", "send the key as `Authorization: Bearer KEY`", 401)
        if any(self._cookie_holds(cookies, role) for role in roles):
            return
        if any(self._cookie_holds(cookies, role) for role in Role):
            raise AccessDenied("wrong_role", f"this needs the link of the {roles[0]}", 403)
        raise AccessDenied("not_admitted", "open the link that the service printed when it started", 401)

    def _key(self, role: Role) -> str:
        return {Role.AGENT: self._keys.agent, Role.SUPERVISOR: self._keys.supervisor}[role]

    def _signature(self, text: str) -> str:
        return hmac.new(self._keys.signing.encode(), text.encode(), hashlib.sha256).hexdigest()

    def _cookie_holds(self, cookies: Mapping[str, str], role: Role) -> bool:
        until, _, signature = cookies.get(self.cookie_name(role), "").rpartition(".")
        if not hmac.compare_digest(self._signature(until).encode(), signature.encode()):
            return False
        named, _, end = until.partition(".")
        return named == role and int(end) > self._wall_s()

    def _origin_allowed(self, origin: str, host: str) -> bool:
        return origin in self._allowed_origins or (host != "" and origin.partition("://")[2] == host)
