"""Resident identity numbers of 18 characters: GB 11643-1999, and the permits built on it.

Foreign permanent residents (numbers beginning with 9) and residents of Hong Kong, Macao and Taiwan with a residence
permit (81, 82, 83) carry numbers of the same make. Every function but `normalised_identity_number` takes a normalised
number.
"""

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import Final

LENGTH: Final = 18
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS: Final = "10X98765432"
_SHAPE: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")


class IdentityKind(StrEnum):
    """What paper proves who a person is."""

    RESIDENT = "resident"
    FOREIGN_PERMANENT_RESIDENT = "foreign_permanent_resident"
    HK_MACAO_TAIWAN_RESIDENT = "hk_macao_taiwan_resident"
    OTHER_DOCUMENT = "other_document"


def normalised_identity_number(text: str) -> str:
    """The number as it is stored: half-width, upper-case, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def identity_number_problem(number: str, today: date) -> str | None:
    """Why `number` is no valid identity number (Chinese, without the number itself), or nothing."""
    if len(number) != LENGTH:
        return f"身份证件号码应为 {LENGTH} 位"
    if not _SHAPE.fullmatch(number):
        return "身份证件号码前 17 位应为数字，末位为数字或 X"
    born_on = _date_in(number)
    if born_on is None:
        return "身份证件号码中的出生日期不存在"
    if born_on > today:
        return "身份证件号码中的出生日期晚于今天"
    if check_character(number[:-1]) != number[-1]:
        return "身份证件号码校验位不正确，请核对是否输错"
    return None


def is_identity_number(number: str, today: date) -> bool:
    """Whether `number` is valid in shape, date of birth and check character."""
    return identity_number_problem(number, today) is None


def check_character(first_seventeen: str) -> str:
    """The 18th character that belongs to the 17 digits before it."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def birth_date(number: str) -> date:
    """The date of birth in a valid number."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def identity_kind(number: str) -> IdentityKind:
    """Which kind of holder a valid number names."""
    if number.startswith("9"):
        return IdentityKind.FOREIGN_PERMANENT_RESIDENT
    if number.startswith(("81", "82", "83")):
        return IdentityKind.HK_MACAO_TAIWAN_RESIDENT
    return IdentityKind.RESIDENT


def other_document_problem(text: str) -> str | None:
    """Why `text` is no number of another identity document (5 to 30 characters), or nothing."""
    return None if 5 <= len(text.strip()) <= 30 else "其他证件号码应为 5 至 30 个字符"


def _date_in(number: str) -> date | None:
    try:
        return birth_date(number)
    except ValueError:
        return None
