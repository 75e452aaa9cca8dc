"""The rules of the house: where things live, what they are called, how long they are, who asks for the time."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from engine.config import ENV_PREFIX, Settings

ROOT = Path(__file__).parents[2]
FOLDERS = {"processes", "forms", "engine", "admin_ui", "alembic", "tests", "docs", ".ci"}
NOT_OURS = {".git", ".venv", "node_modules", "var", "build", "dist", "__pycache__"}
CACHES = re.compile(r"\.(mypy|ruff|import_linter|pytest)_cache|\.hypothesis|.*\.egg-info")
LEVELS = {"unit", "processes", "integration", "acceptance", "migrations", "ui", "contracts"}
BESIDE_LEVELS = {"plugins", "cases"}

EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "misc", "shared", "core"}
LONGEST_FILE = 600
LONGEST_TABLE_OF_TESTS = 800
TIME_QUESTIONS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "time_ns"),
    ("time", "localtime"),
    ("time", "gmtime"),
    ("func", "now"),
    ("func", "current_timestamp"),
}
# Written in pieces, so that this file does not name what no file may name.
REGISTRIES = [
    "pypi" + ".org",
    "python" + "hosted.org",
    "registry." + "npmjs",
    "registry." + "yarnpkg",
    "npm" + "mirror.com",
    "deb." + "debian.org",
    "tuna." + "tsinghua",
    "mirrors." + "aliyun",
]
RECORDED_SOURCE = re.compile(
    r'"resolved":\s*"https?:|source\s*=\s*\{\s*registry|(extra-)?index-url\s*[= ]\s*https?:|registry\s*=\s*"?https?:'
)
MACHINE_PATH = re.compile(r"(^|[^\w.])/(" + "wor" + "k|roo" + "t|hom" + r"e)/\w")


def is_ours(path: Path) -> bool:
    return path.name not in NOT_OURS and not CACHES.fullmatch(path.name)


def files_below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            if is_ours(path):
                yield from files_below(path)
        else:
            yield path


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


OUR_FILES = [path for path in files_below(ROOT) if path.suffix not in {".pyc", ".db"}]
PYTHON_FILES = [path for path in OUR_FILES if path.suffix == ".py" and path.parent.name != "versions"]
PROGRAM_FILES = [path for path in PYTHON_FILES if shown(path).startswith(("engine/", "admin_ui/"))]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_the_folders_at_the_top_are_those_of_the_plan():
    assert {path.name for path in ROOT.iterdir() if path.is_dir() and is_ours(path)} == FOLDERS


def test_tests_are_sorted_by_level():
    assert {path.name for path in (ROOT / "tests").iterdir() if path.is_dir() and is_ours(path)} <= (
        LEVELS | BESIDE_LEVELS
    )


def test_test_files_have_names_of_their_own():
    names = Counter(path.name for path in PYTHON_FILES if path.name.startswith("test_"))

    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("folder", ["alembic", "tests", "processes", "forms"])
def test_a_folder_that_is_no_package_has_no_init(folder):
    # alembic/__init__.py would hide the library of that name.
    assert [shown(path) for path in (ROOT / folder).rglob("__init__.py")] == []


def test_every_python_module_is_named_after_what_is_in_it():
    assert [shown(path) for path in PYTHON_FILES if path.stem.strip("_") in EMPTY_NAMES] == []


def test_no_module_is_named_like_the_standard_library():
    modules = [path for path in PROGRAM_FILES if path.stem not in {"__init__", "__main__"}]
    packages = {path.parent for path in PROGRAM_FILES if path.parent.parent != ROOT}

    assert [shown(path) for path in [*modules, *sorted(packages)] if path.stem in sys.stdlib_module_names] == []


def test_no_module_of_the_screens_is_named_like_a_folder_at_the_top():
    # Streamlit puts admin_ui/ on the path, where such a module would hide the folder.
    assert [path.name for path in (ROOT / "admin_ui").iterdir() if path.stem in FOLDERS] == []


@pytest.mark.parametrize("path", PYTHON_FILES, ids=shown)
def test_no_file_of_python_is_too_long_to_read(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= (LONGEST_TABLE_OF_TESTS if path.name.startswith("test_") else LONGEST_FILE)


def test_every_module_at_the_top_of_the_engine_has_its_layer():
    layers = next(c for c in PYPROJECT["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    placed = [name.strip() for layer in layers["layers"] for name in layer.split("|")]
    present = {
        path.stem
        for path in (ROOT / "engine").iterdir()
        if path.suffix == ".py" or (path.is_dir() and (path / "__init__.py").exists())
    } - {"__init__"}

    assert layers["exhaustive"] is True
    assert len(placed) == len(set(placed))
    assert set(placed) >= present


def test_only_the_clock_asks_for_the_time():
    asking = [
        f"{shown(path)}:{node.lineno}"
        for path in PROGRAM_FILES
        if shown(path) != "engine/clock.py"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _dotted(node.func)[-2:] in TIME_QUESTIONS
    ]

    assert asking == []


def _dotted(node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Attribute):
        return (*_dotted(node.value), node.attr)
    return (node.id,) if isinstance(node, ast.Name) else ()


def test_a_migration_stands_on_its_own():
    # Code of today must not change what a migration of yesterday does.
    versions = (ROOT / "alembic" / "versions").glob("*.py")

    assert [
        shown(path)
        for path in versions
        if re.search(r"^(from|import) (engine|admin_ui)\b", path.read_text(), re.MULTILINE)
    ] == []


def test_no_file_says_where_packages_come_from_or_where_it_was_made():
    guilty = []
    for path in OUR_FILES:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if (
            any(registry in text for registry in REGISTRIES)
            or RECORDED_SOURCE.search(text)
            or MACHINE_PATH.search(text)
        ):
            guilty.append(shown(path))

    assert guilty == []


def test_the_lock_pins_every_dependency_within_its_range():
    asked = [*PYPROJECT["project"]["dependencies"], *PYPROJECT["dependency-groups"]["dev"]]
    locked = _locked_versions()

    missing = [
        str(requirement)
        for requirement in map(Requirement, asked)
        if not any(
            requirement.specifier.contains(version) for version in locked.get(canonicalize_name(requirement.name), [])
        )
    ]

    assert missing == []


def test_the_lock_holds_a_hash_for_every_pin():
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [number for number, line in enumerate(lines) if re.match(r"[a-z0-9]", line)]

    assert pins
    assert [lines[number] for number in pins if not lines[number + 1].strip().startswith("--hash=sha256:")] == []


def _locked_versions() -> dict[str, list[Version]]:
    locked: dict[str, list[Version]] = {}
    for name, version in re.findall(
        r"^([\w.-]+)==([\w.+!-]+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE
    ):
        locked.setdefault(canonicalize_name(name), []).append(Version(version))
    return locked


def test_decisions_are_numbered_short_and_complete():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in decisions}

    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    for name, text in texts.items():
        assert len(text.splitlines()) < 60, name
        assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
            "Alternatives",
        ], name


def test_the_operating_manual_explains_every_setting():
    manual = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    explained = re.findall(rf"^\| `{ENV_PREFIX}(\w+)` \|", manual, re.MULTILINE)

    assert sorted(name.lower() for name in explained) == sorted(Settings.model_fields)


@pytest.mark.parametrize("path", [p for p in OUR_FILES if p.suffix == ".md"], ids=shown)
def test_links_between_documents_lead_somewhere(path):
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text(encoding="utf-8"))

    assert [target for target in targets if not (path.parent / target).exists()] == []
