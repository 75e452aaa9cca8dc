"""FEEL against the DMN standard's test kit; JIUZHU_FEEL_TCK names the folder with the kit's data."""

import os
from decimal import Decimal
from pathlib import Path

from engine.feel.conformance import Outcome, mean_of_categories, report, run_kit, score_of, scores

KIT = os.environ.get("JIUZHU_FEEL_TCK")


def outcome(category: str, *, expects_null: bool, passed: bool) -> Outcome:
    return Outcome("id", category, expects_null, passed, Decimal(0), "text", "got")


def test_null_cases_do_not_hide_what_fails():
    outcomes = [
        outcome("lists", expects_null=True, passed=True),
        outcome("lists", expects_null=True, passed=True),
        outcome("lists", expects_null=False, passed=False),
        outcome("strings", expects_null=False, passed=True),
    ]

    found = scores(outcomes)

    assert [(score.category, score.rate_non_null) for score in found] == [("lists", 0.0), ("strings", 100.0)]
    assert score_of("all", outcomes).rate == 75.0
    assert mean_of_categories(found) == 50.0
    assert any("FAILED" in line for line in report(outcomes))


if KIT:  # the data are not part of the project, so these tests exist only where they are given

    def test_the_kit_is_passed():
        outcomes = run_kit(Path(KIT))
        found = scores(outcomes)
        total = score_of("all", outcomes)

        lines = "\n".join(report(outcomes))
        assert total.rate >= 98, lines
        assert total.rate_non_null >= 98, lines
        assert total.rate_null >= 98, lines
        assert mean_of_categories(found) >= 97, lines
