"""How conformance with the DMN standard's test kit is scored; `make feel-tck` scores the kit's data."""

import pytest

from tests.plugins.feel_conformance import Outcome, shares


def outcome(category: str, *, expects_null: bool, passed: bool) -> Outcome:
    return Outcome("id", category, expects_null, None if passed else "gave something else")


def test_null_cases_do_not_hide_what_fails():
    outcomes = [
        outcome("lists", expects_null=True, passed=True),
        outcome("lists", expects_null=True, passed=True),
        outcome("lists", expects_null=False, passed=False),
        outcome("strings", expects_null=False, passed=True),
    ]

    found = shares(outcomes)

    assert found["all cases"] == pytest.approx(75.0)
    assert found["not null"] == pytest.approx(50.0)
    assert found["mean of categories"] == pytest.approx(50.0)
    assert found["null expected"] == pytest.approx(100.0)
