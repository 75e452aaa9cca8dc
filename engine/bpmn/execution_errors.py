"""Why a process cannot go on: every failure of the engine below arrives as one of these."""

from collections.abc import Sequence
from uuid import UUID

from engine.bpmn.findings import Finding
from engine.errors import CannotGoOnError, ConflictError, JiuzhuError


class BundleError(JiuzhuError):
    """The files cannot be run; `findings` says what is wrong where."""

    code = "bundle_broken"

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(f"{one.file} {one.element_id or ''}: {one.rule}" for one in findings))
        self.findings = tuple(findings)


class TaskNotOpenError(ConflictError):
    """Nothing waits under this id: it was never open, or it has been completed or cancelled."""

    code = "task_not_open"

    def __init__(self, task_id: UUID) -> None:
        super().__init__(f"task {task_id} is not open")
        self.task_id = task_id


class TimerNotDueError(ConflictError):
    """The timer waits, but for a later time, or for none yet."""

    code = "timer_not_due"

    def __init__(self, task_id: UUID) -> None:
        super().__init__(f"timer {task_id} is not due")
        self.task_id = task_id


class ProcessFailure(CannotGoOnError):  # noqa: N818 - the family, never raised itself
    """The step cannot be finished and must be rolled back: an administrator has to look at it (incident)."""

    code = "process_failed"
    element_id: str | None = None


class StateMismatchError(ProcessFailure):
    """The saved state does not fit its bundle or this version."""

    code = "state_mismatch"


class StepFailedError(ProcessFailure):
    """An element cannot be carried out; `cause` says why in Chinese or English, without any data value."""

    code = "step_failed"

    def __init__(self, element_id: str | None, cause: str) -> None:
        super().__init__(f"{element_id}: {cause}")
        self.element_id, self.cause = element_id, cause


class StuckError(ProcessFailure):
    """The process is not finished, but nothing is left to wait for."""

    code = "process_stuck"

    def __init__(self) -> None:
        super().__init__("nothing is ready or waiting, and the process is not finished")


class GuardError(ProcessFailure):
    """A limit of one step or one process was passed."""

    code = "process_limit"

    def __init__(self, limit: str, reached: int, allowed: int) -> None:
        super().__init__(f"{limit}: {reached} (allowed {allowed})")
        self.reached, self.allowed = reached, allowed


class DepthError(GuardError):
    """The process has grown so deep that the engine below would lose sight of tasks."""

    code = "process_too_deep"


class TooManyTasksError(GuardError):
    """One step opened more tasks than any diagram needs: a loop without a wait in it."""

    code = "step_too_large"


class StepTooSlowError(GuardError):
    """One step took longer than a request may take."""

    code = "step_too_slow"


class DataTooLargeError(GuardError):
    """Process data are ids, codes, booleans, dates and fen; this is more (design.md 1, idea 4)."""

    code = "process_data_too_large"


class DecisionError(ProcessFailure):
    """A decision table gives no usable answer."""

    code = "decision_failed"

    def __init__(self, decision_id: str, message: str, element_id: str | None = None) -> None:
        super().__init__(f"{decision_id}: {message}")
        self.decision_id, self.element_id = decision_id, element_id


class NoRuleMatchedError(DecisionError):
    """No rule fits the inputs of a table of which one rule should answer, and it has no default."""

    code = "no_rule_matched"


class RulesOverlapError(DecisionError):
    """Rules that exclude each other fit the same inputs; `rules` are their numbers, from 1.

    Under UNIQUE any two do, under ANY those with different outputs.
    """

    code = "rules_overlap"

    def __init__(self, decision_id: str, rules: Sequence[int]) -> None:
        super().__init__(decision_id, f"rules {', '.join(map(str, rules))} match at once")
        self.rules = tuple(rules)


class ValueNotAllowedError(DecisionError):
    """A value is not among those that its table lists; `column` is the input's expression or the output's name."""

    code = "value_not_allowed"

    def __init__(self, decision_id: str, column: str) -> None:
        super().__init__(decision_id, f"the value of {column} is not allowed")
        self.column = column


class UnknownDecisionError(DecisionError):
    """The bundle has no such decision."""

    code = "unknown_decision"
