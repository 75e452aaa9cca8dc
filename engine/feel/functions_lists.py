"""Functions on lists. Each text in backticks is an example that is true."""

from decimal import Decimal
from functools import cmp_to_key

from engine.feel.budgets import MAX_VALUE_DEPTH, too_expensive
from engine.feel.comparisons import equal, sort_keys
from engine.feel.decimals import as_int
from engine.feel.functions import Function, UnfitArgumentsError, built_in
from engine.feel.scopes import Run


@built_in("list contains", "list: list, element: any")
def list_contains(run: Run, members: list[object], element: object) -> object:
    """列表是否含有某值。`list contains(["低保", "特困"], "低保")`"""
    return any(equal(member, element, run) for member in members)


@built_in("count", "list: list")
def count(_run: Run, members: list[object]) -> object:
    """列表的项数。`count([1, 2, null]) = 3`"""
    return Decimal(len(members))


@built_in("all", "list: list", "*")
def all_true(_run: Run, members: list[object]) -> object:
    """是否全部为真；空列表为真。`all([true, true])` `not(all([true, false]))`"""
    if any(member is False for member in members):
        return False
    return True if all(member is True for member in members) else None


@built_in("any", "list: list", "*")
def any_true(_run: Run, members: list[object]) -> object:
    """是否至少一个为真；空列表为假。`any([false, true])`"""
    if any(member is True for member in members):
        return True
    return False if all(member is False for member in members) else None


@built_in("sublist", "list: list, start position: number, length?: number")
def sublist(_run: Run, members: list[object], start: Decimal, length: Decimal | None) -> object:
    """从第几项起取一段；负数从末尾数。`sublist([4, 5, 6], 1, 2) = [4, 5]` `sublist([4, 5, 6], -1) = [6]`"""
    first = _index(members, start)
    if length is None:
        return members[first:]
    amount = as_int(length)
    if amount is None or amount < 1 or first + amount > len(members):
        return None
    return members[first : first + amount]


def _index(members: list[object], position: Decimal) -> int:
    index = as_int(position)
    if not index or index != position or abs(index) > len(members):
        raise UnfitArgumentsError
    return index - 1 if index > 0 else len(members) + index


@built_in("append", "list: list, item: any")
def append(run: Run, members: list[object], item: object) -> object:
    """在末尾加上一项或几项。`append([1], 2, 3) = [1, 2, 3]`"""
    return run.checked_list([*members, item])


@built_in("append", "*")
def append_several(run: Run, arguments: list[object]) -> object:
    """在末尾加上几项。"""
    if len(arguments) < 3:
        return None
    first = arguments[0]
    return run.checked_list([*(first if isinstance(first, list) else [first]), *arguments[1:]])


@built_in("concatenate", "*")
def concatenate(run: Run, lists: list[object]) -> object:
    """把几个列表接成一个。`concatenate([1, 2], [3]) = [1, 2, 3]`"""
    joined: list[object] = []
    for part in lists:
        if part is None:
            return None
        joined.extend(part if isinstance(part, list) else [part])
        run.checked_list(joined)
    return joined


@built_in("insert before", "list: list, position: number, newItem: any")
def insert_before(run: Run, members: list[object], position: Decimal, item: object) -> object:
    """在某项之前插入。`insert before([1, 3], 1, 2) = [2, 1, 3]`"""
    index = _index(members, position)
    return run.checked_list([*members[:index], item, *members[index:]])


@built_in("remove", "list: list, position: number")
def remove(_run: Run, members: list[object], position: Decimal) -> object:
    """去掉某一项。`remove([1, 2, 3], 2) = [1, 3]`"""
    index = _index(members, position)
    return [*members[:index], *members[index + 1 :]]


@built_in("list replace", "list: list, position: number, newItem: any")
def list_replace(_run: Run, members: list[object], position: Decimal, item: object) -> object:
    """替换某一项，或替换函数选中的各项。`list replace([2, 4, 7], 3, 6) = [2, 4, 6]`"""
    index = _index(members, position)
    return [*members[:index], item, *members[index + 1 :]]


@built_in("list replace", "list: list, match: function, newItem: any")
def list_replace_matches(run: Run, members: list[object], match: Function, item: object) -> object:
    """替换函数选中的各项。"""
    replaced = []
    for member in members:
        chosen = match.invoke([member, item], run)
        if not isinstance(chosen, bool):
            return None
        replaced.append(item if chosen else member)
    return replaced


@built_in("reverse", "list: list")
def reverse(_run: Run, members: list[object]) -> object:
    """倒序。`reverse([1, 2, 3]) = [3, 2, 1]`"""
    return members[::-1]


@built_in("index of", "list: list, match: any")
def index_of(run: Run, members: list[object], match: object) -> object:
    """某值出现在第几项（列表）。`index of([1, 2, 3, 2], 2) = [2, 4]`"""
    return [Decimal(number) for number, member in enumerate(members, start=1) if equal(member, match, run)]


@built_in("union", "*")
def union(run: Run, lists: list[object]) -> object:
    """几个列表的并集，去掉重复。`union([1, 2], [2, 3]) = [1, 2, 3]`"""
    joined = concatenate(run, lists)
    return None if not isinstance(joined, list) else _distinct(joined, run)


@built_in("distinct values", "list: list")
def distinct_values(run: Run, members: list[object]) -> object:
    """去掉重复的项。`distinct values([1, 2, 3, 2, 1]) = [1, 2, 3]`"""
    return _distinct(members, run)


def _distinct(members: list[object], run: Run) -> list[object]:
    kept: list[object] = []
    seen: set[object] = set()
    for member in members:
        if isinstance(member, Decimal | str):
            if member not in seen:
                seen.add(member)
                kept.append(member)
            continue
        run.charge_size(len(kept))
        if not any(equal(member, other, run) for other in kept):
            kept.append(member)
    return kept


@built_in("flatten", "list: list")
def flatten(run: Run, members: list[object]) -> object:
    """把列表里的列表摊平。`flatten([[1, 2], [[3]], 4]) = [1, 2, 3, 4]`"""
    flat: list[object] = []
    _flatten(members, flat, run, 0)
    return flat


def _flatten(members: list[object], flat: list[object], run: Run, depth: int) -> None:
    if depth > MAX_VALUE_DEPTH:
        raise too_expensive("数据嵌套层数", MAX_VALUE_DEPTH)
    run.charge_size(len(members))
    for member in members:
        if isinstance(member, list):
            _flatten(member, flat, run, depth + 1)
        else:
            flat.append(member)
    run.checked_list(flat)


@built_in("sort", "list: list, precedes?: function")
def sort(run: Run, members: list[object], precedes: Function | None) -> object:
    """排序；可给出比较函数。`sort([3, 1, 2]) = [1, 2, 3]` `sort([3, 1, 2], function(x, y) x > y) = [3, 2, 1]`"""
    if precedes is None:
        run.charge(len(members) * len(members).bit_length() // 4)
        return sorted(members, key=cmp_to_key(_natural_order))
    if not precedes.accepts(2):
        return None

    def order(one: object, other: object) -> int:
        if precedes.invoke([one, other], run) is True:
            return -1
        return 1 if precedes.invoke([other, one], run) is True else 0

    return sorted(members, key=cmp_to_key(order))


def _natural_order(one: object, other: object) -> int:
    keys = sort_keys(one, other)
    if keys is None:
        raise UnfitArgumentsError
    return int(keys[0] > keys[1]) - int(keys[0] < keys[1])
