"""What people write who know another language or a spreadsheet, and what FEEL calls it (Chinese, for the author)."""

from collections.abc import Iterable, Mapping

_IF = "条件写 if 条件 then 甲 else 乙"
_OR_ELSE = "写 if x != null then x else 其他值"
_IS_NULL = "判断空值写 x = null 或 x != null"
_LENGTH = "列表的项数写 count(列表)，字数写 string length(文字)"
_ORDER = {
    "大于": ">",
    "小于": "<",
    "大于等于": ">=",
    "小于等于": "<=",
    "等于": "=",
    "不等于": "!=",
    "不小于": ">=",
    "不大于": "<=",
}

WORDS: Mapping[str, str] = {
    **dict.fromkeys(("True", "TRUE", "真", "是"), "请写 true"),
    **dict.fromkeys(("False", "FALSE", "假", "否"), "请写 false"),
    **dict.fromkeys(("None", "NULL", "Null", "nil", "undefined", "NaN", "空", "空值"), "请写 null"),
    **dict.fromkeys(("AND", "And", "并且", "而且", "且", "同时"), "请写 and"),
    **dict.fromkeys(("OR", "Or", "或者", "或"), "请写 or"),
    **dict.fromkeys(("NOT", "Not", "非"), "请写 not(…)"),
    **dict.fromkeys(("IF", "If", "THEN", "ELSE", "如果", "那么", "否则"), _IF),
    **dict.fromkeys(
        ("elif", "elseif", "elsif", "switch", "case when"), "多个条件写 if … then … else if … then … else …"
    ),
    **dict.fromkeys(("isnull", "notnull"), _IS_NULL),
    **dict.fromkeys(("属于", "IN", "In"), "请写 in，如 x in (1, 2)"),
    **dict.fromkeys(("lambda", "def", "func", "fn"), "函数写 function(x) 表达式"),
    **dict.fromkeys(("var", "let", "const"), "变量不用声明；中间结果写成 {名称: 值}"),
    **dict.fromkeys(("import", "from", "exec", "eval", "class"), "表达式只能使用给出的名称和 FEEL 函数"),
    **dict.fromkeys(("mod", "MOD"), "求余数用 modulo(a, b)"),
    **{word: f"请写 {sign}" for word, sign in _ORDER.items()},
    "this": "直接写名称",
}
"""Words that are no FEEL, with what to write."""

CALLS: Mapping[str, str] = {
    **dict.fromkeys(("len", "length", "size", "LEN", "strlen", "字数", "长度"), _LENGTH),
    **dict.fromkeys(("str", "toString", "to_string", "text", "TEXT"), "写成文字用 string(值)"),
    **dict.fromkeys(
        ("int", "Integer", "parseInt", "to_number", "float", "Decimal"), "文字转数用 number(文字)，取整用 floor(数)"
    ),
    **dict.fromkeys(("round", "ROUND", "四舍五入"), "四舍五入用 round half up(数, 小数位)"),
    **dict.fromkeys(("upper", "toUpperCase", "UPPER"), "写 upper case(文字)"),
    **dict.fromkeys(("lower", "toLowerCase", "LOWER"), "写 lower case(文字)"),
    **dict.fromkeys(("strip", "trim", "TRIM"), r'去掉两端空格写 replace(文字, "^\\s+|\\s+$", "")'),
    **dict.fromkeys(("startswith", "startsWith", "hasPrefix"), "写 starts with(文字, 开头)"),
    **dict.fromkeys(("endswith", "endsWith", "hasSuffix"), "写 ends with(文字, 结尾)"),
    **dict.fromkeys(("has", "find", "indexOf", "in_array"), "写 contains(文字, 一段) 或 list contains(列表, 值)"),
    **dict.fromkeys(("append", "push", "add"), "写 append(列表, 值)"),
    **dict.fromkeys(("filter", "where", "select"), "筛选写 列表[条件]"),
    **dict.fromkeys(("map", "forEach", "foreach"), "逐项计算写 for x in 列表 return …"),
    **dict.fromkeys(("sorted", "orderBy", "SORT"), "写 sort(列表)"),
    **dict.fromkeys(("exists", "isnull", "isNull", "is_null", "ISBLANK", "defined"), _IS_NULL),
    **dict.fromkeys(("empty", "isEmpty", "is_empty"), "空列表写 count(列表) = 0，" + _IS_NULL),
    **dict.fromkeys(("coalesce", "ifnull", "nvl", "default", "IFERROR"), _OR_ELSE),
    **dict.fromkeys(("isinstance", "typeof", "type"), "判断类型写 x instance of number"),
    **dict.fromkeys(("average", "avg", "AVERAGE"), "平均数用 mean(列表)"),
    **dict.fromkeys(("pow", "POWER"), "乘方写 **，如 2 ** 3"),
    **dict.fromkeys(("join", "concat", "CONCAT", "TEXTJOIN"), '连成文字用 string join(列表, "、") 或 +'),
    **dict.fromkeys(("keys", "values", "items", "entries"), "键和值的列表用 get entries(上下文)"),
    **dict.fromkeys(("get", "getValue"), '写 上下文.名称，或 get value(上下文, "名称")'),
    **dict.fromkeys(("datetime", "strptime", "toDate", "DATEVALUE"), '日期写 date("2026-09-21") 或 @"2026-09-21"'),
    **dict.fromkeys(("today", "now", "TODAY", "NOW"), "今天写 today()，此刻写 now()，前面不加别的名称"),
    **dict.fromkeys(
        ("timedelta", "days", "addDays", "DATEADD"), '时长写 @"P3D"（3 天）、@"P1M"（1 个月），可与日期相加减'
    ),
    **dict.fromkeys(("DATEDIF", "DATEDIFF", "datediff"), "相差的时间写 日期 - 日期，天数写 (日期 - 日期).days"),
    **dict.fromkeys(("print", "log_info", "console"), "表达式只计算一个值，不能打印"),
    **dict.fromkeys(("IF", "iif", "IIF"), _IF),
    **dict.fromkeys(
        ("COUNTIF", "SUMIF", "COUNTIFS"), "先筛选：count(列表[条件])，合计用 sum(for x in 列表[条件] return x.金额)"
    ),
    **dict.fromkeys(("VLOOKUP", "LOOKUP", "INDEX"), "查找写 列表[条件][1]"),
    **dict.fromkeys(("AND", "并且"), "请写 a and b"),
    **dict.fromkeys(("OR", "或者"), "请写 a or b"),
    **dict.fromkeys(("NOT", "非"), "请写 not(…)"),
}
"""Functions of other languages and spreadsheets, with what to write."""


def word_hint(name: str) -> str | None:
    """What to write instead of a word of another language; None for any other word."""
    return WORDS.get(name)


def name_hint(name: str) -> str | None:
    """The same for a name that nobody knows; it may also be a function or module of another language."""
    return WORDS.get(name) or CALLS.get(name)


def call_hint(name: str, known: Iterable[str]) -> str | None:
    """What to write instead of a function of another language, or of one in another spelling: `string_length`."""
    if name in CALLS:
        return CALLS[name]
    plain = _plain(name)
    same = next((other for other in known if _plain(other) == plain and other != name), None)
    return f"请写 {same}(…)" if same else None


def _plain(name: str) -> str:
    return name.replace(" ", "").replace("_", "").lower()
