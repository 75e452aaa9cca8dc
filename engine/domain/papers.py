"""The papers of a case: what each is called, how it is laid out, and whose eyes it is for (policy, section 7)."""

from enum import StrEnum
from typing import Final


class PaperLayout(StrEnum):
    """How a paper looks: each layout has one content model and one shipped template per format."""

    LETTER = "letter"
    REFERRAL_SHEET = "referral_sheet"
    PUBLIC_NOTICE = "public_notice"
    APPROVAL_FORM = "approval_form"
    DISBURSEMENT_REGISTER = "disbursement_register"
    RELIEF_FIRST_REGISTER = "relief_first_register"
    CONFERENCE_MINUTES = "conference_minutes"


class PaperKind(StrEnum):
    """A paper that the offices hand out, post or file."""

    ACCEPTANCE = "acceptance"
    NOT_ACCEPTED = "not_accepted"
    REFUSAL = "refusal"
    TRANSFER = "transfer"
    SUPPLEMENT = "supplement"
    STOP_OR_REDUCE = "stop_or_reduce"
    RECOVERY = "recovery"
    INFORM = "inform"
    AWARD = "award"
    REMINDER = "reminder"
    REFERRAL = "referral"
    PUBLIC_NOTICE = "public_notice"
    APPROVAL_FORM = "approval_form"
    DISBURSEMENT_REGISTER = "disbursement_register"
    RELIEF_FIRST_REGISTER = "relief_first_register"
    CONFERENCE_MINUTES = "conference_minutes"

    @property
    def label(self) -> str:
        """The words at its head."""
        return _TITLES[self]

    @property
    def layout(self) -> PaperLayout:
        """How it is laid out."""
        return _LAYOUTS.get(self, PaperLayout.LETTER)

    @property
    def reveals(self) -> bool:
        """Whether it shows more of people than the name of whom it is addressed to."""
        return self in _REVEALING

    @property
    def takes_answers(self) -> bool:
        """Whether a form may put its answers on it; the public notice never (policy 7.2, the white list)."""
        return self not in _WITHOUT_ANSWERS


_TITLES: Final = {
    PaperKind.ACCEPTANCE: "临时救助受理通知书",
    PaperKind.NOT_ACCEPTED: "临时救助不予受理通知书",
    PaperKind.REFUSAL: "不予临时救助决定书",
    PaperKind.TRANSFER: "临时救助移送通知书",
    PaperKind.SUPPLEMENT: "临时救助一次性补正告知书",
    PaperKind.STOP_OR_REDUCE: "停止或调减临时救助通知书",
    PaperKind.RECOVERY: "临时救助款项追回决定书",
    PaperKind.INFORM: "临时救助情况通报",
    PaperKind.AWARD: "临时救助决定书",
    PaperKind.REMINDER: "临时救助催办通知书",
    PaperKind.REFERRAL: "社会救助转介单",
    PaperKind.PUBLIC_NOTICE: "临时救助公示",
    PaperKind.APPROVAL_FORM: "临时救助申请审批表",
    PaperKind.DISBURSEMENT_REGISTER: "临时救助发放登记表",
    PaperKind.RELIEF_FIRST_REGISTER: "先行救助登记表",
    PaperKind.CONFERENCE_MINUTES: "临时救助一事一议会议纪要",
}
_LAYOUTS: Final = {
    PaperKind.REFERRAL: PaperLayout.REFERRAL_SHEET,
    PaperKind.PUBLIC_NOTICE: PaperLayout.PUBLIC_NOTICE,
    PaperKind.APPROVAL_FORM: PaperLayout.APPROVAL_FORM,
    PaperKind.DISBURSEMENT_REGISTER: PaperLayout.DISBURSEMENT_REGISTER,
    PaperKind.RELIEF_FIRST_REGISTER: PaperLayout.RELIEF_FIRST_REGISTER,
    PaperKind.CONFERENCE_MINUTES: PaperLayout.CONFERENCE_MINUTES,
}
_REVEALING: Final = frozenset(
    {
        PaperKind.REFERRAL,
        PaperKind.APPROVAL_FORM,
        PaperKind.DISBURSEMENT_REGISTER,
        PaperKind.RELIEF_FIRST_REGISTER,
        PaperKind.CONFERENCE_MINUTES,
    }
)
_WITHOUT_ANSWERS: Final = frozenset(
    {PaperKind.PUBLIC_NOTICE, PaperKind.DISBURSEMENT_REGISTER, PaperKind.REMINDER, PaperKind.AWARD}
)
