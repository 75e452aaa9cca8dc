"""Which answers of a filled-in form are shown to whoever decides next."""

import pytest

from engine.services.filled_forms import WITHHELD, shown_answers


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        pytest.param({"type": "string"}, "62170001", id="no personal answer"),
        pytest.param({"type": "string", "x-personal": True}, WITHHELD, id="an account"),
        pytest.param({"type": "string", "x-personal": True, "x-widget": "textarea"}, "62170001", id="what was found"),
    ],
)
def test_an_answer_that_names_people_is_withheld(field, answer):
    form = {"properties": {"one": {"title": "一", **field}}}

    assert list(shown_answers(form, {"one": "62170001"})) == [("一", answer)]


def test_rows_with_a_personal_column_are_withheld_whole():
    people = {"title": "参加人", "type": "array", "items": {"properties": {"name": {"x-personal": True}}}}

    assert list(shown_answers({"properties": {"people": people}}, {"people": [{"name": "罗远明"}]})) == [
        ("参加人", WITHHELD)
    ]
