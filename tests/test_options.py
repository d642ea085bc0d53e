"""What options mean that several commands have."""

from __future__ import annotations

import pytest

from tyyni.errors import TyyniError
from tyyni_client.options import languages_of, screen_language_of


def test_languages_are_for_a_call_whose_language_is_to_be_heard() -> None:
    assert languages_of("auto", "fi, pl") == ("fi", "pl")
    assert languages_of("auto", None) is None
    with pytest.raises(TyyniError, match="languages_invalid"):
        languages_of("fi", "fi,pl")


def test_a_screen_has_one_of_three_languages() -> None:
    assert screen_language_of("pl") == "pl"
    with pytest.raises(TyyniError, match=r"sv.*\[language_unknown\]"):
        screen_language_of("sv")
