"""Into whose hands a human task goes, and that it leaves them."""

from datetime import datetime

from engine.store.tables.processes import HumanTaskRow


def give_to(task: HumanTaskRow, username: str, now: datetime) -> None:
    """Put the task into somebody's hands: they start afresh, whoever held it before."""
    task.assignee, task.claimed_at, task.last_worked_at, task.follow_up_on = username, now, now, None


def take_back(task: HumanTaskRow) -> None:
    """Let nobody hold the task; its draft stays with it."""
    task.assignee, task.claimed_at, task.last_worked_at, task.follow_up_on = None, None, None, None
