"""Functions on numbers and on truth values. Each text in backticks is an example that is true."""

from decimal import Decimal, DecimalException

from engine.feel.arithmetic import POWER_COST
from engine.feel.decimals import MATH, MAX_SCALE, MIN_SCALE, as_int, is_integral, rounded
from engine.feel.functions import UnfitArgumentsError, built_in
from engine.feel.scopes import Run
from engine.feel.temporal import DaysDuration, MonthsDuration


def _rounded(value: Decimal, scale: Decimal | None, rounding: str) -> Decimal:
    places = as_int(scale) if scale is not None else 0
    if places is None or not MIN_SCALE <= places <= MAX_SCALE:
        raise UnfitArgumentsError
    return rounded(value, places, rounding)


@built_in("decimal", "n: number, scale: number")
def decimal_places(_run: Run, n: Decimal, scale: Decimal) -> object:
    """按“四舍六入五成双”保留小数位。`decimal(1/3, 2) = 0.33` `decimal(2.5, 0) = 2`"""
    return _rounded(n, scale, "half even")


@built_in("floor", "n: number", "n: number, scale: number")
def floor(_run: Run, n: Decimal, scale: Decimal | None = None) -> object:
    """向下取整。`floor(-1.5) = -2` `floor(1.56, 1) = 1.5`"""
    return _rounded(n, scale, "floor")


@built_in("ceiling", "n: number", "n: number, scale: number")
def ceiling(_run: Run, n: Decimal, scale: Decimal | None = None) -> object:
    """向上取整。`ceiling(1.5) = 2` `ceiling(-1.56, 1) = -1.5`"""
    return _rounded(n, scale, "ceiling")


@built_in("round up", "n: number, scale: number")
def round_up(_run: Run, n: Decimal, scale: Decimal) -> object:
    """远离零舍入。`round up(1.121, 2) = 1.13`"""
    return _rounded(n, scale, "up")


@built_in("round down", "n: number, scale: number")
def round_down(_run: Run, n: Decimal, scale: Decimal) -> object:
    """向零舍入（截断）。`round down(1.129, 2) = 1.12`"""
    return _rounded(n, scale, "down")


@built_in("round half up", "n: number, scale: number")
def round_half_up(_run: Run, n: Decimal, scale: Decimal) -> object:
    """四舍五入。`round half up(2.5, 0) = 3` `round half up(-2.5, 0) = -3`"""
    return _rounded(n, scale, "half up")


@built_in("round half down", "n: number, scale: number")
def round_half_down(_run: Run, n: Decimal, scale: Decimal) -> object:
    """五舍六入。`round half down(2.5, 0) = 2`"""
    return _rounded(n, scale, "half down")


@built_in("abs", "n: length")
def absolute(_run: Run, n: Decimal | DaysDuration | MonthsDuration) -> object:
    """绝对值，也用于时长。`abs(-10) = 10` `abs(@"-P1D") = @"P1D"`"""
    if isinstance(n, DaysDuration):
        return DaysDuration(abs(n.nanos))
    return MonthsDuration(abs(n.months)) if isinstance(n, MonthsDuration) else MATH.abs(n)


@built_in("modulo", "dividend: number, divisor: number")
def modulo(_run: Run, dividend: Decimal, divisor: Decimal) -> object:
    """余数，符号同除数。`modulo(12, 5) = 2` `modulo(-12, 5) = 3`"""
    try:
        rest = MATH.remainder(dividend, divisor)
    except DecimalException:
        return None
    return MATH.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@built_in("sqrt", "number: number")
def square_root(run: Run, number: Decimal) -> object:
    """平方根。`sqrt(16) = 4`"""
    run.charge(POWER_COST)
    return None if number < 0 else MATH.sqrt(number)


@built_in("log", "number: number")
def logarithm(run: Run, number: Decimal) -> object:
    """自然对数。`round half up(log(10), 4) = 2.3026`"""
    run.charge(POWER_COST)
    return None if number <= 0 else MATH.ln(number)


@built_in("exp", "number: number")
def exponential(run: Run, number: Decimal) -> object:
    """e 的乘方。`round half up(exp(1), 4) = 2.7183`"""
    run.charge(POWER_COST)
    try:
        return MATH.exp(number)
    except DecimalException:
        return None


@built_in("odd", "number: number")
def odd(_run: Run, number: Decimal) -> object:
    """是否奇数。`odd(5)`"""
    return is_integral(number) and _last_digit(number) % 2 == 1


@built_in("even", "number: number")
def even(_run: Run, number: Decimal) -> object:
    """是否偶数。`even(2)`"""
    return is_integral(number) and _last_digit(number) % 2 == 0


def _last_digit(number: Decimal) -> int:
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or exponent > 0:
        return 0
    position = len(digits) + exponent - 1
    return digits[position] if position >= 0 else 0


@built_in("not", "negand: any")
def negation(_run: Run, negand: object) -> object:
    """逻辑非；空值仍为空值。`not(false)` `not(null) = null`"""
    return not negand if isinstance(negand, bool) else None
