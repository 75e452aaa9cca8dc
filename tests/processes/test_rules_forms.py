"""Forms are judged field by field, and fields that are written alike only once."""

import json

import pytest

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.form_shapes import MAX_SHAPES, FormShapes, TooManyShapesError
from tests.processes.samples.sample_bundle import findings_on


def text_field(number: int, **more: object) -> dict[str, object]:
    return {"type": "string", "title": f"字段{number}", "x-visible": f"a{number} > {number}", **more}


def form(*fields: object) -> dict[str, object]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {f"a{number}": field for number, field in enumerate(fields)},
    }


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        pytest.param(form({"type": "words"}), ("properties", "a0", "type"), id="no such type"),
        pytest.param(form({"maxLength": -1}), ("properties", "a0", "maxLength"), id="less than nothing"),
        pytest.param(form({"maxLength": 1.5}), ("properties", "a0", "maxLength"), id="half a letter"),
        pytest.param(form({"maxLength": True}), ("properties", "a0", "maxLength"), id="yes for a number"),
        pytest.param(form({"multipleOf": 0}), ("properties", "a0", "multipleOf"), id="a multiple of zero"),
        pytest.param(form({"title": 5}), ("properties", "a0", "title"), id="a number for a title"),
        pytest.param(form({"pattern": 5}), ("properties", "a0", "pattern"), id="a number for a pattern"),
        pytest.param(form({"oneOf": []}), ("properties", "a0", "oneOf"), id="no choice"),
        pytest.param(form({"oneOf": {}}), ("properties", "a0", "oneOf"), id="no list of choices"),
        pytest.param(form({"enum": "x"}), ("properties", "a0", "enum"), id="no list of values"),
        pytest.param(form({"items": {"required": ["a", "a"]}}), ("properties", "a0", "items", "required"), id="twice"),
        pytest.param(form({"items": {"properties": []}}), ("properties", "a0", "items", "properties"), id="no columns"),
        pytest.param(form("text"), ("properties", "a0"), id="no schema"),
        pytest.param({**form(), "required": "a0"}, ("required",), id="at the top"),
        pytest.param({"properties": []}, ("properties",), id="no fields"),
    ],
)
def test_what_is_no_schema_is_found_behind_any_number_of_good_ones(
    schema: dict[str, object], path: tuple[str, ...]
) -> None:
    shapes = FormShapes()
    good = form(
        {"type": "string", "title": "x", "pattern": "^a$", "maxLength": 2, "multipleOf": 1, "enum": ["x"]},
        {"type": "array", "items": {"type": "object", "properties": {}, "required": ["a"]}},
        {"oneOf": [{"const": 1, "title": "一"}]},
        {"maxLength": 1},
        {"title": ""},
        {"pattern": ""},
        {"enum": []},
        {"items": {"properties": {}, "required": []}},
        True,
    )
    assert shapes.problem(good) is None

    for _ in range(2):
        problem = shapes.problem(schema)
        assert problem is not None
        assert problem.path == path
        assert problem.message


def test_each_form_is_told_its_own_field() -> None:
    bundle = [
        BundleFile(f"forms/p/{name}.json", json.dumps(form(*[text_field(0)] * place, {"type": "words"})).encode())
        for name, place in (("first", 1), ("second", 3))
    ]
    messages = [finding.message for finding in findings_on(bundle) if finding.rule == "form_schema"]

    assert [message for message in messages if "a1" in message and "first" in message]
    assert [message for message in messages if "a3" in message and "second" in message]


def test_fields_that_differ_in_texts_and_amounts_are_one_shape() -> None:
    shapes = FormShapes()

    for number in range(10 * MAX_SHAPES):
        field = text_field(number, maxLength=number + 1, oneOf=[{"const": f"c{number}", "title": f"选{number}"}])
        assert shapes.problem(form(field)) is None


def test_there_is_an_end_to_shapes() -> None:
    shapes = FormShapes()

    with pytest.raises(TooManyShapesError):
        shapes.problem(form(*({f"own{number}": 1} for number in range(MAX_SHAPES + 1))))


def test_forms_beyond_the_end_are_not_published() -> None:
    fields = ({"type": "string", "title": "字段", f"own{number}": 1} for number in range(MAX_SHAPES + 1))
    bundle = [BundleFile("forms/p/many.json", json.dumps(form(*fields)).encode())]

    assert "form_schema" in {finding.rule for finding in findings_on(bundle)}
