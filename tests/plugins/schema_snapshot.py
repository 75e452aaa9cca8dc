"""Everything a database says about its own schema, in a form that two databases can be compared by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Inspector, inspect, text

VERSION_TABLE = "alembic_version"
_TRIGGERS = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
    "postgresql": "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger"
    " WHERE NOT tgisinternal ORDER BY tgname",
}
_INDEXES = {
    "sqlite": "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name",
    "postgresql": "SELECT indexname, tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
}


def snapshot(connection: Connection) -> dict[str, Any]:
    """Tables with columns, keys and checks, then indexes with their conditions, then triggers."""
    inspector = inspect(connection)
    names = sorted(set(inspector.get_table_names()) - {VERSION_TABLE})
    return {
        "tables": {name: _table(inspector, name) for name in names},
        "indexes": _rows(connection, _INDEXES),
        "triggers": _rows(connection, _TRIGGERS),
    }


def _table(inspector: Inspector, name: str) -> dict[str, Any]:
    return {
        "columns": {
            column["name"]: (repr(column["type"]), column["nullable"], column["default"])
            for column in inspector.get_columns(name)
        },
        "primary key": inspector.get_pk_constraint(name),
        "foreign keys": _by_name(inspector.get_foreign_keys(name)),
        "unique": _by_name(inspector.get_unique_constraints(name)),
        "checks": _by_name(inspector.get_check_constraints(name)),
    }


def _by_name(constraints: list[Any]) -> list[Any]:
    return sorted(constraints, key=lambda constraint: str(constraint["name"]))


def _rows(connection: Connection, statements: dict[str, str]) -> list[tuple[str, ...]]:
    rows = connection.execute(text(statements[connection.dialect.name]))
    return [(row[0], row[1], " ".join(row[2].split())) for row in rows if row[1] != VERSION_TABLE]
