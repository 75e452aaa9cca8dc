"""Tokens for programs of a staff member: named, at most a year, shown once, with that person's rights."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from engine.clock import real_now
from engine.domain.signed_in import SignedInPerson
from engine.errors import NotFoundError, NotPermittedError
from engine.services import audit
from engine.services.sign_in import API_TOKEN_PREFIX, OpenedSession, digest_of, new_token
from engine.services.unit_of_work import UnitOfWork
from engine.store import staff
from engine.store.orm import uuid7
from engine.store.tables.people import ApiToken


def create_token(work: UnitOfWork, *, name: str, days: int) -> OpenedSession:
    """A token of the signed-in person; a token cannot make further ones, so that a stolen one dies with its date."""
    person = work.require_person()
    _require_session(work, person)
    now = real_now()
    token = new_token(API_TOKEN_PREFIX)
    expires_at = now + timedelta(days=days)
    row = ApiToken(
        id=uuid7(now),
        staff_id=person.staff_id,
        name=name,
        token_digest=digest_of(token),
        created_at=now,
        expires_at=expires_at,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(work, "api_token_created", object_id=row.id)
    return OpenedSession(token, expires_at)


def own_tokens(work: UnitOfWork) -> Sequence[ApiToken]:
    """The live tokens of the signed-in person, newest first."""
    return staff.live_api_tokens(work.session, work.require_person().staff_id, real_now())


def revoke_token(work: UnitOfWork, token_id: UUID) -> None:
    """End one token of the signed-in person."""
    if not staff.revoke_api_token(work.session, token_id, work.require_person().staff_id, real_now()):
        raise NotFoundError("no such live token of this person")
    audit.record(work, "api_token_revoked", object_id=token_id)


def _require_session(work: UnitOfWork, person: SignedInPerson) -> None:
    if not staff.is_session(work.session, person.session_id):
        raise NotPermittedError("an API token cannot make another")
