"""Area codes as level columns."""

import pytest

from engine.domain.divisions import Division, InvalidDivisionError, division_of
from engine.domain.roles import UnitKind

COUNTY = division_of("500229")
TOWN = division_of("500229102")
VILLAGE = division_of("500229102201")


@pytest.mark.parametrize(
    ("code", "columns", "level"),
    [
        ("500229", ("500229", None, None), UnitKind.COUNTY),
        ("500229102", ("500229", "500229102", None), UnitKind.TOWNSHIP),
        ("500229102201", ("500229", "500229102", "500229102201"), UnitKind.VILLAGE),
    ],
)
def test_a_code_fills_the_columns_of_its_level_and_above(code, columns, level):
    division = division_of(code)

    assert (division.county_code, division.town_code, division.village_code) == columns
    assert (division.code, division.level) == (code, level)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "5002",
        "50022",
        "5002291",
        "5002291022",
        "5002291022011",
        "50022A",
        "500000",
        "500200",
        "500000001",
        "\uff1500229",
        "500229\n",
    ],
)
def test_other_texts_are_no_division(code):
    with pytest.raises(InvalidDivisionError) as refused:
        division_of(code, "emergency_place")

    assert [error.path for error in refused.value.errors] == ["emergency_place"]


@pytest.mark.parametrize(
    ("outer", "inner", "contains"),
    [
        (COUNTY, COUNTY, True),
        (COUNTY, TOWN, True),
        (COUNTY, VILLAGE, True),
        (TOWN, VILLAGE, True),
        (TOWN, COUNTY, False),
        (VILLAGE, TOWN, False),
        (VILLAGE, VILLAGE, True),
        (TOWN, division_of("500229103"), False),
        (VILLAGE, division_of("500229102202"), False),
        (COUNTY, division_of("500230102"), False),
    ],
)
def test_containment_by_level(outer, inner, contains):
    assert outer.contains(inner) is contains


def test_a_town_keeps_its_code_under_the_county_that_took_it_over():
    moved = division_of("500112019").moved_to("500109")

    assert moved.code == "500112019"
    assert division_of("500109").contains(moved)
    assert not division_of("500112").contains(moved)


@pytest.mark.parametrize(
    ("level", "expected"), [(UnitKind.COUNTY, COUNTY), (UnitKind.TOWNSHIP, TOWN), (UnitKind.VILLAGE, VILLAGE)]
)
def test_the_division_around_a_village(level, expected):
    assert VILLAGE.at_level(level) == expected


def test_a_county_has_no_narrower_division_around_it():
    assert COUNTY.at_level(UnitKind.VILLAGE) == COUNTY


def test_a_village_needs_a_town():
    with pytest.raises(InvalidDivisionError):
        Division("500229", None, "500229102201")
