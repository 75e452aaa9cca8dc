"""What a command says when it is refused."""

from engine.errors import InvalidInputError, JiuzhuError
from engine.labels import ERRORS


def in_words(error: JiuzhuError) -> str:
    """One line for the operator: what it is, what to do, and the details for who looks closer."""
    words = ERRORS.get(error.code)
    if words is None:
        return f"{error.code}: {error}"
    if isinstance(error, InvalidInputError):
        return f"{words.title}：{'；'.join(problem.message for problem in error.errors)}"
    return f"{words.title}：{words.advice}（{error.code}: {error}）"
