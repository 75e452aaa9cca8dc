"""What was wrong with a form at the last try: kept beside the fields until they change."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from admin_ui.api_shapes import JsonObject
from admin_ui.plain_text import plain
from admin_ui.reruns import run_part_again
from admin_ui.widgets.form_values import form_fields


class FormErrors:
    """The errors of the form `prefix` by path, and what was typed when they arose."""

    def __init__(self, prefix: str) -> None:
        self._errors = f"{prefix}/errors"
        self._refused = f"{prefix}/refused"
        self._typed = f"{prefix}/typed-now"

    def keep(self, errors: Mapping[str, str], typed: JsonObject) -> None:
        """These errors arose from what is `typed`."""
        st.session_state[self._errors] = dict(errors)
        st.session_state[self._refused] = typed

    def typed_now(self, typed: JsonObject) -> None:
        """This stands in the form now: errors of fields that differ are gone at the next showing."""
        before = st.session_state.get(self._typed)
        st.session_state[self._typed] = typed
        if before is not None and before != typed and self.left() != st.session_state.get(self._errors, {}):
            st.session_state[self._errors] = self.left()
            run_part_again()

    def left(self) -> dict[str, str]:
        """The errors of fields not changed since."""
        errors: dict[str, str] = st.session_state.get(self._errors, {})
        refused: JsonObject = st.session_state.get(self._refused, {})
        typed: JsonObject = st.session_state.get(self._typed, refused)
        return {path: message for path, message in errors.items() if _same(refused, typed, path.split(".")[0])}

    def show_on_top(self, schema: JsonObject) -> None:
        """All errors together, the first one first, with the names of their fields."""
        errors = self.left()
        if not errors:
            return
        titles = {field.name: field.title for field in form_fields(schema)}
        lines = [f"- **{plain(_title(titles, path))}**：{plain(message)}" for path, message in errors.items()]
        st.error(f"有 {len(errors)} 处需要修改，您填写的内容都已保留：\n\n" + "\n".join(lines))


def _same(refused: JsonObject, typed: JsonObject, name: str) -> bool:
    return bool(refused.get(name) == typed.get(name))


def _title(titles: Mapping[str, Any], path: str) -> str:
    name, _, rest = path.partition(".")
    row = rest.partition(".")[0]
    place = f"第{int(row) + 1}行" if row.isdecimal() else ""
    return f"{titles.get(name, name or '表单')}{place}"
