"""The syntax reference says what is true, and is the one in the documentation."""

from pathlib import Path

import pytest

from engine.feel import BUILT_IN, compile_expression
from engine.feel.reference import examples, reference

FILE = Path(__file__).parents[2] / "docs" / "feel.md"


def test_the_reference_in_the_documentation_is_up_to_date():
    assert FILE.read_text(encoding="utf-8") == reference(), "python -m engine.feel.reference > docs/feel.md"


@pytest.mark.parametrize("example", list(examples()))
def test_every_example_is_true(example):
    assert compile_expression(example).evaluate({}, strict=True) is True


def test_every_function_has_a_line_with_an_example():
    lines = {
        line.split("`")[1].partition("(")[0]: line
        for line in reference().splitlines()
        if line.startswith("| `") and "(" in line.split("`")[1] and not line.startswith("| `x.")
    }

    assert BUILT_IN.keys() <= lines.keys()
    for name in BUILT_IN.keys() - {"now", "today"}:  # they need a clock
        assert lines[name].count("`") >= 4, name
