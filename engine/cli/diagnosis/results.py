"""What a check says."""

from collections.abc import Callable
from dataclasses import dataclass

Check = Callable[[], str]
"""Says what was found; raises NotInOrderError where something has to be done."""


class NotInOrderError(Exception):
    """Something that has to be put right: what was found, and what to do."""

    def __init__(self, found: str, advice: str) -> None:
        super().__init__(found)
        self.found, self.advice = found, advice


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of one check, in Chinese; `advice` is empty where all is well."""

    name: str
    ok: bool
    found: str
    advice: str = ""

    def as_line(self) -> str:
        """The result as one line."""
        advice = f"。处理：{self.advice}" if self.advice else ""
        return f"{'正常' if self.ok else '异常'}  {self.name}：{self.found}{advice}"
