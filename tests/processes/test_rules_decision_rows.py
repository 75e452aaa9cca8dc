"""Whether rows of a table overlap or leave a gap, checked against trying many inputs."""

from decimal import Decimal
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.decision_coverage import gap, overlaps, unclear_overlaps
from engine.bpmn.decision_table_model import Cell, Decision, InputColumn, OutputColumn, Row
from engine.bpmn.findings import Place
from engine.feel import compile_expression, compile_unary_tests

HERE = Place("t.dmn")


def decision(*rows: tuple[str, ...], expressions: tuple[str, ...] = ("a", "b", "c")) -> Decision:
    """A UNIQUE table over `a`, `b`, `c`."""
    return Decision(
        decision_id="t",
        name="t",
        logic="decisionTable",
        hit_policy="UNIQUE",
        aggregation=None,
        inputs=tuple(InputColumn("", text, "", HERE) for text in expressions[: len(rows[0])]),
        outputs=(OutputColumn("out", has_default=False, place=HERE),),
        rows=tuple(
            Row(number, tuple(Cell(text, HERE) for text in row), (), HERE) for number, row in enumerate(rows, 1)
        ),
        requires=(),
        place=HERE,
    )


def pairs(table: Decision) -> list[tuple[int, int]]:
    return [(one.first, one.second) for one in overlaps(table)]


@pytest.mark.parametrize(
    ("rows", "overlapping"),
    [
        pytest.param([("<= 4",), ("(4..10]",), ("> 10",)], [], id="adjoining ranges"),
        pytest.param([("<= 4",), ("[4..10]",), ("> 10",)], [(1, 2)], id="both hold the border"),
        pytest.param([("1",), ("(0..2)",)], [(1, 2)], id="a number in a range"),
        pytest.param([("0.1",), ("(0..0.1)",)], [], id="a decimal at an open border"),
        pytest.param([('"a","b"',), ('"b","c"',)], [(1, 2)], id="lists share a value"),
        pytest.param([('"a"',), ('not("a")',)], [], id="a value and its opposite"),
        pytest.param([('not("a")',), ('not("b")',)], [(1, 2)], id="two opposites share the rest"),
        pytest.param([("true",), ("false",)], [], id="yes and no"),
        pytest.param([("-", "true"), ("-", "-")], [(1, 2)], id="any"),
        pytest.param([("1", "true"), ("1", "false"), ("2", "-")], [], id="apart in one column"),
        pytest.param([('>= date("2026-07-01")',), ('< date("2026-07-01")',)], [], id="dates apart"),
        pytest.param([('>= date("2026-07-01")',), ('<= date("2026-07-01")',)], [(1, 2)], id="dates share a day"),
        pytest.param([('[date("2026-01-01")..date("2026-06-30")]',), ('> date("2026-06-30")',)], [], id="date ranges"),
        pytest.param([('< duration("PT1H")',), ('>= duration("PT1H")',)], [], id="durations"),
        pytest.param([("null",), ("> 1",)], [], id="null and a number"),
        pytest.param([("-1",), ("< 0",)], [(1, 2)], id="negative numbers"),
    ],
)
def test_rows_that_match_together_are_found(rows: list[tuple[str, ...]], overlapping: list[tuple[int, int]]) -> None:
    table = decision(*rows)

    assert pairs(table) == overlapping
    assert list(unclear_overlaps(table)) == []


def test_two_columns_of_one_expression_are_never_different() -> None:
    table = decision(("> 1", "< 3"), (">= 3", "-"), expressions=("a", "a"))

    assert pairs(table) == []


def test_a_cell_that_depends_on_the_case_is_left_to_a_person() -> None:
    table = decision(("> limit", "1"), ("<= limit", "1"), ("> limit", "2"))

    assert pairs(table) == []
    assert list(unclear_overlaps(table)) == [(1, 2)]


def test_an_overlap_names_an_input() -> None:
    (found,) = overlaps(decision(("[1..5]", '"x","y"'), ("> 4", '"y"')))

    assert found.example[1] == 'b = "y"'
    assert compile_expression(found.example[0].replace("a = ", "")).evaluate({}) == Decimal(5)


@pytest.mark.parametrize(
    ("rows", "missing"),
    [
        pytest.param([("<= 4",), ("> 4",)], None, id="all numbers"),
        pytest.param([("< 4",), ("> 4",)], ("a = 4",), id="the border is missing"),
        pytest.param([("0",), ("1",), (">= 2",)], None, id="a count"),
        pytest.param([("0",), (">= 2",)], ("a = 1",), id="a count without one"),
        pytest.param([("true",)], ("a = false",), id="yes without no"),
        pytest.param([('"a"',), ('"b"',)], None, id="only the values that are named"),
        pytest.param([('"a"', "true"), ('"b"', "-")], ('a = "a"', "b = false"), id="one combination"),
        pytest.param([('"a"',), ('not("a")',)], None, id="a value and all others"),
        pytest.param([('not("a")',)], ('a = "a"',), id="all others only"),
        pytest.param([("> limit",)], None, id="cells that depend on the case are trusted"),
    ],
)
def test_an_input_without_a_row_is_found(rows: list[tuple[str, ...]], missing: tuple[str, ...] | None) -> None:
    assert gap(decision(*rows)) == missing


CELLS = [
    "-",
    "1",
    "2",
    "[1..3]",
    "(1..3)",
    "> 2",
    ">= 2",
    "< 2",
    "<= 1",
    "not(2)",
    "1,3",
    "[0..1],> 3",
    "not([1..2])",
    "= 3",
]
NUMBERS = [Decimal(number) / 2 for number in range(-2, 12)]


def row_matches(row: tuple[str, ...], values: tuple[Decimal, ...]) -> bool:
    return all(compile_unary_tests(cell).matches(value, {}) for cell, value in zip(row, values, strict=True))


@given(rows=st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(CELLS)), min_size=1, max_size=6))
def test_overlaps_and_gaps_agree_with_trying_inputs(rows: list[tuple[str, str]]) -> None:
    table = decision(*rows)
    matches = {values: [row_matches(row, values) for row in rows] for values in product(NUMBERS, repeat=2)}
    tried = {
        (first + 1, second + 1)
        for found in matches.values()
        for first, second in combinations([at for at, hit in enumerate(found) if hit], 2)
    }
    missing = gap(table)

    assert set(pairs(table)) == tried
    if missing is not None and len(missing) == 2:
        values = tuple(Decimal(part.partition(" = ")[2]) for part in missing)
        assert not any(row_matches(row, values) for row in rows)
    if missing is None:
        assert all(any(found) for (a, b), found in matches.items() if a in (1, 2, 3) and b in (1, 2, 3))
