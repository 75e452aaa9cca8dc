"""The facts of a case: who, what, how much."""

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import CaseView, JsonObject
from admin_ui.money_text import yuan_text
from admin_ui.plain_text import plain
from admin_ui.time_text import moment_text


def show_facts(case: CaseView) -> None:
    """The facts as a plain list; what is not known yet is left out."""
    lines = [f"- {name}：**{plain(value)}**" for name, value in _facts(case) if value not in (None, "", "—")]
    st.markdown("\n".join(lines))
    expenditures = case.get("expenditures") or []
    if expenditures:
        st.caption("刚性支出")
        st.markdown("\n".join(f"- {_expenditure(line)}" for line in expenditures))
    if case.get("description"):
        st.caption("情况说明")
        st.text(case["description"] or "")


def _facts(case: CaseView) -> list[tuple[str, str | None]]:
    applicant = case.get("applicant") or {}
    household = case.get("household") or {}
    return [
        ("申请人", applicant.get("name")),
        ("证件号码", applicant.get("id_number")),
        ("联系电话", applicant.get("phone")),
        ("家庭人口", f"{household['size']} 人" if household.get("size") else None),
        ("救助类型", labels.label(labels.TRACKS, case.get("track"), "待定")),
        ("事由", labels.label(labels.CAUSES, case.get("cause"))),
        ("人群类别", labels.label(labels.CATEGORIES, case.get("category"))),
        ("来源", labels.label(labels.CHANNELS, case.get("channel"))),
        ("属地", case.get("division_name") or case.get("division")),
        ("申请金额", _yuan(case.get("requested_amount"))),
        ("已决定", _yuan(case.get("awarded_fen") or None)),
        ("已发放", _yuan(case.get("paid_fen") or None)),
        ("发现时间", moment_text(case.get("discovered_at"))),
        ("收到时间", moment_text(case.get("received_at"))),
        ("受理时间", moment_text(case.get("accepted_at"))),
        ("支出超过家庭承受能力", "是" if case.get("over_capacity") else None),
        ("需立即救助", "是" if case.get("needs_immediate") else None),
        ("立即救助理由", case.get("immediate_reason")),
        ("类别核验", _proof(case)),
        *_agent(case.get("agent") or {}),
    ]


def _proof(case: CaseView) -> str | None:
    source, checked_at = case.get("category_source"), case.get("category_checked_at")
    return " ".join(part for part in (source, moment_text(checked_at) if checked_at else None) if part) or None


def _agent(agent: JsonObject) -> list[tuple[str, str | None]]:
    if not agent:
        return []
    who = [agent["name"], agent["relation"], agent["phone"]]
    return [
        (labels.label(labels.AGENT_KINDS, agent["kind"]), agent["body"]),
        ("代办人", " ".join(part for part in who if part)),
        ("委托书", "已上传" if agent["authorisation_id"] else "尚未上传"),
    ]


def _expenditure(line: JsonObject) -> str:
    kind = labels.label(labels.EXPENDITURE_KINDS, line["kind"])
    amounts = (("个人负担", "net_fen"), ("总费用", "total_fen"), ("已报销", "reimbursed_fen"), ("已获救助", "aid_fen"))
    known = [f"{words} {yuan_text(line[name])} 元" for words, name in amounts if line.get(name) is not None]
    return plain(f"{kind}：" + "，".join(known))


def _yuan(amount_fen: int | None) -> str | None:
    return f"{yuan_text(amount_fen)} 元" if amount_fen is not None else None
