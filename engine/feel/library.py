"""All built-in functions of the standard; importing this module fills the register."""

from engine.feel import (
    functions_contexts,
    functions_conversions,
    functions_dates,
    functions_lists,
    functions_numbers,
    functions_ranges,
    functions_statistics,
    functions_strings,
)
from engine.feel.functions import BUILT_IN

FAMILIES = (
    functions_conversions,
    functions_strings,
    functions_numbers,
    functions_lists,
    functions_statistics,
    functions_contexts,
    functions_dates,
    functions_ranges,
)
"""In the order of the syntax reference."""

__all__ = ["BUILT_IN", "FAMILIES"]
