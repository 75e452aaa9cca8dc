"""Forms from JSON Schema: what is entered, shown and wrong with each field; call inside a fragment.

Values live in the session under `<prefix>/<path>`. A field that is hidden keeps what was typed for when it shows again,
but is not part of the data; rules and codes of a form are the schema's, the server has the last word on every value.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import streamlit as st

from admin_ui.api_shapes import JsonObject
from admin_ui.client import FieldProblem
from admin_ui.plain_text import plain
from admin_ui.reruns import run_part_again
from admin_ui.widgets.form_errors import FormErrors
from admin_ui.widgets.form_inputs import FormServices, Input, show_input
from admin_ui.widgets.form_rules import is_required, visible_fields
from admin_ui.widgets.form_values import Entered, FieldKind, FormField, entered, form_fields, shown

MAX_ROWS = 50
MENDED = ":gray[已修改，提交时再核对]"


@dataclass(frozen=True, slots=True)
class FormEntry:
    """What stands in the form: `data` for the server, `typed` for the draft, `problems` that can be told here."""

    data: JsonObject
    typed: JsonObject
    problems: tuple[FieldProblem, ...]


@dataclass(frozen=True, slots=True)
class SchemaForm:
    """A form on the screen; `facts` are what its rules may name besides the fields (`case.*`)."""

    prefix: str
    schema: JsonObject
    initial: Mapping[str, Any]
    services: FormServices
    layout: Sequence[Any] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def show(self, wrong: FormErrors) -> FormEntry:
        """Show the fields with what is wrong with them, and give back what stands in them."""
        errors = {**dict.fromkeys(wrong.mended(), MENDED), **wrong.left()}
        fields = form_fields(self.schema)
        before = {one.name: self._entered(one, self.initial.get(one.name)) for one in fields}
        values = {name: one.value for name, one in before.items()}
        visible = visible_fields(fields, values, self.facts)
        for title, names in self._sections(visible):
            if title:
                st.markdown(f"**{plain(title)}**")
            for one in visible:
                if one.name in names:
                    self._show(one, values, errors)
        self._remember(fields, before)
        return _entry(visible, before)

    def _sections(self, visible: Sequence[FormField]) -> Iterable[tuple[str | None, set[str]]]:
        placed: set[str] = set()
        for section in self.layout or self.schema.get("x-layout") or ():
            if not isinstance(section, dict):  # a plain list of names has no headings: the schema has the order
                continue
            names = {one.name for one in visible} & set(section["fields"])
            placed |= names
            if names:
                yield section.get("title"), names
        yield None, {one.name for one in visible} - placed

    def _show(self, one: FormField, values: Mapping[str, Any], errors: Mapping[str, str]) -> None:
        key = f"{self.prefix}/{one.name}"
        label = _label(one, is_asked=is_required(one, values, self.facts))
        if one.is_read_only:
            st.markdown(label)
            st.text(_words(one, self.initial.get(one.name)))
            return
        if one.kind is FieldKind.ROWS:
            self._show_rows(one, key, label, errors)
        else:
            self._show_one(Input(one, key, label, self.services), self._typed(one.name), errors.get(one.name))
            return
        _show_error(errors.get(one.name))

    def _show_one(self, item: Input, typed: Any, error: str | None) -> None:
        if item.key not in st.session_state:
            st.session_state[item.key] = shown(item.field.kind, typed)
        show_input(item)
        problem = entered(item.field.kind, st.session_state.get(item.key)).problem
        _show_error(problem if error in {None, MENDED} and problem else error)

    def _show_rows(self, one: FormField, key: str, label: str, errors: Mapping[str, str]) -> None:
        """Rows as plain fields, not as a grid: each cell has its label and error, and works by keyboard and phone."""
        rows = self._rows(one)
        st.markdown(label, help=plain(one.schema.get("description", "")) or None)
        for number, (row_id, typed) in enumerate(rows):
            with st.container(border=True):
                for column in one.columns:
                    path = f"{one.name}.{number}" + (f".{column.name}" if column.name else "")
                    cell = typed.get(column.name) if column.name else typed
                    title = _label(column, is_asked=column.is_in_required)
                    item = Input(column, f"{key}/{row_id}/{column.name}", title, self.services)
                    self._show_one(item, cell, errors.get(path))
                if st.button("删除这一行", key=f"{key}/{row_id}/remove", type="tertiary"):
                    self._keep_rows(one, [row for row in rows if row[0] != row_id])
                    run_part_again()
        if len(rows) < MAX_ROWS and st.button("增加一行", key=f"{key}/add"):
            self._keep_rows(one, [*rows, (str(uuid4()), {} if one.columns[0].name else None)])
            run_part_again()

    def _rows(self, one: FormField) -> list[tuple[str, Any]]:
        slot = f"{self.prefix}/{one.name}/rows"
        if slot not in st.session_state:
            st.session_state[slot] = [(str(uuid4()), row) for row in self.initial.get(one.name) or ()]
        rows: list[tuple[str, Any]] = st.session_state[slot]
        return rows

    def _keep_rows(self, one: FormField, rows: list[tuple[str, Any]]) -> None:
        st.session_state[f"{self.prefix}/{one.name}/rows"] = rows

    def _entered(self, one: FormField, initial: Any) -> Entered:
        if one.is_read_only:
            return Entered()
        if one.kind is FieldKind.ROWS:
            return self._entered_rows(one)
        key = f"{self.prefix}/{one.name}"
        if key in st.session_state:
            return entered(one.kind, st.session_state[key])
        typed = self._typed(one.name, initial)
        return entered(one.kind, shown(one.kind, typed))

    def _entered_rows(self, one: FormField) -> Entered:
        values, typed, problem = [], [], None
        for row_id, kept in self._rows(one):
            cells = {column.name: self._entered_cell(one, row_id, column, kept) for column in one.columns}
            problem = problem or next((cell.problem for cell in cells.values() if cell.problem), None)
            values.append(_row(cells, "value"))
            typed.append(_row(cells, "typed"))
        return Entered(values or None, problem, typed or None)

    def _entered_cell(self, one: FormField, row_id: str, column: FormField, kept: Any) -> Entered:
        key = f"{self.prefix}/{one.name}/{row_id}/{column.name}"
        if key in st.session_state:
            return entered(column.kind, st.session_state[key])
        return entered(column.kind, shown(column.kind, kept.get(column.name) if column.name else kept))

    def _typed(self, name: str, initial: Any = None) -> Any:
        remembered = st.session_state.get(f"{self.prefix}/typed", {})
        return remembered.get(name, self.initial.get(name, initial))

    def _remember(self, fields: Sequence[FormField], before: Mapping[str, Entered]) -> None:
        """Streamlit forgets the value of a widget that is not shown; here it stays."""
        st.session_state[f"{self.prefix}/typed"] = {one.name: before[one.name].typed for one in fields}


def forget_form(prefix: str) -> None:
    """Drop everything a form keeps in the session."""
    for key in [key for key in st.session_state if str(key).startswith(f"{prefix}/")]:
        del st.session_state[key]


def _label(one: FormField, *, is_asked: bool) -> str:
    """The name of a field with its unit, and a star where it must be filled in."""
    unit = "（元）" if one.kind is FieldKind.MONEY else ""
    return plain(one.title) + unit + (" *" if is_asked else "")


def _row(cells: Mapping[str, Entered], what: str) -> Any:
    if "" in cells:
        return getattr(cells[""], what)
    return {name: getattr(cell, what) for name, cell in cells.items() if getattr(cell, what) is not None}


def _entry(visible: Sequence[FormField], before: Mapping[str, Entered]) -> FormEntry:
    data = {one.name: before[one.name].value for one in visible if before[one.name].value is not None}
    typed = {name: one.typed for name, one in before.items() if one.typed is not None}
    problems = ((one.name, before[one.name].problem) for one in visible)
    return FormEntry(data, typed, tuple(FieldProblem(name, problem) for name, problem in problems if problem))


def _words(one: FormField, value: Any) -> str:
    if value is None:
        return "—"
    return str(one.options.get(value, shown(one.kind, value)))


def _show_error(message: str | None) -> None:
    if message:
        st.markdown(message if message == MENDED else f":red[需修改：{plain(message)}]")
