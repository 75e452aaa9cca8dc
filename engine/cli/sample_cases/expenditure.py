"""Steps of sample cases of relief for necessary spending (支出型): checks, public notice, approval, payment by bank."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from engine.cli.sample_cases.acts import Act, Form, Hands, Household, When, answer_check, at, complete, register, send
from engine.domain.roles import Role

HANDLER: Final = Role.TOWNSHIP_HANDLER
ASSISTANT: Final = Role.VILLAGE_ASSISTANT
CENTRE: Final = Role.CHECK_CENTRE
FINANCE: Final = Role.FINANCE_OFFICER
CHIEF: Final = Role.COUNTY_SECTION_CHIEF
COMPLETE: Final[Mapping[str, Any]] = {"result": "complete", "missing": []}
AUTHORISED_DAYS: Final = 20
NOTICE_DAYS: Final = 3


def spending_case(day: int, household: Household, **spent: Any) -> Iterator[Act]:
    """Registered with one line of spending and accepted on the same day."""
    yield register(at(day, "09:20"), household, expenditures=[spent])
    yield accepted(day)


def accepted(day: int) -> Act:
    """Taken on as relief for necessary spending."""
    return complete(
        at(day, "10:20"), HANDLER, "decide_acceptance", lambda _: {"decision": "accept", "track": "expenditure"}
    )


def materials_checked(day: int, *missing: str) -> Act:
    """The papers looked through; what is missing is asked for once, in writing."""
    answer = {"result": "supplement", "missing": list(missing)} if missing else COMPLETE
    return complete(at(day, "14:00"), HANDLER, "check_materials", lambda _: answer)


def means_check_asked(day: int) -> Act:
    """The household has authorised the check of its means; the request goes to the checking centre."""

    def form(hands: Hands) -> dict[str, Any]:
        until = hands.working_day(AUTHORISED_DAYS).isoformat()
        return {"signatures": [hands.paper()], "scope": "household", "valid_until": until}

    return complete(at(day, "15:00"), HANDLER, "obtain_authorisation", form)


def means_check_answered(day: int, conclusion: str) -> Iterator[Act]:
    """What the checking centre found, and the report that confirms it."""
    yield answer_check(at(day, "09:30"), lambda hands: {"conclusion": conclusion, "as_of": hands.today})
    yield complete(
        at(day, "10:00"),
        CENTRE,
        "return_check_report",
        lambda hands: {"conclusion": conclusion, "report": hands.paper(), "as_of": hands.today.isoformat()},
    )


def surveyed(day: int) -> Act:
    """Two people at the household's home."""
    return complete(
        at(day, "11:00"),
        HANDLER,
        "survey_household",
        lambda hands: {
            "surveyed_at": hands.now,
            "surveyors": 2,
            "findings": "两人入户，居住和生活情况与申报一致",
            "photos": [hands.paper()],
            "signatures": [hands.paper()],
        },
    )


def spending_verified(day: int, net_fen: int, finding: str = "ok") -> Act:
    """The vouchers compared with what was declared."""
    answer = {
        "net_self_paid_fen": net_fen,
        "months": 1,
        "students": 1,
        "facts_disputed": False,
        "finding": finding,
        "vouchers_seen": True,
    }
    return complete(at(day, "15:30"), HANDLER, "verify_expenditure", lambda _: answer)


def reviewed(day: int, proposed_fen: int, stages: Sequence[int] = ()) -> Act:
    """The township's opinion: to grant, by bank, at once or in stages (fen each)."""

    def form(hands: Hands) -> dict[str, Any]:
        return {
            "opinion": "grant",
            "proposed_fen": proposed_fen,
            "method": "bank",
            "instalments": [
                {"no": number, "amount_fen": fen, "pay_on": _stage_date(hands, number)}
                for number, fen in enumerate(stages, start=1)
            ],
        }

    return complete(at(day, "16:00"), HANDLER, "township_review", form)


def notice_posted(when: When) -> Act:
    """The public notice posted in the village."""
    return complete(
        when,
        ASSISTANT,
        "post_notice",
        lambda hands: {"posted_at": hands.now, "places": ["村（居）务公开栏"], "photo": hands.paper()},
    )


def in_time_to_end(day: int) -> When:
    """When a notice must be posted so that its days are over with the n-th working day before the present one."""
    return When(day, "09:00", NOTICE_DAYS)


def objected(day: int) -> Act:
    """Somebody has objected to the notice by telephone."""
    content = {"channel": "phone", "content": "反映该户有未申报车辆", "objector": None}
    return send(at(day, "10:00"), "objection_filed", lambda _: content)


def granted(day: int, approver: tuple[Role, str], approved_fen: int) -> Act:
    """Approved by the role and at the element that the amount leads to."""
    role, element_id = approver
    answer = {"decision": "grant", "approved_fen": approved_fen, "interest_declaration": False}
    return complete(at(day, "10:00"), role, element_id, lambda _: answer)


BY_COUNTY: Final = (CHIEF, "county_approval")
BY_TOWNSHIP: Final = (Role.TOWNSHIP_LEADER, "township_approval")


def bank_paid(day: int, paid_fen: int) -> Act:
    """The bank has paid."""
    return _bank_answer(
        day,
        lambda hands: {"result": "paid", "paid_fen": paid_fen, "paid_at": hands.now, "bank_reference": "样例回单"},
    )


def bank_returned(day: int) -> Act:
    """The bank has sent the money back."""
    return _bank_answer(day, lambda _: {"result": "returned", "return_reason": "账号与户名不符"})


def _bank_answer(day: int, form: Form) -> Act:
    return complete(at(day, "15:00"), FINANCE, "record_bank_result", form)


def _stage_date(hands: Hands, number: int) -> str:
    """The first stage on the day of the review; the second is so near that it is to be checked again now."""
    ahead = {2: 8, 3: 29}
    return (hands.working_day(ahead[number]) if number in ahead else hands.today).isoformat()
