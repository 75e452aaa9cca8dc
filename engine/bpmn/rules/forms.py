"""Forms: closed JSON Schemas whose fields the screen can show and the server can check."""

import re
from collections.abc import Iterator, Mapping

from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault
from engine.bpmn.form_model import FIELD_RULES, Field, Form
from engine.bpmn.form_shapes import FormShapes, TooManyShapesError
from engine.bpmn.known_names import is_plain_name
from engine.domain.papers import PaperKind

_TYPES = frozenset({"string", "integer", "number", "boolean", "array"})
_WIDGETS = frozenset(
    {
        "text",
        "textarea",
        "money",
        "integer",
        "number",
        "boolean",
        "choice",
        "choices",
        "date",
        "datetime",
        "file",
        "files",
        "staff",
        "rows",
    }
)
_FORMATS = frozenset({"date", "date-time", "uuid"})
_ABOUT = frozenset({"$schema", "$id", "title", "description", "type"})
_OBJECT = _ABOUT | {"properties", "required", "additionalProperties"}
_FORM = _OBJECT | {"x-layout", "x-check", "x-message", "x-only-awaited"}
_LIMITS = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
_LIMITS |= {"minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "pattern", "format"}
# What the words of our own may say: FEEL, a name, yes or no.
_OWN_VALUES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(FIELD_RULES, (str,)),
    "x-required": (str, bool),
    "x-keep": (bool,),
    "x-personal": (bool,),
    "x-plan": (bool,),
    "x-widget": (str,),
    "x-role": (str,),
    "x-fact": (str,),
    "x-default": (str,),
    "x-papers": (list,),
}
_OWN = frozenset(_OWN_VALUES)
_PAPERS = tuple(kind.value for kind in PaperKind if kind.takes_answers)
_FIELD = _ABOUT | _LIMITS | _OWN | {"oneOf", "enum", "const", "items", "default", "readOnly"}
_CHOICE = frozenset({"const", "title", "description"})

MAX_PATTERN = 200
# A repeated group that repeats inside tries exponentially many ways on a text that does not match.
_REPEATED_TWICE = re.compile(r"\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)[+*{]")


def forms_can_be_read(draft: Draft) -> Iterator[Fault]:
    """A form file is one JSON object, of sensible size and depth."""
    for form in draft.forms:
        if form.schema is None:
            yield fault(
                form.place,
                f"表单 {form.key} 不是可读的 JSON 对象",
                f"form {form.key} is no readable JSON object: {form.problem}",
                fix=("改正 JSON 语法", "correct the JSON"),
            )


def forms_are_json_schemas(draft: Draft) -> Iterator[Fault]:
    """A form is a valid JSON Schema (2020-12), so that screen and server mean the same."""
    shapes = FormShapes()
    for form, schema in _readable(draft):
        try:
            problem = shapes.problem(schema)
        except TooManyShapesError:
            yield fault(
                form.place,
                "各表单字段的写法种类过多，无法逐一检查",
                "the fields of the forms are written in too many different ways to be checked",
                fix=("统一字段的写法，或分成几个版本", "write fields alike, or split the bundle"),
            )
            return
        if problem is not None:
            path = ".".join(problem.path)
            yield fault(
                form.place,
                f"表单 {form.key} 的 {path} 不符合 JSON Schema",
                f"form {form.key} is no JSON Schema at {path}: {problem.message}",
                fix=("按 JSON Schema 2020-12 改写", "write it as JSON Schema 2020-12"),
            )


def _readable(draft: Draft) -> Iterator[tuple[Form, Mapping[str, object]]]:
    return ((form, form.schema) for form in draft.forms if form.schema is not None)


def forms_are_closed(draft: Draft) -> Iterator[Fault]:
    """Only declared fields are accepted: an object with properties and `additionalProperties` false."""
    for form, schema in _readable(draft):
        is_object = schema.get("type") == "object" and isinstance(schema.get("properties"), dict)
        if not is_object or schema.get("additionalProperties") is not False:
            yield fault(
                form.place,
                f"表单 {form.key} 须为 type=object、有 properties，且 additionalProperties=false",
                f"form {form.key} must be an object with properties and additionalProperties false",
                fix=("加上这三项", "add these three"),
            )


def form_keywords_are_known(draft: Draft) -> Iterator[Fault]:
    """A misspelt `x-visible` would show a field to everybody, a `$ref` would be looked up elsewhere."""
    for form, schema in _readable(draft):
        found = [("", keyword) for keyword in schema if keyword not in _FORM]
        for field in form.fields:
            allowed = _FIELD - set(FIELD_RULES) if field.is_column else _FIELD
            found += [(field.path, keyword) for keyword in field.schema if keyword not in allowed]
            found += [(field.path, keyword) for keyword in _inner_keywords(field)]
        for where, keyword in found:
            yield fault(
                form.place,
                f"表单 {form.key} {where} 的关键字 {keyword} 在这里不起作用",
                f"the keyword {keyword} has no effect at {where or 'the top'} of form {form.key}",
                fix=("改正或删除", "correct or delete it"),
            )


def _inner_keywords(field: Field) -> Iterator[str]:
    """The unknown keywords of a field's choices and of the rows that it holds."""
    items = field.schema.get("items")
    if isinstance(items, dict):
        yield from (keyword for keyword in items if keyword not in _FIELD | _OBJECT)
    for part in (field.schema, items if isinstance(items, dict) else {}):
        choices = part.get("oneOf")
        for choice in choices if isinstance(choices, list) else ():
            yield from (keyword for keyword in (choice if isinstance(choice, dict) else ()) if keyword not in _CHOICE)


def form_keywords_have_their_kind(draft: Draft) -> Iterator[Fault]:
    """A rule is FEEL text, a mark is true or false, and a default is the present time."""
    for form in draft.forms:
        for field in form.fields:
            for keyword, kinds in _OWN_VALUES.items():
                value = field.schema.get(keyword)
                if value is not None and (not isinstance(value, kinds) or (keyword == "x-default" and value != "now")):
                    yield fault(
                        form.place,
                        f"表单 {form.key} 的字段 {field.path} 的 {keyword} 取值不对",
                        f"{keyword} of field {field.path} of form {form.key} has a wrong value",
                        fix=("规则写 FEEL 文本，标记写 true 或 false", "rules are FEEL texts, marks are true or false"),
                    )


def fields_can_be_shown(draft: Draft) -> Iterator[Fault]:
    """Every field has one type, a widget and a format that the screen knows."""
    for form in draft.forms:
        for field in form.fields:
            schema = field.schema
            if (
                len(field.types) != 1
                or field.types[0] not in _TYPES
                or schema.get("x-widget", "text") not in _WIDGETS
                or schema.get("format", "date") not in _FORMATS
                or (field.types[0] == "array" and not isinstance(schema.get("items"), dict))
            ):
                yield fault(
                    form.place,
                    f"表单 {form.key} 的字段 {field.path} 类型、格式或控件不受支持",
                    f"type, format or widget of field {field.path} of form {form.key} is not supported",
                    fix=(
                        "type 用 string、integer、number、boolean、array 之一，数组写明 items",
                        "use one type of string, integer, number, boolean or array, with items for an array",
                    ),
                )


def fields_have_a_title(draft: Draft) -> Iterator[Fault]:
    """Staff see the title, never the name of a field."""
    for form in draft.forms:
        for field in form.fields:
            if not isinstance(field.schema.get("title"), str) or not field.schema["title"]:
                yield fault(
                    form.place,
                    f"表单 {form.key} 的字段 {field.path} 没有中文名称",
                    f"field {field.path} of form {form.key} has no title",
                    fix=("写上 title", "write its title"),
                )


def fields_have_plain_names(draft: Draft) -> Iterator[Fault]:
    """A field called `case` would hide the case from the form's own rules."""
    for form in draft.forms:
        for field in form.fields:
            if not is_plain_name(field.name):
                yield fault(
                    form.place,
                    f"表单 {form.key} 的字段名 {field.path[:80]!a} 不能用于表达式",
                    f"the field name {field.path[:80]!a} of form {form.key} cannot be used in expressions",
                    fix=("用英文小写字母、数字和下划线命名字段", "use letters, digits and underscores"),
                )


def patterns_are_harmless(draft: Draft) -> Iterator[Fault]:
    """A pattern is short and repeats nothing twice, so that no entry can keep the server busy."""
    for form in draft.forms:
        for field in form.fields:
            items = field.schema.get("items")
            for part in (field.schema, items if isinstance(items, dict) else {}):
                pattern = part.get("pattern")
                if isinstance(pattern, str) and not _is_harmless(pattern):
                    yield fault(
                        form.place,
                        f"表单 {form.key} 的字段 {field.path} 的 pattern 过于复杂或不正确",
                        f"the pattern of field {field.path} of form {form.key} is wrong or too complex",
                        fix=("写短的、不嵌套重复的模式", "write a short pattern without nested repetition"),
                    )


def _is_harmless(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return len(pattern) <= MAX_PATTERN and _REPEATED_TWICE.search(pattern) is None


def kept_fields_are_impersonal(draft: Draft) -> Iterator[Fault]:
    """Process data hold ids, codes, booleans, dates and fen (design.md 1, idea 4): no personal data, no fractions."""
    for form in draft.forms:
        for field in form.fields:
            if field.is_kept and (field.schema.get("x-personal") is True or field.is_column or "number" in field.types):
                yield fault(
                    form.place,
                    f"表单 {form.key} 的字段 {field.path} 不能保留为流程数据（个人信息、小数或行内字段）",
                    f"field {field.path} of form {form.key} must not be kept: personal, a fraction or a column of rows",
                    fix=("去掉 x-keep；金额用整数（分）", "remove x-keep; amounts are whole fen"),
                )


def papers_take_answers(draft: Draft) -> Iterator[Fault]:
    """`x-papers` names papers that take answers; the public notice, a white list of fields (policy 7.2), never does."""
    for form in draft.forms:
        for field in form.fields:
            named = field.schema.get("x-papers")
            for name in named if isinstance(named, list) else ():
                if field.is_column or not isinstance(name, str) or name not in _PAPERS:
                    yield fault(
                        form.place,
                        f"表单 {form.key} 的字段 {field.path} 不能印在 {name!s:.40} 上",
                        f"field {field.path} of form {form.key} cannot be printed on {name!s:.40}",
                        fix=(f"可用：{'、'.join(_PAPERS)}", f"one of: {', '.join(_PAPERS)}"),
                    )


def named_fields_exist(draft: Draft) -> Iterator[Fault]:
    """`required`, the layout and the checks name fields of the form; every check has a rule and a message."""
    for form, schema in _readable(draft):
        names = {field.name for field in form.fields if not field.is_column}
        named = [name for keyword in ("required", "x-layout") for name in _names(schema.get(keyword))]
        for name in dict.fromkeys(named):
            if name not in names:
                yield fault(
                    form.place,
                    f"表单 {form.key} 的 required 或布局中的字段 {name} 不存在",
                    f"required or the layout of form {form.key} names {name}, which is no field",
                    fix=("改正字段名", "correct the name"),
                )
        written = schema.get("x-check", [])
        if not isinstance(written, list) or not all(_is_check(check, names) for check in written):
            yield fault(
                form.place,
                f"表单 {form.key} 的 x-check 须为 rule、message（及可选的 field）的列表",
                f"x-check of form {form.key} must be a list of rule and message, with a field at will",
                fix=("逐条写明 rule 和中文 message", "write rule and message for each check"),
            )


def _names(value: object) -> Iterator[str]:
    """The field names in `required` or in a layout, which is a list of names or of sections."""
    for one in value if isinstance(value, list) else ():
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            yield from _names(one.get("fields"))


def _is_check(check: object, names: set[str]) -> bool:
    if not isinstance(check, dict) or not check.keys() <= {"rule", "message", "field"}:
        return False
    texts = (check.get("rule"), check.get("message"))
    return all(isinstance(text, str) and text for text in texts) and check.get("field", None) in names | {None}


def forms_are_used(draft: Draft) -> Iterator[Fault]:
    """A form that no task shows is perhaps in the wrong place."""
    used = {element.form_key for element in draft.elements}
    for form in draft.forms:
        if form.key not in used:
            yield fault(
                form.place,
                f"没有元素使用表单 {form.key}",
                f"no element uses the form {form.key}",
                fix=("路径须为 forms/<流程编号>/<元素编号>.json", "the path is forms/<process id>/<element id>.json"),
            )
