"""Gaps, overlaps and dead rows of tables, checked against trying many inputs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import combinations, pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.dmn.analysis.columns import Column, Domain, columns_of
from engine.bpmn.dmn.analysis.coverage import gaps, overlaps, unclear_overlaps
from engine.bpmn.dmn.analysis.rows import Reason, dead_rows, expired_rows, lost_outputs
from engine.bpmn.dmn.model import Cell, InputColumn, OutputColumn, Row, Table
from engine.bpmn.findings import Place
from engine.feel import compile_expression, compile_unary_tests
from engine.feel.temporal import Date

HERE = Place("t.dmn")
TODAY = Date(2026, 9, 21)
Cells = Sequence[str]


def table(
    rows: Sequence[Cells],
    *,
    policy: str = "UNIQUE",
    expressions: Cells = ("a", "b", "c"),
    outputs: Cells = (),
    values: str = "",
    default: str = "",
) -> Table:
    """A table over `a`, `b`, `c` with one output; `outputs` are its cells."""
    given_outputs = outputs or ["1"] * len(rows)
    return Table(
        HERE,
        policy,
        "",
        tuple(InputColumn("", text, "", HERE) for text in expressions[: len(rows[0])]),
        (OutputColumn("out", HERE, values, default),),
        tuple(
            Row(number, tuple(Cell(text, HERE) for text in row), (Cell(out, HERE),), HERE)
            for number, (row, out) in enumerate(zip(rows, given_outputs, strict=True), 1)
        ),
    )


def columns(
    rows: Sequence[Cells], expressions: Cells = ("a", "b", "c"), domains: Sequence[Domain] = ()
) -> list[Column]:
    return columns_of(table(rows, expressions=expressions), domains)


def pairs(rows: Sequence[Cells], expressions: Cells = ("a", "b", "c")) -> list[tuple[int, int]]:
    return [(one.first, one.second) for one in overlaps(columns(rows, expressions), len(rows))]


def missing(rows: Sequence[Cells], *domains: Domain) -> list[tuple[str, ...]]:
    found = gaps(columns(rows, domains=domains), len(rows))
    assert found.is_complete
    return list(found.examples)


@pytest.mark.parametrize(
    ("rows", "overlapping"),
    [
        pytest.param([("<= 4",), ("(4..10]",), ("> 10",)], [], id="adjoining ranges"),
        pytest.param([("<= 4",), ("[4..10]",), ("> 10",)], [(1, 2)], id="both hold the border"),
        pytest.param([("]4..10[",), ("10",), ("4",)], [], id="borders outside"),
        pytest.param([("1",), ("(0..2)",)], [(1, 2)], id="a number in a range"),
        pytest.param([("0.1",), ("(0..0.1)",)], [], id="a decimal at an open border"),
        pytest.param([("(0.1..0.2)",), ("(.15..1)",)], [(1, 2)], id="between decimals"),
        pytest.param([('"a","b"',), ('"b","c"',)], [(1, 2)], id="lists share a value"),
        pytest.param([('"a"',), ('not("a")',)], [], id="a value and its opposite"),
        pytest.param([('not("a")',), ('not("b")',)], [(1, 2)], id="two opposites share the rest"),
        pytest.param([("true",), ("false",)], [], id="yes and no"),
        pytest.param([("-", "true"), ("-", "-")], [(1, 2)], id="any"),
        pytest.param([("1", "true"), ("1", "false"), ("2", "-")], [], id="apart in one column"),
        pytest.param([('>= date("2026-07-01")',), ('< date("2026-07-01")',)], [], id="dates apart"),
        pytest.param([('>= date("2026-07-01")',), ('<= date("2026-07-01")',)], [(1, 2)], id="dates share a day"),
        pytest.param([('[date("2026-01-01")..date("2026-06-30")]',), ('> date("2026-06-30")',)], [], id="date ranges"),
        pytest.param([('> date("2026-01-01")',), ('< date("2026-01-03")',)], [(1, 2)], id="one day between"),
        pytest.param([('< @"10:00:00"',), ('>= @"10:00:00"',)], [], id="times apart"),
        pytest.param([('> @"10:00:00"',), ('< @"10:00:00.000000002"',)], [(1, 2)], id="a nanosecond between times"),
        pytest.param([('> @"2026-01-01T10:00:00Z"',), ('< @"2026-01-01T20:00:00+08:00"',)], [(1, 2)], id="zones"),
        pytest.param([('< duration("PT1H")',), ('>= duration("PT1H")',)], [], id="durations"),
        pytest.param([('< @"P1Y"',), ('> @"P11M"',)], [], id="no month between"),
        pytest.param([("null",), ("> 1",)], [], id="null and a number"),
        pytest.param([("null",), ("-",)], [(1, 2)], id="null and any"),
        pytest.param([("-1",), ("< 0",)], [(1, 2)], id="negative numbers"),
    ],
)
def test_rows_that_match_together_are_found(rows: list[Cells], overlapping: list[tuple[int, int]]) -> None:
    assert pairs(rows) == overlapping
    assert list(unclear_overlaps(columns(rows), len(rows))) == []


def test_two_columns_of_one_expression_are_never_different() -> None:
    assert pairs([("> 1", "< 3"), (">= 3", "-")], ("a", "a")) == []


def test_a_cell_that_depends_on_the_case_is_left_to_a_person() -> None:
    rows = [("> limit", "1"), ("<= limit", "1"), ("> limit", "2")]

    assert pairs(rows) == []
    assert list(unclear_overlaps(columns(rows), len(rows))) == [(1, 2)]
    assert not gaps(columns(rows), len(rows)).is_complete


def test_an_overlap_names_an_input() -> None:
    (found,) = overlaps(columns([("[1..5]", '"x","y"'), ("> 4", '"y"')]), 2)

    assert found.example[1] == 'b = "y"'
    assert compile_expression(found.example[0].replace("a = ", "")).evaluate({}) == Decimal(5)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        pytest.param([("<= 4",), ("> 4",)], [], id="all numbers"),
        pytest.param([("< 4",), ("> 4",)], [("a = 4",)], id="the border is missing"),
        pytest.param([("< 1",), ("(1..2)",), ("> 2",)], [("a = 1",), ("a = 2",)], id="both borders are missing"),
        pytest.param([("0",), ("1",), (">= 2",)], [], id="a count"),
        pytest.param([("0",), (">= 3",)], [("a = 1",)], id="a count without one and two"),
        pytest.param([("0.5",), ("> 0.5",)], [("a = -0.5",)], id="no count"),
        pytest.param([("true",)], [("a = false",)], id="yes without no"),
        pytest.param([('"a"',), ('"b"',)], [], id="only the values that are named"),
        pytest.param([('"a"', "true"), ('"b"', "-")], [('a = "a"', "b = false")], id="one combination"),
        pytest.param([('"a"',), ('not("a")',)], [], id="a value and all others"),
        pytest.param([('not("a")',)], [('a = "a"',)], id="all others only"),
        pytest.param([("null", "1"), ("> 0", "-"), ("<= 0", "-"), ("-", "> 1")], [("a = null", "b = 0")], id="null"),
        pytest.param([('< @"2026-07-01"',), ('> @"2026-07-01"',)], [('a = @"2026-07-01"',)], id="a day"),
    ],
)
def test_an_input_without_a_row_is_found(rows: list[Cells], found: list[tuple[str, ...]]) -> None:
    assert missing(rows) == found


@pytest.mark.parametrize(
    ("rows", "allowed", "found"),
    [
        pytest.param([('"a"',), ('"b"',)], '"a", "b", "c"', [('a = "c"',)], id="an option nobody thought of"),
        pytest.param([('"a"',), ('not("a")',)], '"a", "b"', [], id="options"),
        pytest.param([("[1..3]",), ("(3..10]",)], "[1..10]", [], id="a range"),
        pytest.param([("[1..3]",), ("(3..10)",)], "[1..10]", [("a = 10",)], id="the end of a range"),
        pytest.param([("1",), ("3",)], "1, 2, 3", [("a = 2",)], id="numbers"),
        pytest.param([("[0..9]",), ("10",)], "[0..11]", [("a = 11",)], id="digits"),
        pytest.param([("true",), ("false",)], "", [], id="a boolean"),
    ],
)
def test_allowed_values_say_which_inputs_can_come(
    rows: list[Cells], allowed: str, found: list[tuple[str, ...]]
) -> None:
    assert missing(rows, Domain((allowed,) if allowed else ())) == found


def test_a_boolean_input_may_be_false_even_where_no_cell_says_so() -> None:
    assert missing([("not(true)",)], Domain(type_name="boolean")) == [("a = true",)]


# -- against trying inputs --------------------------------------------------------------------------------------------

NUMBERS = [
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
    "= 3",
    "null",
]
DATES = ["-", *(f'{sign} @"2026-07-0{day}"' for sign in ("<", "<=", ">", ">=") for day in (1, 2)), '@"2026-07-02"']
TEXTS = ["-", '"a"', '"b"', '"a","b"', 'not("a")', 'not("a","b")', "null"]
GRIDS = {
    "number": (NUMBERS, [None, *(Decimal(number) / 2 for number in range(-2, 12))]),
    "date": (
        DATES,
        [None, *(Date(2026, 6, 28 + day) for day in range(3)), *(Date(2026, 7, day) for day in range(1, 5))],
    ),
    "text": (TEXTS, [None, "a", "b", "another"]),
}
KINDS = st.tuples(*[st.sampled_from(sorted(GRIDS))] * 2)


@st.composite
def tables(draw: st.DrawFn) -> tuple[tuple[str, str], list[Cells]]:
    kinds = draw(KINDS)
    row = st.tuples(*(st.sampled_from(GRIDS[kind][0]) for kind in kinds))
    return kinds, draw(st.lists(row, min_size=1, max_size=6))


def row_matches(row: Cells, values: Sequence[object]) -> bool:
    return all(compile_unary_tests(cell).matches(value, {}) is True for cell, value in zip(row, values, strict=True))


def tried(kinds: Sequence[str], rows: Sequence[Cells]) -> dict[tuple[object, ...], list[bool]]:
    grid = product(*(GRIDS[kind][1] for kind in kinds))
    return {values: [row_matches(row, values) for row in rows] for values in grid}


@given(tables())
def test_overlaps_agree_with_trying_inputs(generated: tuple[tuple[str, str], list[Cells]]) -> None:
    kinds, rows = generated
    together = {
        (first + 1, second + 1)
        for found in tried(kinds, rows).values()
        for first, second in combinations([at for at, hit in enumerate(found) if hit], 2)
    }

    assert set(pairs(rows)) == together


def value_in(example: str) -> object:
    text = example.partition(" = ")[2]
    return "another" if text == "（其他）" else compile_expression(text).evaluate({})


def is_expected(value: object, kind: str, cells: Cells) -> bool:
    """Whether a table with these cells in a column should have a row for the value."""
    if value is None:
        return "null" in cells
    if isinstance(value, str):
        return any(f'"{value}"' in cell or cell.startswith("not") for cell in cells)
    if kind == "number" and any(cell[0] in "123=" for cell in cells):
        return isinstance(value, Decimal) and value >= 0 and value % 1 == 0
    return True


@given(tables())
def test_gaps_agree_with_trying_inputs(generated: tuple[tuple[str, str], list[Cells]]) -> None:
    kinds, rows = generated
    written = list(zip(*rows, strict=True))
    found = missing(rows)

    for example in found:
        by_name = {part[0]: value_in(part) for part in example}
        values = [by_name.get(name, GRIDS[kind][1][1]) for name, kind in zip("ab", kinds, strict=True)]
        assert not any(row_matches(row, values) for row in rows)
    uncovered = [
        values
        for values, hits in tried(kinds, rows).items()
        if not any(hits) and all(map(is_expected, values, kinds, written))
    ]
    assert not uncovered or found


BANDS = st.lists(st.integers(-50, 50), min_size=2, max_size=7, unique=True).map(sorted)


def partition(borders: Sequence[int]) -> list[str]:
    """Cells that cover all numbers without an overlap."""
    inner = [f"[{low}..{high})" for low, high in pairwise(borders)]
    return [f"< {borders[0]}", *inner, f">= {borders[-1]}"]


@given(BANDS, st.data())
def test_every_seeded_gap_and_overlap_is_found_and_no_other(borders: list[int], data: st.DataObject) -> None:
    rows = [(band, option) for band in partition(borders) for option in ('"x"', '"y"', 'not("x","y")')]
    lost = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1), max_size=3)))
    kept = [row for number, row in enumerate(rows) if number not in lost]
    doubled = data.draw(st.sets(st.integers(0, len(kept) - 1), max_size=2)) if kept else set()
    seeded = [*kept, *(kept[number] for number in sorted(doubled))]

    found = [[value_in(part) for part in example] for example in missing(seeded)] if kept else []

    assert {(first - 1) for first, _ in pairs(seeded)} == doubled if kept else True
    assert all(not row_matches(row, values) for values in found for row in kept)
    for number in lost if kept else ():
        assert any(row_matches(rows[number][: len(values)], values) for values in found) or not _is_whole(kept)
    assert bool(found) == bool(lost) or not _is_whole(kept)


def _is_whole(rows: Sequence[Cells]) -> bool:
    """Whether the cells still name all texts: what no cell names any more is not missed."""
    return len({row[1] for row in rows}) == 3


# -- rows and outputs -------------------------------------------------------------------------------------------------


def dead(rows: Sequence[Cells], **more: object) -> list[tuple[int, Reason, tuple[int, ...]]]:
    made = table(rows, **more)  # type: ignore[arg-type]
    return [(one.number, one.reason, one.because_of) for one in dead_rows(made, columns_of(made))]


def test_a_row_that_no_input_matches_is_dead_under_every_policy() -> None:
    rows = [("(3..3)",), ("> 3",)]

    for policy in ("UNIQUE", "FIRST", "COLLECT", "OUTPUT ORDER"):
        assert dead(rows, policy=policy) == [(1, Reason.NO_INPUT, ())]


def test_a_row_behind_others_that_cover_it_is_dead_under_first() -> None:
    rows = [("< 5",), (">= 5",), ("[3..7]",), ("-",)]

    assert dead(rows, policy="FIRST") == [(3, Reason.SHADOWED, (1, 2))]  # null still gets to the fourth
    assert dead(rows, policy="COLLECT") == []


def test_a_row_of_less_weight_inside_another_is_dead_under_priority() -> None:
    rows = [("> 5",), ("> 0",)]

    assert dead(rows, policy="PRIORITY", outputs=('"low"', '"high"'), values='"high", "low"') == [
        (1, Reason.SHADOWED, (2,))
    ]
    assert dead(rows, policy="PRIORITY", outputs=('"high"', '"low"'), values='"high", "low"') == []


@given(st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from(TEXTS)), min_size=1, max_size=6))
def test_dead_rows_agree_with_trying_inputs(rows: list[Cells]) -> None:
    matched = tried(("number", "text"), rows).values()
    first = {hits.index(True) + 1 for hits in matched if True in hits}

    assert {one[0] for one in dead(rows, policy="FIRST")} == set(range(1, len(rows) + 1)) - first


@pytest.mark.parametrize(
    ("cell", "is_over"),
    [
        ('< date("2026-09-21")', True),
        ('<= date("2026-09-21")', False),
        ('[date("2025-01-01")..date("2025-12-31")]', True),
        ('date("2020-01-01")', True),
        ('not(>= date("2020-01-01"))', True),
        ('not(date("2020-01-01"))', False),
        ('< date("2020-01-01"), > date("2030-01-01")', False),
        ('< date and time("2026-09-20T00:00:00Z")', True),
        ("< today()", False),
        ("< 2026", False),
        ("-", False),
    ],
)
def test_a_row_whose_dates_have_passed_is_told(cell: str, is_over: bool) -> None:
    assert list(expired_rows(table([(cell,)]), TODAY)) == ([(1, cell)] if is_over else [])


@pytest.mark.parametrize(
    ("outputs", "default", "lost"),
    [
        (('"x"', '"x"'), "", ['"y"', '"z"']),
        (('"x"', '"y"'), '"z"', []),
        (('"x"', "case.track"), "", []),
    ],
)
def test_a_listed_output_that_no_row_gives_is_told(outputs: Cells, default: str, lost: list[str]) -> None:
    made = table([("1",), ("2",)], outputs=outputs, values='"x", "y", "z"', default=default)

    assert [one.text for one in lost_outputs(made, {})] == lost


def test_the_output_of_a_dead_row_does_not_count() -> None:
    made = table([("1",), ("(2..2)",)], outputs=('"x"', '"y"'), values='"x", "y"')
    gone = {one.number: one for one in dead_rows(made, columns_of(made))}

    assert [one.text for one in lost_outputs(made, gone)] == ['"y"']
