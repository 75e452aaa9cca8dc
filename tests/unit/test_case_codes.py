"""The code lists of a case."""

from enum import StrEnum

import pytest

from engine.domain.case_codes import CaseStatus, Category, Cause, Channel, Track


def test_the_sudden_causes_are_those_of_the_policy():
    assert {cause.value for cause in Cause if cause.is_sudden} == {
        "fire",
        "gas_explosion",
        "traffic_accident",
        "drowning",
        "violent_injury",
        "sudden_major_illness",
        "other_accident",
        "vagrant",
        "other_special",
    }


def test_the_other_causes_are_not_sudden():
    assert {cause.value for cause in Cause if not cause.is_sudden} == {
        "medical",
        "education",
        "housing_transition",
        "debt_gambling",
        "other",
    }


def test_only_the_open_door_needs_a_text():
    assert [cause for cause in Cause if cause.needs_text] == [Cause.OTHER_SPECIAL]


def test_all_categories_but_two_are_listed():
    assert {category.value for category in Category if category.is_listed} == {
        "dibao",
        "tekun",
        "tekun_scattered",
        "tekun_concentrated",
        "registered_poor",
        "registered_poor_applying_dibao",
        "low_income_edge",
        "rigid_expenditure",
        "monitored_antipoverty",
        "lifted_unstable",
        "antipoverty_edge",
        "returned_to_poverty",
    }
    assert {category.value for category in Category if not category.is_listed} == {"none", "other"}


def test_a_matter_is_open_as_a_clue_or_as_a_case():
    assert [status.value for status in CaseStatus if not status.is_end_state] == [
        "clue",
        "registered",
        "in_progress",
    ]


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (CaseStatus.CLOSED_COMPLETED, CaseStatus.CLOSED_COMPLETED_WITH_BREACH),
        (CaseStatus.PAID_CLOSED, CaseStatus.PAID_CLOSED),
        (CaseStatus.REFUSED_CLOSED, CaseStatus.REFUSED_CLOSED),
    ],
)
def test_only_a_completed_case_shows_a_breach_in_its_end_state(status, expected):
    assert status.with_breach() is expected


@pytest.mark.parametrize("codes", [Cause, Category, Channel, Track, CaseStatus])
def test_every_code_has_its_own_chinese_label(codes: type[StrEnum]):
    labels = [code.label for code in codes]

    assert len(set(labels)) == len(labels)
    assert all(any("一" <= character <= "鿿" for character in label) for label in labels)
