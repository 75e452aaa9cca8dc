"""Administrative divisions as level columns: a code of 6, 9 or 12 digits names a county, a town or a village."""

import re
from dataclasses import dataclass
from typing import Final

from engine.domain.roles import UnitKind
from engine.errors import FieldError, InvalidInputError

TOWN_CODE_LENGTH: Final = 9

_CODE: Final = re.compile(r"[1-9][0-9]{5}(?:[0-9]{3}(?:[0-9]{3})?)?")


class InvalidDivisionError(InvalidInputError):
    """A text is no code of a county, town or village."""


@dataclass(frozen=True, slots=True)
class Division:
    """Where something lies: always a county, perhaps a town in it, perhaps a village in that.

    The columns usually are prefixes of each other, but not after a change of boundaries, when a town keeps its code
    under another county.
    """

    county_code: str
    town_code: str | None = None
    village_code: str | None = None

    def __post_init__(self) -> None:
        if self.village_code is not None and self.town_code is None:
            raise InvalidDivisionError([FieldError("division", "村（社区）须属于一个乡镇（街道）")])

    @property
    def code(self) -> str:
        """The code of the narrowest level."""
        return self.village_code or self.town_code or self.county_code

    @property
    def level(self) -> UnitKind:
        """The narrowest level: village, township or county."""
        if self.village_code is not None:
            return UnitKind.VILLAGE
        return UnitKind.COUNTY if self.town_code is None else UnitKind.TOWNSHIP

    def contains(self, other: "Division") -> bool:
        """Whether `other` is this division or lies in it."""
        if self.village_code is not None:
            return self.village_code == other.village_code
        if self.town_code is not None:
            return self.town_code == other.town_code
        return self.county_code == other.county_code

    def at_level(self, level: UnitKind) -> "Division":
        """The division of that level around this one; itself when it is no narrower."""
        if level is UnitKind.TOWNSHIP:
            return Division(self.county_code, self.town_code)
        return self if level is UnitKind.VILLAGE else Division(self.county_code)

    def moved_to(self, county_code: str) -> "Division":
        """The same town and village under the county that has taken them over."""
        return Division(county_code, self.town_code, self.village_code)


def division_of(code: str, path: str = "division") -> Division:
    """The division that `code` names, with the levels above it taken from the code.

    Raises:
        InvalidDivisionError: the code has not 6, 9 or 12 digits, or is that of a province or city.
    """
    if not _CODE.fullmatch(code) or code[4:6] == "00":
        raise InvalidDivisionError([FieldError(path, "区划代码应为 6 位（区县）、9 位（乡镇）或 12 位（村）数字")])
    return Division(code[:6], code[:9] if len(code) >= 9 else None, code if len(code) == 12 else None)
