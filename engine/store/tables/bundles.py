"""What is deployed: immutable bundles of diagrams, tables and forms."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base
from engine.store.tables.case_scope import one_of

BUNDLE_STATUSES = ("draft", "published", "retired")


class BundleRow(Base):
    """One version; `number` is what people call it, `hash` what it contains.

    A draft is ready for publication once it has been submitted; `findings` are those of the day it was drafted.
    """

    __tablename__ = "bundle"
    __table_args__ = (
        CheckConstraint(one_of("status", BUNDLE_STATUSES), name="status"),
        UniqueConstraint("hash"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str]
    status: Mapped[str]
    effective_from: Mapped[date | None]
    author: Mapped[str]
    approver: Mapped[str | None]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    findings: Mapped[list[Any]] = mapped_column(JSON)


class BundleFileRow(Base):
    """One file of a bundle, byte for byte as it was deployed."""

    __tablename__ = "bundle_file"

    bundle_number: Mapped[int] = mapped_column(ForeignKey("bundle.number"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class BundleMigrationRow(Base):
    """A dry run of moving cases from one bundle to another; its id is the token with which it is carried out."""

    __tablename__ = "bundle_migration"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    source_number: Mapped[int] = mapped_column(ForeignKey("bundle.number"))
    target_number: Mapped[int] = mapped_column(ForeignKey("bundle.number"))
    planned_by: Mapped[str]
    planned_at: Mapped[datetime]
    plan: Mapped[list[Any]] = mapped_column(JSON)
    """Of each case that could be moved its id, and id and revision of its running instances."""
    applied_by: Mapped[str | None]
    applied_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
