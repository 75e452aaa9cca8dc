"""The error tree: a stable code for machines, facts as attributes, a message for the log.

HTTP statuses live in `engine.api.error_responses`, Chinese texts in `engine.labels`.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class JiuzhuError(Exception):
    """Anything this system refuses or cannot do; `code` never changes once published."""

    code = "internal_error"


class NotFoundError(JiuzhuError):
    """What was asked for does not exist, or not for this person."""

    code = "not_found"


class ConflictError(JiuzhuError):
    """The state of things does not allow it now."""

    code = "conflict"


class NotPermittedError(JiuzhuError):
    """This person may not do this."""

    code = "not_permitted"


class NotSignedInError(JiuzhuError):
    """Nobody is signed in, or the session has ended."""

    code = "not_signed_in"


class TooManyRequestsError(JiuzhuError):
    """Refused for now; `retry_after_seconds` says when to come back."""

    code = "too_many_requests"

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with one field; `path` is dotted (`household.size`), `message` is Chinese for people."""

    path: str
    message: str


class InvalidInputError(JiuzhuError):
    """What was entered cannot be accepted; `errors` says which field and why."""

    code = "form_invalid"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(f"{error.path}: {error.message}" for error in errors))
        self.errors = tuple(errors)


class CannotGoOnError(JiuzhuError):
    """A case cannot be moved on as things are: somebody has to mend a table, a diagram or a setting (incident)."""

    code = "cannot_go_on"


class UnavailableError(JiuzhuError):
    """The system cannot do it at the moment; the same request may be sent again."""

    code = "unavailable"
