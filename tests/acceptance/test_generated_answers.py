"""No reachable combination of valid answers stops a case, and none breaks a rule about money, people or order.

`JIUZHU_HYPOTHESIS_EXAMPLES=2000` looks further than the usual run does.
"""

from __future__ import annotations

import os

import pytest
from generated_answers import Installations
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from relief_invariants import broken_by

EXAMPLES = int(os.environ.get("JIUZHU_HYPOTHESIS_EXAMPLES", "20"))
MOST_STEPS = 90
FEW, SOME = 4, 400_000
generously = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES == 20,  # the usual run is the same every time
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)


@pytest.fixture(scope="module")
def installations(tmp_path_factory: pytest.TempPathFactory) -> Installations:
    """Installations whose township has 4,000 yuan in cash, so that some relief is beyond it."""
    return Installations(tmp_path_factory.mktemp("generated"), fund_fen=SOME)


@given(seed=st.integers(0, 2**32))
@generously
def test_no_answers_stop_a_case_or_break_a_rule(installations: Installations, seed: int) -> None:
    with installations.fresh(seed) as played:
        played.register()
        played.play(MOST_STEPS)

        assert broken_by(played) == [], "\n".join(played.journal)


def test_the_generated_cases_go_everywhere(installations: Installations) -> None:
    """Guards the generator: without deep cases the property above would say little."""
    reached: set[str] = set()
    ended: set[str] = set()
    for seed in range(30):
        with installations.fresh(seed) as played:
            played.register()
            played.play(MOST_STEPS)
            reached |= set(played.completed)
            ended |= {case.status for case in played.cases()}

    assert {"decide_acceptance", "propose_relief_first", "verify_expenditure", "township_review"} <= reached
    assert len(reached) > FEW * 4
    assert len(ended) > FEW
