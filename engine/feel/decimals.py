"""Decimal numbers of 34 digits, as the DMN standard asks (IEEE 754-2008 decimal128); never floats."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)

ROUNDINGS = {
    "ceiling": ROUND_CEILING,
    "floor": ROUND_FLOOR,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
    "half up": ROUND_HALF_UP,
    "half down": ROUND_HALF_DOWN,
    "half even": ROUND_HALF_EVEN,
}

MATH = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""The arithmetic of every FEEL number; an impossible operation raises DecimalException."""

_WIDE = Context(prec=50, Emin=-999_999, Emax=999_999, traps=[InvalidOperation, DivisionByZero, Overflow])

MIN_SCALE, MAX_SCALE = -6111, 6176


def number(value: int | str) -> Decimal:
    """A FEEL number from an integer or a decimal text, rounded to 34 digits."""
    return MATH.create_decimal(value)


def rounded(value: Decimal, scale: int, rounding: str) -> Decimal:
    """`value` with `scale` decimal places; a negative scale rounds to tens, hundreds…"""
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or -exponent <= scale:
        return value
    return MATH.plus(value.quantize(Decimal((0, (1,), -scale)), rounding=ROUNDINGS[rounding], context=_WIDE))


def is_integral(value: Decimal) -> bool:
    """Whether there is nothing behind the decimal point."""
    return value == value.to_integral_value()


def as_int(value: Decimal) -> int | None:
    """The integer part, or None for numbers too large to be a position, a scale or a count."""
    return int(value) if abs(value) < 10**12 else None


def write(value: Decimal) -> str:
    """The decimal text without exponent and without trailing zeros."""
    if not value:
        return "0"
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0 and is_integral(value):
        value = value.to_integral_value()
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
