"""Finds what is shipped as data: diagrams, forms, migrations and typical cases, from the wheel or from a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def processes_dir() -> Path:
    """The folder of the present diagrams and decision tables."""
    return _shipped("processes")


def forms_dir() -> Path:
    """The folder of the present forms."""
    return _shipped("forms")


def migrations_dir() -> Path:
    """The folder of the migration scripts."""
    return _shipped("alembic")


def cases_dir() -> Path:
    """The folder of the typical cases."""
    return _shipped("tests/cases")


def _shipped(name: str) -> Path:
    """The folder `name`: inside the installed wheel, else at the top of the checkout."""
    bundled = _PACKAGE / "_bundled" / name
    found = bundled if bundled.is_dir() else _PACKAGE.parent / name
    if not found.is_dir():
        raise FileNotFoundError(f"the folder {name!r} is neither in the wheel nor in the checkout")
    return found
