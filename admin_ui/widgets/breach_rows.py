"""One breach with what was written about it, and the way to write the next: an explanation or a verdict."""

from typing import Final, Literal

import streamlit as st

from admin_ui import labels
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.links import link_to
from admin_ui.monitor_shapes import BreachItem, BreachNote
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import plain
from admin_ui.problems import show_problem
from admin_ui.reruns import page_part
from admin_ui.session import visit
from admin_ui.time_text import moment_text

LONGEST_WORDS: Final = 1000
SECONDS_PER_HOUR: Final = 3600
_COLOURS: Final[dict[str, Literal["red", "orange", "green", "violet"]]] = {
    "unexplained": "red",
    "explanation": "orange",
    "returned": "violet",
    "accepted": "green",
}
_NOTES: Final = {"explanation": "说明", "accepted": "审签", "returned": "退回"}


def show_breach(one: BreachItem, *, leads_to_case: bool) -> None:
    """What was late, whose it was, by how much, and what was written about it."""
    with st.container(border=True, key=f"breach-{one['breach_id']}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(labels.deadline_label(one['key']))}**", width="content")
            st.badge(late_words(one), color="red")
            st.badge(labels.label(labels.BREACH_STATES, one["state"]), color=_COLOURS[one["state"]])
            if leads_to_case:
                link_to("case", plain(one["reference"]), case=one["case_id"])
        st.caption(plain(" · ".join(_facts(one))))
        for note in one["notes"]:
            _show_note(note)
        if one["can_explain"]:
            _explain(one["breach_id"])
        if one["can_sign_off"]:
            _sign_off(one["breach_id"])


def late_words(one: BreachItem) -> str:
    """How late a duty is or was: in working days, in hours where it was less than one."""
    days = one["late_working_days"]
    late = f"{days} 个工作日" if days else f"{max(1, one['late_seconds'] // SECONDS_PER_HOUR)} 小时"
    return f"已超 {late}" if one["is_open"] else f"超 {late}"


def _facts(one: BreachItem) -> list[str]:
    if one["completed_late_at"]:
        done = f"已于 {moment_text(one['completed_late_at'])} 补办"
    else:
        done = "尚未办结" if one["is_open"] else "已撤销"
    person = one["assignee_name"] or one["assignee"]
    return [
        one["element"],
        f"责任单位 {one['unit_name'] or one['unit']}",
        f"当时经办 {person}" if person else "当时无人签收",
        f"到期 {moment_text(one['due_at'])}",
        done,
    ]


def _show_note(note: BreachNote) -> None:
    who = note["written_by_name"] or note["written_by"]
    words = f"：{note['words']}" if note["words"] else ""
    st.markdown(plain(f"{_NOTES[note['kind']]}（{who}，{moment_text(note['written_at'])}）{words}"))


@page_part
def _explain(breach_id: str) -> None:
    with st.expander("说明原因"):
        words = st.text_area(
            "超时限原因和补救情况", key=f"breach/{breach_id}/words", max_chars=LONGEST_WORDS, height=100
        )
        if st.button("提交说明", key=f"breach/{breach_id}/explain", type="primary"):
            if words.strip():
                _send(breach_id, "explanations", {"words": words.strip()})
            else:
                st.error("请先填写原因。")


@page_part
def _sign_off(breach_id: str) -> None:
    with st.expander("审签说明"):
        words = st.text_area(
            "审签意见（可不填）", key=f"breach/{breach_id}/verdict", max_chars=LONGEST_WORDS, height=80
        )
        with st.container(horizontal=True):
            accepted = st.button("审签通过", key=f"breach/{breach_id}/accept", type="primary")
            returned = st.button("退回重写", key=f"breach/{breach_id}/return")
        if accepted or returned:
            verdict = "accepted" if accepted else "returned"
            _send(breach_id, "sign-off", {"verdict": verdict, "words": words.strip() or None})


def _send(breach_id: str, part: str, body: dict[str, str | None]) -> None:
    path = f"/api/breaches/{breach_id}/{part}"
    client = visit().client
    try:
        send_once(path, body, lambda key: client.changed("POST", path, body, key))
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        show_problem(problem)
        return
    st.rerun(scope="app")
