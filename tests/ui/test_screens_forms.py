"""Every form of the project on the screen: what it shows goes back to the server as the server accepts it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from screens_api import FORM_FACTS, ROOT, ScreensApi, awaited, task
from screens_app import OpenPage, button, labels_of

from admin_ui.widgets.form_values import form_fields, shown
from engine.feel import compile_expression, from_json
from engine.services.forms import checked

FORMS = sorted((ROOT / "forms").glob("*/*.json"))
MESSAGES = [path for path in FORMS if path.stem.startswith("await_")]
TASKS = [path for path in FORMS if path not in MESSAGES]
# The other options matter where they change what is visible.
EXAMPLES = [pytest.param(path, 0, id=path.stem) for path in TASKS] + [
    pytest.param(path, -1, id=f"{path.stem} otherwise") for path in TASKS if "x-visible" in path.read_text("utf-8")
]
AFTERWARDS = datetime(2026, 3, 13, tzinfo=UTC)
A_PAPER = "0198f000-0000-7000-8000-000000000001"
BY_FORMAT = {"uuid": A_PAPER, "date": "2026-03-12", "date-time": "2026-03-11T10:00:00+08:00"}


def example_of(form: Mapping[str, Any], choose: int) -> dict[str, Any]:
    """Every visible field filled in; of several options the one at `choose`."""
    fields: Mapping[str, Any] = form["properties"]
    data: dict[str, Any] = {}
    for name, one in fields.items():
        if _is_visible(one, {**FORM_FACTS, **dict.fromkeys(fields), **data}):
            data[name] = 12 if name == "participants" else _value(one, choose)
    return data


def _is_visible(one: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    scope = {name: from_json(value) for name, value in values.items()}
    return "x-visible" not in one or compile_expression(one["x-visible"]).evaluate(scope) is True


def _value(one: Mapping[str, Any], choose: int) -> Any:
    options = one.get("oneOf") or [{"const": value} for value in one.get("enum", ())]
    if options:
        return options[choose]["const"]
    if one.get("x-widget") == "staff":
        return "handler2"
    kind = one["type"][0] if isinstance(one["type"], list) else one["type"]
    simple = {"boolean": choose == 0, "integer": max(one.get("minimum", 0), 1), "number": 2}
    if kind in simple:
        return simple[kind]
    if kind == "array":
        return [_item(one["items"], choose, number) for number in range(max(one.get("minItems", 0), 1))]
    if kind == "object":
        return {name: _value(cell, choose) for name, cell in one["properties"].items()}
    by_title = {"数量": "2"}
    return BY_FORMAT.get(one.get("format", ""), by_title.get(one.get("title", ""), "1234567890"))


def _item(one: Mapping[str, Any], choose: int, number: int) -> Any:
    value = _value(one, number if "oneOf" in one else choose)
    return f"第{number}项" if one.get("type") == "string" and "oneOf" not in one and "format" not in one else value


@pytest.mark.parametrize(("path", "choose"), EXAMPLES)
def test_what_a_form_shows_goes_back_as_the_server_accepts_it(
    screens_api: ScreensApi, open_page: OpenPage, path: Path, choose: int
):
    form = json.loads(path.read_text(encoding="utf-8"))
    example = example_of(form, choose)
    held = task(1, path.stem, form["title"], process_id=path.parent.name, assignee="handler")
    screens_api.tasks["task-1"] = held
    screens_api.drafts["task-1"] = example

    app = open_page("task", task="task-1")
    assert not app.exception
    button(app, "提交办结").click().run()

    assert not app.exception
    (body,) = screens_api.bodies("/api/tasks/task-1/complete")
    assert body["data"] == example
    assert checked(form, body["data"], FORM_FACTS, AFTERWARDS) == example


@pytest.mark.parametrize("path", TASKS, ids=lambda path: path.stem)
def test_every_form_opens_with_nothing_filled_in(screens_api: ScreensApi, open_page: OpenPage, path: Path):
    title = json.loads(path.read_text(encoding="utf-8"))["title"]
    screens_api.tasks["task-1"] = task(1, path.stem, title, process_id=path.parent.name, assignee="handler")

    app = open_page("task", task="task-1")

    assert not app.exception
    assert "提交办结" in labels_of(app)


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.stem)
def test_what_the_form_of_an_outside_event_shows_goes_back_as_the_server_accepts_it(
    screens_api: ScreensApi, open_page: OpenPage, path: Path
):
    event = awaited(path.parent.name, path.stem)
    name, form = event["name"], event["form"]["schema"]
    example = example_of(form, 0)
    screens_api.case["awaited_messages"] = [event]
    app = open_page("case", case="case-1")
    for one in form_fields(form):
        app.session_state[f"event/case-1/{name}/{one.name}"] = shown(one.kind, example[one.name])

    button(app, "登记").click().run()

    assert not app.exception
    (body,) = screens_api.bodies(f"/api/cases/case-1/messages/{name}")
    assert checked(form, body["data"], {}, AFTERWARDS) == example
