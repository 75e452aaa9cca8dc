"""Accounts that relief is paid to: bank cards, and passbooks or 一卡通 accounts."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

_CARD: Final = re.compile(r"[0-9]{16,19}")
_ACCOUNT: Final = re.compile(r"[0-9]{8,32}")


class AccountKind(StrEnum):
    """A card number carries a check digit, the number of another account does not."""

    CARD = "card"
    ACCOUNT = "account"


def normalised_account(text: str) -> str:
    """The number as it is stored: half-width, without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def account_problem(number: str, kind: AccountKind) -> str | None:
    """Why a normalised `number` is no account of that kind (Chinese, without the number itself), or nothing."""
    if kind is AccountKind.ACCOUNT:
        return None if _ACCOUNT.fullmatch(number) else "账号应为 8 至 32 位数字"
    if not _CARD.fullmatch(number):
        return "银行卡号应为 16 至 19 位数字"
    return None if passes_luhn(number) else "银行卡号校验不正确，请核对是否输错"


def passes_luhn(digits: str) -> bool:
    """Whether the last of `digits` is the check digit of the others: ISO/IEC 7812-1, annex B."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0
