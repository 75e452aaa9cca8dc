"""Sums and other figures over lists. Each text in backticks is an example that is true."""

from collections import Counter
from decimal import Decimal, DecimalException

from engine.feel.arithmetic import POWER_COST, calculate
from engine.feel.comparisons import sort_keys
from engine.feel.decimals import MATH
from engine.feel.functions import UnfitArgumentsError, built_in
from engine.feel.scopes import Run


def _numbers(members: list[object]) -> list[Decimal]:
    numbers = [member for member in members if isinstance(member, Decimal)]
    if len(numbers) != len(members):
        raise UnfitArgumentsError
    return numbers


def _extreme(members: list[object], sign: int) -> object:
    if not members or any(member is None for member in members):
        return None
    best = members[0]
    for member in members:
        keys = sort_keys(member, best)
        if keys is None:
            raise UnfitArgumentsError
        if keys[0] < keys[1] if sign < 0 else keys[0] > keys[1]:
            best = member
    return best


@built_in("min", "list: list", "*")
def minimum(_run: Run, members: list[object]) -> object:
    """最小的一项。`min([3, 1, 2]) = 1` `min("a", "b") = "a"`"""
    return _extreme(members, -1)


@built_in("max", "list: list", "*")
def maximum(_run: Run, members: list[object]) -> object:
    """最大的一项。`max(3, 1, 2) = 3` `max(@"2026-01-01", @"2026-03-01") = @"2026-03-01"`"""
    return _extreme(members, 1)


@built_in("sum", "list: list", "*")
def total(run: Run, members: list[object]) -> object:
    """合计；空列表为空值。`sum([0.1, 0.2]) = 0.3` `sum([]) = null`"""
    if not members:
        return None
    result = members[0]
    if not isinstance(result, Decimal):
        raise UnfitArgumentsError
    for member in members[1:]:
        result = calculate("+", result, member, run)
    return result


@built_in("mean", "list: list", "*")
def mean(_run: Run, members: list[object]) -> object:
    """平均数。`mean([1, 2, 3]) = 2`"""
    numbers = _numbers(members)
    return _mean(numbers) if numbers else None


def _mean(numbers: list[Decimal]) -> Decimal:
    return MATH.divide(_sum(numbers), Decimal(len(numbers)))


def _sum(numbers: list[Decimal]) -> Decimal:
    result = Decimal(0)
    for number in numbers:
        result = MATH.add(result, number)
    return result


@built_in("product", "list: list", "*")
def product(_run: Run, members: list[object]) -> object:
    """连乘。`product([2, 3, 4]) = 24`"""
    numbers = _numbers(members)
    if not numbers:
        return None
    result = Decimal(1)
    try:
        for number in numbers:
            result = MATH.multiply(result, number)
    except DecimalException:
        return None
    return result


@built_in("median", "list: list", "*")
def median(run: Run, members: list[object]) -> object:
    """中位数。`median(8, 2, 5, 3, 4) = 4` `median([6, 1, 2, 3]) = 2.5`"""
    numbers = sorted(_numbers(members))
    run.charge_size(len(numbers))
    if not numbers:
        return None
    middle = len(numbers) // 2
    return numbers[middle] if len(numbers) % 2 else _mean(numbers[middle - 1 : middle + 1])


@built_in("stddev", "list: list", "*")
def standard_deviation(run: Run, members: list[object]) -> object:
    """样本标准差，至少两项。`stddev([2, 4, 6]) = 2`"""
    numbers = _numbers(members)
    if len(numbers) < 2:
        return None
    run.charge(POWER_COST + len(numbers) // 2)
    middle = _mean(numbers)
    squares = [MATH.power(MATH.subtract(number, middle), Decimal(2)) for number in numbers]
    return MATH.sqrt(MATH.divide(_sum(squares), Decimal(len(numbers) - 1)))


@built_in("mode", "list: list", "*")
def mode(run: Run, members: list[object]) -> object:
    """出现最多的数（列表，升序）。`mode([6, 3, 9, 6, 6]) = [6]` `mode([1, 2]) = [1, 2]`"""
    numbers = _numbers(members)
    run.charge_size(len(numbers))
    counted = Counter(numbers)
    most = max(counted.values(), default=0)
    return sorted(number for number, times in counted.items() if times == most)
