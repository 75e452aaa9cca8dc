"""Units, staff members, their roles, sessions and attempts to sign in."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import AREA_CODE_LENGTH, Base

USERNAME_LENGTH = 64
DIGEST_LENGTH = 32


class OrgUnit(Base):
    """A unit: city, county, township or village; replaced units name their successor."""

    __tablename__ = "org_unit"
    __table_args__ = (CheckConstraint("kind IN ('city', 'county', 'township', 'village')", name="kind"),)

    code: Mapped[str] = mapped_column(String(AREA_CODE_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(16))
    parent: Mapped[str | None] = mapped_column(ForeignKey("org_unit.code"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """The first day it no longer exists."""
    successor: Mapped[str | None] = mapped_column(ForeignKey("org_unit.code"))


class StaffMember(Base):
    """A person who signs in."""

    __tablename__ = "staff_member"
    __table_args__ = (CheckConstraint("status IN ('active', 'disabled')", name="status"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(USERNAME_LENGTH), unique=True)
    display_name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(Text)
    password_changed_at: Mapped[datetime]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(String(16), default="active")
    created_at: Mapped[datetime]


class PastPassword(Base):
    """A hash a staff member used before, so that it is not chosen again."""

    __tablename__ = "past_password"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_member.id"), index=True)
    password_hash: Mapped[str] = mapped_column(Text)
    replaced_at: Mapped[datetime]


class RoleGrant(Base):
    """A role held in a unit from `valid_from` until before `valid_to` (open when empty)."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("staff_id", "role", "unit_code", "valid_from"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
        Index(None, "role", "unit_code"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_member.id"), index=True)
    role: Mapped[str] = mapped_column(String(32))
    unit_code: Mapped[str] = mapped_column(ForeignKey("org_unit.code"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class StaffSession(Base):
    """A signed-in session; only the digest of its token is kept."""

    __tablename__ = "staff_session"

    token_digest: Mapped[bytes] = mapped_column(LargeBinary(DIGEST_LENGTH), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(unique=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_member.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(64))


class ApiToken(Base):
    """A named token for programs of a staff member; only its digest is kept."""

    __tablename__ = "api_token"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff_member.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(DIGEST_LENGTH), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignInAttempt(Base):
    """One try to sign in, by whom and from where."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (
        Index(None, "username", "at", sqlite_where=text("NOT succeeded"), postgresql_where=text("NOT succeeded")),
        Index(None, "address", "at", sqlite_where=text("NOT succeeded"), postgresql_where=text("NOT succeeded")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(USERNAME_LENGTH))
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)
    succeeded: Mapped[bool] = mapped_column(default=False)
