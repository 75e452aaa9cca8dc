"""The papers of a case to print: what each is, where it stands, and its two formats."""

from typing import Final

import streamlit as st

from admin_ui.api_shapes import PaperItem
from admin_ui.plain_text import plain
from admin_ui.reruns import page_part
from admin_ui.session import visit
from admin_ui.time_text import moment_text

FORMATS: Final = {"pdf": "PDF", "docx": "Word"}
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def show_papers(case_id: str, reference: str) -> None:
    """One line a paper; making one is recorded, so it is made only when somebody asks for it."""
    for paper in visit().client.papers(case_id):
        _show_paper(case_id, reference, paper)


@page_part
def _show_paper(case_id: str, reference: str, paper: PaperItem) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            st.markdown(f"**{plain(paper['title'])}**")
            st.caption(plain(f"{paper['state']} · {moment_text(paper['at'])}"))
        if not paper["may_print"]:
            st.caption("含个人信息，您的岗位不能打印", width="content")
            return
        for paper_format, word in FORMATS.items():
            _show_format(case_id, reference, paper, paper_format, word)


def _show_format(case_id: str, reference: str, paper: PaperItem, paper_format: str, word: str) -> None:
    """A button that makes the paper, and in its place the one that saves it."""
    place = st.empty()
    key = f"paper/{case_id}/{paper['paper_id']}/{paper_format}"
    if place.button(word, key=key, icon=":material/print:"):
        content = visit().client.paper(case_id, paper["paper_id"], paper_format)
        place.download_button(
            f"保存 {word}",
            content,
            file_name=f"{paper['title']}-{reference}.{paper_format}",
            mime=MEDIA_TYPES[paper_format],
            key=f"{key}/save",
            type="primary",
            icon=":material/download:",
        )
