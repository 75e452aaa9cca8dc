"""Which standard and which texts hold on a day."""

from datetime import date

import pytest

from engine.domain.policy_in_force import LocalStandard, PolicyText, standard_in_force, texts_in_force

STANDARDS = (
    LocalStandard("50", "city", date(2019, 1, 1), date(2026, 1, 1), 71_700),
    LocalStandard("50", "city", date(2026, 1, 1), None, 77_000),
    LocalStandard("50", "rural", date(2019, 1, 1), None, 63_000),
    LocalStandard("500101", "city", date(2026, 7, 1), None, 80_000),
    LocalStandard("500101018", "city", date(2027, 1, 1), date(2028, 1, 1), 90_000),
)


@pytest.mark.parametrize(
    ("division", "area_type", "on", "standard_fen"),
    [
        pytest.param("500101018", "city", "2025-12-31", 71_700, id="last day of the old standard"),
        pytest.param("500101018", "city", "2026-01-01", 77_000, id="first day of the new one"),
        pytest.param("500101018", "city", "2026-07-01", 80_000, id="the county's own goes before the city's"),
        pytest.param("500101018", "city", "2027-06-01", 90_000, id="the township's own goes before the county's"),
        pytest.param("500101018", "city", "2028-01-01", 80_000, id="back to the county's when it ends"),
        pytest.param("500101102", "city", "2027-06-01", 80_000, id="another township of the county"),
        pytest.param("500103001", "city", "2027-06-01", 77_000, id="another county"),
        pytest.param("500101102", "rural", "2027-06-01", 63_000, id="rural"),
        pytest.param("500101018", "city", "2018-12-31", None, id="before the first"),
        pytest.param("510101018", "city", "2026-01-01", None, id="outside the municipality"),
    ],
)
def test_the_narrowest_standard_of_the_day_holds(
    division: str, area_type: str, on: str, standard_fen: int | None
) -> None:
    found = standard_in_force(STANDARDS, division, area_type, date.fromisoformat(on))

    assert (found.standard_fen if found else None) == standard_fen


def test_a_text_holds_from_its_day_on() -> None:
    texts = (PolicyText("SEED", date(2019, 1, 1)), PolicyText("OPINION", date(2026, 2, 1)))

    assert texts_in_force(texts, date(2026, 1, 31)) == {"SEED"}
    assert texts_in_force(texts, date(2026, 2, 1)) == {"SEED", "OPINION"}
