"""Every XML file from outside passes one hardened reader."""

import pytest

from engine.bpmn.xml_intake import MAX_BYTES, XmlRefusedError, read_xml

ROOT = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d">{}</definitions>'


def octets(inside: str = "", before: str = '<?xml version="1.0" encoding="UTF-8"?>\n') -> bytes:
    return (before + ROOT.format(inside)).encode()


def attributes(number: int, value: str = "1") -> str:
    return f"<a {' '.join(f'a{index} = {chr(34)}{value}{chr(34)}' for index in range(number))}/>"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(octets(), id="UTF-8"),
        pytest.param(octets(attributes(200, "= > =")), id="200 attributes with signs in them"),
        pytest.param(octets("<a b='1'>" + "x = '1' " * 9_000 + "</a>"), id="a long text with quotes"),
        pytest.param(octets(before=""), id="without a declaration"),
        pytest.param(b"\xef\xbb\xbf" + octets(), id="UTF-8 with byte order mark"),
        pytest.param(octets(before='<?xml version="1.0" encoding="UTF-16"?>').decode().encode("utf-16"), id="UTF-16"),
        pytest.param(octets(before="").decode().encode("utf-16-be"), id="UTF-16 without byte order mark"),
        pytest.param(octets(before="<!-- <!DOCTYPE x> -->"), id="a comment that speaks of a document type"),
        pytest.param(octets("<process id='救助' name='办理'/>"), id="Chinese names"),
        pytest.param(octets("<a>" * 50 + "</a>" * 50), id="nested 50 deep"),
        pytest.param(octets("<a/>" * 4_900), id="4,900 elements"),
        pytest.param(octets("<a>&lt;&amp;&#x4e2d;</a>"), id="the built-in references"),
    ],
)
def test_an_ordinary_file_is_read(content: bytes) -> None:
    root = read_xml(content, "relief_case.bpmn")

    assert root.get("id") == "d"


def test_comments_are_dropped_and_lines_kept() -> None:
    root = read_xml(octets("<!-- one\ntwo -->\n<process id='p'/>"), "p.bpmn")

    assert [child.get("id") for child in root] == ["p"]
    assert root[0].sourceline == 4


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        pytest.param(b" " * (MAX_BYTES + 1), "xml_too_large", id="over 2 MB"),
        pytest.param(octets("<a/>" * 5_001), "xml_too_many_elements", id="over 5,000 elements"),
        pytest.param(octets(attributes(201)), "xml_too_many_attributes", id="over 200 attributes"),
        pytest.param(octets(attributes(60_000, ">")), "xml_too_many_attributes", id="attributes without end"),
        pytest.param(octets("<a>" * 70 + "</a>" * 70), "xml_too_deep", id="nested 70 deep"),
        pytest.param(octets("<a>" * 100_000), "xml_too_deep", id="nested without end"),
        pytest.param(octets(before="<!DOCTYPE definitions>"), "xml_doctype", id="a document type"),
        pytest.param(
            octets(before="<!-- x -->\n<!DOCTYPE a SYSTEM 'http://x/y.dtd'>"), "xml_doctype", id="an outside one"
        ),
        pytest.param(
            octets("<a b='&x;'/>", before="<!DOCTYPE a [<!ENTITY x 'ha'>]>"), "xml_doctype", id="entities of its own"
        ),
        pytest.param(octets("&x;"), "xml_malformed", id="an unknown entity"),
        pytest.param(octets("<?php system('id') ?>"), "xml_processing_instruction", id="an instruction inside"),
        pytest.param(
            octets(before="<?xml-stylesheet href='x'?>"), "xml_processing_instruction", id="an instruction in front"
        ),
        pytest.param(octets() + b"<?after it?>", "xml_processing_instruction", id="an instruction behind"),
        pytest.param(octets(before='<?xml version="1.0" encoding="UTF-7"?>'), "xml_encoding", id="UTF-7"),
        pytest.param(octets(before='<?xml version="1.0" encoding="gb18030"?>'), "xml_encoding", id="GB18030"),
        pytest.param(octets("<a b='救助'/>").decode().encode("gb18030"), "xml_encoding", id="GB18030 called UTF-8"),
        pytest.param(
            octets(before='<?xml version="1.0" encoding="UTF-16"?>'), "xml_encoding", id="not the UTF-16 it says"
        ),
        pytest.param(b"\xff\xfe\x00", "xml_encoding", id="half a UTF-16 letter"),
        pytest.param(
            octets("<x:include xmlns:x='http://www.w3.org/2001/XInclude' href='/etc/passwd'/>"),
            "xml_include",
            id="XInclude",
        ),
        pytest.param(octets("<a id='pay\u200b'/>"), "xml_hidden_character", id="a zero-width blank in an id"),
        pytest.param(octets("<a name='\u202e金额'/>"), "xml_hidden_character", id="a turned name"),
        pytest.param(b"", "xml_malformed", id="nothing"),
        pytest.param(b"PK\x03\x04\x00\x00", "xml_malformed", id="a zip"),
        pytest.param(octets()[:-3], "xml_malformed", id="cut off"),
        pytest.param(octets() + octets(before=""), "xml_malformed", id="two roots"),
        pytest.param(octets("<a></b>"), "xml_malformed", id="crossed elements"),
        pytest.param(octets("<a b='1' b='2'/>"), "xml_malformed", id="an attribute twice"),
        pytest.param(octets("\x00"), "xml_malformed", id="a null character"),
    ],
)
def test_a_dangerous_or_broken_file_is_refused_by_name(content: bytes, rule: str) -> None:
    with pytest.raises(XmlRefusedError) as refused:
        read_xml(content, "odd.bpmn")

    assert refused.value.rule == rule
    assert refused.value.message
    assert refused.value.message_en
    assert refused.value.name == "odd.bpmn"


def test_a_refusal_names_the_line() -> None:
    with pytest.raises(XmlRefusedError) as refused:
        read_xml(octets("\n\n<a id='\u200b'/>"), "odd.bpmn")

    assert refused.value.line == 4
