"""Functions on texts, by code point. Each text in backticks is an example that is true."""

from decimal import Decimal

from engine.feel.decimals import as_int
from engine.feel.functions import UnfitArgumentsError, built_in
from engine.feel.pattern_syntax import PatternError
from engine.feel.regular_expressions import Found, Regex, compile_pattern, expand
from engine.feel.scopes import Run


@built_in("substring", "string: string, start position: number, length?: number")
def substring(_run: Run, string: str, start: Decimal, length: Decimal | None) -> object:
    """从第几个字起取一段；负数从末尾数。`substring("临时救助", 3) = "救助"` `substring("foobar", -2, 1) = "a"`"""
    position, count = as_int(start), None if length is None else as_int(length)
    if not position or abs(position) > len(string) or (length is not None and (count is None or count < 1)):
        return None
    first = position - 1 if position > 0 else len(string) + position
    return string[first : None if count is None else first + count]


@built_in("string length", "string: string")
def string_length(_run: Run, string: str) -> object:
    """字数。`string length("救助") = 2`"""
    return Decimal(len(string))


@built_in("upper case", "string: string")
def upper_case(run: Run, string: str) -> object:
    """改为大写。`upper case("aBc4") = "ABC4"`"""
    return run.checked_text(string.upper())


@built_in("lower case", "string: string")
def lower_case(run: Run, string: str) -> object:
    """改为小写。`lower case("aBc4") = "abc4"`"""
    return run.checked_text(string.lower())


@built_in("substring before", "string: string, match: string")
def substring_before(_run: Run, string: str, match: str) -> object:
    """某段文字之前的部分。`substring before("渝中区/大坪街道", "/") = "渝中区"`"""
    return string.partition(match)[0] if match and match in string else ""


@built_in("substring after", "string: string, match: string")
def substring_after(_run: Run, string: str, match: str) -> object:
    """某段文字之后的部分。`substring after("渝中区/大坪街道", "/") = "大坪街道"`"""
    return string.partition(match)[2] if match else string


@built_in("contains", "string: string, match: string")
def contains_text(_run: Run, string: str, match: str) -> object:
    """是否含有某段文字。`contains("临时救助", "救助")`"""
    return match in string


@built_in("starts with", "string: string, match: string")
def starts_with(_run: Run, string: str, match: str) -> object:
    """是否以某段文字开头。`starts with("500103", "5001")`"""
    return string.startswith(match)


@built_in("ends with", "string: string, match: string")
def ends_with(_run: Run, string: str, match: str) -> object:
    """是否以某段文字结尾。`ends with("大坪街道", "街道")`"""
    return string.endswith(match)


@built_in("string join", "list: list, delimiter?: string")
def string_join(run: Run, texts: list[object], delimiter: str | None) -> object:
    """把列表连成一段文字，空值略过。`string join(["a", null, "c"], "、") = "a、c"`"""
    parts = [text for text in texts if text is not None]
    if not all(isinstance(part, str) for part in parts):
        raise UnfitArgumentsError
    size = sum(len(str(part)) + len(delimiter or "") for part in parts)
    run.charge_size(size // 16)
    if size > run.budget.string_length:
        size -= len(delimiter or "")
    return run.checked_text((delimiter or "").join(map(str, parts)))


@built_in("matches", "input: string, pattern: string, flags?: string")
def matches(run: Run, text: str, pattern: str, flags: str | None) -> object:
    """是否含有符合正则表达式的一段。`matches("13800138000", "^1[0-9]{10}$")`"""
    regex = _regex(pattern, flags, run)
    return regex.search(text, 0, run.charge) is not None


@built_in("replace", "input: string, pattern: string, replacement: string, flags?: string")
def replace(run: Run, text: str, pattern: str, replacement: str, flags: str | None) -> object:
    """替换符合正则表达式的各段，$1 代表第一个括号。`replace("abcd", "(b)", "[$1]") = "a[b]cd"`"""
    regex = _regex(pattern, flags, run)
    if regex.search("", 0, run.charge) is not None:
        return None
    parts, position, size = [], 0, 0
    for found in regex.find_all(text, run.charge):
        parts += [text[position : found.start], _expanded(replacement, found, text, flags)]
        position = found.end
        size += len(parts[-1]) + len(parts[-2])
        run.charge_size(len(parts[-1]) // 16)
        _check_size(size, run)
    return run.checked_text("".join(parts) + text[position:])


@built_in("split", "string: string, delimiter: string")
def split(run: Run, text: str, delimiter: str) -> object:
    """按正则表达式切成列表。`split("a;b;c", ";") = ["a", "b", "c"]`"""
    regex = _regex(delimiter, None, run)
    parts: list[object] = []
    position = 0
    for found in regex.find_all(text, run.charge):
        if found.end == found.start:
            return None
        parts.append(text[position : found.start])
        position = found.end
    return run.checked_list([*parts, text[position:]])


def _expanded(replacement: str, found: Found, text: str, flags: str | None) -> str:
    try:
        return expand(replacement, found, text, literal="q" in (flags or ""))
    except PatternError as error:
        raise UnfitArgumentsError from error


def _check_size(size: int, run: Run) -> None:
    if size > run.budget.string_length:
        run.checked_text(" " * (run.budget.string_length + 1))


def _regex(pattern: str, flags: str | None, run: Run) -> Regex:
    run.charge_size(4 * len(pattern))
    try:
        regex = compile_pattern(pattern, flags or "")
    except PatternError as error:
        raise UnfitArgumentsError from error
    run.charge_size(len(regex.program.instructions))
    return regex
