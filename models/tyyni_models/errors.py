"""Errors of the models: a file that is missing or altered, a source that failed, a full disk."""

from __future__ import annotations


class ModelError(Exception):
    """Something is wrong with a model's files; the message says what, and what to do.

    Attributes:
        code: stable, lower_snake_case, part of the public contract.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"
