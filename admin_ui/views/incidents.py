"""运行状态: what is due and late, who works, and what cannot go on without an administrator."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from admin_ui import labels
from admin_ui.administration_shapes import DueWorkSummary, EffectShown, TimerShown
from admin_ui.api_shapes import Incident
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.links import link_to
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import one_line, plain
from admin_ui.session import visit
from admin_ui.time_text import moment_text
from admin_ui.widgets.confirmation import confirmed
from admin_ui.widgets.paging import Paging
from admin_ui.widgets.refusals import Outcome
from admin_ui.widgets.url_filters import url_segments

PAGE_SIZE: Final = 20
_PARTS: Final = {"incidents": "异常", "timers": "定时事件", "effects": "对外发送", "workers": "后台进程"}
_EMPTY: Final = {
    "open": "目前没有待处理的异常。",
    "resolved": "还没有已处理的异常。",
    "given_up": "还没有已了结的异常。",
}


def show() -> None:
    """The figures, then the part that the address names."""
    st.title("运行状态")
    summary: DueWorkSummary = visit().client.listed("/api/due-work")
    _show_figures(summary)
    part = url_segments(st.container(), "内容", "part", _PARTS, _PARTS.__getitem__)
    if part == "timers":
        _show_timers()
    elif part == "effects":
        _show_effects()
    elif part == "workers":
        _show_workers(summary)
    else:
        _show_incidents()


def _show_figures(summary: DueWorkSummary) -> None:
    counts = summary["counts"]
    alive = sum(one["is_alive"] for one in summary["workers"])
    shown = {
        "待处理异常": counts["incidents_open"],
        "执行失败的定时": counts["timers_failed"],
        "停止的对外发送": counts["effects_dead"],
        "未能执行的机构调整": counts["changes_stopped"],
        "工作中的后台进程": alive,
    }
    for column, (title, number) in zip(st.columns(len(shown)), shown.items(), strict=True):
        column.metric(title, number)
    if not alive:
        st.error("没有后台进程在工作：到期事项不会自动办理，请启动后台进程。")
    elif summary["is_late"]:
        st.warning(f"到期事项滞后，最早一项的到期时间为 {moment_text(summary['oldest_due_at'])}。")
    else:
        waiting = counts["timers_due"] + counts["marks_due"] + counts["changes_due"]
        st.caption(f"正在处理的到期事项 {waiting} 项，待发送 {counts['effects_ready']} 项。")


def _show_incidents() -> None:
    outcome = Outcome("incidents")
    st.caption("流程无法自动继续的事项。核对原因并排除后点击“重试”，从中断处继续，不会重复已完成的步骤。")
    outcome.show()
    status = url_segments(
        st.container(), "状态", "status", labels.INCIDENT_STATUSES, labels.INCIDENT_STATUSES.__getitem__
    )
    paging = Paging("incidents", status)
    page = visit().client.listed("/api/incidents", {"status": status, "limit": PAGE_SIZE, "cursor": paging.cursor})
    found: list[Incident] = page["items"]
    if not found:
        st.success(_EMPTY[status])
    elif status == "open":
        _show_bulk(found, outcome)
    for incident in found:
        _show_incident(incident, outcome)
    paging.show(page["next_cursor"])


def _show_incident(incident: Incident, outcome: Outcome) -> None:
    incident_id = incident["incident_id"]
    with st.container(border=True):
        what, action = st.columns([6, 1.6], vertical_alignment="center")
        with what:
            st.markdown(f"**{plain(incident.get('name') or incident['element_id'] or incident['code'])}**")
            st.text(incident["message"])
            tries = f"已尝试 {incident['attempts']} 次" if incident.get("attempts") else None
            status = labels.label(labels.INCIDENT_STATUSES, incident["status"])
            parts = [status, moment_text(incident["opened_at"]), tries, incident["code"]]
            st.caption(" · ".join(plain(part) for part in parts if part))
            if incident["case_id"]:
                link_to("case", f"查看个案 {plain(incident.get('reference'))}", case=incident["case_id"])
        if incident["status"] != "open":
            return
        if action.button("重试", key=f"retry-{incident_id}", width="stretch"):
            outcome.carry_out(lambda: _retry(incident_id), "已重试。若仍无法继续，异常会再次出现在下方。")
            st.rerun()
        _show_give_up(incident_id, outcome)


def _retry(incident_id: str) -> None:
    send_once(f"retry:{incident_id}", None, lambda key: visit().client.retry_incident(incident_id, key))


def _show_give_up(incident_id: str, outcome: Outcome) -> None:
    drawer = st.expander("不再重试", on_change="rerun", key=f"give-up-{incident_id}")
    if not drawer.open:
        return
    with drawer:
        reason = st.text_area("理由", key=f"give-up-reason-{incident_id}", max_chars=500, height=80)
        if confirmed("了结异常", "了结后不再重试，停下的事项保持原状，须另行办理。", f"give-up-act-{incident_id}"):
            path, body = f"/api/incidents/{incident_id}/give-up", {"reason": reason}
            outcome.carry_out(
                lambda: send_once(path, body, lambda key: visit().client.changed("POST", path, body, key)), "已了结。"
            )
            st.rerun()
        outcome.beside("reason")


def _show_bulk(found: list[Incident], outcome: Outcome) -> None:
    if len(found) < 2:
        return
    question = f"将依次重试本页的 {len(found)} 项，每项单独办理，互不影响。"
    if confirmed(f"重试本页全部 {len(found)} 项", question, "retry-all"):
        outcome.carry_out(
            lambda: _retry_all(found), lambda counts: f"已重试：{counts[0]} 项继续，{counts[1]} 项仍未通过。"
        )
        st.rerun()


def _retry_all(found: list[Incident]) -> tuple[int, int]:
    """How many went on, and how many did not."""
    done = 0
    progress = st.progress(0.0, text="正在重试……")
    for number, incident in enumerate(found, 1):
        done += _went_on(incident["incident_id"])
        progress.progress(number / len(found), text=f"正在重试第 {number} 项……")
    return done, len(found) - done


def _went_on(incident_id: str) -> bool:
    try:
        _retry(incident_id)
    except NotSignedInProblem:
        raise
    except ApiProblem:
        return False
    return True


def _show_timers() -> None:
    state = url_segments(st.container(), "状态", "timer-state", ("failed", "waiting"), labels.TIMER_STATES.__getitem__)
    _show_page(
        "/api/due-work/timers",
        state,
        _timer_row,
        "没有执行失败的定时事件。" if state == "failed" else "没有等待的定时事件。",
    )
    if state == "failed":
        st.caption("执行失败的定时事件在“异常”中重试。")


def _timer_row(one: TimerShown) -> dict[str, str]:
    return {
        "个案": one_line(one["reference"] or "—"),
        "事项": one_line(one["name"]),
        "到期": moment_text(one["due_at"]),
        "状态": "已滞后" if one["is_late"] else labels.label(labels.TIMER_STATES, one["state"]),
    }


def _show_effects() -> None:
    state = url_segments(
        st.container(), "状态", "effect-state", ("dead", "ready", "leased"), labels.EFFECT_STATES.__getitem__
    )
    _show_page("/api/due-work/effects", state, _effect_row, "没有这样的对外发送。")
    if state == "dead":
        st.caption("停止的发送在“异常”中重试，重试不会重复发送。")


def _effect_row(one: EffectShown) -> dict[str, str]:
    return {
        "个案": one_line(one["reference"] or "—"),
        "种类": one_line(labels.label(labels.EFFECT_KINDS, one["kind"])),
        "产生": moment_text(one["created_at"]),
        "已尝试": f"{one['attempts']} 次",
        "原因": one_line(one["problem"] or "—"),
    }


def _show_page(path: str, state: str, row: Callable[..., dict[str, str]], empty: str) -> None:
    paging = Paging(path, state)
    page = visit().client.listed(path, {"state": state, "limit": PAGE_SIZE, "cursor": paging.cursor})
    if page["items"]:
        st.table([row(one) for one in page["items"]])
    else:
        st.success(empty)
    paging.show(page["next_cursor"])


def _show_workers(summary: DueWorkSummary) -> None:
    if not summary["workers"]:
        st.info("最近一天没有后台进程运行过。")
        return
    st.table(
        [
            {
                "主机": one_line(one["host"]),
                "进程号": str(one["pid"]),
                "启动": moment_text(one["started_at"]),
                "最近信号": moment_text(one["beat_at"]),
                "状态": "工作中" if one["is_alive"] else "无信号",
            }
            for one in summary["workers"]
        ]
    )
    st.caption("超过 30 秒没有信号即视为停止；其手中的工作由其他进程接续，不会丢失。")
