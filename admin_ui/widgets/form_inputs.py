"""The widget of each kind of field; its value lives in the session under the field's key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import streamlit as st

from admin_ui.api_shapes import StaffItem
from admin_ui.client import ApiProblem
from admin_ui.plain_text import one_line, plain
from admin_ui.problems import show_problem
from admin_ui.reruns import run_part_again
from admin_ui.session import visit
from admin_ui.time_text import LOCAL
from admin_ui.widgets.form_values import FieldKind, FormField

RADIO_OPTIONS = 5
UPLOAD_TYPES = ("pdf", "jpg", "jpeg", "png")  # policy reference 6.1
EARLIEST = date(1900, 1, 1)
LATEST = date(2100, 12, 31)


class FormServices(Protocol):
    """What a form asks of its page."""

    def upload(self, field: FormField, file_name: str, content: bytes, media_type: str) -> str:
        """The document id of a paper just stored."""
        ...

    def document_name(self, document_id: str) -> str:
        """The file name of a stored paper."""
        ...

    def staff(self, role: str | None) -> Sequence[StaffItem]:
        """Who can be chosen for a role."""
        ...


@dataclass(frozen=True, slots=True)
class Input:
    """One field on the screen: where its value lives, what stands above it, who helps it."""

    field: FormField
    key: str
    label: str
    services: FormServices

    @property
    def help(self) -> str | None:
        """The explanation beside the label."""
        text = self.field.schema.get("description")
        return plain(text) if text else None


def show_input(item: Input) -> None:
    """Show the widget of a field that is not a group of rows."""
    _WIDGETS[item.field.kind](item)


def _text(item: Input) -> None:
    st.text_input(item.label, key=item.key, help=item.help, max_chars=item.field.schema.get("maxLength"))


def _textarea(item: Input) -> None:
    st.text_area(item.label, key=item.key, help=item.help, max_chars=item.field.schema.get("maxLength"), height=96)


def _money(item: Input) -> None:
    st.text_input(item.label, key=item.key, help=item.help, placeholder="例如 700 或 700.50", max_chars=13)


def _number(item: Input) -> None:
    st.text_input(item.label, key=item.key, help=item.help, max_chars=20)


def _integer(item: Input) -> None:
    schema = item.field.schema
    st.number_input(
        item.label,
        key=item.key,
        help=item.help,
        step=1,
        min_value=schema.get("minimum"),
        max_value=schema.get("maximum"),
        value=None,
    )


def _boolean(item: Input) -> None:
    _radio(item, {True: "是", False: "否"})


def _choice(item: Input) -> None:
    options = item.field.options
    if len(options) <= RADIO_OPTIONS and item.field.is_in_required:
        _radio(item, options)
        return
    st.selectbox(
        item.label,
        list(options),
        key=item.key,
        help=item.help,
        format_func=_listed(options),
        index=None,
        placeholder="请选择",
    )


def _radio(item: Input, options: dict[Any, str]) -> None:
    words = _words(options)
    st.radio(item.label, list(options), key=item.key, help=item.help, format_func=words, horizontal=True, index=None)


def _choices(item: Input) -> None:
    options = item.field.options
    st.multiselect(
        item.label, list(options), key=item.key, help=item.help, format_func=_listed(options), placeholder="可多选"
    )


def _words(options: dict[Any, str]) -> Callable[[Any], str]:
    return lambda value: plain(options.get(value, value))


def _listed(options: dict[Any, str]) -> Callable[[Any], str]:
    return lambda value: one_line(options.get(value, value))


def _date(item: Input) -> None:
    st.date_input(
        item.label,
        value=None,
        key=item.key,
        help=item.help,
        format="YYYY-MM-DD",
        min_value=EARLIEST,
        max_value=LATEST,
    )


def _datetime(item: Input) -> None:
    """A moment, and a button for the most frequent one: now."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.datetime_input(item.label, value=None, key=item.key, help=item.help, format="YYYY-MM-DD", step=60)
        st.button("填入现在", key=f"{item.key}/now", on_click=_fill_in_now, args=(item.key,))


def _fill_in_now(key: str) -> None:
    now = visit().now.astimezone(LOCAL)
    st.session_state[key] = now.replace(tzinfo=None, second=0, microsecond=0)


def _staff(item: Input) -> None:
    names = _names_of(item)
    if names is None:
        st.text_input(item.label, key=item.key, help="请填写用户名")
        return
    chosen = st.session_state.get(item.key)
    if chosen and chosen not in names:
        names[chosen] = chosen
    st.selectbox(
        item.label,
        list(names),
        key=item.key,
        help=item.help,
        format_func=lambda username: one_line(f"{names[username]}（{username}）"),
        index=None,
        placeholder="请选择",
    )


def _names_of(item: Input) -> dict[str, str] | None:
    """Names by username, or None where the list cannot be had and the username is typed."""
    try:
        people = item.services.staff(item.field.schema.get("x-role"))
    except ApiProblem:
        return None
    return {person["username"]: person["name"] for person in people}


def _file(item: Input) -> None:
    _papers(item, many=False)


def _files(item: Input) -> None:
    _papers(item, many=True)


def _papers(item: Input, *, many: bool) -> None:
    """Papers already stored, each with its own button to take it out, and the picker for the next."""
    stored = _stored(item.key)
    st.markdown(item.label, help=item.help)
    for document_id in stored:
        _stored_paper(item, document_id)
    if stored and not many:
        return
    turn = st.session_state.setdefault(f"{item.key}/turn", 0)
    picked = st.file_uploader(
        item.label, type=list(UPLOAD_TYPES), key=f"{item.key}/picker-{turn}", label_visibility="collapsed"
    )
    if picked is not None:
        _store(item, picked.name, picked.getvalue(), picked.type or "application/octet-stream", many=many)


def _stored(key: str) -> list[str]:
    value = st.session_state.get(key)
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _stored_paper(item: Input, document_id: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"已上传：{item.services.document_name(document_id)}")
        if st.button("移除", key=f"{item.key}/remove-{document_id}", type="tertiary"):
            left = [one for one in _stored(item.key) if one != document_id]
            _keep(item, left)
            run_part_again()


def _store(item: Input, name: str, content: bytes, media_type: str, *, many: bool) -> None:
    try:
        document_id = item.services.upload(item.field, name, content, media_type)
    except ApiProblem as problem:
        show_problem(problem)
        return
    _keep(item, [*_stored(item.key), document_id] if many else [document_id])
    st.session_state[f"{item.key}/turn"] += 1
    run_part_again()


def _keep(item: Input, document_ids: list[str]) -> None:
    many = item.field.kind is FieldKind.FILES
    st.session_state[item.key] = document_ids if many else (document_ids[0] if document_ids else None)


_WIDGETS: dict[FieldKind, Callable[[Input], None]] = {
    FieldKind.TEXT: _text,
    FieldKind.TEXTAREA: _textarea,
    FieldKind.MONEY: _money,
    FieldKind.INTEGER: _integer,
    FieldKind.NUMBER: _number,
    FieldKind.BOOLEAN: _boolean,
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.DATE: _date,
    FieldKind.DATETIME: _datetime,
    FieldKind.FILE: _file,
    FieldKind.FILES: _files,
    FieldKind.STAFF: _staff,
}
