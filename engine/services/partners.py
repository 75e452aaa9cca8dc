"""The register of charities, funds and their projects that take referrals (policy 6a, 6c; R41, R43)."""

import secrets
from typing import Any, Final
from uuid import UUID

from engine.adapters.signed_http import OutsideRefusedError, OutsideSystem
from engine.domain import authority
from engine.domain.authority import Action
from engine.domain.divisions import Division
from engine.domain.local_time import local_date
from engine.domain.partners import PartnerEntry, Project
from engine.domain.roles import UnitKind
from engine.errors import ConflictError, FieldError, InvalidInputError, NotFoundError, NotPermittedError
from engine.services import audit
from engine.services.paging import cursor_of, listed, page_of, position_of
from engine.services.unit_of_work import UnitOfWork
from engine.store import partners
from engine.store.tables.cases import CaseRow
from engine.store.tables.partners import PartnerRow

TABLE: Final = "partner"
CITY: Final = "500000"


class PartnerNotFoundError(NotFoundError):
    """There is no such project, or not in this person's area."""

    code = "partner_not_found"


class PartnerChangedError(ConflictError):
    """Somebody else has changed the entry since it was read."""

    code = "partner_changed"


def partners_for(work: UnitOfWork, target: str | None, cursor: str | None, limit: int) -> dict[str, Any]:
    """A page of the projects that the person's counties and the city keep."""
    position = position_of(cursor)
    rows = partners.partners_page(
        work.session, _known_counties(work), target, position[1] if position else None, limit + 1
    )
    shown, next_cursor = page_of(rows, limit, lambda row: cursor_of(None, row.id))
    return listed([partner_item(work, row) for row in shown], next_cursor)


def add_partner(work: UnitOfWork, entry: PartnerEntry) -> dict[str, Any]:
    """Enter a project for the county (or the city) of the person; with an address also its new shared secret.

    Raises:
        NotPermittedError: the person keeps no register.
        InvalidInputError: interval or validity are turned round, or the address may not be called.
    """
    row = PartnerRow(id=work.new_id(), county_code=_own_county(work))
    _fill(work, row, entry)
    secret = _new_secret(work, row) if row.base_url else None
    work.session.add(row)
    work.session.flush()
    audit.record(work, "partner_added", county_code=row.county_code, object_id=row.id)
    return {**partner_item(work, row), "secret": secret}


def change_partner(work: UnitOfWork, partner_id: UUID, entry: PartnerEntry, revision: int) -> dict[str, Any]:
    """Replace what is known of a project; referrals already sent keep what they were sent with.

    Raises:
        PartnerChangedError: `revision` is not the present one.
    """
    row = _kept(work, partner_id)
    if row.revision != revision:
        raise PartnerChangedError(f"partner {partner_id} has revision {row.revision}")
    _fill(work, row, entry)
    secret = _new_secret(work, row) if row.base_url and row.secret is None else None
    work.session.flush()
    audit.record(work, "partner_changed", county_code=row.county_code, object_id=row.id)
    return {**partner_item(work, row), "secret": secret}


def renew_secret(work: UnitOfWork, partner_id: UUID) -> dict[str, Any]:
    """The project with a new shared secret, which is shown this once; the old one is worth nothing from now on."""
    row = _kept(work, partner_id)
    secret = _new_secret(work, row)
    work.session.flush()
    audit.record(work, "partner_secret_renewed", county_code=row.county_code, object_id=row.id)
    return {**partner_item(work, row), "secret": secret}


def project_for(work: UnitOfWork, case: CaseRow, target: str) -> PartnerRow | None:
    """The project of a receiver that takes needs like this case today: the county's own before the city's."""
    found = partners.partners_for(work.session, target, {case.county_code, CITY})
    fitting = [row for row in found if project_of(row).takes(case.cause, local_date(work.now))]
    return min(fitting, key=lambda row: (row.county_code != case.county_code, row.id), default=None)


def project_of(row: PartnerRow) -> Project:
    """What a project takes on."""
    return Project(tuple(row.causes), row.min_fen, row.max_fen, row.valid_from, row.valid_to)


def system_of(work: UnitOfWork, row: PartnerRow) -> OutsideSystem | None:
    """The project's own system, or nothing when it has no address.

    Raises:
        OutsideRefusedError: the operator does not let this host be called (any more).
    """
    if row.base_url is None or row.secret is None:
        return None
    settings = work.resources.settings
    secret = work.resources.cipher.decrypt(row.secret, table=TABLE, row_id=row.id, column="secret")
    return OutsideSystem(row.base_url, secret.encode(), settings.outgoing_host_names, settings.outgoing_timeout_seconds)


def partner_item(work: UnitOfWork, row: PartnerRow) -> dict[str, Any]:
    """A project as lists show it, without its secret."""
    return {
        "partner_id": str(row.id),
        "county_code": row.county_code,
        "target": row.target,
        "organisation": row.organisation,
        "project": row.project,
        "contact": work.resources.cipher.decrypt(row.contact, table=TABLE, row_id=row.id, column="contact"),
        "fund_source": row.fund_source,
        "causes": list(row.causes),
        "min_fen": row.min_fen,
        "max_fen": row.max_fen,
        "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "base_url": row.base_url,
        "revision": row.revision,
    }


def _fill(work: UnitOfWork, row: PartnerRow, entry: PartnerEntry) -> None:
    _check(work, entry)
    row.target, row.organisation, row.project = entry.target, entry.organisation, entry.project
    row.contact = work.resources.cipher.encrypt(entry.contact, table=TABLE, row_id=row.id, column="contact")
    row.fund_source, row.causes = entry.fund_source, sorted(entry.causes)
    row.min_fen, row.max_fen = entry.min_fen, entry.max_fen
    row.valid_from, row.valid_to = entry.valid_from, entry.valid_to
    row.base_url = entry.base_url
    row.changed_at, row.changed_by = work.now, work.actor


def _check(work: UnitOfWork, entry: PartnerEntry) -> None:
    errors = []
    if entry.min_fen is not None and entry.max_fen is not None and entry.max_fen < entry.min_fen:
        errors.append(FieldError("max_fen", "上限不得小于下限"))
    if entry.valid_to is not None and entry.valid_to <= entry.valid_from:
        errors.append(FieldError("valid_to", "须晚于开始日期"))
    if entry.base_url is not None:
        try:
            OutsideSystem(entry.base_url, b"", work.resources.settings.outgoing_host_names)
        except OutsideRefusedError:
            errors.append(FieldError("base_url", "该地址不在允许外呼的主机内，或不是 https；请联系系统管理员"))
    if errors:
        raise InvalidInputError(errors)


def _new_secret(work: UnitOfWork, row: PartnerRow) -> str:
    secret = secrets.token_urlsafe(32)
    row.secret = work.resources.cipher.encrypt(secret, table=TABLE, row_id=row.id, column="secret")
    return secret


def _kept(work: UnitOfWork, partner_id: UUID) -> PartnerRow:
    """The project, locked, when the person may change it."""
    row = partners.lock_partner(work.session, partner_id)
    if row is None or row.county_code not in _known_counties(work):
        raise PartnerNotFoundError(f"partner {partner_id} is not known to {work.actor}")
    if not authority.allow(work.require_person().grants, Action.MANAGE_PARTNERS, Division(row.county_code)):
        raise NotPermittedError(f"{work.actor} does not keep partner {partner_id}")
    return row


def _known_counties(work: UnitOfWork) -> set[str]:
    """The counties whose projects the person may see; the city's are for everybody."""
    return {grant.unit_code[:6] for grant in work.require_person().grants} | {CITY}


def _own_county(work: UnitOfWork) -> str:
    keeping = authority.grants_for(work.require_person().grants, Action.MANAGE_PARTNERS)
    if not keeping:
        raise NotPermittedError(f"{work.actor} keeps no register of partners")
    counties = [grant.unit_code for grant in keeping if grant.unit_kind is UnitKind.COUNTY]
    return min(counties, default=CITY)
