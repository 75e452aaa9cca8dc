"""Word papers from templates that an office may edit: a template can place values, and do nothing else.

Placeholders are checked against the content model before anything is filled in: a name that does not exist, a call, a
filter, a sum, a macro or a link to outside is refused by name. What is left is text, loops over rows and conditions.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, NoReturn
from zipfile import BadZipFile, ZipFile

from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from engine.errors import ConflictError

MAX_BYTES: Final = 2_000_000
MAX_UNPACKED_BYTES: Final = 20_000_000
MAX_PARTS: Final = 200
MAX_PLACEHOLDERS: Final = 1000
MAX_LOOP_DEPTH: Final = 2
LOOP: Final = "loop"
LOOP_NAMES: Final = frozenset({"index", "first", "last", "length"})
WORD_INSTRUCTION: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instr"
PAGE_FIELDS: Final = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"})

# What the libraries raise over a package whose parts are not those of a Word document.
_NO_WORD_DOCUMENT: Final = (OpcError, LookupError, ValueError, TypeError, AttributeError, etree.LxmlError)

Shape = Mapping[str, "Shape | None"]
"""The placeholders of a template by name: None for text, a shape for rows whose members have these names."""


class TemplateRefusedError(ConflictError):
    """A template cannot be used; `because` says why in Chinese, naming what to mend."""

    code = "template_refused"

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


def filled(template: bytes, shape: Shape, values: Mapping[str, Any]) -> bytes:
    """The Word document of a template with `values` (text, and lists of rows, as `shape` says) in their places.

    Raises:
        TemplateRefusedError: the template is no sound Word document, or asks for anything but these values.
    """
    _check_package(template)
    try:
        document = DocxTemplate(BytesIO(template))
        document.render(dict(values), jinja_env=_Templates(shape), autoescape=True)
        saved = BytesIO()
        document.save(saved)
    except TemplateError as error:
        _refuse(f"模板语法有误：{error.message}")
    except _NO_WORD_DOCUMENT as error:
        raise TemplateRefusedError("模板不是完整的 Word 文档（.docx）") from error
    return saved.getvalue()


def check_template(template: bytes, shape: Shape) -> None:
    """Refuse a template that could not be filled; an example value stands at every place."""
    filled(template, shape, _example(shape))


def _example(shape: Shape) -> dict[str, Any]:
    return {name: "样例" if inner is None else [_example(inner)] for name, inner in shape.items()}


def _refuse(because: str) -> NoReturn:
    raise TemplateRefusedError(because)


# -- what the file may hold -------------------------------------------------------------------------------------------


def _check_package(template: bytes) -> None:
    """A Word document of sensible size that refers to nothing outside and runs nothing."""
    if len(template) > MAX_BYTES:
        _refuse(f"模板文件超过 {MAX_BYTES // 1_000_000} MB")
    try:
        with ZipFile(BytesIO(template)) as package:
            parts = package.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                _refuse("模板文件展开后过大")
            for part in parts:
                _check_part(part.filename, package.read(part))
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise TemplateRefusedError("模板不是完整的 Word 文档（.docx）") from error


def _check_part(name: str, content: bytes) -> None:
    lowered = name.lower()
    if lowered.endswith((".bin", ".vml", ".exe", ".dll")) or "/embeddings/" in lowered or "activex" in lowered:
        _refuse(f"模板含有宏、控件或嵌入对象：{name}")
    if not lowered.endswith((".xml", ".rels")):
        return
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise TemplateRefusedError(f"模板中的 {name} 不是有效的 XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        _refuse(f"模板中的 {name} 含有 DOCTYPE 声明")
    if any(element.get("TargetMode") == "External" for element in root.iter("{*}Relationship")):
        _refuse(f"模板引用了外部文件或网址：{name}")
    for element in root.iter("{*}altChunk", "{*}object", "{*}control"):
        _refuse(f"模板含有嵌入内容：{etree.QName(element).localname}")
    _check_fields(root)


def _check_fields(root: etree._Element) -> None:
    """Word's own fields may number pages, not fetch or run anything (INCLUDETEXT, DDEAUTO …)."""
    told = ["".join(str(text) for text in element.itertext()) for element in root.iter("{*}instrText")]
    told += [element.get(WORD_INSTRUCTION) or "" for element in root.iter("{*}fldSimple")]
    for instruction in told:
        words = instruction.split()
        if words and words[0].upper() not in PAGE_FIELDS:
            _refuse(f"模板含有不允许的域：{words[0][:20]}")


# -- what its placeholders may say ------------------------------------------------------------------------------------


class _Templates(ImmutableSandboxedEnvironment):
    """Reads the texts of one template, and refuses all that is not a known placeholder, a loop or a condition."""

    def __init__(self, shape: Shape) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined)
        self.filters, self.tests, self.globals = {}, {}, {}
        self._shape = shape

    def from_string(self, source: Any, *arguments: Any, **options: Any) -> Any:
        """The template, after its placeholders have been checked."""
        parsed = self.parse(source) if isinstance(source, str) else source
        _Checker().check(parsed, {name: _Value(rows=inner) for name, inner in self._shape.items()})
        return super().from_string(source, *arguments, **options)


@dataclass(frozen=True, slots=True)
class _Value:
    """What a name stands for: rows of a shape, one row of a shape, or text."""

    rows: "Shape | None" = None
    row: "Shape | None" = None


class _Checker:
    """Walks through a template and knows what every name stands for."""

    def __init__(self) -> None:
        self._count = 0

    def check(self, node: nodes.Node, scope: Mapping[str, _Value], depth: int = 0) -> None:
        """Refuse what is not allowed here; `scope` are the names in sight."""
        match node:
            case nodes.TemplateData() | nodes.Const():
                return
            case nodes.Template() | nodes.Output():
                self._all(node.iter_child_nodes(), scope, depth)
            case nodes.If() | nodes.And() | nodes.Or() | nodes.Not():
                self._all(node.iter_child_nodes(), scope, depth)
            case nodes.For(target=nodes.Name(name=name), iter=source, recursive=False, test=None):
                self._loop(node, name, source, scope, depth)
            case nodes.Name() | nodes.Getattr():
                self._value(node, scope)
            case _:
                _refuse(f"模板只能使用占位符、循环和条件，不能使用：{_text_of(node)}")

    def _all(self, children: Iterator[nodes.Node], scope: Mapping[str, _Value], depth: int) -> None:
        for child in children:
            self.check(child, scope, depth)

    def _loop(self, node: nodes.For, name: str, source: nodes.Node, scope: Mapping[str, _Value], depth: int) -> None:
        rows = self._value(source, scope).rows
        if rows is None:
            _refuse(f"“{_text_of(source)}”不是列表，不能循环")
        if depth >= MAX_LOOP_DEPTH:
            _refuse(f"循环嵌套不能超过 {MAX_LOOP_DEPTH} 层")
        inner = {**scope, name: _Value(row=rows), LOOP: _Value(row=dict.fromkeys(LOOP_NAMES))}
        self._all(iter([*node.body, *node.else_]), inner, depth + 1)

    def _value(self, node: nodes.Node, scope: Mapping[str, _Value]) -> _Value:
        self._count += 1
        if self._count > MAX_PLACEHOLDERS:
            _refuse(f"模板中的占位符超过 {MAX_PLACEHOLDERS} 个")
        match node:
            case nodes.Name(name=name) if name in scope:
                return scope[name]
            case nodes.Getattr(node=nodes.Name(name=name), attr=attr) if name in scope:
                row = scope[name].row
                if row is not None and attr in row:
                    return _Value(row[attr])
        _refuse(f"模板中有未知的占位符：{_text_of(node)}")


def _text_of(node: nodes.Node) -> str:
    """How the template names it, shortened."""
    match node:
        case nodes.Name(name=name):
            return name[:60]
        case nodes.Getattr(node=inner, attr=attr):
            return f"{_text_of(inner)}.{attr}"[:60]
        case nodes.Call(node=inner):
            return f"{_text_of(inner)}()"
        case nodes.Filter(name=name):
            return f"| {name}"
        case nodes.Getitem(node=inner):
            return f"{_text_of(inner)}[…]"
    return type(node).__name__
