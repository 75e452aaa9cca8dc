"""Every way of every diagram is walked to its end, saved and restored at each wait, and none of them fails."""

from __future__ import annotations

from functools import cache

import pytest
from walked_paths import ROOT, Walk, obligations_of, walked

from engine.bpmn.bundle import Bundle, load_bundle
from engine.bpmn.bundle_files import BundleFile

PROCESSES = sorted(path.stem for path in (ROOT / "processes").glob("*.bpmn"))
OWED = [(process_id, one) for process_id in PROCESSES for one in obligations_of(process_id)]


@cache
def shipped() -> Bundle:
    paths = [path for folder in ("processes", "forms") for path in sorted((ROOT / folder).rglob("*.*"))]
    return load_bundle([BundleFile(path.relative_to(ROOT).as_posix(), path.read_bytes()) for path in paths])


@cache
def walks_through(process_id: str) -> tuple[set[str], list[Walk], int]:
    return walked(shipped(), process_id)


@pytest.mark.parametrize(("process_id", "way"), OWED, ids=[f"{process_id}: {way}" for process_id, way in OWED])
def test_the_way_is_walked(process_id: str, way: str) -> None:
    taken, _, _ = walks_through(process_id)

    assert way in taken


@pytest.mark.parametrize("process_id", PROCESSES)
def test_every_walk_comes_to_an_end_event(process_id: str) -> None:
    _, ended, walks = walks_through(process_id)

    assert len(ended) == walks
    assert all(walk.visited[-1].startswith("completed ") for walk in ended)
    assert {walk.visited[-1].removeprefix("completed ") for walk in ended} <= set(obligations_of(process_id))
