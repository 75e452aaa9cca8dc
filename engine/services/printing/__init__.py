"""Documents on paper: notices to the household, and the whole file of a case."""

from engine.services.printing.case_file import print_case_file
from engine.services.printing.notices import print_notice

__all__ = ["print_case_file", "print_notice"]
