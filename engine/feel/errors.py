"""What FEEL refuses: each error says where, why (Chinese, for the person who wrote the text) and what to write."""

from engine.errors import JiuzhuError


class FeelError(JiuzhuError):
    """An expression that cannot be compiled or evaluated.

    `line` and `column` count from 1 (0 where no position is known); `message` and `fix` are Chinese.
    """

    code = "feel_error"

    def __init__(self, message: str, *, line: int = 0, column: int = 0, fix: str = "", code: str | None = None) -> None:
        self.code = code or type(self).code
        self.message, self.line, self.column, self.fix = message, line, column, fix
        super().__init__(str(self))

    def __str__(self) -> str:
        where = f"第 {self.line} 行第 {self.column} 列：" if self.line else ""
        return where + self.message + (f"。{self.fix}" if self.fix else "")


class FeelSyntaxError(FeelError):
    """The text is not FEEL."""

    code = "feel_syntax"


class FeelNameError(FeelError):
    """Strict mode: a name or function that nobody declared."""

    code = "feel_unknown_name"


class FeelNullError(FeelError):
    """Strict mode: null where a number, an order or a condition is needed."""

    code = "feel_null"


class FeelTypeError(FeelError):
    """Strict mode: operands that do not go together; or a foreign Python value handed in."""

    code = "feel_type"


class FeelBudgetError(FeelError):
    """The text or its evaluation is larger than allowed."""

    code = "feel_budget"
