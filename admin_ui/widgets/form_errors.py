"""What was wrong with a form at the last try: kept beside the fields until they change."""

from collections.abc import Iterable, Mapping

import streamlit as st

from admin_ui.api_shapes import JsonObject
from admin_ui.plain_text import plain
from admin_ui.reruns import run_part_again
from admin_ui.widgets.form_values import FormField, form_fields


class FormErrors:
    """The errors of the form `prefix` by path, and what was typed when they arose."""

    def __init__(self, prefix: str) -> None:
        self._errors = f"{prefix}/errors"
        self._all = f"{prefix}/errors-of-last-try"
        self._refused = f"{prefix}/refused"
        self._typed = f"{prefix}/typed-now"

    def keep(self, errors: Mapping[str, str], typed: JsonObject) -> None:
        """These errors arose from what is `typed`."""
        st.session_state[self._errors] = st.session_state[self._all] = dict(errors)
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

    def mended(self) -> frozenset[str]:
        """The paths of the fields that had errors and have changed since; their place on the page is kept."""
        errors: dict[str, str] = st.session_state.get(self._all, {})
        return frozenset(errors) - frozenset(self.left())

    def show_on_top(self, schema: JsonObject) -> None:
        """All errors of the last try together, the first one first, with the names of their fields.

        Those changed since stay in the list, marked: nothing on the page may move under the hand of who fills it in.
        """
        errors: dict[str, str] = st.session_state.get(self._all, {})
        if not errors:
            return
        mended = self.mended()
        lines = [
            f"- **{plain(title)}**：" + ("已修改" if path in mended else plain(errors[path]))
            for path, title in _titles(schema, errors).items()
        ]
        left = len(errors) - len(mended)
        head = f"有 {left} 处需要修改，您填写的内容都已保留：" if left else "都已修改，请再次提交："
        (st.error if left else st.info)(head + "\n\n" + "\n".join(lines))

    def show_at_button(self, schema: JsonObject) -> None:
        """The fields with errors, named again where the person has just pressed the button."""
        errors = self.left()
        if errors:
            names = "、".join(dict.fromkeys(_titles(schema, errors).values()))
            st.markdown(f":red[还不能提交，请先修改：{plain(names)}]")


def _same(refused: JsonObject, typed: JsonObject, name: str) -> bool:
    return bool(refused.get(name) == typed.get(name))


def _titles(schema: JsonObject, paths: Iterable[str]) -> dict[str, str]:
    """What the places of errors are called on the page, by path."""
    fields = {field.name: field for field in form_fields(schema)}
    return {path: _title(fields, path) for path in paths}


def _title(fields: Mapping[str, FormField], path: str) -> str:
    name, _, rest = path.partition(".")
    field = fields.get(name)
    title = field.title if field else name or "表单"
    row, _, column = rest.partition(".")
    if not row.isdecimal():
        return title
    columns = {one.name: one.title for one in field.columns} if field else {}
    return f"{title}第{int(row) + 1}行" + (f"的{columns[column]}" if column and column in columns else "")
