"""What came of a case: decided, paid, handed over, and by which rows of which tables."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from admin_ui import policy_labels
from admin_ui.api_shapes import CaseView, DecisionMade, JsonObject
from admin_ui.labels import label
from admin_ui.money_text import yuan_text
from admin_ui.plain_text import plain
from admin_ui.time_text import moment_text


def show_relief(case: CaseView, names: Mapping[str, str]) -> None:
    """Awards, payments, referrals and evaluated tables; `names` are people's names by username."""
    awards = [_award(one, names) for one in case.get("awards") or ()]
    payments = [_payment(one, names) for one in case.get("disbursements") or ()]
    referrals = [_referral(one) for one in case.get("referrals") or ()]
    decisions = case.get("decisions") or []
    if not (awards or payments or referrals or decisions):
        st.caption("还没有救助决定。")
    _show_table("救助决定", awards)
    _show_table("发放", payments)
    _show_table("转介", referrals)
    if decisions:
        with st.expander(f"政策测算（{len(decisions)} 项）"):
            _table([_decision(one) for one in decisions])


def names_in(entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """People's names by username, as the history of the case knows them."""
    return {one["actor"]: one["actor_name"] for one in entries if one["actor"] and one.get("actor_name")}


def _show_table(title: str, rows: Sequence[dict[str, str]]) -> None:
    if rows:
        st.markdown(f"**{title}**")
        _table(rows)


def _table(rows: Sequence[dict[str, str]]) -> None:
    st.table([{name: plain(cell) for name, cell in row.items()} for row in rows], hide_index=True)


def _award(one: JsonObject, names: Mapping[str, str]) -> dict[str, str]:
    goods = one["in_kind_value_fen"]
    return {
        "种类": label(policy_labels.AWARD_KINDS, one["kind"]),
        "层级": label(policy_labels.LEVELS, one["level"]),
        "金额（元）": yuan_text(one["amount_fen"]) + (f"，另实物折价 {yuan_text(goods)}" if goods else ""),
        "提出": names.get(one["proposed_by"], one["proposed_by"]),
        "决定": names.get(one["decided_by"], one["decided_by"]),
        "决定时间": moment_text(one["decided_at"]),
    }


def _payment(one: JsonObject, names: Mapping[str, str]) -> dict[str, str]:
    payer = one["paid_by"] or ""
    return {
        "笔次": f"第 {one['instalment_no']} 笔",
        "方式": label(policy_labels.METHODS, one["method"]),
        "资金": label(policy_labels.FUND_SOURCES, one["fund_source"]),
        "金额（元）": yuan_text(one["amount_fen"]),
        "状态": label(policy_labels.DISBURSEMENT_STATUSES, one["status"]),
        "时间": moment_text(one["paid_at"]) if one["paid_at"] else f"计划 {one['planned_on']}",
        "发放人": names.get(payer, payer) or "—",
    }


def _referral(one: JsonObject) -> dict[str, str]:
    return {
        "接收单位": one["partner"] or label(policy_labels.REFERRAL_TARGETS, one["target"]),
        "方式": label(policy_labels.REFERRAL_KINDS, one["kind"]),
        "时机": label(policy_labels.REFERRAL_TIMINGS, one["timing"]),
        "状态": label(policy_labels.REFERRAL_STATUSES, one["status"]),
        "建议金额（元）": _suggested(one),
        "发出": moment_text(one["sent_at"]),
        "办结": moment_text(one["closed_at"]),
    }


def _suggested(one: JsonObject) -> str:
    if one["requested_fen"] is None:
        return "—"
    warning = one["amount_warning"]
    return yuan_text(one["requested_fen"]) + (f"（{label(policy_labels.AMOUNT_WARNINGS, warning)}）" if warning else "")


def _decision(one: DecisionMade) -> dict[str, str]:
    return {
        "决策表": one["title"],
        "适用": one["rows"],
        "依据": one["basis"],
        "结果": one["gave"],
        "时间": moment_text(one["decided_at"]),
    }
