"""Decision records in the words of their tables: which rows applied, on what basis, and what they gave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from engine.bpmn.bundle import Bundle
from engine.domain.money import yuan_text
from engine.labels import REFUSAL_REASONS
from engine.store.tables.processes import DecisionRecordRow

NOTHING: Final = "—"
MONEY_ENDING: Final = "_fen"
BASIS: Final = "basis"
LIMITLESS_FEN: Final = 10**12
"""What a table writes for no upper end: more than any household can spend."""


LEVELS: Final = {"township": "乡镇（街道）", "county": "区县", "county_mechanism": "区县协调机制（一事一议）"}
REFERRAL_TARGETS: Final = {
    "medical_insurance": "医疗救助（医保部门）",
    "huimin_jikun_bao": "惠民济困保",
    "relief_foundation": "重庆社会救助基金会",
    "education_bureau": "教育部门",
    "housing_bureau": "住房部门",
    "legal_aid": "法律援助",
    "rescue_station": "救助管理站",
    "charity_medical_crowdfunding": "慈善医疗众筹",
    "charity_supermarket": "慈善超市",
}
MATERIALS: Final = {
    "application_and_promise": "申请书与承诺书",
    "category_proof": "类别证明",
    "cause_evidence": "事由证明",
    "check_authorisation": "核对授权书",
    "household_register": "户口簿",
    "identity_photo": "身份证件",
    "medical_vouchers": "医疗费用凭证",
    "tuition_vouchers": "学费凭证",
    "works_approval": "建房批准",
}
VALUES: Final[Mapping[str, str]] = {
    **LEVELS,
    **REFERRAL_TARGETS,
    **MATERIALS,
    **REFUSAL_REASONS,
    "service": "转办服务",
    "information": "告知信息",
    "now": "立即",
    "after_relief": "救助后",
    "minutes": "见会议纪要",
    "education": "教育支出",
    "living_during_works": "过渡期基本生活",
    "medical": "医疗支出",
    "urgent": "急难型",
    "expenditure": "支出型",
    "required": "需要",
    "waived": "免除",
    "deferred": "事后补做",
    "if_disputed": "有争议时",
    "repeat": "重新公示",
    "refuse_or_refer": "不予救助或转介",
    "relief": "可救助",
    "relief_then_topup": "先救助后追加",
    "clue": "转为线索",
    "inform": "通报",
    "next_visit": "下次走访",
    "visit": "安排回访",
    "none": "无",
    "whole": "一次给付",
    "first_only": "先付一部分",
    "conference": "一事一议",
    "topup": "区县追加",
    "accept": "受理",
    "not_accept": "不予受理",
    "hold_for_override": "报区县决定",
    "never_ask": "不得索要",
    "applicant": "申请人",
    "fetched": "部门共享",
}


@dataclass(frozen=True, slots=True)
class AppliedRule:
    """The rows of one decision that applied to a case, as people read them."""

    table: str
    rows: str
    basis: str
    gave: str


def applied_rule(bundle: Bundle, record: DecisionRecordRow) -> AppliedRule:
    """What one evaluation says to people; `bundle` is the one that the record names."""
    decision = bundle.decisions.get(record.decision_id)
    notes = [note for row in record.matched for note in row.get("notes") or ()]
    return AppliedRule(
        table=decision.title if decision else record.decision_id,
        rows="、".join(f"第 {row['row']} 行" for row in record.matched) or "无适用规则",
        basis="；".join(dict.fromkeys([*notes, *_stated_bases(record.result)])) or NOTHING,
        gave=result_words(record.result, decision.output_titles if decision else {}) or NOTHING,
    )


def result_words(result: Any, titles: Mapping[str, str]) -> str:
    """What a table gave; several rows are numbered, amounts are in yuan, the basis is left to its own place."""
    if isinstance(result, list):
        return "；".join(f"{number}. {result_words(one, titles)}" for number, one in enumerate(result, 1))
    if isinstance(result, dict) and "$decimal" not in result:
        said = ((name, _value_words(name, value)) for name, value in result.items() if name != BASIS)
        return "，".join(f"{_title(name, titles)}：{words}" for name, words in said if words)
    return _value_words("", result)


def _stated_bases(result: Any) -> Iterator[str]:
    """The bases that a table gives among its outputs."""
    for row in result if isinstance(result, list) else [result]:
        if isinstance(row, dict) and row.get(BASIS):
            yield str(row[BASIS])


def _title(name: str, titles: Mapping[str, str]) -> str:
    """The heading of an output, without the unit in which the table counts."""
    return (titles.get(name) or name).removesuffix("(分)").removesuffix("（分）")


def _value_words(name: str, value: Any) -> str:
    match value:
        case None | "":
            return ""
        case bool():
            return "是" if value else "否"
        case int() if name.endswith(MONEY_ENDING) and value >= LIMITLESS_FEN:
            return "不限"
        case int() if name.endswith(MONEY_ENDING):
            return f"{yuan_text(value)} 元"
        case {"$decimal": str(digits)} if name.endswith(MONEY_ENDING):
            return f"{yuan_text(int(Decimal(digits).to_integral_value()))} 元"
        case {"$decimal": str(digits)}:
            return digits
        case dict() | list():
            return result_words(value, {})
    return VALUES.get(str(value), str(value))
