"""Errors a user can do something about; each has a stable code that tests, logs and screens share."""

from __future__ import annotations


class TyyniError(Exception):
    """Something outside the program is wrong; the message says what, and what to do.

    Attributes:
        code: stable, lower_snake_case, part of the public contract.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"


class WireError(TyyniError):
    """A peer sent something the protocol does not allow: a frame or message, their fault.

    Attributes:
        fatal: the connection cannot go on after this and is closed.
    """

    def __init__(self, code: str, message: str, *, fatal: bool = False) -> None:
        super().__init__(code, message)
        self.fatal = fatal
