"""What is hidden in a published table cannot be worked out from what stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.small_counts import SMALLEST_PUBLISHED, hidden_lines, is_small


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        pytest.param([12, 30, 8], set(), id="nothing is small"),
        pytest.param([0, 12], set(), id="none at all is no secret"),
        pytest.param([3, 12, 30], {0, 1}, id="one small line takes the next larger with it"),
        pytest.param([3, 4, 12], {0, 1}, id="two small lines that make more than a small number"),
        pytest.param([1, 1, 30, 9], {0, 1, 3}, id="two single ones would both be told by their sum"),
        pytest.param([2], {0}, id="the only line"),
        pytest.param([], set(), id="no lines"),
    ],
)
def test_small_lines_are_hidden_with_what_would_give_them_away(counts: list[int], hidden: set[int]) -> None:
    assert hidden_lines(counts) == hidden


@given(st.lists(st.integers(0, 40)))
def test_what_is_hidden_together_is_never_one_line_and_never_a_small_number(counts: list[int]) -> None:
    hidden = hidden_lines(counts)

    assert all(at in hidden for at, count in enumerate(counts) if is_small(count))
    if hidden and sum(counts) >= SMALLEST_PUBLISHED:
        assert len(hidden) > 1
        assert sum(counts[at] for at in hidden) >= SMALLEST_PUBLISHED
