"""What the form of a case's task asks of the API: storing papers, naming them, listing colleagues."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from admin_ui.api_shapes import StaffItem
from admin_ui.client import ApiProblem
from admin_ui.pending_writes import send_once
from admin_ui.session import visit
from admin_ui.widgets.form_values import FormField


@dataclass(frozen=True, slots=True)
class CasePapers:
    """The form services of one case; papers are filed under the element that asked for them."""

    case_id: str | None
    element_id: str

    def upload(self, field: FormField, file_name: str, content: bytes, media_type: str) -> str:
        """The document id of a paper just stored in the case."""
        if self.case_id is None:
            raise ApiProblem(409, "no_case", "这项任务不属于个案，不能上传材料", {})
        case_id, client = self.case_id, visit().client
        kind = f"{self.element_id}.{field.name}"
        document_id = send_once(
            f"upload:{case_id}:{kind}",
            (file_name, hashlib.sha256(content).hexdigest()),
            lambda key: client.upload(case_id, file_name, content, media_type, kind, key),
        )
        _names(case_id)[document_id] = file_name
        return document_id

    def document_name(self, document_id: str) -> str:
        """The file name of a stored paper; its id where the case does not list it."""
        if self.case_id is None:
            return document_id
        names = _names(self.case_id)
        if document_id not in names:
            names.update({paper["document_id"]: paper["file_name"] for paper in visit().client.documents(self.case_id)})
        return names.setdefault(document_id, document_id)

    def staff(self, role: str | None) -> Sequence[StaffItem]:
        """Colleagues who hold `role`; the person who fills in the form is none of them, for the server as well."""
        me = visit().me["username"]
        return [person for person in visit().client.staff(role) if person["username"] != me]


def _names(case_id: str) -> dict[str, str]:
    names: dict[str, str] = st.session_state.setdefault(f"paper-names/{case_id}", {})
    return names
