"""What must hold for every case however it was played, read from the rows and not from what operations say."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from uuid import UUID

from generated_answers import TOWN, PlayedOn
from sqlalchemy import select

from engine.services.unit_of_work import UnitOfWork, read
from engine.store import processes
from engine.store.processes import PathVisit
from engine.store.tables.cases import CaseRow
from engine.store.tables.processes import (
    PASSED,
    ElementVisitRow,
    EventWaitRow,
    HumanTaskRow,
    SubmissionRow,
    TimerRow,
)
from engine.store.tables.relief import AwardRow, DisbursementRow, StandbyFundEntryRow, StandbyFundRow

NEVER_BEFORE_URGENT_PAYMENT = frozenset(
    {"obtain_authorisation", "return_check_report", "survey_household", "hold_democratic_review", "post_notice"}
)
TOO_EARLY = frozenset(("reached", element_id) for element_id in NEVER_BEFORE_URGENT_PAYMENT)
CLOSED = ("closed", "paid", "withdrawn", "refused", "not_accepted", "transferred", "recovered")
GROWN_FROM = frozenset({"relief_case", "clue_handling"})
APPROVALS = frozenset(
    {
        "decide_repeat_override",
        "confirm_not_urgent",
        "township_relief_first_decision",
        "county_relief_first_decision",
        "sign_paperwork",
        "township_approval",
        "county_approval",
        "decide_topup",
        "sign_minutes",
    }
)
CAP_STANDARDS = 10  # award_rates.cap_x; above it the coordination mechanism decides with minutes


def broken_by(played: PlayedOn) -> list[str]:
    """One line per rule that does not hold in this installation."""
    return read(played.resources, lambda work: [line for rule in RULES for line in rule(work)])


def money_stays_within_what_was_decided(work: UnitOfWork) -> Iterator[str]:
    """Rows of an award never add up to more than it, and only planned amounts were paid."""
    for award in work.session.scalars(select(AwardRow)):
        rows = work.session.scalars(select(DisbursementRow).where(DisbursementRow.award_id == award.id)).all()
        for in_kind, decided in ((False, award.amount_fen), (True, award.in_kind_value_fen)):
            total = sum(row.amount_fen for row in rows if (row.method == "in_kind") is in_kind)
            if total > decided:
                yield f"{total} fen planned of {decided} awarded"


def awards_stay_below_the_ceiling(work: UnitOfWork) -> Iterator[str]:
    """Above the cap only the coordination mechanism decides (source text 2g)."""
    for case in work.session.scalars(select(CaseRow)):
        awards = work.session.scalars(select(AwardRow).where(AwardRow.case_id == case.id)).all()
        ordinary = sum(award.amount_fen for award in awards if award.level != "county_mechanism")
        standard_fen = work.reference.standard_fen(case.town_code, case.area_type, case.policy_date) or 0
        if ordinary > CAP_STANDARDS * standard_fen:
            yield f"{ordinary} fen awarded without the mechanism, standard {standard_fen}"


def nothing_is_paid_twice(work: UnitOfWork) -> Iterator[str]:
    """One payment row per award, line and stage; each leaves the fund once."""
    rows = sorted(
        (str(row.award_id), row.line_no, row.instalment_no)
        for row in work.session.scalars(select(DisbursementRow).where(DisbursementRow.status == "paid"))
    )
    yield from (f"paid twice: {key}" for key, same in groupby(rows) if len(list(same)) > 1)
    for disbursement_id, entries in _by_disbursement(work).items():
        row = work.session.scalars(select(DisbursementRow).where(DisbursementRow.id == disbursement_id)).one_or_none()
        if row is None or row.status != "paid" or sum(entry.amount_fen for entry in entries) != -row.amount_fen:
            yield f"fund entries do not match disbursement {disbursement_id}"


def _by_disbursement(work: UnitOfWork) -> dict[UUID, list[StandbyFundEntryRow]]:
    found: dict[UUID, list[StandbyFundEntryRow]] = {}
    for entry in work.session.scalars(select(StandbyFundEntryRow).where(StandbyFundEntryRow.kind == "paid_out")):
        assert entry.disbursement_id is not None
        found.setdefault(entry.disbursement_id, []).append(entry)
    return found


def the_fund_never_runs_dry(work: UnitOfWork) -> Iterator[str]:
    """Neither now nor after any single movement."""
    fund = work.session.get_one(StandbyFundRow, TOWN)
    balances = [fund.balance_fen, *work.session.scalars(select(StandbyFundEntryRow.balance_fen))]
    yield from (f"fund at {balance} fen" for balance in balances if balance < 0)


def three_people_stand_behind_every_payment(work: UnitOfWork) -> Iterator[str]:
    """Who proposed, who decided and who paid are three, by the submissions and not only by the award (S1)."""
    for row in work.session.scalars(select(DisbursementRow).where(DisbursementRow.status == "paid")):
        award = work.session.scalars(select(AwardRow).where(AwardRow.id == row.award_id)).one()
        if not award.proposed_by or not award.decided_by:
            yield f"an award without a proposer or decider: {award.id}"
        if award.proposed_by == award.decided_by:
            yield f"{award.proposed_by} proposed and decided"
        if row.paid_by in {award.proposed_by, award.decided_by, None}:
            yield f"{row.paid_by} paid what they proposed or decided"
        hands = set(
            work.session.scalars(select(SubmissionRow.submitted_by).where(SubmissionRow.case_id == row.case_id))
        )
        if len(hands) < 2 or not {award.proposed_by, award.decided_by} <= hands:
            yield f"a payment of {award.kind} rests on the submissions of {sorted(hands)}"


def nobody_approves_what_grew_from_their_own_entry(work: UnitOfWork) -> Iterator[str]:
    """Who registered the case or recorded its clue has decided nothing in it (S2)."""
    for case in work.session.scalars(select(CaseRow)):
        opened = processes.instances_of(work.session, case.id)
        entered = {one.opened_by for one in opened if one.process_id in GROWN_FROM}
        for row in processes.submissions_of(work.session, case.id):
            if row.element_id in APPROVALS and row.submitted_by in entered:
                yield f"{row.submitted_by} decided {row.element_id} of what they had entered"


def no_survey_before_urgent_money(work: UnitOfWork) -> Iterator[str]:
    """Until urgent relief is paid or given up nobody is checked, reviewed or posted (source text 2b)."""
    running: set[UUID] = set()
    for visit in _paths(work):
        if visit.element_id == "call_urgent_relief":
            (running.add if visit.kind == "reached" else running.discard)(visit.instance_id)
        elif (visit.kind, visit.element_id) in TOO_EARLY and visit.instance_id in running:
            yield f"{visit.element_id} before urgent relief was paid"


def _paths(work: UnitOfWork) -> Iterator[PathVisit]:
    """What every case met, case by case."""
    for case_id in work.session.scalars(select(CaseRow.id)):
        yield from processes.visits_of(work.session, case_id)


def whatever_runs_has_something_to_wait_for(work: UnitOfWork) -> Iterator[str]:
    """A case or clue is at its end, or somebody has a task, or a time or message will move it."""
    for case in work.session.scalars(select(CaseRow)):
        if case.closed_at is not None or case.status.startswith(CLOSED):
            continue
        waits = (
            select(HumanTaskRow.id).where(HumanTaskRow.case_id == case.id, HumanTaskRow.state == "open"),
            select(TimerRow.id).where(TimerRow.case_id == case.id, TimerRow.state == "waiting"),
            select(EventWaitRow.id).where(EventWaitRow.case_id == case.id),
        )
        if not any(work.session.scalars(query).first() for query in waits):
            yield f"a case stands at {case.status} and nobody has anything to do"


def paperwork_is_filed_with_both_signatures(work: UnitOfWork) -> Iterator[str]:
    """`file_paperwork` is only passed after a handler's and another person's submission (source text 2d)."""
    filed = select(ElementVisitRow.case_id).where(
        ElementVisitRow.element_id == "file_paperwork", ElementVisitRow.kind.in_(("completed", PASSED))
    )
    for case_id in work.session.scalars(filed):
        hands = dict(
            work.session.execute(
                select(SubmissionRow.element_id, SubmissionRow.submitted_by)
                .where(SubmissionRow.case_id == case_id)
                .order_by(SubmissionRow.id)
            ).all()
        )
        written, signed = hands.get("complete_paperwork"), hands.get("sign_paperwork")
        if not written or not signed or written == signed:
            yield f"paperwork filed by {written} and {signed}"


RULES = (
    money_stays_within_what_was_decided,
    awards_stay_below_the_ceiling,
    nothing_is_paid_twice,
    the_fund_never_runs_dry,
    three_people_stand_behind_every_payment,
    nobody_approves_what_grew_from_their_own_entry,
    no_survey_before_urgent_money,
    whatever_runs_has_something_to_wait_for,
    paperwork_is_filed_with_both_signatures,
)
