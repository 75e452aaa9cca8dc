"""Hypothesis looks for FEEL texts that misbehave: `python -m tests.plugins.feel_fuzz_by_property SECONDS FILE`."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic, time

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky

from tests.plugins.feel_text_cost import is_trouble, limit_memory, write_text
from tests.plugins.feel_text_grammar import feel_text

# Neither shrinks nor explains: both would measure the same slow texts for minutes, the latter with a tracer.
ROUND = settings(
    max_examples=100,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    report_multiple_bugs=False,
)


def main(seconds: float, trouble: Path) -> None:
    """Write the texts that misbehave to the file; rounds differ by their seed."""
    limit_memory(2)
    texts = 0

    @ROUND
    @given(st.data())
    def one_text(data: st.DataObject) -> None:
        nonlocal texts
        texts += 1
        text = feel_text(lambda below: data.draw(st.integers(0, below - 1)))
        if is_trouble(text) is not None:
            write_text(trouble, text)
            raise AssertionError(text)

    until, number = monotonic() + seconds, int(time())
    while monotonic() < until:
        with suppress(AssertionError, Flaky):
            seed(number)(one_text)()
        number += 1
    print(f"property: {texts} texts, last seed {number - 1}")


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]))
