"""What a case has been awarded and how it is given out: read once per step, then kept in hand."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from engine.store import relief
from engine.store.tables.relief import AwardRow, DisbursementRow

UNPAID = ("planned", "ordered", "returned")


class CaseRelief:
    """The awards and payment rows of one case; the lock on the case guards them all."""

    def __init__(self, session: Session, case_id: UUID) -> None:
        self._session = session
        self._awards, self._disbursements = relief.awards_and_disbursements(session, case_id)

    def award_of_task(self, task_id: UUID) -> AwardRow | None:
        """The award that one service task registered."""
        return next((award for award in self._awards if award.task_id == task_id), None)

    def award(self, award_id: UUID) -> AwardRow:
        """One award of the case."""
        return next(award for award in self._awards if award.id == award_id)

    @property
    def latest_award(self) -> AwardRow | None:
        """The award that was decided last."""
        return max(self._awards, key=lambda award: (award.decided_at, award.id), default=None)

    @property
    def awarded_fen(self) -> int:
        """What the case has been awarded so far in money; goods are valued beside it (policy P2)."""
        return sum(award.amount_fen for award in self._awards)

    @property
    def paid_fen(self) -> int:
        """What has been paid out so far in money, in fen."""
        return sum(row.amount_fen for row in self._disbursements if row.status == "paid" and row.method != "in_kind")

    def disbursement(self, disbursement_id: UUID) -> DisbursementRow | None:
        """One payment row of the case."""
        return next((row for row in self._disbursements if row.id == disbursement_id), None)

    def disbursements_of(self, award_id: UUID) -> list[DisbursementRow]:
        """The payment rows of an award, by line and stage."""
        found = [row for row in self._disbursements if row.award_id == award_id]
        return sorted(found, key=lambda row: (row.line_no, row.instalment_no))

    @property
    def is_settled(self) -> bool:
        """Whether every payment row is paid or cancelled."""
        return all(row.status not in UNPAID for row in self._disbursements)

    def add_award(self, award: AwardRow) -> None:
        """Register a new award."""
        self._awards.append(award)
        self._session.add(award)

    def add_disbursements(self, rows: Iterable[DisbursementRow]) -> None:
        """Plan new payment rows."""
        new = list(rows)
        self._disbursements += new
        self._session.add_all(new)
