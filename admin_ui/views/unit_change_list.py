"""机构调整: changes of units with their state; one of them with what it moves; the form for a new one."""

from typing import Final

import streamlit as st

from admin_ui import labels
from admin_ui.administration_shapes import UnitChangeDetail, UnitChangeItem
from admin_ui.links import link_to
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import plain
from admin_ui.session import visit
from admin_ui.time_text import moment_text
from admin_ui.views import unit_change_form
from admin_ui.widgets.confirmation import confirmed
from admin_ui.widgets.paging import Paging
from admin_ui.widgets.refusals import Outcome
from admin_ui.widgets.unit_change_preview import show_counts, show_preview
from admin_ui.widgets.url_filters import url_segments

PAGE_SIZE: Final = 20
_STATUSES: Final = {"": "全部", **labels.CHANGE_STATUSES}


def show() -> None:
    """The changes of the person's area, or the one that the address names."""
    if "change" in st.query_params:
        link_to("people", "← 返回机构调整", part="changes")
        _show_change(st.query_params["change"])
        return
    unit_change_form.show()
    status = url_segments(st.container(), "状态", "change-status", _STATUSES, _STATUSES.__getitem__)
    paging = Paging("unit-changes", status)
    page = visit().client.listed("/api/unit-changes", {"status": status, "limit": PAGE_SIZE, "cursor": paging.cursor})
    if not page["items"]:
        st.info("没有这样的机构调整。")
    for one in page["items"]:
        _show_item(one)
    paging.show(page["next_cursor"])


def _show_item(one: UnitChangeItem) -> None:
    with st.container(border=True):
        what, way = st.columns([6, 1.4], vertical_alignment="center")
        kind = labels.label(labels.CHANGE_KINDS, one["kind"])
        what.markdown(f"**{plain(one['unit_name'])}** · {kind} · {labels.CHANGE_STATUSES[one['status']]}")
        what.caption(
            plain(f"{one['effective_on']} 起 · {one['reason']} · {one['proposed_by_name'] or one['proposed_by']} 提出")
        )
        with way:
            link_to("people", "查看", part="changes", change=one["change_id"])


def _show_change(change_id: str) -> None:
    one: UnitChangeDetail = visit().client.listed(f"/api/unit-changes/{change_id}")
    outcome = Outcome(f"change/{change_id}")
    st.header(f"{plain(one['unit_name'])} · {labels.label(labels.CHANGE_KINDS, one['kind'])}")
    outcome.show()
    lines = [
        f"状态：{labels.CHANGE_STATUSES[one['status']]}",
        f"生效日期：{one['effective_on']} 零时",
        f"依据：{plain(one['reason'])}",
        f"提出：{plain(one['proposed_by_name'] or one['proposed_by'])}，{moment_text(one['proposed_at'])}",
    ]
    if one["confirmed_at"]:
        lines.append(f"确认：{plain(one['confirmed_by_name'])}，{moment_text(one['confirmed_at'])}")
    if one["new_name"]:
        lines.append(f"新名称：{plain(one['new_name'])}")
    st.markdown("\n\n".join(lines))
    if one["status"] == "stopped":
        st.error("到期时单位设置已有变化，未能执行。请在“运行状态”核对原因后重试，或撤回后重新提出。")
    if one["result"]:
        show_counts(one["result"])
    if one["preview"]:
        show_preview(one["preview"])
    _show_acts(one, outcome)


def _show_acts(one: UnitChangeDetail, outcome: Outcome) -> None:
    path = f"/api/unit-changes/{one['change_id']}"
    if one["status"] == "proposed":
        if one["proposed_by"] == visit().me["username"]:
            st.info("由您提出，须由另一位管理员确认后才会生效。")
        elif confirmed(
            "确认调整", f"确认后将在 {one['effective_on']} 零时自动执行，办理时限不中止。", "confirm-change"
        ):
            _act(outcome, f"{path}/confirm", "已确认，到期自动执行。")
    if one["status"] in {"proposed", "confirmed", "stopped"} and confirmed(
        "撤回", "撤回后不再执行，需要时可重新提出。", "withdraw-change"
    ):
        _act(outcome, f"{path}/withdraw", "已撤回。")


def _act(outcome: Outcome, path: str, done: str) -> None:
    outcome.carry_out(lambda: send_once(path, None, lambda key: visit().client.changed("POST", path, None, key)), done)
    st.rerun()
