"""Facts about this database itself."""

from sqlalchemy.orm import Session

from engine.store.tables.background import InstallationRow


def value_of(session: Session, name: str) -> str | None:
    """The value kept under a name."""
    row = session.get(InstallationRow, name)
    return row.value if row else None


def set_value(session: Session, name: str, value: str) -> None:
    """Keep a value under a name, in place of what was there."""
    row = session.get(InstallationRow, name)
    if row is None:
        session.add(InstallationRow(name=name, value=value))
    else:
        row.value = value
    session.flush()
