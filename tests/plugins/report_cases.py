"""Many invented cases with money, duties and people, written straight into the tables, for reports to count."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from relief_office import COUNTY, OTHER_COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, identity_number

from engine.domain.case_codes import CaseStatus, Category, Cause, Track
from engine.domain.local_time import LOCAL_ZONE
from engine.domain.masking import masked_name
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store.encryption import FieldCipher
from engine.store.orm import Base, uuid7
from engine.store.tables.cases import CaseRow, PersonRow
from engine.store.tables.deadlines import DeadlinePauseRow, DeadlineRow
from engine.store.tables.processes import ProcessInstanceRow
from engine.store.tables.relief import AwardRow, DisbursementRow, ReferralRow

SECOND_TOWN = "500101019"
PLACES = (
    (COUNTY, TOWN, VILLAGE),
    (COUNTY, TOWN, None),
    (COUNTY, SECOND_TOWN, None),
    (OTHER_COUNTY, OTHER_TOWN, OTHER_VILLAGE),
)
STATUSES = (CaseStatus.CLUE, CaseStatus.IN_PROGRESS, CaseStatus.CLOSED_COMPLETED, CaseStatus.REFUSED_CLOSED)
KEYS = ("urgent.pay", "exp.decide", "posthoc.complete")
FORMULA = "=cmd|'/c calc'!A1"


@dataclass(slots=True)
class ReportCases:
    """All rows that were written, to be counted again by hand."""

    cases: list[CaseRow] = field(default_factory=list)
    people: list[PersonRow] = field(default_factory=list)
    awards: list[AwardRow] = field(default_factory=list)
    payments: list[DisbursementRow] = field(default_factory=list)
    referrals: list[ReferralRow] = field(default_factory=list)
    instances: list[ProcessInstanceRow] = field(default_factory=list)
    deadlines: list[DeadlineRow] = field(default_factory=list)
    pauses: list[DeadlinePauseRow] = field(default_factory=list)

    def all_rows(self) -> Iterator[list[Base]]:
        """The rows, table by table, so that each finds what it refers to."""
        yield from (list(rows) for rows in (self.cases, self.people, self.awards, self.payments))
        yield from (list(rows) for rows in (self.referrals, self.instances, self.deadlines, self.pauses))

    def case(self, case_id: UUID) -> CaseRow:
        """The case with an id."""
        return next(case for case in self.cases if case.id == case_id)


def write_cases(resources: Resources, seed: int = 7, number: int = 220) -> ReportCases:
    """The invented cases, the same for the same seed, after they were written."""
    chance = random.Random(seed)  # noqa: S311 - invents cases, keeps no secret
    made = _Inventor(chance, resources.cipher).invent(number)

    def add(work: UnitOfWork) -> None:
        for rows in made.all_rows():
            work.session.add_all(rows)
            work.session.flush()

    write(resources, add)
    return made


class _Inventor:
    def __init__(self, chance: random.Random, cipher: FieldCipher) -> None:
        self._chance, self._cipher, self._made = chance, cipher, ReportCases()

    def invent(self, number: int) -> ReportCases:
        for at in range(1, number + 1):
            case = self._case(at)
            self._person(case, at)
            if case.status != CaseStatus.CLUE.value:
                for _ in range(self._chance.choice((0, 1, 1, 2))):
                    self._award(case)
                self._duties(case)
                self._referral(case)
        return self._made

    def _moment(self) -> datetime:
        """Some minute between December 2025 and May 2026, often around midnight at the turn of a month."""
        if self._chance.random() < 0.4:
            turn = datetime(2026, self._chance.randint(1, 5), 1, tzinfo=LOCAL_ZONE)
            return (turn + timedelta(minutes=self._chance.choice((-600, -1, 0, 1, 479, 481)))).astimezone(UTC)
        return datetime(2025, 12, 1, tzinfo=UTC) + timedelta(minutes=self._chance.randrange(60 * 24 * 170))

    def _id(self) -> UUID:
        return uuid7(datetime(2026, 1, 1, tzinfo=UTC))

    def _case(self, number: int) -> CaseRow:
        county, town, village = self._chance.choice(PLACES)
        registered_at, case_id = self._moment(), self._id()
        cause = self._chance.choice(list(Cause)[:6])
        name = FORMULA if number % 10 == 0 else f"石明{number % 10}"
        case = CaseRow(
            id=case_id,
            county_code=county,
            reference=f"SY-{number:05}",
            town_code=town,
            village_code=village,
            area_type="city",
            status=self._chance.choice(STATUSES).value,
            track=self._chance.choice((*(track.value for track in Track), None)),
            cause=cause.value,
            cause_key=self._cipher.blind_index("cause", cause.value),
            category=self._chance.choice((Category.DIBAO.value, Category.NONE.value, None)),
            category_confirmed=False,
            channel="window",
            needs_immediate=False,
            over_capacity=False,
            household_size=self._chance.randint(1, 6),
            description=b"",
            applicant_id=self._id(),
            masked_applicant=masked_name(name),
            received_at=registered_at,
            policy_date=date(2026, 1, 1),
            policy={},
            bundle_number=1,
            registered_by="handler",
            registered_at=registered_at,
        )
        self._made.cases.append(case)
        return case

    def _person(self, case: CaseRow, number: int) -> None:
        """Some people stand in several cases: there are fewer people than cases."""
        name = FORMULA if number % 10 == 0 else f"石明{number % 10}"
        identity = identity_number(self._chance.randint(1, 90))
        place = {"table": "person", "row_id": case.applicant_id}
        row = PersonRow(
            id=case.applicant_id,
            county_code=case.county_code,
            case_id=case.id,
            kind="applicant",
            name=self._cipher.encrypt(name, column="name", **place),  # type: ignore[arg-type]
            name_index=self._cipher.blind_index("name", name),
            id_number=self._cipher.encrypt(identity, column="id_number", **place),  # type: ignore[arg-type]
            identity_index=self._cipher.blind_index("identity", identity),
        )
        self._made.people.append(row)

    def _award(self, case: CaseRow) -> None:
        amount = self._chance.randrange(100, 500_000)
        award = AwardRow(
            id=self._id(),
            county_code=case.county_code,
            case_id=case.id,
            task_id=self._id(),
            kind=self._chance.choice(("relief_first", "expenditure", "topup")),
            level="township",
            amount_fen=amount,
            in_kind_value_fen=0,
            lines=[],
            proposed_by="handler",
            decided_by="leader",
            decided_at=self._moment(),
        )
        self._made.awards.append(award)
        for stage in range(1, self._chance.randint(1, 4)):
            self._payment(award, stage)

    def _payment(self, award: AwardRow, stage: int) -> None:
        is_paid = self._chance.random() < 0.8
        self._made.payments.append(
            DisbursementRow(
                id=self._id(),
                county_code=award.county_code,
                case_id=award.case_id,
                award_id=award.id,
                line_no=1,
                instalment_no=stage,
                is_staged=False,
                method=self._chance.choice(("cash", "bank", "in_kind")),
                fund_source="county_budget",
                amount_fen=self._chance.randrange(1, 300_000),
                planned_on=date(2026, 1, 1),
                status="paid" if is_paid else "planned",
                paid_at=self._moment() if is_paid else None,
            )
        )

    def _referral(self, case: CaseRow) -> None:
        self._made.referrals.append(
            ReferralRow(
                id=self._id(),
                county_code=case.county_code,
                case_id=case.id,
                target="legal_aid",
                kind="service",
                timing="now",
                status="sent",
                opened_at=self._moment(),
                sent_at=self._chance.choice((None, self._moment())),
            )
        )

    def _duties(self, case: CaseRow) -> None:
        instance = ProcessInstanceRow(
            id=self._id(),
            county_code=case.county_code,
            case_id=case.id,
            process_id="relief_case",
            bundle_number=1,
            status="running",
            state_format=1,
            library_version="",
            started_at=case.registered_at,
            opened_by=case.registered_by,
            inputs={},
            facts={},
        )
        self._made.instances.append(instance)
        for key in self._chance.sample(KEYS, self._chance.randint(0, len(KEYS))):
            self._duty(case, instance, key)

    def _duty(self, case: CaseRow, instance: ProcessInstanceRow, key: str) -> None:
        started_at = self._moment()
        is_done, is_breached = self._chance.random() < 0.7, self._chance.random() < 0.4
        status = "breached" if is_breached else "met" if is_done else "running"
        if self._chance.random() < 0.1:
            status = "cancelled"
        deadline = DeadlineRow(
            id=self._id(),
            county_code=case.county_code,
            case_id=case.id,
            instance_id=instance.id,
            town_code=case.town_code,
            case_reference=case.reference,
            key=key,
            occurrence=1,
            element_id="",
            kind="duty",
            anchor="reached",
            limits=[],
            basis="",
            started_at=started_at,
            initial_due_at=started_at + timedelta(days=3),
            due_at=started_at + timedelta(days=3),
            provisional=False,
            status=status,
            level=0,
            stopped_at=started_at + timedelta(minutes=self._chance.randrange(60 * 24 * 20)) if is_done else None,
            is_breached=is_breached,
        )
        self._made.deadlines.append(deadline)
        if deadline.stopped_at is not None:
            self._pauses(deadline, deadline.stopped_at)

    def _pauses(self, deadline: DeadlineRow, stopped_at: datetime) -> None:
        """Up to three pauses, which may lie in each other."""
        minutes = int((stopped_at - deadline.started_at).total_seconds()) // 60
        for _ in range(self._chance.choice((0, 0, 1, 3)) if minutes else 0):
            since, until = sorted(self._chance.randrange(minutes + 1) for _ in range(2))
            self._made.pauses.append(
                DeadlinePauseRow(
                    id=self._id(),
                    county_code=deadline.county_code,
                    case_id=deadline.case_id,
                    deadline_id=deadline.id,
                    element_id="",
                    reason="补正",
                    paused_at=deadline.started_at + timedelta(minutes=since),
                    resumed_at=deadline.started_at + timedelta(minutes=until),
                )
            )
