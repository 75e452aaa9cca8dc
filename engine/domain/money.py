"""Money: whole fen inside, yuan as text for people; a float never touches it."""

import re
import unicodedata
from typing import Final

from engine.errors import FieldError, InvalidInputError

FEN_PER_YUAN: Final = 100
_YUAN_TEXT: Final = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,2}))?")


class InvalidMoneyError(InvalidInputError):
    """A text is no sum of money."""


def fen_of_yuan(text: str, path: str = "amount") -> int:
    """The fen of a text in yuan: up to nine digits and two decimals, without sign or separators.

    Raises:
        InvalidMoneyError: the text is written otherwise; `path` names the field.
    """
    written = _YUAN_TEXT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if written is None:
        raise InvalidMoneyError([FieldError(path, "金额应为数字，最多 9 位整数、2 位小数，如 1260 或 1260.50")])
    yuan, fen = written.groups(default="")
    return int(yuan) * FEN_PER_YUAN + int(fen.ljust(2, "0"))


def yuan_text(amount_fen: int) -> str:
    """The sum as people read it: `1,260.50`."""
    yuan, fen = divmod(abs(amount_fen), FEN_PER_YUAN)
    return f"{'-' if amount_fen < 0 else ''}{yuan:,}.{fen:02d}"


def yuan_entry(amount_fen: int) -> str:
    """The sum as `fen_of_yuan` reads it back, without separators: `1260.50`."""
    return yuan_text(amount_fen).replace(",", "")


def is_whole_yuan(amount_fen: int) -> bool:
    """Whether the sum has no jiao and fen; awards always are whole yuan."""
    return amount_fen % FEN_PER_YUAN == 0
