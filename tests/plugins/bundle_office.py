"""What process owners and administrators do with bundles over HTTP, for tests."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import httpx
from relief_office import Json, ReliefOffice, shipped_files

BINARY = "application/octet-stream"
_marks = itertools.count(1)


def shipped(path: str) -> bytes:
    """One file of the shipped bundle."""
    return next(file.content for file in shipped_files() if file.path == path)


def remarked(path: str = "processes/referral.bpmn") -> dict[str, bytes]:
    """A file of the shipped bundle with a remark that no other draft has."""
    return {path: shipped(path) + f"<!-- {next(_marks)} -->".encode()}


def sent(files: Mapping[str, bytes]) -> list[tuple[str, tuple[str, bytes, str]]]:
    """Files as the parts of a multipart body."""
    return [("files", (path, content, BINARY)) for path, content in files.items()]


def draft(office: ReliefOffice, files: Mapping[str, bytes], username: str = "drawer", **fields: Any) -> httpx.Response:
    """The answer to sending a draft based on bundle 1, unless `fields` say otherwise."""
    data = {"base": "1", **fields}
    return office.person(username).post("/api/bundles", files=sent(files), data=data)


def drafted(office: ReliefOffice, files: Mapping[str, bytes]) -> int:
    """The number of a new draft without errors."""
    answer = draft(office, files)
    assert answer.status_code == 201, answer.text
    assert [one for one in answer.json()["findings"] if one["severity"] == "error"] == []
    number: int = answer.json()["number"]
    return number


def act(office: ReliefOffice, username: str, number: int, action: str, **body: Any) -> httpx.Response:
    """The answer to doing something with a bundle."""
    return office.person(username).post(f"/api/bundles/{number}/{action}", json=body or None)


def published(office: ReliefOffice, files: Mapping[str, bytes], effective_from: str) -> Json:
    """A bundle that was drafted and submitted by one person and published by another."""
    number = drafted(office, files)
    assert act(office, "drawer", number, "submit").status_code == 200
    answer = act(office, "admin", number, "publish", effective_from=effective_from)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found
