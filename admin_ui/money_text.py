"""Yuan as people write them, fen as everything else counts them; never a float."""

import re
import unicodedata

_YUAN = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")  # policy reference 6.1


def yuan_text(amount_fen: int | None) -> str:
    """`123450` fen as `1,234.50`; nothing as a dash."""
    if amount_fen is None:
        return "—"
    sign = "-" if amount_fen < 0 else ""
    yuan, fen = divmod(abs(amount_fen), 100)
    return f"{sign}{yuan:,}.{fen:02d}"


def typed_yuan(amount_fen: int) -> str:
    """`123450` fen as a person would type it: `1234.50`, whole yuan without decimals."""
    yuan, fen = divmod(amount_fen, 100)
    return f"{yuan}.{fen:02d}" if fen else str(yuan)


def fen_of(typed: str) -> int | None:
    """The fen of a typed amount of yuan (`700`, `700.5`, `1,234.50`), or None when it is not one."""
    half_width = unicodedata.normalize("NFKC", typed)  # Chinese input methods type full-width digits
    cleaned = half_width.strip().replace(",", "").removesuffix("元").strip()
    if not _YUAN.fullmatch(cleaned):
        return None
    yuan, _, decimals = cleaned.partition(".")
    return int(yuan) * 100 + int(decimals.ljust(2, "0") or 0)
