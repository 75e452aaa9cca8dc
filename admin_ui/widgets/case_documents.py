"""The papers of a case; the content of one is fetched only when somebody asks for it."""

from collections.abc import Mapping

import streamlit as st

from admin_ui.api_shapes import DocumentItem
from admin_ui.plain_text import plain
from admin_ui.reruns import page_part
from admin_ui.session import visit
from admin_ui.time_text import moment_text
from admin_ui.widgets.case_papers import CasePapers
from admin_ui.widgets.form_errors import FormErrors
from admin_ui.widgets.schema_form import SchemaForm, forget_form

KILOBYTE = 1000
_AUTHORISATION = {"type": "string", "title": "代办委托书", "format": "uuid", "x-widget": "file"}


def show_documents(case_id: str, names: Mapping[str, str], *, asks_for_authorisation: bool = False) -> None:
    """One line a paper, with a way to fetch it; `names` are people's names by username.

    With `asks_for_authorisation` there is a place to hand in the paper that authorises the agent.
    """
    if asks_for_authorisation:
        _show_authorisation(case_id)
    papers = visit().client.documents(case_id)
    if not papers:
        st.caption("还没有上传材料。办理任务时可在表单中上传。")
    for paper in papers:
        who = paper.get("uploaded_by") or ""
        _show_paper(case_id, paper, names.get(who, who))


@page_part
def _show_authorisation(case_id: str) -> None:
    papers, errors = CasePapers(case_id, "agent"), FormErrors(f"agent/{case_id}")
    schema = {"type": "object", "required": [], "properties": {"paper": _AUTHORISATION}}
    entry = SchemaForm(f"agent/{case_id}", schema, {}, papers).show(errors)
    if entry.data.get("paper") and st.button("登记委托书", key=f"agent/{case_id}/submit"):
        visit().client.attach_authorisation(case_id, entry.data["paper"])
        forget_form(f"agent/{case_id}")
        st.rerun(scope="app")


@page_part
def _show_paper(case_id: str, paper: DocumentItem, who: str) -> None:
    document_id = paper["document_id"]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(paper["file_name"], width="content")
        size = paper.get("size")
        parts = [moment_text(paper.get("uploaded_at")), who, size and f"{size // KILOBYTE + 1} KB"]
        st.caption(" · ".join(plain(part) for part in parts if part and part != "—"), width="content")
        if st.button("调取", key=f"fetch-{document_id}"):
            content = visit().client.document(case_id, document_id)
            st.download_button("保存到本机", content, file_name=paper["file_name"], key=f"save-{document_id}")
