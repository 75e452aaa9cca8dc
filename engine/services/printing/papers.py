"""What stands on each paper: one content model per layout, in words, for every format alike.

Templates of every format use these field names as placeholders. All values are text (or rows of text), so that a
template can neither compute nor reach anything else.
"""

from dataclasses import dataclass

from engine.domain.papers import PaperLayout
from engine.services.decision_words import AppliedRule


@dataclass(frozen=True, slots=True)
class Line:
    """A named value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """What one form says: its title, the answers meant for this paper, who gave them and when."""

    heading: str
    answers: tuple[Line, ...]
    signed_by: str
    signed_on: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """The applicant or a member of the household."""

    kind: str
    name: str
    id_number: str
    phone: str


@dataclass(frozen=True, slots=True)
class SpendingLine:
    """A line of necessary spending, in yuan."""

    kind: str
    total: str
    reimbursed: str
    aid: str
    net: str


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A payment of a register, with room beside it for the signature of who receives it."""

    number: str
    reference: str
    name: str
    id_number: str
    cause: str
    method: str
    amount: str
    status: str
    paid_on: str
    payer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What stands on every paper: its title, the unit that answers for it, and its date."""

    title: str
    office: str
    dated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePaper(Paper):
    """A paper that belongs to a case and states the decision rows that applied."""

    reference: str
    number: str
    rules: tuple[AppliedRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(CasePaper):
    """A notice or decision to the household, or a reminder to an office."""

    addressee: str
    opening: str
    details: tuple[Line, ...]
    sections: tuple[Section, ...]
    missing: tuple[str, ...]
    reason: str
    basis: str
    remedies: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralSheet(CasePaper):
    """A need handed to another body, with the minimum data of the person (policy, section 9)."""

    target: str
    kind: str
    status: str
    sent_on: str
    answer_by: str
    requested: str
    person: tuple[Line, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNoticeSheet(Paper):
    """The posted notice: the white list of policy 7.2, its days, and whether it may still be posted."""

    applicant: str
    township: str
    village: str
    category: str
    cause_class: str
    persons: str
    amount: str
    method: str
    since: str
    until: str
    ended: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalForm(CasePaper):
    """The application with everything found out and decided on it (申请审批表)."""

    applicant: str
    id_number: str
    phone: str
    hukou: str
    place: str
    category: str
    household_size: str
    track: str
    cause: str
    received_on: str
    requested: str
    requested_capital: str
    description: str
    members: tuple[PersonLine, ...]
    spending: tuple[SpendingLine, ...]
    sections: tuple[Section, ...]
    decided: str
    decided_capital: str
    decided_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisbursementRegister(Paper):
    """What was given out, line by line, with places for signatures: of one case, or of a unit in a period."""

    scope: str
    payments: tuple[PaymentLine, ...]
    total: str
    total_capital: str
    rules: tuple[AppliedRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefFirstRegister(CasePaper):
    """Relief before the formalities: object, cause, amount, who decided, and the paperwork afterwards."""

    applicant: str
    id_number: str
    place: str
    household_size: str
    cause: str
    amount: str
    amount_capital: str
    in_kind_value: str
    proposed_by: str
    decided_by: str
    decided_on: str
    level: str
    payments: tuple[PaymentLine, ...]
    sections: tuple[Section, ...]
    relieved_on: str
    paperwork: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConferenceMinutes(CasePaper):
    """The minutes of the county's coordination mechanism on one case (一事一议)."""

    applicant: str
    household_size: str
    cause: str
    sections: tuple[Section, ...]
    decided: str
    decided_capital: str
    decided_by: str
    decided_on: str


MODELS: dict[PaperLayout, type[Paper]] = {
    PaperLayout.LETTER: Letter,
    PaperLayout.REFERRAL_SHEET: ReferralSheet,
    PaperLayout.PUBLIC_NOTICE: PublicNoticeSheet,
    PaperLayout.APPROVAL_FORM: ApprovalForm,
    PaperLayout.DISBURSEMENT_REGISTER: DisbursementRegister,
    PaperLayout.RELIEF_FIRST_REGISTER: ReliefFirstRegister,
    PaperLayout.CONFERENCE_MINUTES: ConferenceMinutes,
}
