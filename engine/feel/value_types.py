"""Types of values as far as they are known before anything is evaluated."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

TEMPORAL_MOMENTS = frozenset({"date", "time", "date and time"})
DURATIONS = frozenset({"days and time duration", "years and months duration"})
ORDERED = TEMPORAL_MOMENTS | DURATIONS | {"number", "string"}


LABELS: Mapping[str, str] = {
    "string": "文字",
    "number": "数",
    "boolean": "真假值",
    "date": "日期",
    "time": "时间",
    "date and time": "日期时间",
    "days and time duration": "天数时长",
    "years and months duration": "年月时长",
    "list": "列表",
    "context": "上下文",
    "range": "区间",
    "function": "函数",
    "Null": "空值",
    "Any": "任意",
}


@dataclass(frozen=True, slots=True)
class ValueType:
    """A FEEL type by its name; every value may be null besides. `Any` stands for what is not known.

    `member` belongs to lists and ranges, `entries` to contexts of which some entries are known. A type that is only
    stated somewhere, and nowhere enforced, is not sure.
    """

    name: str
    member: "ValueType | None" = None
    entries: "Mapping[str, ValueType] | None" = None
    is_sure: bool = True

    @property
    def is_known(self) -> bool:
        """Whether the type says anything about a value."""
        return self.name not in ("Any", "Null")

    @property
    def inner(self) -> "ValueType":
        """The type of the members of a list or range; the type itself for anything else."""
        return self if self.name not in ("list", "range") else self.member or ANY

    def unsure(self) -> "ValueType":
        """The same type, not to be relied upon."""
        return replace(self, is_sure=False)

    def entry(self, name: str) -> "ValueType":
        """The type of an entry of a context."""
        return (self.entries or {}).get(name, ANY)

    @property
    def label(self) -> str:
        """For people: 文字, 数, 日期 …"""
        inner = (
            f"（{self.member.label}）" if self.name in ("list", "range") and self.inner.is_known and self.member else ""
        )
        return LABELS.get(self.name, self.name) + inner

    def __str__(self) -> str:
        """As FEEL writes it."""
        if self.name in ("list", "range") and self.member is not None and self.member.is_known:
            return f"{self.name}<{self.member}>"
        return self.name


ANY = ValueType("Any")
NULL = ValueType("Null")
NUMBER, STRING, BOOLEAN = ValueType("number"), ValueType("string"), ValueType("boolean")


def list_of(member: ValueType) -> ValueType:
    """A list of such members."""
    return ValueType("list", member, is_sure=member.is_sure)


def context_of(entries: Mapping[str, ValueType]) -> ValueType:
    """A context with these entries, and perhaps others."""
    return ValueType("context", entries=entries)


def common_type(types: Iterable[ValueType]) -> ValueType:
    """What holds for values of all these types; null fits every type."""
    known = [one for one in types if one.name != "Null"]
    if not known:
        return ANY
    first = known[0]
    if any(one.name != first.name for one in known):
        return ANY
    if first.name in ("list", "range"):
        return replace(first, member=common_type(one.inner for one in known), is_sure=all(one.is_sure for one in known))
    if first.name == "context":
        shared = {name for name in first.entries or {} if all(name in (one.entries or {}) for one in known)}
        return context_of({name: common_type(one.entry(name) for one in known) for name in sorted(shared)})
    return replace(first, is_sure=all(one.is_sure for one in known))


def how_to_bring_together(kinds: Collection[str]) -> str:
    """What to write so that values of these types can be compared or calculated with (Chinese)."""
    if "number" in kinds and TEMPORAL_MOMENTS & set(kinds):
        return '加减的时间写成时长，如 @"P3D"（3 天）、@"P1M"（1 个月）'
    others = set(kinds) - {"string"}
    if "string" not in kinds or len(others) != 1:
        return "请检查两边的类型"
    other = others.pop()
    if other == "number":
        return "数不加引号；文字转数用 number(文字)，数写成文字用 string(数)"
    if other in TEMPORAL_MOMENTS:
        return f'文字先转换：{other}(文字)，或写成 @"2026-09-21" 这样的值'
    if other == "boolean":
        return "真假值写 true 或 false，不加引号"
    return "文字先转换成同一类型，例如 duration(文字)" if other in DURATIONS else "请检查两边的类型"
