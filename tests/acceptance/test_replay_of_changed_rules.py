"""Changing any one row of the tables that rule urgent cases turns at least one typical case red."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from engine.bpmn.bundle_files import BundleFile
from engine.cli.process import bundle_files
from engine.cli.replay.comparing import compare
from engine.cli.replay.playing import Failure, play
from engine.cli.replay.stage import Scenery
from engine.cli.replay.typical_cases import TypicalCase, read_cases

CASES = {case.case_id: case for case in read_cases(Path(__file__).parents[1] / "cases" / "cases.json")}
REST_ON_OPINION = {"TA-01", "TA-02", "TA-04", "TA-06B", "TA-08", "TA-09", "TA-12", "TA-15", "TA-20"}
RULED_BY_TEXTS = re.compile(r"expected\.(deadlines|checks|authority)|actions")
"""What a switched-off text changes; the list of texts itself changes in every later case."""
DMN = {"dmn": "https://www.omg.org/spec/DMN/20191111/MODEL/"}


def places_of(case_id: str, scenery: Scenery) -> list[str]:
    """Where the case differs; the action at which it came to a stand counts as one place."""
    played = play(CASES[case_id], scenery)
    if played.observed is None:
        assert isinstance(played.failure, Failure)
        return [f"actions[{played.failure.action}]"]
    return [difference.place for difference in compare(CASES[case_id].content, played.observed)]


def with_cell(table: str, first_cell: str, cell: str, text: str) -> list[BundleFile]:
    """The shipped bundle with one cell altered: of the rule beginning with `first_cell`, the cell that says `cell`."""
    files = []
    for file in bundle_files():
        content = file.content
        if file.path == f"processes/{table}.dmn":
            content = _altered(content, first_cell, cell, text)
        files.append(BundleFile(file.path, content))
    return files


def _altered(content: bytes, first_cell: str, cell: str, text: str) -> bytes:
    root = etree.fromstring(content)
    namespace = etree.QName(root).namespace
    for rule in root.iter(f"{{{namespace}}}rule"):
        cells = list(rule.iter(f"{{{namespace}}}text"))
        fitting = [one for one in cells if one.text == cell]
        if cells[0].text == first_cell and fitting:
            fitting[-1].text = text
            return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
    raise AssertionError(f"no rule begins with {first_cell} and says {cell}")


@pytest.mark.parametrize(
    ("table", "first_cell", "cell", "text", "case_id", "place"),
    [
        pytest.param("deadline_limits", '"urgent.pay"', "3", "2", "TA-03", "expected.deadlines[0].due_at", id="pay"),
        pytest.param(
            "deadline_limits",
            '"urgent.pay"',
            '"earliest_known"',
            '"accepted_at"',
            "TA-01",
            "actions[1]",  # nobody has accepted anything yet when the clock starts
            id="pay counted from acceptance",
        ),
        pytest.param(
            "deadline_limits",
            '"urgent.first_contact"',
            "24",
            "25",
            "TA-02",
            "expected.deadlines[1].due_at",
            id="first contact",
        ),
        pytest.param(
            "deadline_limits", '"small_fast.pay"', "3", "4", "TA-04", "expected.deadlines[2].rule", id="small-fast"
        ),
        pytest.param(
            "deadline_limits", '"posthoc.complete"', "10", "9", "TA-20", "expected.breaches[0].at", id="paperwork"
        ),
        pytest.param(
            "deadline_limits", '"posthoc.complete"', '"duty"', '"period"', "TA-20", "expected.end_state", id="no duty"
        ),
        pytest.param(
            "deadline_limits", '"referral.accept"', "3", "4", "TA-15", "expected.deadlines[4].due_at", id="referral"
        ),
        pytest.param(
            "deadline_limits", '"referral.feedback"', "20", "19", "TA-15", "expected.deadlines[5].due_at", id="feedback"
        ),
        pytest.param(
            "deadline_limits", '"exp.decide"', "10", "9", "TA-17", "expected.deadlines[0].due_at", id="decision"
        ),
        pytest.param(
            "deadline_limits", '"recovery.repay"', "30", "31", "TA-16", "expected.deadlines[0].due_at", id="repayment"
        ),
        pytest.param(
            "deadline_limits", '"one_case.meeting"', "5", "6", "TA-09", "expected.deadlines[3].due_at", id="conference"
        ),
        pytest.param("award_rates", "-", "1.0", "0.9", "TA-02", "actions[3]", id="tier"),
        pytest.param("award_rates", "-", "10", "9", "TA-03", "expected.amount.demo_params.cap", id="cap"),
        pytest.param(
            "uplift_factor",
            'not("returned_to_poverty")',
            "1.0",
            "1.1",
            "TA-03",
            "expected.amount.demo_params.raw",
            id="uplift",
        ),
    ],
)
def test_an_altered_row_turns_a_case_red(
    table: str, first_cell: str, cell: str, text: str, case_id: str, place: str
) -> None:
    places = places_of(case_id, Scenery(files=with_cell(table, first_cell, cell, text)))

    assert place in places


def with_form(path: str, change: Callable[[dict[str, Any]], object]) -> list[BundleFile]:
    """The shipped bundle with one form changed."""
    files = []
    for file in bundle_files():
        content = file.content
        if file.path == path:
            form = json.loads(content)
            change(form)
            content = json.dumps(form).encode()
        files.append(BundleFile(file.path, content))
    return files


def test_a_form_that_no_longer_asks_for_a_signature_turns_a_case_red() -> None:
    files = with_form(
        "forms/paperwork_completion/complete_paperwork.json", lambda form: form["required"].remove("handler_signature")
    )

    places = places_of("TA-01", Scenery(files=files))

    assert {"expected.must_not_happen[2]", "trial.form_without"} <= set(places)


def test_a_signature_that_is_no_longer_stated_turns_a_case_red() -> None:
    files = with_form(
        "forms/paperwork_completion/complete_paperwork.json",
        lambda form: form["properties"]["handler_signature"].pop("x-fact"),
    )

    assert places_of("TA-01", Scenery(files=files)) == ["actions[7]"]  # nothing can be filed any more


def test_a_referral_that_no_longer_asks_for_consent_turns_a_case_red() -> None:
    files = with_form(
        "forms/referral/draft_referral.json", lambda form: form["properties"]["consent"].pop("x-required")
    )

    assert "expected.must_not_happen[0]" in places_of("TA-15", Scenery(files=files))


def test_a_reason_of_refusal_about_hukou_turns_a_case_red() -> None:
    reason = {"const": "NO_RESIDENCE_PERMIT", "title": "无居住证"}
    files = with_form(
        "forms/relief_case/decide_acceptance.json",
        lambda form: form["properties"]["reason_code"]["oneOf"].append(reason),
    )

    places = places_of("TA-02", Scenery(files=files))

    assert {"expected.must_not_happen[0]", "expected.must_not_happen[1]"} <= set(places)


def test_a_payer_who_handled_the_case_turns_it_red_whatever_the_diagram_allows() -> None:
    files = [
        BundleFile(file.path, file.content.replace(b'name="distinct_from"', b'name="no_longer_distinct_from"'))
        for file in bundle_files()
    ]
    content = copy.deepcopy(dict(CASES["TA-01"].content))
    content["actions"][4]["actor"] = 1  # who proposed the relief

    played = play(TypicalCase("TA-01", "", content), Scenery(files=files))

    assert played.failure is not None
    assert (played.failure.what, played.failure.reason.split(":")[0]) == ("complete pay_cash", "separation_of_duties")


def test_a_lower_limit_of_the_township_turns_a_case_red() -> None:
    files = [
        BundleFile(file.path, file.content.replace(b"&lt;= 4", b"&lt;= 3").replace(b"(4..10]", b"(3..10]"))
        if file.path == "processes/approval_authority.dmn"
        else file
        for file in bundle_files()
    ]

    places = places_of("TA-03", Scenery(files=files))

    assert places


def test_without_the_opinion_exactly_the_cases_that_rest_on_it_change() -> None:
    off = Scenery(overlays_off=("NAT-2026-OPINION",))

    changed = {case_id for case_id in CASES if any(RULED_BY_TEXTS.match(place) for place in places_of(case_id, off))}

    assert changed == REST_ON_OPINION
