"""审计: who looked at and changed what, by person, case, act and period; and whether the record still holds."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

import streamlit as st

from admin_ui import labels
from admin_ui.administration_shapes import AuditEntry
from admin_ui.links import link_to
from admin_ui.plain_text import one_line, plain
from admin_ui.session import visit
from admin_ui.time_text import LOCAL, moment_text
from admin_ui.widgets.paging import Paging
from admin_ui.widgets.refusals import Outcome
from admin_ui.widgets.url_filters import url_segments, url_select, url_text

PAGE_SIZE: Final = 30
_KINDS: Final = {"": "全部", "false": "变更", "true": "查阅"}
_PERIODS: Final = {"": "不限时间", "1": "今天", "7": "最近 7 天", "30": "最近 30 天", "365": "最近一年"}
_CHAIN: Final = "audit/chain"
_WORDS: Final = (
    *(labels.ROLES, labels.CASE_STATUSES, labels.CHANNELS, labels.TRACKS, labels.MESSAGES, labels.STAFF_STATUSES),
    *(labels.DEADLINE_KEYS, labels.HANDOVER_REASONS, labels.WORK_HANDOVER_REASONS),
)


def show() -> None:
    """The filters, the entries, and the check of the chain."""
    st.title("审计")
    _show_check()
    filters = _choose_filters()
    paging = Paging("audit", tuple(filters.values()))
    page = visit().client.listed("/api/audit", {**filters, "limit": PAGE_SIZE, "cursor": paging.cursor})
    if not page["items"]:
        st.info("没有符合条件的记录。")
    for one in page["items"]:
        _show_entry(one)
    paging.show(page["next_cursor"])


def _choose_filters() -> dict[str, str]:
    reads = url_segments(st.container(), "种类", "reads", _KINDS, _KINDS.__getitem__)
    actor, reference, action, period = st.columns([2, 2, 2, 1.6], vertical_alignment="bottom")
    chosen = {
        "actor": url_text(actor, "用户名", "actor", "输入后按回车"),
        "reference": url_text(reference, "个案编号", "reference", "输入后按回车"),
        "action": url_select(
            action,
            "办理事项",
            "action",
            ["", *labels.AUDIT_ACTIONS],
            lambda code: labels.label(labels.AUDIT_ACTIONS, code, missing="全部事项"),
        ),
        "reads": reads,
    }
    days = url_select(period, "时间", "days", _PERIODS, _PERIODS.__getitem__)
    return {**chosen, "since": _since(days)}


def _since(days: str) -> str:
    """The first moment of the period, by business time."""
    if not days:
        return ""
    first: date = visit().now.astimezone(LOCAL).date() - timedelta(days=int(days) - 1)
    return datetime.combine(first, time(), tzinfo=LOCAL).isoformat()


def _show_entry(one: AuditEntry) -> None:
    with st.container(border=True):
        what, way = st.columns([6, 1.6], vertical_alignment="center")
        with what:
            st.markdown(f"**{plain(one['name'])}** · {plain(one['actor_name'] or _actor(one['actor']))}")
            parts = [moment_text(one["at"]), one["actor"], one["county_code"], _details(one)]
            st.caption(" · ".join(plain(part) for part in parts if part))
        with way:
            if one["case_id"]:
                link_to("case", "查看个案", case=one["case_id"])


def _actor(username: str) -> str:
    return "系统" if username == "system" else username


def _details(one: AuditEntry) -> str:
    """What a reader understands of the details; digests and ids stay in the record."""
    known = {name: value for name, value in one["detail"].items() if name in labels.AUDIT_DETAILS and value is not None}
    return "；".join(one_line(f"{labels.AUDIT_DETAILS[name]}：{_value(value)}") for name, value in known.items())


def _value(value: Any) -> str:
    known = (words[value] for words in _WORDS if isinstance(value, str) and value in words)
    return next(known, str(value))


def _show_check() -> None:
    outcome = Outcome("audit")
    outcome.show()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("办理记录逐条加封成链，任何改动、删除或事后插入都能核对出来。", width="content")
        pressed = st.button("核对办理记录", key="audit/verify")
    if pressed:
        with st.spinner("正在逐条核对……"):
            outcome.carry_out(_verify, "")
        st.rerun()
    checked = st.session_state.get(_CHAIN)
    if checked is None:
        return
    if checked["holds"]:
        sealed = sum(head["seq"] for head in checked["heads"])
        st.success(f"核对无误：{len(checked['heads'])} 条记录链，共 {sealed} 条已加封记录。")
    for link in checked["broken"]:
        st.error(f"{plain(link['county_code'] or '全市')} 第 {link['seq']} 条：{plain(link['problem'])}")


def _verify() -> None:
    st.session_state[_CHAIN] = visit().client.changed("POST", "/api/audit/verify")
