"""Word templates: an office's own is used where it is sound, and refused by name where it is not."""

from __future__ import annotations

from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import paper_templates
import pytest
from docx import Document

from engine.adapters.docx import TemplateRefusedError, check_template, filled
from engine.domain.papers import PaperKind, PaperLayout
from engine.services.decision_words import AppliedRule
from engine.services.printing.papers import Letter, Line, Section
from engine.services.printing.shown import printable
from engine.services.printing.word_templates import faulty_templates, shape_of, shipped_template, template_for

SHAPE = shape_of(PaperLayout.LETTER)
LETTER = Letter(
    title="临时救助受理通知书",
    office="牌楼街道",
    dated="2026年3月10日",
    reference="500101-2026-000001",
    number="500101-2026-000001-受01",
    rules=(AppliedRule("类型预判", "第 3 行", "先行救助（第一条）", "救助类型：急难型"),),
    addressee="罗<b>远</b>明 {{ 7 * 7 }} &amp;",
    opening="现予受理。",
    details=(Line("受理日期", "2026年3月10日"),),
    sections=(Section("听取意见", (Line("陈述", "第一行\n第二行"),), "经办人", "2026年3月10日"),),
    missing=("户口簿",),
    reason="",
    basis="",
    remedies="",
)


def changed(old: str, new: str, path: str = "word/document.xml") -> bytes:
    """The shipped letter with another text in one of its parts."""
    return with_part(path, lambda text: text.replace(old, new, 1) if old else new)


def with_part(path: str, change: Any) -> bytes:
    written = BytesIO()
    with ZipFile(BytesIO(paper_templates.built("letter"))) as package, ZipFile(written, "w") as made:
        names = [*package.namelist(), *([] if path in package.namelist() else [path])]
        for name in names:
            content = package.read(name).decode() if name in package.namelist() else ""
            made.writestr(name, change(content) if name == path else content)
    return written.getvalue()


def said(template: bytes) -> str:
    document = Document(BytesIO(filled(template, SHAPE, asdict(LETTER))))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_what_is_shipped_is_what_the_builder_writes() -> None:
    stale = [
        layout
        for layout in PaperLayout
        if (paper_templates.TEMPLATES / f"{layout}.docx").read_bytes() != paper_templates.built(layout)
    ]

    assert stale == []  # else: make paper-templates


@pytest.mark.parametrize("kind", PaperKind)
def test_every_paper_has_a_sound_shipped_template(kind: PaperKind) -> None:
    check_template(shipped_template(kind).content, shape_of(kind.layout))


def test_values_are_text_and_never_markup_or_template() -> None:
    text = said(paper_templates.built("letter"))

    assert "罗<b>远</b>明 {{ 7 * 7 }} &amp;：" in text
    assert "第一行\n第二行" in text
    assert "理由" not in text
    assert [line for line in text.split("\n") if "户口簿" in line] == ["1．户口簿"]


def test_an_edited_template_is_used() -> None:
    template = changed("编号：{{ number }}", "万州民救〔2026〕{{ number }} 号{% if missing %}（补正）{% endif %}")

    assert "万州民救〔2026〕500101-2026-000001-受01 号（补正）" in said(template)


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("{{ bank_account }}", "bank_account"),
        ("{{ title.upper }}", "title.upper"),
        ("{{ title.__class__.__mro__ }}", "title.__class__.__mro__"),
        ("{{ details.__class__ }}", "details.__class__"),
        ("{% for line in details %}{{ line.secret }}{% endfor %}", "line.secret"),
        ("{% for line in details %}{{ line.__init__ }}{% endfor %}", "line.__init__"),
        ("{{ self.__init__.__globals__ }}", "self.__init__.__globals__"),
        ("{{ cycler }}", "cycler"),
        ("{{ line.name }}", "line.name"),
    ],
)
def test_an_unknown_placeholder_is_refused_by_name(written: str, named: str) -> None:
    with pytest.raises(TemplateRefusedError) as refused:
        check_template(changed("编号：{{ number }}", written), SHAPE)

    assert "未知的占位符" in refused.value.because
    assert named in refused.value.because


@pytest.mark.parametrize(
    "written",
    [
        "{{ title() }}",
        "{{ range(10**9) }}",
        "{{ title | upper }}",
        "{{ 'x' * 10**9 }}",
        "{{ title[0] }}",
        "{{ title ~ title }}",
        "{% set x = title %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'x' as x %}",
        "{% filter upper %}{% endfilter %}",
        "{{ lipsum.__globals__['os'].popen('id') }}",
        "{% for a in details if a.name %}{% endfor %}",
        "{% for a in title %}{% endfor %}",
        "{% for a in details %}{% for b in details %}{% for c in details %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ number",
        "{% if missing %}",
        "{{ number }}" * 1001,
    ],
)
def test_a_template_that_does_more_than_place_values_is_refused(written: str) -> None:
    with pytest.raises(TemplateRefusedError):
        check_template(changed("编号：{{ number }}", written), SHAPE)


def test_headers_footers_and_properties_are_held_to_the_same() -> None:
    with pytest.raises(TemplateRefusedError, match="secret"):
        check_template(changed("— </w:t>", "{{ secret }} </w:t>", "word/footer1.xml"), SHAPE)


FIELD = "<w:r><w:instrText> {} </w:instrText></w:r></w:p></w:ftr>"
RELATION = '<Relationship Id="rId9" Type="x" Target="https://example.org/x" TargetMode="External"/></Relationships>'


@pytest.mark.parametrize(
    ("template", "because"),
    [
        pytest.param(b"no document", "不是完整的 Word 文档", id="no package"),
        pytest.param(paper_templates.built("letter")[:-200], "不是完整的 Word 文档", id="cut off"),
        pytest.param(b"x" * 2_000_001, "超过 2 MB", id="too large"),
        pytest.param(changed("</Relationships>", RELATION, "word/_rels/document.xml.rels"), "外部", id="link outside"),
        pytest.param(changed("", "x", "word/vbaProject.bin"), "宏", id="macro"),
        pytest.param(changed("", "x", "word/embeddings/a.xml"), "嵌入", id="embedded object"),
        pytest.param(changed("<w:body>", "<w:body><w:altChunk/>"), "altChunk", id="embedded content"),
        pytest.param(
            changed("</w:p></w:ftr>", FIELD.format("INCLUDETEXT x"), "word/footer1.xml"), "INCLUDETEXT", id="field"
        ),
        pytest.param(
            changed("</w:p></w:ftr>", FIELD.format("DDEAUTO cmd"), "word/footer1.xml"), "DDEAUTO", id="running field"
        ),
        pytest.param(
            changed("<w:styles", '<!DOCTYPE a [<!ENTITY b "c">]><w:styles', "word/styles.xml"), "DOCTYPE", id="entities"
        ),
        pytest.param(changed("<w:styles", "<w:styles<", "word/styles.xml"), "XML", id="broken part"),
        pytest.param(changed("", "<a/>", "word/document.xml"), "Word", id="another document"),
    ],
)
def test_a_file_that_is_no_plain_word_document_is_refused(template: bytes, because: str) -> None:
    with pytest.raises(TemplateRefusedError) as refused:
        check_template(template, SHAPE)

    assert because in refused.value.because


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused() -> None:
    from zipfile import ZIP_DEFLATED

    written = BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", "0" * 30_000_000)

    with pytest.raises(TemplateRefusedError, match="展开后过大"):
        check_template(written.getvalue(), SHAPE)


def test_the_narrowest_unit_with_a_template_of_its_own_rules(tmp_path: Path) -> None:
    kind, codes = PaperKind.ACCEPTANCE, ["500101018", "500101"]
    assert template_for(None, kind, codes).origin == "shipped"
    assert template_for(tmp_path, kind, codes).origin == "shipped"

    for path in ("acceptance.docx", "500101/acceptance.docx", "500101018/acceptance.docx"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(paper_templates.built("letter"))
        assert template_for(tmp_path, kind, codes).name == path


def test_a_folder_that_is_not_there_is_an_error_and_no_reason_to_use_another(tmp_path: Path) -> None:
    with pytest.raises(TemplateRefusedError, match="JIUZHU_TEMPLATE_DIR"):
        template_for(tmp_path / "gone", PaperKind.ACCEPTANCE, [])


def test_the_faults_of_a_folder_are_named_by_file(tmp_path: Path) -> None:
    (tmp_path / "500101").mkdir()
    (tmp_path / "refusal.docx").write_bytes(paper_templates.built("letter"))
    (tmp_path / "500101" / "award.docx").write_bytes(changed("编号：{{ number }}", "{{ nummer }}"))
    (tmp_path / "acceptence.docx").write_bytes(paper_templates.built("letter"))

    found = faulty_templates(tmp_path)

    assert sorted(found) == ["500101/award.docx", "acceptence.docx"]
    assert "nummer" in found["500101/award.docx"]


def test_control_characters_become_blanks_and_line_breaks_stay() -> None:
    assert printable("甲\x0b乙\x00\n丙\t") == "甲 乙 \n丙 "
