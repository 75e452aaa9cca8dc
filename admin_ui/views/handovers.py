"""个案移交: cases offered to the person's units and by them, and the form to offer one."""

from typing import Final

import streamlit as st

from admin_ui import labels
from admin_ui.administration_shapes import CaseHandover
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import one_line, plain
from admin_ui.session import visit
from admin_ui.time_text import moment_text
from admin_ui.widgets.confirmation import confirmed
from admin_ui.widgets.paging import Paging
from admin_ui.widgets.refusals import Outcome
from admin_ui.widgets.url_filters import url_segments

PAGE_SIZE: Final = 20
_DIRECTIONS: Final = {"to_us": "移交给我们", "by_us": "我们移交的"}


def show() -> None:
    """The hand-overs that the address names, and the form where it names a case."""
    st.title("个案移交")
    outcome = Outcome("handovers")
    outcome.show()
    if "case" in st.query_params:
        _show_offer(st.query_params["case"], outcome)
    else:
        st.caption(
            "家庭迁移或登记单位有误时，在个案页面选择“移交其他单位”。对方接收后，待办和办理时限随个案转移，时限不中止。"
        )
    direction = url_segments(st.container(), "方向", "direction", _DIRECTIONS, _DIRECTIONS.__getitem__)
    status = url_segments(
        st.container(), "状态", "handover-status", labels.HANDOVER_STATUSES, labels.HANDOVER_STATUSES.__getitem__
    )
    paging = Paging("handovers", (direction, status))
    asked = {"direction": direction, "status": status, "limit": str(PAGE_SIZE), "cursor": paging.cursor}
    page = visit().client.listed("/api/handovers", asked)
    if not page["items"]:
        st.info(f"没有{labels.HANDOVER_STATUSES[status]}的移交。")
    for one in page["items"]:
        _show_handover(one, direction, outcome)
    paging.show(page["next_cursor"])


def _show_offer(case_id: str, outcome: Outcome) -> None:
    case = visit().client.case(case_id)
    units = {
        unit["code"]: unit["name"] for unit in visit().client.listed(f"/api/cases/{case_id}/handover-targets")["items"]
    }
    with st.container(border=True):
        st.markdown(f"**移交个案 {plain(case['reference'])}**（现由{plain(case.get('division_name'))}办理）")
        to = st.selectbox(
            "接收单位",
            list(units),
            format_func=lambda code: f"{one_line(units[code])}（{code}）",
            index=None,
            placeholder="请选择乡镇（街道）或村（社区）",
            key="offer/to",
        )
        outcome.beside("to")
        reason = st.radio(
            "移交原因",
            list(labels.HANDOVER_REASONS),
            format_func=labels.HANDOVER_REASONS.__getitem__,
            horizontal=True,
            key="offer/reason",
        )
        note = st.text_area("说明", key="offer/note", max_chars=500, height=80)
        outcome.beside("note")
        body = {"to": to, "reason": reason, "note": note}
        path = f"/api/cases/{case_id}/handovers"
        if confirmed(
            "提出移交", "对方接收前，个案仍由原单位继续办理。", "offer", disabled=to is None
        ) and outcome.carry_out(
            lambda: send_once(path, body, lambda key: visit().client.changed("POST", path, body, key)),
            "已提出移交，等待对方接收。",
        ):
            st.query_params.pop("case", None)
        if st.session_state.get("handovers/news"):
            st.rerun()


def _show_handover(one: CaseHandover, direction: str, outcome: Outcome) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(one['reference'])}** · {plain(one['source_name'])} → {plain(one['target_name'])}")
        reason = labels.label(labels.HANDOVER_REASONS, one["reason"])
        who = one["proposed_by_name"] or one["proposed_by"]
        st.caption(plain(f"{reason} · {who} 于 {moment_text(one['proposed_at'])} 提出"))
        if one["note"]:
            st.text(one_line(one["note"]))
        if one["answered_at"]:
            parts = (labels.HANDOVER_STATUSES[one["status"]], one["answered_by_name"], moment_text(one["answered_at"]))
            st.caption(" · ".join(plain(part) for part in parts if part))
        if one["answer"]:
            st.text(f"理由：{one_line(one['answer'])}")
        if one["status"] != "proposed":
            return
        if direction == "to_us":
            _show_answer(one, outcome)
        elif confirmed("撤回", "撤回后个案仍由原单位办理。", f"withdraw/{one['handover_id']}"):
            _act(one, "withdraw", None, "已撤回移交。", outcome)


def _show_answer(one: CaseHandover, outcome: Outcome) -> None:
    if one["proposed_by"] == visit().me["username"]:
        st.caption("由您提出，须由接收单位的另一位同事接收。")
        return
    handover_id = one["handover_id"]
    if confirmed("接收", "接收后，个案的待办和办理时限由本单位承担。", f"accept/{handover_id}"):
        _act(one, "accept", None, "已接收，待办已进入本单位的待办列表。", outcome)
    drawer = st.expander("不接收", on_change="rerun", key=f"refuse/{handover_id}")
    if not drawer.open:
        return
    with drawer:
        answer = st.text_area("理由", key=f"refuse/{handover_id}/answer", max_chars=500, height=80)
        outcome.beside("answer")
        if st.button("退回原单位", key=f"refuse/{handover_id}/send"):
            _act(one, "refuse", {"answer": answer}, "已退回原单位。", outcome)


def _act(one: CaseHandover, act: str, body: dict[str, str] | None, done: str, outcome: Outcome) -> None:
    path = f"/api/handovers/{one['handover_id']}/{act}"
    outcome.carry_out(lambda: send_once(path, body, lambda key: visit().client.changed("POST", path, body, key)), done)
    st.rerun()
