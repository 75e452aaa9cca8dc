"""Sums of money in capital numerals (人民币大写), as forms of payment ask for them beside the figures.

Rules: Measures for Payment and Settlement (支付结算办法), annex 1, articles 1 to 3.
"""

from typing import Final

from engine.domain.money import FEN_PER_YUAN

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万亿")
WHOLE: Final = "整"


def capital_yuan(amount_fen: int) -> str:
    """The sum in capitals: `壹仟贰佰陆拾元伍角整`; 整 ends what has no fen.

    Raises:
        ValueError: the sum is below zero, or above what four groups of digits hold.
    """
    if not 0 <= amount_fen < 10**18:
        raise ValueError(f"no sum for capital numerals: {amount_fen} fen")
    yuan, rest = divmod(amount_fen, FEN_PER_YUAN)
    jiao, fen = divmod(rest, 10)
    whole = f"{_capital_integer(yuan)}元" if yuan or not rest else ""
    tenths = f"{DIGITS[jiao]}角" if jiao else ("零" if yuan and fen else "")
    return whole + tenths + (f"{DIGITS[fen]}分" if fen else WHOLE)


def _capital_integer(number: int) -> str:
    """A whole number, group by group of four digits; zeros between digits are read once."""
    if number == 0:
        return DIGITS[0]
    said = ""
    for group in range((len(str(number)) - 1) // 4, -1, -1):
        four = number // 10_000**group % 10_000
        if four == 0:
            continue
        gap = said and (four < 1000 or number // 10_000 ** (group + 1) % 10_000 == 0)
        said += ("零" if gap else "") + _capital_four(four) + _GROUPS[group]
    return said


def _capital_four(four: int) -> str:
    said, is_gap = "", False
    for place in range(3, -1, -1):
        digit = four // 10**place % 10
        if digit == 0:
            is_gap = bool(said)
            continue
        said += ("零" if is_gap else "") + DIGITS[digit] + _PLACES[place]
        is_gap = False
    return said
