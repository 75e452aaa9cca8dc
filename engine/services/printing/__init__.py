"""Documents on paper: the papers of a case and of a unit, and the whole file of a case."""

from engine.services.printing.case_file import print_case_file
from engine.services.printing.printing import list_papers, print_paper
from engine.services.printing.unit_registers import print_cash_register

__all__ = ["list_papers", "print_case_file", "print_cash_register", "print_paper"]
