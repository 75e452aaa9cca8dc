"""The code lists of a case: causes, categories, channels, statuses, with the words staff see.

Which causes are sudden and which categories are listed is part of decision D1 of the policy reference (section 5).
"""

from enum import StrEnum
from typing import Final


class Cause(StrEnum):
    """What brought the household into need."""

    FIRE = "fire"
    GAS_EXPLOSION = "gas_explosion"
    TRAFFIC_ACCIDENT = "traffic_accident"
    DROWNING = "drowning"
    VIOLENT_INJURY = "violent_injury"
    SUDDEN_MAJOR_ILLNESS = "sudden_major_illness"
    OTHER_ACCIDENT = "other_accident"
    VAGRANT = "vagrant"
    OTHER_SPECIAL = "other_special"
    MEDICAL = "medical"
    EDUCATION = "education"
    HOUSING_TRANSITION = "housing_transition"
    DEBT_GAMBLING = "debt_gambling"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _CAUSE_LABELS[self]

    @property
    def is_sudden(self) -> bool:
        """Whether this cause alone makes a need urgent (急难型)."""
        return self not in _NOT_SUDDEN

    @property
    def needs_text(self) -> bool:
        """Whether the cause must be described: it is the open door of clause 1a of the source text."""
        return self is Cause.OTHER_SPECIAL


class Category(StrEnum):
    """The group a person belongs to."""

    DIBAO = "dibao"
    TEKUN = "tekun"
    TEKUN_SCATTERED = "tekun_scattered"
    TEKUN_CONCENTRATED = "tekun_concentrated"
    REGISTERED_POOR = "registered_poor"
    REGISTERED_POOR_APPLYING_DIBAO = "registered_poor_applying_dibao"
    LOW_INCOME_EDGE = "low_income_edge"
    RIGID_EXPENDITURE = "rigid_expenditure"
    MONITORED_ANTIPOVERTY = "monitored_antipoverty"
    LIFTED_UNSTABLE = "lifted_unstable"
    ANTIPOVERTY_EDGE = "antipoverty_edge"
    RETURNED_TO_POVERTY = "returned_to_poverty"
    NONE = "none"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _CATEGORY_LABELS[self]

    @property
    def is_listed(self) -> bool:
        """Whether members of the group may receive expenditure relief (支出型)."""
        return self not in {Category.NONE, Category.OTHER}


class Channel(StrEnum):
    """How a case came in."""

    WINDOW = "window"
    PHONE = "phone"
    ONLINE = "online"
    AGENT = "agent"
    PROACTIVE = "proactive"
    IMPORTED = "imported"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _CHANNEL_LABELS[self]


class Track(StrEnum):
    """The two kinds of relief."""

    URGENT = "urgent"
    EXPENDITURE = "expenditure"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return "急难型" if self is Track.URGENT else "支出型"


class CaseStatus(StrEnum):
    """Where a case stands: registered, in progress, or one of the end states."""

    CLUE = "clue"
    CLUE_CLOSED = "clue_closed"
    REGISTERED = "registered"
    IN_PROGRESS = "in_progress"
    CLOSED_COMPLETED = "closed_completed"
    CLOSED_COMPLETED_WITH_BREACH = "closed_completed_with_breach"
    PAID_CLOSED = "paid_closed"
    CLOSED_TERMINATED_PARTWAY = "closed_terminated_partway"
    REFUSED_CLOSED = "refused_closed"
    NOT_ACCEPTED_CLOSED = "not_accepted_closed"
    TRANSFERRED_CLOSED = "transferred_closed"
    WITHDRAWN_CLOSED = "withdrawn_closed"
    RECOVERED_CLOSED = "recovered_closed"

    @property
    def label(self) -> str:
        """The Chinese name."""
        return _STATUS_LABELS[self]

    @property
    def is_end_state(self) -> bool:
        """Whether the case is closed."""
        return self not in {CaseStatus.CLUE, CaseStatus.REGISTERED, CaseStatus.IN_PROGRESS}

    def with_breach(self) -> "CaseStatus":
        """The end state of a case in which a duty was breached; only a completed one has another name."""
        return CaseStatus.CLOSED_COMPLETED_WITH_BREACH if self is CaseStatus.CLOSED_COMPLETED else self


_NOT_SUDDEN: Final = frozenset(
    {Cause.MEDICAL, Cause.EDUCATION, Cause.HOUSING_TRANSITION, Cause.DEBT_GAMBLING, Cause.OTHER}
)

_CAUSE_LABELS: Final = {
    Cause.FIRE: "火灾",
    Cause.GAS_EXPLOSION: "燃气爆炸",
    Cause.TRAFFIC_ACCIDENT: "交通事故",
    Cause.DROWNING: "溺水",
    Cause.VIOLENT_INJURY: "人身伤害",
    Cause.SUDDEN_MAJOR_ILLNESS: "突发重大疾病",
    Cause.OTHER_ACCIDENT: "其他意外事件",
    Cause.VAGRANT: "生活无着的流浪乞讨",
    Cause.OTHER_SPECIAL: "其他特殊困难",
    Cause.MEDICAL: "医疗支出",
    Cause.EDUCATION: "教育支出",
    Cause.HOUSING_TRANSITION: "住房过渡期生活困难",
    Cause.DEBT_GAMBLING: "欠债或赌博",
    Cause.OTHER: "其他",
}

_CATEGORY_LABELS: Final = {
    Category.DIBAO: "低保对象",
    Category.TEKUN: "特困人员",
    Category.TEKUN_SCATTERED: "分散供养特困人员",
    Category.TEKUN_CONCENTRATED: "集中供养特困人员",
    Category.REGISTERED_POOR: "建档立卡贫困人口",
    Category.REGISTERED_POOR_APPLYING_DIBAO: "建档立卡贫困人口（正在申请低保）",
    Category.LOW_INCOME_EDGE: "低保边缘家庭",
    Category.RIGID_EXPENDITURE: "刚性支出困难家庭",
    Category.MONITORED_ANTIPOVERTY: "防止返贫监测对象",
    Category.LIFTED_UNSTABLE: "脱贫不稳定户",
    Category.ANTIPOVERTY_EDGE: "边缘易致贫户",
    Category.RETURNED_TO_POVERTY: "返贫人口",
    Category.NONE: "无",
    Category.OTHER: "其他",
}

_CHANNEL_LABELS: Final = {
    Channel.WINDOW: "窗口",
    Channel.PHONE: "电话",
    Channel.ONLINE: "网上",
    Channel.AGENT: "代办",
    Channel.PROACTIVE: "主动发现",
    Channel.IMPORTED: "台账导入",
}

_STATUS_LABELS: Final = {
    CaseStatus.CLUE: "线索",
    CaseStatus.CLUE_CLOSED: "线索已办结",
    CaseStatus.REGISTERED: "已登记",
    CaseStatus.IN_PROGRESS: "办理中",
    CaseStatus.CLOSED_COMPLETED: "已办结",
    CaseStatus.CLOSED_COMPLETED_WITH_BREACH: "已办结（有超时限）",
    CaseStatus.PAID_CLOSED: "已发放结案",
    CaseStatus.CLOSED_TERMINATED_PARTWAY: "中途终止结案",
    CaseStatus.REFUSED_CLOSED: "不予救助结案",
    CaseStatus.NOT_ACCEPTED_CLOSED: "不予受理结案",
    CaseStatus.TRANSFERRED_CLOSED: "已移送结案",
    CaseStatus.WITHDRAWN_CLOSED: "撤回结案",
    CaseStatus.RECOVERED_CLOSED: "追回结案",
}
