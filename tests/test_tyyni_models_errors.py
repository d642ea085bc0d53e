"""Errors of the models: code and message."""

from __future__ import annotations

from tyyni_models.errors import ModelError


def test_an_error_shows_its_message_and_its_code() -> None:
    error = ModelError("disk_full", "no room")
    assert (str(error), error.code, error.message) == ("no room [disk_full]", "disk_full", "no room")
