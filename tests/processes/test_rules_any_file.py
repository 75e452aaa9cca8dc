"""Whatever is uploaded, the validator answers with findings and never fails."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.draft_reading import FILE_RULES
from tests.processes.samples.sample_bundle import FORM, MAIN, TABLE, edited, files, findings_on

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def bpmn(inside: str, before: str = "") -> bytes:
    process = f'<process id="p" isExecutable="true">{inside}</process>'
    return f'{before}<definitions xmlns="{BPMN}" id="d">{process}</definitions>'.encode()


def scripts(count: int) -> bytes:
    return bpmn("".join(f'<scriptTask id="s{n}"/>' for n in range(count)))


ODD_FILES = (
    ("file_name", [BundleFile("../etc/passwd", b"")]),
    ("file_name", [BundleFile("processes/救助.bpmn", b"")]),
    ("file_name", [BundleFile("a\u202e\x00\ud800.bpmn", b"")]),
    ("file_name", [BundleFile("", b"")]),
    ("file_name", [BundleFile("x" * 300 + ".bpmn", b"")]),
    ("file_twice", [BundleFile("a.bpmn", bpmn("")), BundleFile("a.bpmn", b"")]),
    ("file_kind", [BundleFile("notes.txt", b"hello")]),
    ("file_kind", [BundleFile("processes/a.json", b"{}")]),
    ("wrong_root", [BundleFile("a.bpmn", b"<a/>")]),
    ("wrong_root", [BundleFile("a.dmn", bpmn(""))]),
    ("bundle_too_large", [BundleFile(f"f{n}.bpmn", b"") for n in range(501)]),
    ("bundle_too_large", [BundleFile("a.bpmn", b" " * (21 * 1024 * 1024))]),
    ("bundle_too_large", [BundleFile(f"f{n}.bpmn", scripts(4_000)) for n in range(2)]),
    ("xml_too_large", [BundleFile("a.bpmn", b" " * (3 * 1024 * 1024))]),
    ("xml_too_many_elements", [BundleFile("a.bpmn", scripts(5_100))]),
    ("xml_too_deep", [BundleFile("a.bpmn", bpmn('<subProcess id="s">' * 90 + "</subProcess>" * 90))]),
    ("xml_encoding", [BundleFile("a.bpmn", bpmn("", '<?xml version="1.0" encoding="UTF-7"?>'))]),
    ("xml_doctype", [BundleFile("a.bpmn", bpmn("", "<!DOCTYPE definitions>"))]),
    ("xml_processing_instruction", [BundleFile("a.bpmn", bpmn("<?x y?>"))]),
    ("xml_include", [BundleFile("a.bpmn", bpmn('<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="b"/>'))]),
    ("xml_hidden_character", [BundleFile("a.bpmn", bpmn('<userTask id="pay\u200b"/>'))]),
    ("xml_malformed", [BundleFile("a.bpmn", b"PK\x03\x04")]),
    ("xml_malformed", [BundleFile("a.dmn", b"")]),
    ("form_unreadable", [BundleFile("forms/a/b.json", b"[" * 100_000)]),
    ("form_unreadable", [BundleFile("forms/a/b.json", b'{"a":' * 50_000)]),
    ("form_unreadable", [BundleFile("forms/a/b.json", b'{"a": ' + b"9" * 10_000 + b"}")]),
    ("form_unreadable", [BundleFile("forms/a/b.json", b'{"a": NaN}')]),
    ("form_unreadable", [BundleFile("forms/a/b.json", b'{"a": 1, "a": 2}')]),
    ("form_unreadable", [BundleFile("forms/a/b.json", b"\xff\xfe\x00")]),
    ("form_unreadable", [BundleFile("forms/a/b.json", b"[]")]),
    ("form_unreadable", [BundleFile("forms/a/b.json", b"{}" + b" " * 600_000)]),
)


@pytest.mark.parametrize(("rule", "bundle"), ODD_FILES, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(ODD_FILES)])
def test_an_odd_file_gets_its_finding(rule: str, bundle: list[BundleFile]) -> None:
    rules = [finding.rule for finding in findings_on(bundle)]

    assert rule in rules
    assert "validation_incomplete" not in rules


def test_every_finding_on_files_has_a_sample() -> None:
    # An entity reference needs a document type, which is refused before.
    assert set(FILE_RULES) - {"xml_entity"} <= {rule for rule, _ in ODD_FILES}


def test_nothing_at_all_is_no_error() -> None:
    assert findings_on([]) == []


def test_the_answer_is_the_same_in_whatever_order_the_files_come() -> None:
    bundle = edited([])
    broken = [BundleFile(file.path, file.content.replace(b"propose", b"approve")) for file in bundle]

    assert findings_on(broken) == findings_on(broken[::-1])
    assert findings_on(broken)


MUTATED = (MAIN, TABLE, FORM, "processes/one_payment.bpmn", "processes/deadline_limits.dmn")
PIECES = [
    *(b"<", b">", b'"', b"/>", b"", b" ", b"\x00", b"\xff", "救".encode(), b"{", b"[", b"&amp;", b"&lt;"),
    *(b"id=", b"bpmn:", b"userTask", b"subProcess", b"callActivity", b"boundaryEvent", b"parallelGateway"),
    *(b"flow_1", b"propose", b"pay_all", b"one_payment", b"closing"),
    *(b"null", b"true", b"*", b"not(", b"[1..", b"R/PT0S", b"-1", b"9" * 40, b"deadline("),
]
WORDS = [
    *("propose", "approve", "closing", "fork", "join", "pay_all", "talk", "await_receipt", "one_payment", "entry"),
    *("userTask", "serviceTask", "exclusiveGateway", "parallelGateway", "eventBasedGateway", "subProcess"),
    *("boundaryEvent", "intermediateCatchEvent", "callActivity", "help_size", "help.pay"),
    *("string", "integer", "number", "array", "object"),
]


@st.composite
def mutated_bundles(draw: st.DrawFn) -> list[BundleFile]:
    """The sample bundle with one file changed in a few places."""
    texts = {path: text.encode() for path, text in files().items()}
    path = draw(st.sampled_from(MUTATED))
    for _ in range(draw(st.integers(1, 3))):
        content = texts[path]
        start = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 40))
        texts[path] = content[:start] + draw(st.sampled_from(PIECES)) + content[start + length :]
    return [BundleFile(name, content) for name, content in texts.items()]


@st.composite
def mixed_up_bundles(draw: st.DrawFn) -> list[BundleFile]:
    """The sample bundle with words swapped for each other, which often leaves well-formed files."""
    texts = files()
    path = draw(st.sampled_from(MUTATED))
    for _ in range(draw(st.integers(1, 4))):
        old, new = draw(st.sampled_from(WORDS)), draw(st.sampled_from(WORDS))
        parts = texts[path].split(old)
        chosen = draw(st.integers(0, max(len(parts) - 2, 0)))
        texts[path] = old.join(parts[: chosen + 1]) + (new if len(parts) > 1 else "") + old.join(parts[chosen + 1 :])
    return [BundleFile(name, text.encode()) for name, text in texts.items()]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(bundle=st.one_of(mutated_bundles(), mixed_up_bundles()))
def test_a_damaged_bundle_gets_an_answer(bundle: list[BundleFile]) -> None:
    assert "validation_incomplete" not in [finding.rule for finding in findings_on(bundle)]


@settings(max_examples=100, deadline=None)
@given(
    content=st.binary(max_size=300), path=st.text(max_size=30), suffix=st.sampled_from([".bpmn", ".dmn", ".json", ""])
)
def test_random_bytes_under_random_names_get_an_answer(content: bytes, path: str, suffix: str) -> None:
    bundle = [
        BundleFile(path + suffix, content),
        BundleFile(f"forms/a{suffix}", content),
        BundleFile(f"a{suffix}", content),
    ]

    assert "validation_incomplete" not in [finding.rule for finding in findings_on(bundle)]
