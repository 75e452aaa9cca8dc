"""The wheel is enough: it carries the program, the screens and all that is shipped as data, and nothing else."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.build import build_wheel

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        file = folder / build_wheel(str(folder))
    with ZipFile(file) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*.*") if "__pycache__" not in path.parts}


@pytest.mark.parametrize("name", ["processes", "forms", "alembic", "tests/cases"])
def test_what_is_shipped_as_data_lies_inside_the_engine(wheel, name):
    shipped = files(wheel / "engine" / "_bundled" / name)

    assert shipped
    assert shipped == files(ROOT / name)


@pytest.mark.parametrize("package", ["engine", "admin_ui"])
def test_every_module_and_everything_the_screens_load_is_inside(wheel, package):
    ours = {path for path in files(ROOT / package) if not path.startswith("frontend/")}

    assert ours <= files(wheel / package)


def test_nothing_else_is_inside(wheel):
    assert {path.name for path in wheel.iterdir() if path.suffix != ".dist-info"} == {"engine", "admin_ui"}
    assert not (wheel / "admin_ui" / "frontend").exists()


def test_the_program_finds_its_data_without_the_checkout(wheel):
    folders = "r.processes_dir(), r.forms_dir(), r.migrations_dir(), r.cases_dir()"
    asked = f"from engine import resources as r; print({folders}, sep='\\n')"

    found = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(wheel)!r}); {asked}"],
        cwd=wheel.parent,
        capture_output=True,
        text=True,
        check=True,
    )

    bundled = wheel / "engine" / "_bundled"
    assert found.stdout.split() == [str(bundled / name) for name in ("processes", "forms", "alembic", "tests/cases")]


def test_the_sample_cases_are_inside(wheel, tmp_path):
    command = "from engine.cli.main import main; import engine; assert engine.__file__.startswith(sys.path[0]); main()"
    code = f"import sys; sys.path.insert(0, {str(wheel)!r}); sys.argv[1:] = ['init', '--demo', '--json']; {command}"

    made = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)

    with closing(sqlite3.connect(tmp_path / "var" / "jiuzhu.db")) as database:
        assert database.execute("SELECT count(*) FROM relief_case").fetchone() == (21,)
    assert json.loads(made.stdout)["accounts"][0].keys() == {"username", "password", "role", "unit"}


def test_the_licence_is_inside(wheel):
    assert {path.name for path in wheel.glob("*.dist-info/licenses/*")} == {"LICENSE", "NOTICE"}
