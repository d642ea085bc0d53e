"""How many tokens a model takes, and which terms fit."""

from __future__ import annotations

import needs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tyyni_models.hotwords import MOST_TOKENS, as_hotwords, that_fit, token_count


@pytest.mark.model
def test_tokens_are_counted_as_the_model_writes_them() -> None:
    count = token_count(needs.model())
    assert (count(""), count("late")) == (0, 1)
    assert count("Lumetar") > 1


@given(st.lists(st.text("abc", min_size=1, max_size=40)))
def test_what_fits_keeps_its_order_and_the_bound(more: list[str]) -> None:
    fit = that_fit(["own"], more, len)
    assert fit == ["own", *more[: len(fit) - 1]]
    assert len(as_hotwords(fit)) <= MOST_TOKENS
    if len(fit) <= len(more):
        assert len(as_hotwords([*fit, more[len(fit) - 1]])) > MOST_TOKENS


def test_terms_of_ones_own_are_never_left_out() -> None:
    assert that_fit(["a" * MOST_TOKENS], ["b"], len) == ["a" * MOST_TOKENS]
