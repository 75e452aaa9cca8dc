"""Filled-in forms against their JSON Schema: only declared, visible fields are accepted (design, section 3)."""

import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from engine.domain.local_time import CLOCK_SKEW, local_date
from engine.errors import FieldError, InvalidInputError
from engine.feel import FeelError, compile_expression, from_json, to_json

logger = logging.getLogger(__name__)

LONGEST_PROBLEM_LIST: Final = 50
PLAUSIBLE_YEARS: Final = range(1900, 2200)
_RFC_3339: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)")
_formats = FormatChecker(formats=())


@_formats.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    if not _RFC_3339.fullmatch(value):
        return False
    moment = datetime.fromisoformat(value)
    return moment.tzinfo is not None and moment.year in PLAUSIBLE_YEARS  # beyond them UTC may have no such year


@_formats.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or (len(value) == 10 and datetime.strptime(value, "%Y-%m-%d") is not None)  # noqa: DTZ007 - a date has no zone


@_formats.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or UUID(value) is not None


def checked(
    form: Mapping[str, Any], data: Mapping[str, Any], scope: Mapping[str, Any], now: datetime
) -> dict[str, Any]:
    """`data` as far as it was filled in, after every rule of `form` held.

    `scope` holds what the form's FEEL may read beside its own fields (`case`, `policy`, process variables). Empty
    texts and nulls count as not filled in. What has happened cannot lie on a day after that of `now`; only plans
    (`x-plan`) do.

    Raises:
        InvalidInputError: with one error per field, in Chinese.
    """
    filled = {name: value for name, value in data.items() if value is not None and value != ""}
    errors = list(_field_errors(form, filled, scope))
    if not errors:
        errors = [*_future_errors(form, filled, now), *_check_errors(form, filled, scope)]
    if errors:
        raise InvalidInputError(errors[:LONGEST_PROBLEM_LIST])
    return filled


def kept(form: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that become process variables; those not filled in are null."""
    return {name: data.get(name) for name, field in form.get("properties", {}).items() if field.get("x-keep") is True}


def files_in(form: Mapping[str, Any], data: Mapping[str, Any]) -> list[UUID]:
    """The document ids that `data` refers to."""
    found: list[UUID] = []
    for name, field in form.get("properties", {}).items():
        if field.get("x-widget") == "file" and name in data:
            found.append(UUID(data[name]))
        elif field.get("x-widget") == "files":
            found.extend(UUID(entry) for entry in data.get(name, ()))
    return found


def staff_in(form: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """The staff members that `data` names: (field, username, role asked for)."""
    for name, field in form.get("properties", {}).items():
        if field.get("x-widget") == "staff" and name in data:
            yield name, data[name], field.get("x-role")


def prefilled(form: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
    """What the form can be filled in with already, as JSON: the `x-prefill` texts that have a value.

    A text that cannot be worked out fills in nothing: the form can still be filled in by hand.
    """
    found: dict[str, Any] = {}
    for name, field in form.get("properties", {}).items():
        text = field.get("x-prefill")
        if isinstance(text, str):
            value = _prefill(name, text, scope)
            if value is not None:
                found[name] = value
    return found


def shown_of(form: Mapping[str, Any], data: Mapping[str, Any], scope: Mapping[str, Any]) -> dict[str, Any]:
    """The part of `data` in fields that are visible when the rest of it stands."""
    properties: Mapping[str, Any] = form.get("properties", {})
    values = {**scope, **dict.fromkeys(properties), **data}
    return {name: value for name, value in data.items() if name in properties and _is_visible(properties[name], values)}


def _prefill(name: str, text: str, scope: Mapping[str, Any]) -> Any:
    try:
        return to_json(_evaluated(text, scope))
    except FeelError as error:
        logger.warning("prefill_failed field=%s code=%s", name, error.code)
        return None


def _field_errors(form: Mapping[str, Any], data: Mapping[str, Any], scope: Mapping[str, Any]) -> Iterator[FieldError]:
    properties: Mapping[str, Any] = form.get("properties", {})
    for name in data:
        if name not in properties:
            yield FieldError(str(name)[:100], "表单没有这个字段")
    values = {**scope, **dict.fromkeys(properties), **data}
    visible = {name for name, field in properties.items() if _is_visible(field, values)}
    for name in properties:
        if name in data and name not in visible:
            yield FieldError(name, "在当前选择下不填写此项")
    required = set(form.get("required", ())) | {name for name in visible if _is_required(properties[name], values)}
    for name in properties:
        if name in required and name in visible and name not in data:
            yield FieldError(name, "请填写此项")
    schema = {"type": "object", "properties": properties}
    for error in sorted(_validator(json.dumps(schema)).iter_errors(data), key=lambda error: list(map(str, error.path))):
        yield FieldError(".".join(str(part) for part in error.absolute_path), chinese(error))


@lru_cache(maxsize=512)
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema), format_checker=_formats)


def _check_errors(form: Mapping[str, Any], data: Mapping[str, Any], scope: Mapping[str, Any]) -> Iterator[FieldError]:
    values = {**scope, **dict.fromkeys(form.get("properties", {})), **data}
    for check in form.get("x-check", ()):
        if not _holds(check["rule"], values):
            yield FieldError(check.get("field", ""), check["message"])


def _future_errors(form: Mapping[str, Any], data: Mapping[str, Any], now: datetime) -> Iterator[FieldError]:
    """Dates and times of a day to come where the form does not ask for a plan (policy 6.1); clocks on walls differ."""
    for name, field in form.get("properties", {}).items():
        if name not in data or field.get("x-plan") is True:
            continue
        columns = field.get("items", {})
        if "properties" in columns:
            for number, row in enumerate(data[name]):
                yield from _within(f"{name}.{number}", _future_errors(columns, row, now))
        elif _is_to_come(field.get("format"), data[name], now):
            yield FieldError(name, "不能晚于今天")


def _within(path: str, errors: Iterable[FieldError]) -> Iterator[FieldError]:
    return (FieldError(f"{path}.{error.path}", error.message) for error in errors)


def _is_to_come(kind: str | None, value: Any, now: datetime) -> bool:
    today = local_date(now + CLOCK_SKEW)
    if kind == "date-time":
        return local_date(datetime.fromisoformat(value)) > today
    return kind == "date" and date.fromisoformat(value) > today


def _is_visible(field: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    text = field.get("x-visible")
    return text is None or _holds(text, values)


def _is_required(field: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    rule = field.get("x-required")
    return _holds(rule, values) if isinstance(rule, str) else rule is True


def _holds(text: str, values: Mapping[str, Any]) -> bool:
    try:
        return _evaluated(text, values) is True
    except FeelError:
        return False


def _evaluated(text: str, values: Mapping[str, Any]) -> Any:
    expression = compile_expression(text)
    read = {reference.path[0] for reference in expression.references}
    return expression.evaluate({name: from_json(values[name]) for name in read if name in values})


def chinese(error: ValidationError) -> str:
    """What is wrong with one value, in words for the person who typed it; the value itself is not repeated."""
    explain = _EXPLANATIONS.get(str(error.validator))
    return explain(error.validator_value) if explain else "填写内容不符合要求"


_TYPES: Final = {
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "是或否",
    "array": "列表",
    "object": "一组内容",
}
_FORMATS: Final = {"date-time": "请填写带时区的日期和时间", "date": "请填写日期", "uuid": "请先上传文件"}
_EXPLANATIONS: Final[dict[str, Callable[[Any], str]]] = {
    "type": lambda wanted: (
        f"应填写{_TYPES.get(wanted, '其他类型的内容') if isinstance(wanted, str) else '其他类型的内容'}"
    ),
    "oneOf": lambda _: "请从选项中选择",
    "enum": lambda _: "请从选项中选择",
    "const": lambda _: "请从选项中选择",
    "minimum": lambda least: f"不能小于 {least}",
    "exclusiveMinimum": lambda least: f"须大于 {least}",
    "maximum": lambda most: f"不能大于 {most}",
    "minLength": lambda least: f"至少 {least} 个字",
    "maxLength": lambda most: f"最多 {most} 个字",
    "minItems": lambda least: f"至少填写 {least} 项",
    "maxItems": lambda most: f"最多填写 {most} 项",
    "pattern": lambda _: "格式不正确",
    "format": lambda name: _FORMATS.get(name, "格式不正确"),
    "required": lambda _: "有必填内容没有填写",
    "additionalProperties": lambda _: "含有表单没有的内容",
    "uniqueItems": lambda _: "有重复的内容",
}
