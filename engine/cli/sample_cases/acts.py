"""What is done in a sample case: when, counted back from the present, by whom, and with which form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from engine.cli.demo import Office
from engine.domain.roles import Role


class Hands(Protocol):
    """What somebody has at hand who fills in a form."""

    @property
    def now(self) -> str:
        """The moment of the act, as an ISO text."""
        ...

    @property
    def today(self) -> date:
        """The local date of the act."""
        ...

    def paper(self) -> str:
        """The id of a page just uploaded to the case."""
        ...

    def colleague(self, number: int) -> str:
        """The username of the n-th township handler of the office."""
        ...

    def working_day(self, ahead: int) -> date:
        """The n-th working day after the day on which the samples are made, or before it where negative; never 0."""
        ...


Form = Callable[[Hands], Mapping[str, Any]]


class Kind(StrEnum):
    """What can be done."""

    REGISTER = "register"
    OPEN = "open"
    COMPLETE = "complete"
    SEND = "send"
    ANSWER_CHECK = "answer_check"


@dataclass(frozen=True, slots=True)
class When:
    """A local clock time on the n-th working day (n >= 1) before the present one, or some natural days before that."""

    days_ago: int
    clock: str
    natural_days_earlier: int = 0


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done by the n-th person of a role; `name` is that of the process, the element or the message."""

    kind: Kind
    when: When
    role: Role
    name: str
    form: Form
    number: int = 1
    picked: Mapping[str, str] = field(default_factory=dict)
    """Inputs of the process to choose by, where its element waits in several."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample case: what it shows, the office it belongs to, and all that has been done in it."""

    stage: str
    office: Office
    acts: tuple[Act, ...]


def at(days_ago: int, clock: str) -> When:
    """A local clock time (`10:00`) on the n-th working day (n >= 1) before the present one."""
    return When(days_ago, clock)


def complete(when: When, role: Role, element_id: str, form: Form, number: int = 1, **picked: str) -> Act:
    """A human task completed."""
    return Act(Kind.COMPLETE, when, role, element_id, form, number, picked)


def send(when: When, message: str, form: Form) -> Act:
    """A message from outside, entered by the first handler of the township."""
    return Act(Kind.SEND, when, Role.TOWNSHIP_HANDLER, message, form)


def answer_check(when: When, form: Form) -> Act:
    """The checking centre's answer to the last request arrives; a person of the centre has yet to confirm it."""
    return Act(Kind.ANSWER_CHECK, when, Role.CHECK_CENTRE, "", form)


def open_process(when: When, role: Role, process_id: str, form: Form) -> Act:
    """A linked process opened by hand, for the case where there is one."""
    return Act(Kind.OPEN, when, role, process_id, form)


@dataclass(frozen=True, slots=True)
class Household:
    """Who is in need (everybody is invented), and why; the codes are those of a registration."""

    name: str
    persons: int
    cause: str
    category: str
    description: str
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further fields of the registration."""


def register(when: When, household: Household, **more: Any) -> Act:
    """A case registered at the window of the township."""
    return Act(Kind.REGISTER, when, Role.TOWNSHIP_HANDLER, "", lambda _: registration_of(household, **more))


def registration_of(household: Household, **more: Any) -> dict[str, Any]:
    """What is entered about a household; the office, the identity number and the telephone are added when played."""
    return {
        "channel": "window",
        "cause": household.cause,
        "description": household.description,
        "needs_immediate": False,
        "category": household.category,
        "applicant": {"name": household.name, "hukou": "local", "residence": "local"},
        "household": {"size": household.persons, "members": []},
        **household.more,
        **more,
    }
