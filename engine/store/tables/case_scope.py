"""What every table of a case has in common: its county, so that a county can become the unit of distribution."""

import uuid
from typing import Any

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

COUNTY_CODE = String(6)


class CaseScoped:
    """A row that belongs to one county for ever; the key begins with the id and ends with the county (ADR-0010)."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(COUNTY_CODE, primary_key=True)


def belongs_to(table: str, column: str) -> ForeignKeyConstraint:
    """A foreign key that stays inside the county: (`column`, county_code) -> `table`."""
    return ForeignKeyConstraint([column, "county_code"], [f"{table}.id", f"{table}.county_code"])


def one_of(column: str, codes: tuple[str, ...]) -> str:
    """The text of a check that `column` holds one of `codes` (or nothing)."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return f"{column} IN ({listed})"


def where(**conditions: Any) -> dict[str, Any]:
    """The same partial-index condition for both dialects."""
    return {"sqlite_where": conditions["condition"], "postgresql_where": conditions["condition"]}
