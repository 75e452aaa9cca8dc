"""The 21 sample cases. Everybody in them is invented."""

from collections.abc import Iterator
from typing import Final

from engine.cli.demo import OTHER_COUNTY, STREET, TOWN
from engine.cli.sample_cases.acts import (
    Act,
    Hands,
    Household,
    Sample,
    at,
    complete,
    open_process,
    register,
    registration_of,
)
from engine.cli.sample_cases.expenditure import (
    BY_COUNTY,
    BY_TOWNSHIP,
    bank_paid,
    bank_returned,
    granted,
    in_time_to_end,
    materials_checked,
    means_check_answered,
    means_check_asked,
    notice_posted,
    objected,
    reviewed,
    spending_case,
    spending_verified,
    surveyed,
)
from engine.cli.sample_cases.urgent import (
    accepted_as_urgent,
    emergency_over,
    paperwork,
    paperwork_returned,
    paperwork_signed,
    referral_dropped,
    referral_sent,
    relieved_first,
    urgent_case,
)
from engine.domain.roles import Role

HANDLER: Final = Role.TOWNSHIP_HANDLER
COUNTY_HANDLER: Final = Role.COUNTY_HANDLER
CHIEF: Final = Role.COUNTY_SECTION_CHIEF
TUITION_FEN: Final = 880_000
TUITION_AWARD_FEN: Final = 315_000
FRAUD_FEN: Final = 300_000
CROWDFUNDING: Final = "charity_medical_crowdfunding"
UNITS_AT_THE_TABLE: Final = ("民政", "财政", "医保", "应急", "农业农村")


def samples() -> tuple[Sample, ...]:
    """All sample cases, each with the acts that bring it to its stage."""
    return (
        Sample("awaiting_acceptance", STREET, tuple(_awaiting_acceptance())),
        Sample("awaiting_supplement", TOWN, tuple(_awaiting_supplement())),
        Sample("means_check", TOWN, tuple(_means_check())),
        Sample("public_notice", TOWN, tuple(_public_notice())),
        Sample("objection", OTHER_COUNTY, tuple(_objection())),
        Sample("county_approval", TOWN, tuple(_county_approval())),
        Sample("bank_returned", TOWN, tuple(_bank_returned())),
        Sample("paperwork_due", STREET, tuple(_paperwork_due())),
        Sample("paperwork_returned", TOWN, tuple(_paperwork_returned())),
        Sample("conference", TOWN, tuple(_conference())),
        Sample("top_up", OTHER_COUNTY, tuple(_top_up())),
        Sample("staged", OTHER_COUNTY, tuple(_staged())),
        Sample("referral", STREET, tuple(_referral())),
        Sample("dibao_bridge", TOWN, tuple(_dibao_bridge())),
        Sample("clue", STREET, (_clue(),)),
        Sample("visit", TOWN, (_visit(),)),
        Sample("recovery", STREET, (*_wrongly_paid(), *_recovery())),
        Sample("complaint", OTHER_COUNTY, tuple(_complaint())),
        Sample("refused", TOWN, tuple(_refused())),
        Sample("closed_with_breach", STREET, tuple(_closed_with_breach())),
        Sample("closed", OTHER_COUNTY, tuple(_closed())),
    )


def _awaiting_acceptance() -> Iterator[Act]:
    household = Household("卢志强", 3, "medical", "low_income_edge", "慢性病长期用药，自付费用高")
    yield register(at(1, "15:00"), household, expenditures=[{"kind": "medical", "net_fen": 1_200_000}])


def _awaiting_supplement() -> Iterator[Act]:
    household = Household("彭绍云", 4, "medical", "rigid_expenditure", "住院治疗，自付费用高")
    yield from spending_case(4, household, kind="medical", net_fen=3_800_000)
    yield referral_dropped(3, CROWDFUNDING)
    yield materials_checked(2, "medical_vouchers")


def _means_check() -> Iterator[Act]:
    household = Household("覃大文", 4, "medical", "rigid_expenditure", "肾病透析，自付费用高")
    yield from spending_case(3, household, kind="medical", net_fen=2_300_000)
    yield materials_checked(2)
    yield referral_dropped(2, CROWDFUNDING)
    yield means_check_asked(1)


def _tuition(day: int, name: str) -> Iterator[Act]:
    """A student's fees of a household on 低保, up to the township's review on the n-th working day before today."""
    household = Household(name, 3, "education", "dibao", "子女考入大学，学费困难")
    spent = {"total_fen": 1_380_000, "aid_fen": 500_000, "net_fen": TUITION_FEN}
    yield from spending_case(day + 3, household, kind="education", **spent)
    yield materials_checked(day + 2)
    yield spending_verified(day + 1, TUITION_FEN)
    yield referral_dropped(day + 1, "education_bureau")
    yield reviewed(day, TUITION_AWARD_FEN)


def _tuition_noticed(ended: int, name: str) -> Iterator[Act]:
    """The same with a public notice that was over with the n-th working day before today."""
    yield from _tuition(ended + 4, name)
    yield notice_posted(in_time_to_end(ended))


def _public_notice() -> Iterator[Act]:
    yield from _tuition(2, "田素珍")
    yield notice_posted(at(1, "09:00"))


def _county_approval() -> Iterator[Act]:
    yield from _tuition_noticed(2, "秦望舒")


def _objection() -> Iterator[Act]:
    household = Household(
        "邹国平", 3, "medical", "low_income_edge", "癌症治疗，自付费用高", {"category_confirmed": True}
    )
    yield from spending_case(7, household, kind="medical", net_fen=1_600_000)
    yield materials_checked(6)
    yield spending_verified(5, 1_600_000)
    yield referral_dropped(5, CROWDFUNDING)
    yield reviewed(4, 190_000)
    yield notice_posted(at(3, "09:00"))
    yield objected(2)
    yield means_check_asked(2)


def _bank_returned() -> Iterator[Act]:
    yield from _tuition_noticed(4, "白桦林")
    yield granted(3, BY_COUNTY, TUITION_AWARD_FEN)
    yield bank_returned(2)


def _paperwork_due() -> Iterator[Act]:
    household = Household("罗远明", 3, "fire", "none", "住房火灾，食宿无着")
    yield from urgent_case(6, household, 70_000)
    yield from relieved_first(6, 70_000)
    yield emergency_over(2)


def _paperwork_returned() -> Iterator[Act]:
    household = Household("石开春", 3, "gas_explosion", "none", "燃气爆炸，住所受损")
    yield from urgent_case(12, household, 63_000)
    yield from relieved_first(12, 63_000)
    yield emergency_over(6)
    yield paperwork(3, household, "燃气爆炸", 63_000)
    yield paperwork_returned(2)


def _conference() -> Iterator[Act]:
    household = Household("向仕成", 5, "traffic_accident", "monitored_antipoverty", "交通事故三人重伤，社会影响大")
    yield from urgent_case(4, household, 3_000_000)
    yield from relieved_first(4, 3_000_000, 63_000, public_impact=True)
    for target in ("medical_insurance", "legal_aid", "relief_foundation"):
        yield referral_dropped(3, target)
    yield complete(at(2, "15:00"), COUNTY_HANDLER, "prepare_conference", _invitation)


def _invitation(hands: Hands) -> dict[str, object]:
    return {
        "brief": "家庭主要劳动力重伤，先行救助后仍有重大缺口，拟提请一事一议",
        "invited_units": list(UNITS_AT_THE_TABLE),
        "meeting_at": f"{hands.working_day(1)}T09:00:00+08:00",
    }


def _top_up() -> Iterator[Act]:
    household = Household("石元贵", 3, "sudden_major_illness", "returned_to_poverty", "脑梗住院，监测发现返贫")
    entered = registration_of(household, needs_immediate=True, source="monitoring", urgent=True)
    yield open_process(at(4, "09:00"), HANDLER, "clue_handling", lambda _: entered)
    yield complete(
        at(4, "09:20"),
        HANDLER,
        "assess_clue",
        lambda hands: {
            "decision": "open_case",
            "contacted_at": hands.now,
            "consent": hands.paper(),
            "risk_factors": ["illness"],
            "note": "电话核实属实，转为个案",
        },
    )
    yield accepted_as_urgent(4)
    yield from relieved_first(4, 453_600, 63_000, months=2)
    for target in ("medical_insurance", "huimin_jikun_bao"):
        yield referral_dropped(3, target)
    answer = {"proposed_fen": 390_600, "method": "bank", "reason": "返贫人口，适当提高救助标准"}
    yield complete(at(2, "11:00"), COUNTY_HANDLER, "prepare_topup", lambda _: answer)


def _staged() -> Iterator[Act]:
    household = Household("代家兴", 2, "medical", "dibao", "骨折康复治疗，需分期救助")
    yield from spending_case(16, household, kind="medical", net_fen=2_600_000)
    yield materials_checked(15)
    yield referral_dropped(15, "medical_insurance")
    yield spending_verified(14, 2_600_000)
    yield reviewed(13, 350_000, (150_000, 100_000, 100_000))
    yield notice_posted(in_time_to_end(9))
    yield granted(8, BY_COUNTY, 350_000)
    yield bank_paid(7, 150_000)


def _referral() -> Iterator[Act]:
    household = Household("杜秀英", 3, "sudden_major_illness", "dibao", "突发心梗，住院押金无着")
    yield from urgent_case(4, household, 63_000)
    yield from relieved_first(4, 63_000)
    yield referral_dropped(3, "medical_insurance")
    yield referral_sent(1, "relief_foundation", "后续手术费用缺口大，请予资助")


def _dibao_bridge() -> Iterator[Act]:
    linked = {"linked_programme": "dibao", "linked_reference": "样例低保申请", "cause_key": "低保审核期间"}
    household = Household("龚正兰", 2, "other_special", "registered_poor_applying_dibao", "低保审核期间断炊", linked)
    yield from urgent_case(15, household, 120_000)
    yield from relieved_first(15, 120_000)
    yield emergency_over(10)
    yield paperwork(8, household, "其他特殊困难", 120_000)
    yield paperwork_signed(7)


def _clue() -> Act:
    household = Household("蒋阿婆", 1, "other_accident", "none", "独居老人摔伤住院，医院来电反映")
    entered = registration_of(household, source="hospital")
    return open_process(at(1, "16:00"), HANDLER, "clue_handling", lambda _: entered)


def _visit() -> Act:
    household = Household("熊朝友", 4, "medical", "antipoverty_edge", "村民反映该户有人患病、外出务工中断")
    entered = registration_of(household)
    return open_process(at(1, "10:00"), Role.VILLAGE_ASSISTANT, "monitoring_visit", lambda _: entered)


def _wrongly_paid() -> Iterator[Act]:
    household = Household("蒲大勇", 2, "medical", "none", "住院治疗，自付费用高")
    yield from spending_case(26, household, kind="medical", net_fen=2_333_333)
    yield materials_checked(25)
    yield referral_dropped(25, CROWDFUNDING)
    yield means_check_asked(24)
    yield from means_check_answered(23, "normal")
    yield surveyed(23)
    yield spending_verified(23, 2_333_333)
    yield reviewed(22, FRAUD_FEN)
    yield notice_posted(in_time_to_end(18))
    yield granted(17, BY_TOWNSHIP, FRAUD_FEN)
    yield bank_paid(16, FRAUD_FEN)


def _recovery() -> Iterator[Act]:
    """Undeclared property found afterwards; a third of the money has come back."""
    yield open_process(at(10, "10:00"), COUNTY_HANDLER, "recovery", lambda _: {"opened_because": "audit_hit"})
    yield from means_check_answered(9, "mismatch")
    yield surveyed(9)
    yield spending_verified(9, 0, "false_statement")
    yield complete(
        at(8, "10:00"),
        COUNTY_HANDLER,
        "investigate",
        lambda hands: {
            "finding": "fraud",
            "act_on": hands.working_day(-16).isoformat(),
            "wrongful_fen": FRAUD_FEN,
            "facts": "申报时隐瞒一辆营运货车",
            "evidence": [hands.paper()],
        },
    )
    yield complete(
        at(7, "10:00"),
        COUNTY_HANDLER,
        "hear_party",
        lambda hands: {"heard_at": hands.now, "statement": "承认未申报，愿分期退还", "record": hands.paper()},
    )
    decided = {"decision": "recover", "recover_fen": FRAUD_FEN, "fine_fen": 0, "reason": "隐瞒财产骗取救助，予以追回"}
    yield complete(at(6, "15:00"), CHIEF, "decide_recovery", lambda _: decided)
    yield complete(
        at(5, "10:00"),
        COUNTY_HANDLER,
        "serve_recovery_notice",
        lambda hands: {"served_at": hands.now, "way": "in_person", "proof": hands.paper()},
    )
    yield complete(
        at(2, "10:00"),
        Role.FINANCE_OFFICER,
        "record_repayment",
        lambda hands: {"amount_fen": FRAUD_FEN // 3, "received_at": hands.now, "voucher": hands.paper()},
    )


def _complaint() -> Iterator[Act]:
    yield from _tuition_noticed(9, "熊望川")
    yield granted(8, BY_COUNTY, TUITION_AWARD_FEN)
    yield bank_paid(7, TUITION_AWARD_FEN)
    content = {"content": "反映发放金额低于预期，要求说明计算方法"}
    yield open_process(at(3, "10:00"), COUNTY_HANDLER, "complaint_review", lambda _: content)
    answer = {"kind": "complaint", "accepted": True, "note": "属本机关职责，予以受理"}
    yield complete(at(2, "10:00"), COUNTY_HANDLER, "triage_complaint", lambda _: answer)


def _refused() -> Iterator[Act]:
    household = Household("蒲建华", 3, "debt_gambling", "none", "因赌博欠债，要求救助")
    yield register(at(13, "09:20"), household)
    yield complete(
        at(13, "10:20"), HANDLER, "decide_acceptance", lambda _: {"decision": "accept", "track": "expenditure"}
    )
    yield materials_checked(12)
    yield means_check_asked(12)
    yield from means_check_answered(11, "mismatch")
    yield surveyed(10)
    yield spending_verified(9, 0, "not_basic_need")
    code = "NOT_BASIC_LIVING_NEED"
    opinion = {"opinion": "refuse", "proposed_fen": 0, "method": "bank", "instalments": [], "reason_code": code}
    yield complete(at(8, "10:00"), HANDLER, "township_review", lambda _: opinion)
    refusal = {
        "decision": "refuse",
        "approved_fen": 0,
        "interest_declaration": False,
        "reason_code": code,
        "reason": "赌博债务不属于基本生活困难",
    }
    yield complete(at(7, "10:00"), CHIEF, "county_approval", lambda _: refusal)
    yield complete(
        at(6, "10:00"),
        HANDLER,
        "serve_refusal_notice",
        lambda hands: {"served_at": hands.now, "way": "in_person", "proof": hands.paper()},
    )


def _closed_with_breach() -> Iterator[Act]:
    household = Household("谭春生", 2, "drowning", "none", "家庭主要劳动力溺水身亡")
    yield from urgent_case(25, household, 77_000)
    yield from relieved_first(25, 77_000)
    yield emergency_over(20)
    yield paperwork(5, household, "溺水", 77_000)
    yield paperwork_signed(4)


def _closed() -> Iterator[Act]:
    household = Household("苏阿木", 3, "fire", "none", "厨房失火，生活用品损毁")
    yield from urgent_case(14, household, 63_000)
    yield from relieved_first(14, 63_000)
    yield emergency_over(9)
    yield paperwork(5, household, "火灾", 63_000)
    yield paperwork_signed(4)
