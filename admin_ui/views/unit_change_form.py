"""The form for a change of units: who follows whom, what would move, and who goes on working there."""

from datetime import timedelta
from typing import Final

import streamlit as st

from admin_ui import labels
from admin_ui.administration_shapes import UnitChangePreview, UnitShown
from admin_ui.api_shapes import JsonObject
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import one_line
from admin_ui.problems import show_problem
from admin_ui.reruns import page_part
from admin_ui.session import visit
from admin_ui.unit_change_body import NEW_CODE, NEW_NAME, WAYS, ChangeEntered, body_of, continuing, key_of
from admin_ui.widgets.confirmation import confirmed
from admin_ui.widgets.refusals import Outcome
from admin_ui.widgets.unit_change_preview import show_preview

_KINDS: Final = frozenset({"township", "village"})


@page_part
def show() -> None:
    """The form, folded until it is wanted."""
    outcome = Outcome("new-change")
    outcome.show()
    drawer = st.expander("提出机构调整", on_change="rerun", key="new-change")
    if not drawer.open:
        return
    units: list[UnitShown] = visit().client.listed("/api/units")["items"]
    with drawer:
        entered = _show_fields(units, outcome)
        if entered is not None:
            _show_what_follows(entered, units, outcome)


def _show_fields(units: list[UnitShown], outcome: Outcome) -> ChangeEntered | None:
    known = {one["code"]: one for one in units if one["kind"] in _KINDS}
    code = st.selectbox(
        "被调整的单位",
        list(known),
        format_func=lambda code: f"{one_line(known[code]['name'])}（{code}）",
        index=None,
        placeholder="请选择乡镇（街道）或村（社区）",
        key="new-change/unit",
    )
    outcome.beside("unit")
    if code is None:
        return None
    way = st.radio("调整方式", list(WAYS), format_func=WAYS.__getitem__, horizontal=True, key="new-change/way")
    tomorrow = visit().now.date() + timedelta(days=1)
    effective_on = st.date_input("生效日期（当日零时执行）", value=tomorrow, min_value=tomorrow, key="new-change/on")
    outcome.beside("effective_on")
    reason = st.text_input("依据（批复文号）", key="new-change/reason", max_chars=200)
    outcome.beside("reason")
    name = st.text_input("新名称", key="new-change/name", max_chars=100) if way in {NEW_NAME, NEW_CODE} else ""
    outcome.beside("new_name")
    new_code = st.text_input("新代码", key="new-change/code", max_chars=12) if way == NEW_CODE else ""
    targets = _show_targets(known[code], units) if way in {"merge", "split"} else None
    outcome.beside("moves")
    return ChangeEntered(way, known[code], effective_on, reason, name, new_code, targets)


def _show_targets(unit: UnitShown, units: list[UnitShown]) -> dict[str, str]:
    """Who follows the unit, and each of its villages."""
    ended = [unit, *_villages_of(unit, units)]
    codes = {one["code"] for one in ended}
    chosen: dict[str, str] = {}
    for source in ended:
        options = {
            one["code"]: one["name"]
            for one in units
            if one["kind"] == source["kind"] and one["code"] not in codes and one["code"][:6] == unit["code"][:6]
        }
        words = {code: f"{one_line(name)}（{code}）" for code, name in options.items()}
        followed_by = st.selectbox(
            f"{one_line(source['name'])}的承接单位",
            list(options),
            format_func=words.__getitem__,
            index=None,
            placeholder="请选择",
            key=f"new-change/target/{source['code']}",
        )
        chosen[source["code"]] = followed_by or ""
    return chosen


def _villages_of(unit: UnitShown, units: list[UnitShown]) -> list[UnitShown]:
    return [one for one in units if one["parent"] == unit["code"]]


def _show_what_follows(entered: ChangeEntered, units: list[UnitShown], outcome: Outcome) -> None:
    villages = _villages_of(entered.unit, units)
    if not st.checkbox("预览移交内容", key="new-change/preview"):
        st.caption("提出前请先预览。预览不改变任何数据。")
        return
    if not entered.reason.strip():
        st.info("请先填写依据，再预览。")
        return
    try:
        foreseen = _preview(body_of(entered, villages, []))
        grants = _choose_people(foreseen)
        body = body_of(entered, villages, grants)
        foreseen = _preview(body) if grants else foreseen
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        show_problem(problem)
        for one in problem.errors:
            st.caption(f"· {one_line(one.message)}")
        return
    show_preview(foreseen)
    question = f"将提出调整，由另一位管理员确认后，于 {entered.effective_on} 零时执行。"
    if confirmed("提出调整", question, "propose-change", disabled=bool(foreseen["problems"])):
        _propose(body, outcome)


def _preview(body: JsonObject) -> UnitChangePreview:
    found: UnitChangePreview = visit().client.changed("POST", "/api/unit-changes/preview", body)
    return found


def _choose_people(foreseen: UnitChangePreview) -> list[JsonObject]:
    """Who goes on in the unit that follows, as an explicit list (policy reference, section 10)."""
    ending = {key_of(one): one for one in foreseen["ending_grants"] if one["continues_in"]}
    if not ending:
        return []
    chosen = st.multiselect(
        "在承接单位继续任职的人员（未选的岗位到期终止）",
        list(ending),
        default=list(ending),
        format_func=lambda key: f"{one_line(ending[key]['name'])} · {labels.label(labels.ROLES, ending[key]['role'])}",
        placeholder="请选择",
        key="new-change/people",
    )
    return continuing(foreseen["ending_grants"], chosen)


def _propose(body: JsonObject, outcome: Outcome) -> None:
    outcome.carry_out(
        lambda: send_once(
            "propose-change", body, lambda key: visit().client.changed("POST", "/api/unit-changes", body, key)
        ),
        "已提出，请另一位管理员在下方列表中确认。",
    )
    st.rerun(scope="app")
