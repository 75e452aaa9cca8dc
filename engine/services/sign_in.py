"""Signing in and out, and who is signed in."""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from engine.config import Settings
from engine.domain.signed_in import SignedInPerson
from engine.errors import NotSignedInError, TooManyRequestsError
from engine.services.passwords import Passwords
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import staff
from engine.store.orm import uuid7
from engine.store.tables.people import USERNAME_LENGTH, SignInAttempt, StaffMember, StaffSession

SESSION_PREFIX = "jzs_"
API_TOKEN_PREFIX = "jzp_"  # noqa: S105 - marks a token, is none
TOUCH_EVERY = timedelta(minutes=1)
_TOKEN_BYTES = 32


class LoginFailedError(NotSignedInError):
    """Username or password is wrong; which of the two is not said."""

    code = "login_failed"


class LockedOutError(TooManyRequestsError):
    """Too many failed attempts for this username or from this address."""

    code = "locked_out"


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new session: the only moment its token is known."""

    token: str
    expires_at: datetime


def sign_in(
    resources: Resources, passwords: Passwords, *, username: str, password: str, address: str, now: datetime
) -> OpenedSession:
    """Open a session for who knows the password; failures lock the username and the address out for a while.

    `now` is real time. The hashing stands between two short transactions, so that 0.2 s of argon2 hold no lock.
    Guesses sent at once can pass the first look together, but no more of them than there are places for hashing.
    """
    attempt = _Attempt(normalised_username(username), address, now)
    member = read(resources, lambda work: _member_if_not_locked_out(work, attempt))
    is_right = passwords.verify(member.password_hash if member else None, password)
    if member is None or not is_right or member.status != staff.ACTIVE:
        write(resources, lambda work: attempt.record(work, succeeded=False))
        raise LoginFailedError("username or password is wrong")
    fresh_hash = passwords.hash(password) if passwords.is_outdated(member.password_hash) else None
    return write(resources, lambda work: _open_session(work, attempt, member, fresh_hash))


def person_of(
    session: Session, settings: Settings, passwords: Passwords, *, token: str, now: datetime, on: date
) -> SignedInPerson:
    """Who holds this token at the real time `now`, with the grants in force on the business day `on`."""
    digest = digest_of(token)
    if token.startswith(API_TOKEN_PREFIX):
        found = staff.person_of_api_token(session, digest, now=now, on=on)
    else:
        seen_since = now - timedelta(minutes=settings.session_idle_minutes)
        found = staff.person_of_session(session, digest, now=now, seen_since=seen_since, on=on)
    if found is None:
        raise NotSignedInError("no live session has this token")
    person, password_changed_at = found
    if passwords.profile.is_due_for_change(password_changed_at, now):
        return replace(person, must_change_password=True)
    return person


def needs_touch(person: SignedInPerson, now: datetime) -> bool:
    """Whether it is time to note that the session is in use."""
    return now - person.last_seen_at >= TOUCH_EVERY


def touch(session: Session, person: SignedInPerson, now: datetime) -> None:
    """Note that the person's session is in use, which puts off its idle end."""
    staff.touch_session(session, person.session_id, now)


def sign_out(session: Session, person: SignedInPerson, now: datetime) -> None:
    """End the person's present session."""
    staff.revoke_session(session, person.session_id, now)


def normalised_username(username: str) -> str:
    """The one spelling of a username under which people are kept."""
    return unicodedata.normalize("NFKC", username).strip().casefold()[:USERNAME_LENGTH]


def digest_of(token: str) -> bytes:
    """What is kept of a token: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def new_token(prefix: str) -> str:
    """A token of 256 random bits; the prefix lets secret scanners find it."""
    return prefix + secrets.token_urlsafe(_TOKEN_BYTES)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """Who tries to sign in, from where and when (real time)."""

    username: str
    address: str
    at: datetime

    def record(self, work: UnitOfWork, *, succeeded: bool) -> None:
        """Keep the attempt."""
        work.session.add(
            SignInAttempt(
                id=uuid7(self.at), username=self.username, address=self.address, at=self.at, succeeded=succeeded
            )
        )

    def require_not_locked_out(self, work: UnitOfWork) -> None:
        """Refuse after too many failures for this username or from this address."""
        settings = work.resources.settings
        lockout = timedelta(minutes=settings.lockout_minutes)
        since = self.at - lockout
        if (
            staff.failures_of_username(work.session, self.username, since) >= settings.lockout_failures
            or staff.failures_from_address(work.session, self.address, since) >= settings.lockout_failures_per_address
        ):
            raise LockedOutError("too many failed attempts", retry_after_seconds=int(lockout.total_seconds()))


def _member_if_not_locked_out(work: UnitOfWork, attempt: _Attempt) -> StaffMember | None:
    attempt.require_not_locked_out(work)
    return staff.member_named(work.session, attempt.username)


def _open_session(work: UnitOfWork, attempt: _Attempt, member: StaffMember, fresh_hash: str | None) -> OpenedSession:
    attempt.require_not_locked_out(work)
    attempt.record(work, succeeded=True)
    if fresh_hash is not None:
        staff.replace_hash(work.session, member.id, old=member.password_hash, new=fresh_hash)
    token = new_token(SESSION_PREFIX)
    expires_at = attempt.at + timedelta(hours=work.resources.settings.session_absolute_hours)
    work.session.add(
        StaffSession(
            token_digest=digest_of(token),
            id=uuid7(attempt.at),
            staff_id=member.id,
            created_at=attempt.at,
            last_seen_at=attempt.at,
            expires_at=expires_at,
            address=attempt.address,
        )
    )
    return OpenedSession(token, expires_at)
