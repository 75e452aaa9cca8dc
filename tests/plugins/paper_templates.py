"""Writes the shipped Word templates, the same bytes every time: `make paper-templates`.

Each is a small hand-made package (one body, one style sheet, one footer with page numbers) without anything that Word
adds by itself, so that a change of a template can be read in a diff of this file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_STORED, ZipFile, ZipInfo

TEMPLATES = Path(__file__).parents[2] / "engine" / "services" / "printing" / "templates"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
EPOCH = (2026, 1, 1, 0, 0, 0)
PORTRAIT, LANDSCAPE = (11906, 16838), (16838, 11906)
PORTRAIT_MARGINS = 'w:top="1700" w:right="1474" w:bottom="1587" w:left="1587" w:header="850" w:footer="992"'
LANDSCAPE_MARGINS = 'w:top="1440" w:right="1020" w:bottom="1300" w:left="1020" w:header="720" w:footer="720"'
BODY_WIDTH = {PORTRAIT: 8846, LANDSCAPE: 14798}

# -- Word's markup --------------------------------------------------------------------------------------------------


def p(text: str, style: str = "Normal") -> str:
    """A paragraph of a style; a line break in `text` is one in Word."""
    runs = "<w:r><w:br/></w:r>".join(
        f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in text.split("\n")
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def each(loop: str, *content: str) -> str:
    """Content that is repeated, or shown, as a tag of the template says."""
    end = "endfor" if loop.startswith("for ") else "endif"
    return p(f"{{%p {loop} %}}") + "".join(content) + p(f"{{%p {end} %}}")


def row(*cells: str | tuple[str, int], style: str = "Cell", header: bool = False, widths: Sequence[int] = ()) -> str:
    """A row of a table; a cell with a number spans as many columns, a cell that begins with `!` is a heading."""
    written, column = "", 0
    for cell in cells:
        text, span = cell if isinstance(cell, tuple) else (cell, 1)
        width = sum(widths[column : column + span])
        column += span
        is_heading = header or text.startswith("!")
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if is_heading else ""
        inner = p(text.removeprefix("!"), "Heading" if is_heading else style)
        written += (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:gridSpan w:val="{span}"/>{shade}'
            f'<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'
        )
    properties = "<w:trPr><w:tblHeader/></w:trPr>" if header else "<w:trPr><w:cantSplit/></w:trPr>"
    return f"<w:tr>{properties}{written}</w:tr>"


def table(widths: Sequence[int], *rows: Callable[[Sequence[int]], str]) -> str:
    """A bordered table with columns of these widths (twentieths of a point)."""
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    written = "".join(make(widths) for make in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{written}</w:tbl>' + p("", "Gap")
    )


def cells(*content: str | tuple[str, int], header: bool = False) -> Callable[[Sequence[int]], str]:
    """A row for `table`."""
    return lambda widths: row(*content, header=header, widths=widths)


def rows_of(loop: str, *content: str) -> tuple[Callable[[Sequence[int]], str], ...]:
    """A row that is repeated for every member of a list."""
    tag = (f"{{%tr {loop} %}}", len(content))
    return cells(tag), cells(*content), cells(("{%tr endfor %}", len(content)))


# -- parts that several papers share --------------------------------------------------------------------------------


def rules(width: int) -> str:
    """The decision rows that applied."""
    widths = (width * 2 // 10, width // 10, width * 4 // 10, width * 3 // 10)
    return each(
        "if rules",
        p("适用的政策规定", "Section"),
        table(
            widths,
            cells("决策表", "适用行", "依据", "结果", header=True),
            *rows_of("for rule in rules", "{{ rule.table }}", "{{ rule.rows }}", "{{ rule.basis }}", "{{ rule.gave }}"),
        ),
    )


def opinions() -> str:
    """What the forms say, each with who signed it."""
    return each(
        "for section in sections",
        p("{{ section.heading }}", "Section"),
        each("for line in section.answers", p("{{ line.name }}：{{ line.value }}", "Plain")),
        p("签名：{{ section.signed_by }}　{{ section.signed_on }}", "Right"),
    )


def seal(office: str = "{{ office }}（印章）", dated: str = "{{ dated }}") -> str:
    """The place of the seal, and the date."""
    return p("", "Gap") + p(office, "Right") + p(dated, "Right")


def payments(width: int) -> str:
    """Payments with a place for the signature of who receives them."""
    part = width // 20
    widths = (part, 2 * part, 4 * part, 2 * part, 2 * part, 3 * part, 3 * part, width - 17 * part)
    return table(
        widths,
        cells("序号", "姓名", "证件号码", "方式", "金额", "状态", "日期", "领取人签字", header=True),
        *rows_of(
            "for line in payments",
            "{{ line.number }}",
            "{{ line.name }}",
            "{{ line.id_number }}",
            "{{ line.method }}",
            "{{ line.amount }}",
            "{{ line.status }}",
            "{{ line.paid_on }}",
            "",
        ),
    )


WIDTH = BODY_WIDTH[PORTRAIT]
FOUR = (WIDTH * 18 // 100, WIDTH * 32 // 100, WIDTH * 18 // 100, WIDTH * 32 // 100)
TWO = (WIDTH * 25 // 100, WIDTH * 75 // 100)


def letter() -> str:
    return "".join(
        [
            p("{{ title }}", "Title"),
            p("编号：{{ number }}", "Centre"),
            p("{{ addressee }}：", "Addressee"),
            p("{{ opening }}（个案编号：{{ reference }}）"),
            each(
                "if details",
                table(TWO, *rows_of("for line in details", "!{{ line.name }}", "{{ line.value }}")),
            ),
            each(
                "if missing",
                p("需补正的材料："),
                each("for material in missing", p("{{ loop.index }}．{{ material }}")),
            ),
            each(
                "for section in sections",
                p("{{ section.heading }}", "Section"),
                each("for line in section.answers", p("{{ line.name }}：{{ line.value }}")),
            ),
            each("if reason", p("理由：{{ reason }}。")),
            each("if basis", p("依据：{{ basis }}。")),
            each("if remedies", p("{{ remedies }}")),
            seal(),
            p("本文书一式两份，一份送达，一份存档。签收人：＿＿＿＿＿＿　日期：＿＿＿＿年＿＿月＿＿日", "Small"),
            rules(WIDTH),
        ]
    )


def referral_sheet() -> str:
    return "".join(
        [
            p("{{ title }}", "Title"),
            p("转出单位：{{ office }}　　编号：{{ number }}", "Plain"),
            table(
                FOUR,
                cells("!接收单位", "{{ target }}", "!转介方式", "{{ kind }}"),
                cells("!个案编号", "{{ reference }}", "!状态", "{{ status }}"),
                cells("!发出日期", "{{ sent_on }}", "!答复期限", "{{ answer_by }}"),
                cells("!期望帮扶金额", ("{{ requested }}", 3)),
            ),
            each(
                "if person",
                table(TWO, *rows_of("for line in person", "!{{ line.name }}", "{{ line.value }}")),
            ),
            opinions(),
            p("本单只含办理所需的最少信息，接收单位仅可用于本次转介，办结后不得留作他用。", "Small"),
            p("经办人：＿＿＿＿＿＿　接收人：＿＿＿＿＿＿　接收日期：＿＿＿＿年＿＿月＿＿日", "Plain"),
            seal(),
            rules(WIDTH),
        ]
    )


def public_notice() -> str:
    lines = (
        ("申请人", "applicant"),
        ("乡镇（街道）", "township"),
        ("村（社区）", "village"),
        ("对象类别", "category"),
        ("困难类型", "cause_class"),
        ("救助人数", "persons"),
        ("拟救助金额", "amount"),
        ("救助方式", "method"),
    )
    return "".join(
        [
            p("{{ title }}", "Title"),
            each("if ended", p("{{ ended }}", "Addressee")),
            p("根据临时救助有关规定，现将拟给予临时救助的对象公示如下，接受群众监督。"),
            table(
                TWO,
                *(cells(f"!{heading}", f"{{{{ {name} }}}}") for heading, name in lines),
                cells("!公示期", "{{ since }}至{{ until }}"),
            ),
            p("对以上公示内容有异议的，请在公示期内向{{ office }}反映，电话：＿＿＿＿＿＿＿＿。公示期满即行撤下。"),
            seal(),
        ]
    )


def approval_form() -> str:
    five = (WIDTH // 5,) * 5
    return "".join(
        [
            p("{{ title }}", "Title"),
            p("受理单位：{{ office }}　　个案编号：{{ reference }}", "Plain"),
            table(
                FOUR,
                cells("!申请人", "{{ applicant }}", "!证件号码", "{{ id_number }}"),
                cells("!联系电话", "{{ phone }}", "!户籍", "{{ hukou }}"),
                cells("!急难发生地", ("{{ place }}", 3)),
                cells("!对象类别", "{{ category }}", "!家庭人口", "{{ household_size }}"),
                cells("!救助类型", "{{ track }}", "!致困事由", "{{ cause }}"),
                cells("!申请日期", "{{ received_on }}", "!申请金额", "{{ requested }}"),
                cells("!申请金额大写", ("{{ requested_capital }}", 3)),
                cells("!困难情况", ("{{ description }}", 3)),
            ),
            each(
                "if members",
                table(
                    FOUR,
                    cells("关系", "家庭成员", "联系电话", "证件号码", header=True),
                    *rows_of(
                        "for person in members",
                        "{{ person.kind }}",
                        "{{ person.name }}",
                        "{{ person.phone }}",
                        "{{ person.id_number }}",
                    ),
                ),
            ),
            each(
                "if spending",
                table(
                    five,
                    cells("支出", "总额", "报销", "已获救助", "自付净额", header=True),
                    *rows_of(
                        "for line in spending",
                        "{{ line.kind }}",
                        "{{ line.total }}",
                        "{{ line.reimbursed }}",
                        "{{ line.aid }}",
                        "{{ line.net }}",
                    ),
                ),
            ),
            p(
                "本人承诺以上情况属实，同意对家庭经济状况进行核对。　申请人签字：＿＿＿＿＿＿　＿＿＿＿年＿＿月＿＿日",
                "Plain",
            ),
            opinions(),
            table(
                FOUR,
                cells("!决定金额", "{{ decided }}", "!决定日期", "{{ decided_on }}"),
                cells("!决定金额大写", ("{{ decided_capital }}", 3)),
            ),
            p("经办人：＿＿＿＿＿＿　　审核人：＿＿＿＿＿＿　　审批人：＿＿＿＿＿＿", "Plain"),
            seal("（审批单位印章）", "打印日期：{{ dated }}"),
            rules(WIDTH),
        ]
    )


def disbursement_register() -> str:
    width = BODY_WIDTH[LANDSCAPE]
    shares = (4, 11, 6, 12, 7, 6, 8, 6, 9, 7, 8, 8, 8)
    widths = tuple(width * share // 100 for share in shares)
    members = ("number", "reference", "name", "id_number", "cause", "method", "amount", "status", "paid_on", "payer")
    return "".join(
        [
            p("{{ title }}", "Title"),
            p("发放单位：{{ office }}　　{{ scope }}　　打印日期：{{ dated }}", "Plain"),
            table(
                widths,
                cells(
                    *("序号", "个案编号", "姓名", "证件号码", "事由", "方式", "金额", "状态", "发放日期", "发放人"),
                    *("发放人签字", "证明人签字", "领取人签字"),
                    header=True,
                ),
                *rows_of("for line in payments", *(f"{{{{ line.{name} }}}}" for name in members), "", "", ""),
                cells(("!合计（已发资金）", 3), ("{{ total }}", 4), ("!大写", 2), ("{{ total_capital }}", 4)),
            ),
            p("制表人：＿＿＿＿＿＿　　复核人：＿＿＿＿＿＿　　单位负责人：＿＿＿＿＿＿　　（印章）", "Plain"),
            rules(width),
        ]
    )


def relief_first_register() -> str:
    return "".join(
        [
            p("{{ title }}", "Title"),
            p("登记单位：{{ office }}　　个案编号：{{ reference }}", "Plain"),
            table(
                FOUR,
                cells("!救助对象", "{{ applicant }}", "!证件号码", "{{ id_number }}"),
                cells("!急难发生地", "{{ place }}", "!家庭人口", "{{ household_size }}"),
                cells("!救助事由", "{{ cause }}", "!决定层级", "{{ level }}"),
                cells("!救助金额", "{{ amount }}", "!实物折价", "{{ in_kind_value }}"),
                cells("!金额大写", ("{{ amount_capital }}", 3)),
                cells("!提出人", "{{ proposed_by }}", "!决定人", "{{ decided_by }}"),
                cells("!决定日期", "{{ decided_on }}", "!急难缓解", "{{ relieved_on }}"),
                cells("!补齐手续", ("{{ paperwork }}", 3)),
            ),
            each("if payments", p("发放情况", "Section"), payments(WIDTH)),
            opinions(),
            p("经办人：＿＿＿＿＿＿　　审批人：＿＿＿＿＿＿　　领取人：＿＿＿＿＿＿", "Plain"),
            seal(),
            rules(WIDTH),
        ]
    )


def conference_minutes() -> str:
    return "".join(
        [
            p("{{ title }}", "Title"),
            p("编号：{{ number }}", "Centre"),
            p(
                "个案编号：{{ reference }}。救助对象：{{ applicant }}，家庭人口{{ household_size }}，"
                "致困事由：{{ cause }}。"
            ),
            opinions(),
            p("会议决定", "Section"),
            p(
                "决定救助金额：{{ decided }}（{{ decided_capital }}）。签发人：{{ decided_by }}，"
                "签发日期：{{ decided_on }}。"
            ),
            p("主持人：＿＿＿＿＿＿　　记录人：＿＿＿＿＿＿　　签发人：＿＿＿＿＿＿", "Plain"),
            p("参会单位代表签字：", "Plain"),
            seal(),
            rules(WIDTH),
        ]
    )


# -- the package ----------------------------------------------------------------------------------------------------

LAYOUTS: dict[str, tuple[Callable[[], str], tuple[int, int]]] = {
    "letter": (letter, PORTRAIT),
    "referral_sheet": (referral_sheet, PORTRAIT),
    "public_notice": (public_notice, PORTRAIT),
    "approval_form": (approval_form, PORTRAIT),
    "disbursement_register": (disbursement_register, LANDSCAPE),
    "relief_first_register": (relief_first_register, PORTRAIT),
    "conference_minutes": (conference_minutes, PORTRAIT),
}

# Style: font, half-points, bold, alignment, first line indent (hundredths of a character), space before (twentieths).
STYLES = {
    "Normal": ("仿宋", 28, False, "both", 200, 0),
    "Plain": ("仿宋", 22, False, "left", 0, 60),
    "Title": ("方正小标宋简体", 44, True, "center", 0, 0),
    "Section": ("黑体", 26, True, "left", 0, 160),
    "Addressee": ("仿宋", 28, True, "left", 0, 0),
    "Centre": ("仿宋", 24, False, "center", 0, 0),
    "Right": ("仿宋", 26, False, "right", 0, 60),
    "Cell": ("仿宋", 21, False, "left", 0, 0),
    "Heading": ("黑体", 21, False, "center", 0, 0),
    "Small": ("仿宋", 19, False, "left", 0, 160),
    "Gap": ("仿宋", 10, False, "left", 0, 0),
}


def _style(name: str) -> str:
    font, size, bold, align, indent, before = STYLES[name]
    default = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:pPr><w:spacing w:before="{before}" w:after="0" w:line="360" w:lineRule="auto"/>'
        f'<w:ind w:firstLineChars="{indent}"/><w:jc w:val="{align}"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{font}"/>'
        f'{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _field(instruction: str) -> str:
    kinds = ("begin", "separate", "end")
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in kinds)
    told = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return f"{begin}{told}{separate}<w:r><w:t>1</w:t></w:r>{end}"


def _parts(name: str) -> dict[str, str]:
    """The parts of a package by path."""
    write, (width, height) = LAYOUTS[name]
    orientation = ' w:orient="landscape"' if width > height else ""
    margins = LANDSCAPE_MARGINS if orientation else PORTRAIT_MARGINS
    section = (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId2"/>'
        f'<w:pgSz w:w="{width}" w:h="{height}"{orientation}/><w:pgMar {margins} w:gutter="0"/></w:sectPr>'
    )
    override = '<Override PartName="/word/{}.xml" ContentType="' + WORD + '.{}+xml"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + override.format("document", "document.main")
        + override.format("styles", "styles")
        + override.format("footer1", "footer")
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/footer" Target="footer1.xml"/></Relationships>',
        "word/document.xml": f"<w:document {W} {R}><w:body>{write()}{section}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{''.join(_style(style) for style in STYLES)}</w:styles>",
        "word/footer1.xml": f'<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="Centre"/></w:pPr>'
        f"<w:r><w:t>— </w:t></w:r>{_field('PAGE')}<w:r><w:t> —</w:t></w:r></w:p></w:ftr>",
    }


def built(name: str) -> bytes:
    """The template of a layout; stored without compression and dated alike, so that it never differs."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as package:
        for path, content in _parts(name).items():
            package.writestr(ZipInfo(path, EPOCH), (HEAD + content).encode())
    return written.getvalue()


if __name__ == "__main__":
    for layout in LAYOUTS:
        (TEMPLATES / f"{layout}.docx").write_bytes(built(layout))
