"""Phone numbers of the mainland: mobile and landline."""

import re
import unicodedata
from typing import Final

_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE: Final = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}")


def normalised_phone(text: str) -> str:
    """The number as it is stored: half-width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_mobile(number: str) -> bool:
    """Whether `number` can receive text messages."""
    return _MOBILE.fullmatch(number) is not None


def phone_problem(number: str) -> str | None:
    """Why a normalised `number` is no phone number (Chinese), or nothing."""
    if is_mobile(number) or _LANDLINE.fullmatch(number):
        return None
    return "电话应为 11 位手机号，或带区号的固定电话（如 023-12345678）"
