"""The text of a public notice: a white list of structured fields, and nothing else (policy 7.2)."""

from typing import Any, Final

from engine.domain.case_codes import Category, Cause
from engine.services.unit_of_work import UnitOfWork
from engine.store import staff
from engine.store.tables.cases import CaseRow

CAUSE_CLASSES: Final = {
    Cause.MEDICAL: "疾病",
    Cause.SUDDEN_MAJOR_ILLNESS: "疾病",
    Cause.EDUCATION: "就学",
    Cause.HOUSING_TRANSITION: "住房",
    Cause.FIRE: "灾害",
    Cause.GAS_EXPLOSION: "事故",
    Cause.TRAFFIC_ACCIDENT: "事故",
    Cause.DROWNING: "事故",
    Cause.OTHER_ACCIDENT: "事故",
    Cause.VIOLENT_INJURY: "事故",
}
OTHER_CLASS: Final = "其他"
METHOD_WORDS: Final = {"cash": "现金", "bank": "银行转账", "in_kind": "实物"}
WHITE_LIST: Final = ("applicant", "township", "village", "category", "cause_class", "persons", "amount_fen", "method")


def public_content(work: UnitOfWork, case: CaseRow, amount_fen: object, method: object) -> dict[str, Any]:
    """The fields that may be posted, by the names of `WHITE_LIST`; free text of the case is never among them."""
    return {
        "applicant": case.masked_applicant,
        "township": _unit_name(work, case.town_code),
        "village": _unit_name(work, case.village_code),
        "category": Category(case.category).label if case.category else Category.NONE.label,
        "cause_class": CAUSE_CLASSES.get(Cause(case.cause), OTHER_CLASS),
        "persons": case.household_size,
        "amount_fen": amount_fen if isinstance(amount_fen, int) else None,
        "method": METHOD_WORDS.get(str(method), METHOD_WORDS["bank"]),
    }


def _unit_name(work: UnitOfWork, code: str | None) -> str | None:
    unit = staff.unit(work.session, code) if code else None
    return unit.name if unit else None
