"""Checking a bundle over HTTP: findings for whatever is uploaded, never an error of ours."""

from typing import Any

import pytest
from relief_office import ROOT, ReliefOffice, shipped_files

Upload = tuple[str, tuple[str, bytes, str]]
BINARY = "application/octet-stream"
BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>"""


def _checked(office: ReliefOffice, uploads: list[Upload]) -> dict[str, Any]:
    answer = office.person("drawer").post("/api/validate", files=uploads)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_present_bundle_has_no_errors(standing_office: ReliefOffice) -> None:
    uploads = [("files", (file.path, file.content, BINARY)) for file in shipped_files()]

    found = _checked(standing_office, uploads)

    assert found["ok"] is True, found["findings"][:3]


def test_browsers_send_bare_names_and_fields_of_any_name(standing_office: ReliefOffice) -> None:
    uploads = [(file.kind, (file.path.rpartition("/")[2], file.content, BINARY)) for file in shipped_files()]

    found = _checked(standing_office, uploads)

    assert found["ok"] is True, found["findings"][:3]


def test_a_finding_names_element_line_reason_and_fix(standing_office: ReliefOffice) -> None:
    diagram = (ROOT / "processes" / "referral.bpmn").read_bytes().replace(b"send_referral", b"send_refferal", 1)

    found = _checked(standing_office, [("bpmn", ("referral.bpmn", diagram, BINARY))])

    assert found["ok"] is False
    assert set(found["findings"][0]) >= {"rule", "severity", "file", "element_id", "line", "message", "fix"}
    assert {finding["file"] for finding in found["findings"]} == {"processes/referral.bpmn"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.bpmn", b"", id="nothing"),
        pytest.param("a.bpmn", b"\x00\xff\xfe", id="noise"),
        pytest.param("a.bpmn", BOMB, id="entities"),
        pytest.param("a.dmn", b"<definitions/>", id="an empty table"),
        pytest.param("a.json", b"[" * 100_000, id="deep JSON"),
        pytest.param("a.json", b'{"$id": 7}', id="a form of nobody"),
        pytest.param("../../etc/passwd", b"root", id="a path out of the bundle"),
        pytest.param("a.exe", b"MZ", id="a program"),
        pytest.param("名称.bpmn", b"<a/>", id="a Chinese name"),
    ],
)
def test_whatever_is_uploaded_is_answered_with_findings(
    standing_office: ReliefOffice, name: str, content: bytes
) -> None:
    found = _checked(standing_office, [("file", (name, content, BINARY))])

    assert found["ok"] is False
    assert found["findings"]


@pytest.mark.parametrize(
    "request_body",
    [
        pytest.param({"json": {"a": 1}}, id="JSON"),
        pytest.param({"content": b""}, id="nothing"),
        pytest.param({"data": {"field": "text"}}, id="a form without files"),
        pytest.param(
            {"content": b"--x\r\nbroken", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}, id="half"
        ),
        pytest.param({"content": b"x", "headers": {"Content-Type": "multipart/form-data"}}, id="no boundary"),
        pytest.param({"files": {"bpmn": ("", b"<a/>")}}, id="a file without a name"),
    ],
)
def test_what_is_no_upload_never_breaks_the_server(standing_office: ReliefOffice, request_body: dict[str, Any]) -> None:
    answer = standing_office.person("drawer").post("/api/validate", **request_body)

    assert answer.status_code < 500, answer.text
    assert answer.status_code >= 400 or answer.json()["findings"][0]["rule"] == "no_files", answer.text
    assert answer.status_code >= 400 or not answer.json()["ok"]
