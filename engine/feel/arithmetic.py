"""The five operators over numbers, texts, dates, times and durations; anything else gives null."""

from collections.abc import Callable
from decimal import Decimal, DecimalException

from engine.feel.budgets import too_expensive
from engine.feel.decimals import MATH, is_integral
from engine.feel.scopes import Run
from engine.feel.temporal import (
    MAX_DURATION_NANOS,
    NANOS_PER_DAY,
    Date,
    DateTime,
    DaysDuration,
    MonthsDuration,
    TemporalError,
    Time,
    midnight,
)

POWER_COST = 50
"""Steps of one power, root or logarithm with 34 digits."""

NAMED_ZONE_COST = 20
"""Steps of finding the offset of a named zone."""

NUMBER_OPERATORS: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": MATH.add,
    "-": MATH.subtract,
    "*": MATH.multiply,
    "/": MATH.divide,
}


def calculate(operator: str, left: object, right: object, run: Run) -> object:
    """The result of `left operator right`, null where the standard knows none."""
    try:
        if type(left) is Decimal and type(right) is Decimal:
            return _power(left, right, run) if operator == "**" else NUMBER_OPERATORS[operator](left, right)
        return _OPERATORS[operator](left, right, run)
    except (DecimalException, TemporalError):
        return None


def negative(value: object) -> object:
    """Unary minus of numbers and durations."""
    match value:
        case Decimal():
            return MATH.minus(value)
        case DaysDuration():
            return DaysDuration(-value.nanos)
        case MonthsDuration():
            return MonthsDuration(-value.months)
    return None


def _power(base: Decimal, exponent: Decimal, run: Run) -> Decimal:
    if abs(exponent) > run.budget.exponent:
        raise too_expensive("乘方的指数", run.budget.exponent)
    run.charge(POWER_COST)
    if not base and not exponent:
        return Decimal(1)
    return MATH.power(base, exponent)


def _add(left: object, right: object, run: Run) -> object:
    match left, right:
        case str(), str():
            run.charge_size((len(left) + len(right)) // 16)
            return run.checked_text(left + right)
        case ((Date() | DateTime() | Time()), (DaysDuration() | MonthsDuration())):
            return _later(left, right, 1, run)
        case ((DaysDuration() | MonthsDuration()), (Date() | DateTime() | Time())):
            return _later(right, left, 1, run)
        case DaysDuration(), DaysDuration():
            return DaysDuration(left.nanos + right.nanos)
        case MonthsDuration(), MonthsDuration():
            return MonthsDuration(left.months + right.months)
    return None


def _subtract(left: object, right: object, run: Run) -> object:
    match left, right:
        case ((Date() | DateTime() | Time()), (DaysDuration() | MonthsDuration())):
            return _later(left, right, -1, run)
        case DaysDuration(), DaysDuration():
            return DaysDuration(left.nanos - right.nanos)
        case MonthsDuration(), MonthsDuration():
            return MonthsDuration(left.months - right.months)
        case Time(), Time():
            same = (left.zone is None) == (right.zone is None)
            return DaysDuration(left.utc_nanos - right.utc_nanos) if same else None
        case ((Date() | DateTime()), (Date() | DateTime())):
            return _elapsed(_as_date_time(left), _as_date_time(right))
    return None


def _as_date_time(value: Date | DateTime) -> DateTime:
    return midnight(value) if isinstance(value, Date) else value


def _elapsed(end: DateTime, start: DateTime) -> DaysDuration | None:
    if (end.time.zone is None) != (start.time.zone is None):
        return None
    return DaysDuration(end.instant - start.instant)


def _later(
    moment: Date | DateTime | Time, length: DaysDuration | MonthsDuration, sign: int, run: Run
) -> Date | DateTime | Time | None:
    if isinstance(length, MonthsDuration):
        return None if isinstance(moment, Time) else moment.plus_months(sign * length.months)
    if isinstance(moment, Time):
        return Time((moment.nanos + sign * length.nanos) % NANOS_PER_DAY, moment.zone)
    if isinstance(moment, Date):
        return midnight(moment).plus_nanos(sign * length.nanos).date
    run.charge(1 if moment.time.zone is None or moment.time.zone.name is None else NAMED_ZONE_COST)
    return moment.plus_nanos(sign * length.nanos)


def _multiply(left: object, right: object, _run: Run) -> object:
    match left, right:
        case ((DaysDuration() | MonthsDuration()), Decimal()):
            return _scaled(left, right)
        case Decimal(), (DaysDuration() | MonthsDuration()):
            return _scaled(right, left)
    return None


def _divide(left: object, right: object, _run: Run) -> object:
    match left, right:
        case ((DaysDuration() | MonthsDuration()), Decimal()):
            return (
                _scaled(left, MATH.divide(Decimal(1), right)) if not is_integral(right) else _shared(left, int(right))
            )
        case DaysDuration(), DaysDuration():
            return MATH.divide(Decimal(left.nanos), Decimal(right.nanos))
        case MonthsDuration(), MonthsDuration():
            return MATH.divide(Decimal(left.months), Decimal(right.months))
    return None


def _scaled(length: DaysDuration | MonthsDuration, factor: Decimal) -> DaysDuration | MonthsDuration:
    amount = length.nanos if isinstance(length, DaysDuration) else length.months
    product = MATH.multiply(Decimal(amount), factor)
    if abs(product) > MAX_DURATION_NANOS:
        raise TemporalError("duration out of range")
    return type(length)(int(product))


def _shared(length: DaysDuration | MonthsDuration, divisor: int) -> DaysDuration | MonthsDuration | None:
    if divisor == 0:
        return None
    amount = length.nanos if isinstance(length, DaysDuration) else length.months
    part = abs(amount) // abs(divisor)
    return type(length)(part if (amount < 0) == (divisor < 0) else -part)


def _no_power(_left: object, _right: object, _run: Run) -> object:
    return None


_OPERATORS: dict[str, Callable[[object, object, Run], object]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "**": _no_power,
}
