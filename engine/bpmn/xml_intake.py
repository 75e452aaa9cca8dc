"""The one reader of XML from outside: a diagram or table is refused here before any other code sees it."""

import re
from typing import Final, cast

from lxml import etree

from engine.errors import JiuzhuError

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_ELEMENTS: Final = 5_000
MAX_DEPTH: Final = 60
MAX_ATTRIBUTES: Final = 200
"""Of one tag: the parser compares each with all others."""

_CHUNK = 64 * 1024
_DECLARATION = re.compile(r"\A<\?xml(?=\s)[^>]*?\?>")
_DECLARED_ENCODING = re.compile(r"""\sencoding\s*=\s*["']([^"']*)["']""")
_PROLOG = re.compile(r"(?:\s++|<!--.*?-->)*+", re.DOTALL)
_ATTRIBUTE_VALUE = re.compile(r"""="[^"<]*"|='[^'<]*'|=\s+["']""")
_TAG = re.compile(r"""<[^!?/\s](?:[^<>"']|"[^"<]*"|'[^'<]*')*+""")
_XINCLUDE = ("http://www.w3.org/2001/XInclude", "http://www.w3.org/2003/XInclude")
# Zero-width and bidirectional control characters: they make two different names look the same.
_HIDDEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")


class XmlRefusedError(JiuzhuError):
    """A file is not XML that this system reads; `message` says why in Chinese, `rule` is its stable name."""

    code = "xml_refused"

    def __init__(self, rule: str, message: str, message_en: str, *, name: str = "", line: int | None = None) -> None:
        super().__init__(f"{name}: {rule} (line {line}): {message_en}")
        self.rule, self.message, self.message_en = rule, message, message_en
        self.name, self.line = name, line


def read_xml(content: bytes, name: str) -> etree._Element:
    """The root element of `content`, free of comments; XmlRefusedError when any of the intake rules is broken.

    Size, encoding, document type and processing instructions are judged before anything is built
    (security.md 3). `name` is shown in errors and never opened.
    """
    text = _decoded(content, name)
    _refuse_document_type(text, name)
    _refuse_many_attributes(text, name)
    root = _parsed(text, name)
    for element in root.iter():
        _refuse_element(element, name)
    return root


def _decoded(content: bytes, name: str) -> str:
    if len(content) > MAX_BYTES:
        raise XmlRefusedError("xml_too_large", "文件超过 2 MB", "the file is larger than 2 MB", name=name)
    encoding = "utf-8-sig"
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif content[:2] == b"<\x00":
        encoding = "utf-16-le"
    elif content[:2] == b"\x00<":
        encoding = "utf-16-be"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _wrong_encoding(name, line) from error
    declaration = _DECLARATION.match(text)
    declared = _DECLARED_ENCODING.search(declaration[0]) if declaration else None
    allowed = {"utf-8", "utf8", "us-ascii"} if encoding == "utf-8-sig" else {"utf-16", "utf-16le", "utf-16be"}
    if declared and declared[1].lower() not in allowed:
        raise _wrong_encoding(name, 1)
    return text


def _wrong_encoding(name: str, line: int) -> XmlRefusedError:
    return XmlRefusedError(
        "xml_encoding", "编码不是 UTF-8 或 UTF-16", "the encoding is neither UTF-8 nor UTF-16", name=name, line=line
    )


def _refuse_document_type(text: str, name: str) -> None:
    """Nothing but blanks and comments may stand before the root element."""
    declaration = _DECLARATION.match(text)
    prolog = _PROLOG.match(text, declaration.end() if declaration else 0)
    end = prolog.end() if prolog else 0
    line = text.count("\n", 0, end) + 1
    if text[end : end + 9].upper() == "<!DOCTYPE":
        raise XmlRefusedError(
            "xml_doctype", "不允许文档类型声明（DOCTYPE）", "a document type is not allowed", name=name, line=line
        )
    if text[end : end + 2] == "<?":
        raise _processing_instruction(name, line)


def _refuse_many_attributes(text: str, name: str) -> None:
    """Before anything is parsed: fifty thousand attributes in one tag take the parser ten seconds."""
    for tag in _TAG.finditer(text):
        if tag[0].count("=") > MAX_ATTRIBUTES and len(_ATTRIBUTE_VALUE.findall(tag[0])) > MAX_ATTRIBUTES:
            line = text.count("\n", 0, tag.start()) + 1
            message, message_en = "一个元素的属性超过 200 个", "an element has more than 200 attributes"
            raise XmlRefusedError("xml_too_many_attributes", message, message_en, name=name, line=line)


def _processing_instruction(name: str, line: int | None) -> XmlRefusedError:
    message = "不允许处理指令（<?…?>）"
    return XmlRefusedError(
        "xml_processing_instruction", message, "a processing instruction is not allowed", name=name, line=line
    )


def _parsed(text: str, name: str) -> etree._Element:
    """The tree, built piece by piece so that a file with too many or too deep elements is dropped early."""
    parser = etree.XMLPullParser(
        events=("start", "end", "pi"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        collect_ids=False,
    )
    counted = _Counter(name, parser)
    octets = text.encode()
    try:
        for start in range(0, len(octets), _CHUNK):
            parser.feed(octets[start : start + _CHUNK])
            counted.take_events()
        root = parser.close()
    except etree.XMLSyntaxError as error:
        counted.take_events()  # too deep is the better reason when both hold
        raise XmlRefusedError(
            "xml_malformed", "不是完整的 XML 文件", f"not well-formed XML: {error.msg}", name=name, line=error.lineno
        ) from error
    counted.take_events()
    return root


class _Counter:
    """Counts elements and depth while a file is read."""

    def __init__(self, name: str, parser: etree.XMLPullParser) -> None:
        self.name, self.parser, self.elements, self.depth = name, parser, 0, 0

    def take_events(self) -> None:
        for event, node in self.parser.read_events():
            if node is None or isinstance(node, tuple):
                continue
            if event == "pi":
                raise _processing_instruction(self.name, line_of(node))
            self.depth += 1 if event == "start" else -1
            self.elements += event == "start"
            if self.elements > MAX_ELEMENTS:
                raise self._over("xml_too_many_elements", "元素超过 5000 个", "more than 5,000 elements", node)
            if self.depth > MAX_DEPTH:
                raise self._over("xml_too_deep", "元素嵌套超过 60 层", "elements are nested more than 60 deep", node)

    def _over(self, rule: str, message: str, message_en: str, node: etree._Element) -> XmlRefusedError:
        return XmlRefusedError(rule, message, message_en, name=self.name, line=line_of(node))


def line_of(element: etree._Element) -> int | None:
    """The line on which an element begins, where the parser knows it."""
    return cast("int | None", element.sourceline)  # the stubs know it as an ellipsis


def _refuse_element(element: etree._Element, name: str) -> None:
    line = line_of(element)
    if not isinstance(element.tag, str):  # an unresolved entity reference
        raise XmlRefusedError(
            "xml_entity", "不允许实体引用", "an entity reference is not allowed", name=name, line=line
        )
    if etree.QName(element).namespace in _XINCLUDE:
        raise XmlRefusedError("xml_include", "不允许 XInclude 引用", "XInclude is not allowed", name=name, line=line)
    for attribute, value in ((str(key), str(value)) for key, value in element.attrib.items()):
        hidden = _HIDDEN.search(value)
        if hidden:
            raise XmlRefusedError(
                "xml_hidden_character",
                f"属性 {attribute} 含有看不见的字符 U+{ord(hidden[0]):04X}",
                f"attribute {attribute} holds the invisible character U+{ord(hidden[0]):04X}",
                name=name,
                line=line,
            )
