"""Sets of characters of XPath patterns: ranges, categories, blocks, and subtraction."""

import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache

BLOCKS = {
    "BasicLatin": (0x0, 0x7F), "Latin-1Supplement": (0x80, 0xFF), "LatinExtended-A": (0x100, 0x17F),
    "LatinExtended-B": (0x180, 0x24F), "IPAExtensions": (0x250, 0x2AF), "SpacingModifierLetters": (0x2B0, 0x2FF),
    "CombiningDiacriticalMarks": (0x300, 0x36F), "Greek": (0x370, 0x3FF), "GreekandCoptic": (0x370, 0x3FF),
    "Cyrillic": (0x400, 0x4FF), "Armenian": (0x530, 0x58F), "Hebrew": (0x590, 0x5FF), "Arabic": (0x600, 0x6FF),
    "Devanagari": (0x900, 0x97F), "Bengali": (0x980, 0x9FF), "Thai": (0xE00, 0xE7F), "Lao": (0xE80, 0xEFF),
    "Tibetan": (0xF00, 0xFFF), "Georgian": (0x10A0, 0x10FF), "HangulJamo": (0x1100, 0x11FF),
    "Mongolian": (0x1800, 0x18AF), "LatinExtendedAdditional": (0x1E00, 0x1EFF), "GreekExtended": (0x1F00, 0x1FFF),
    "GeneralPunctuation": (0x2000, 0x206F), "SuperscriptsandSubscripts": (0x2070, 0x209F),
    "CurrencySymbols": (0x20A0, 0x20CF), "LetterlikeSymbols": (0x2100, 0x214F), "NumberForms": (0x2150, 0x218F),
    "Arrows": (0x2190, 0x21FF), "MathematicalOperators": (0x2200, 0x22FF), "MiscellaneousTechnical": (0x2300, 0x23FF),
    "EnclosedAlphanumerics": (0x2460, 0x24FF), "BoxDrawing": (0x2500, 0x257F), "BlockElements": (0x2580, 0x259F),
    "GeometricShapes": (0x25A0, 0x25FF), "MiscellaneousSymbols": (0x2600, 0x26FF), "Dingbats": (0x2700, 0x27BF),
    "CJKRadicalsSupplement": (0x2E80, 0x2EFF), "KangxiRadicals": (0x2F00, 0x2FDF),
    "CJKSymbolsandPunctuation": (0x3000, 0x303F), "Hiragana": (0x3040, 0x309F), "Katakana": (0x30A0, 0x30FF),
    "Bopomofo": (0x3100, 0x312F), "HangulCompatibilityJamo": (0x3130, 0x318F),
    "EnclosedCJKLettersandMonths": (0x3200, 0x32FF), "CJKCompatibility": (0x3300, 0x33FF),
    "CJKUnifiedIdeographsExtensionA": (0x3400, 0x4DBF), "CJKUnifiedIdeographs": (0x4E00, 0x9FFF),
    "YiSyllables": (0xA000, 0xA48F), "HangulSyllables": (0xAC00, 0xD7AF), "PrivateUse": (0xE000, 0xF8FF),
    "CJKCompatibilityIdeographs": (0xF900, 0xFAFF), "AlphabeticPresentationForms": (0xFB00, 0xFB4F),
    "ArabicPresentationForms-A": (0xFB50, 0xFDFF), "CJKCompatibilityForms": (0xFE30, 0xFE4F),
    "SmallFormVariants": (0xFE50, 0xFE6F), "ArabicPresentationForms-B": (0xFE70, 0xFEFF),
    "HalfwidthandFullwidthForms": (0xFF00, 0xFFEF), "Specials": (0xFFF0, 0xFFFF),
}  # fmt: skip
"""Unicode blocks that `\\p{Is…}` knows."""

CATEGORIES = frozenset(
    [
        "L",
        "Lu",
        "Ll",
        "Lt",
        "Lm",
        "Lo",
        "M",
        "Mn",
        "Mc",
        "Me",
        "N",
        "Nd",
        "Nl",
        "No",
        "P",
        "Pc",
        "Pd",
        "Ps",
        "Pe",
        "Pi",
        "Pf",
        "Po",
        "Z",
        "Zs",
        "Zl",
        "Zp",
        "S",
        "Sm",
        "Sc",
        "Sk",
        "So",
        "C",
        "Cc",
        "Cf",
        "Co",
        "Cn",
    ]
)

Accepts = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class CharacterSet:
    """Single characters, ranges of code points and classes; perhaps negated, perhaps less another set."""

    singles: frozenset[str] = frozenset()
    ranges: tuple[tuple[int, int], ...] = ()
    classes: tuple[Accepts, ...] = ()
    negated: bool = False
    less: "CharacterSet | None" = None

    def accepts(self, character: str, variants: Collection[str]) -> bool:
        """Whether the character belongs to the set; classes see it as it is, the rest in its `variants` of case."""
        inside = any(self._holds(variant) for variant in variants) or any(
            accepts(character) for accepts in self.classes
        )
        return inside is not self.negated and not (self.less is not None and self.less.accepts(character, variants))

    def _holds(self, character: str) -> bool:
        code = ord(character)
        return character in self.singles or any(low <= code <= high for low, high in self.ranges)


@lru_cache(maxsize=4096)
def case_variants(character: str) -> frozenset[str]:
    """The character in all its cases, as far as they are one character."""
    variants = {character, character.lower(), character.upper(), character.casefold(), character.swapcase()}
    variants |= {variant.upper() for variant in variants} | {variant.lower() for variant in variants}
    return frozenset(variant for variant in variants if len(variant) == 1)


def category(name: str) -> Accepts | None:
    """The characters of a Unicode category (`Lu`, `L`) or block (`IsBasicLatin`); None for unknown ones."""
    if name.startswith("Is"):
        block = BLOCKS.get(name[2:])
        return None if block is None else lambda character: block[0] <= ord(character) <= block[1]
    if name not in CATEGORIES:
        return None
    return lambda character: unicodedata.category(character).startswith(name)


def _is_space(character: str) -> bool:
    return character in " \t\n\r"


def _is_digit(character: str) -> bool:
    return unicodedata.category(character) == "Nd"


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] not in "PZC"


def _is_name_start(character: str) -> bool:
    return character in "_:" or unicodedata.category(character)[0] == "L"


def _is_name_part(character: str) -> bool:
    return character in "_:-.·" or unicodedata.category(character)[0] in "LMN"


def _opposite(accepts: Accepts) -> Accepts:
    return lambda character: not accepts(character)


_POSITIVE: dict[str, Accepts] = {
    "s": _is_space,
    "d": _is_digit,
    "w": _is_word,
    "i": _is_name_start,
    "c": _is_name_part,
}
ESCAPED_CLASSES: dict[str, Accepts] = {
    **_POSITIVE,
    **{letter.upper(): _opposite(accepts) for letter, accepts in _POSITIVE.items()},
}
"""`\\s`, `\\d`, `\\w`, `\\i`, `\\c` and their opposites in capitals."""


def negated_category(name: str) -> Accepts | None:
    """All characters outside a category or block."""
    accepts = category(name)
    return None if accepts is None else _opposite(accepts)
