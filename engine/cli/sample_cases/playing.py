"""Plays the sample cases side by side, in the order of time, on a clock of their own that ends at the present."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from engine.cli import demo
from engine.cli.replay.placeholders import identity_number, phone_number
from engine.cli.sample_cases.acts import Act, Kind, Sample, When
from engine.cli.sample_cases.samples import samples
from engine.clock import StandingClock
from engine.domain.local_time import LOCAL_ZONE, local_date, utc_of
from engine.domain.means_checks import CheckAnswer
from engine.domain.roles import Grant, Role, UnitKind
from engine.domain.signed_in import SignedInPerson
from engine.domain.working_calendar import WorkingCalendar
from engine.schemas.cases import NewCaseBody
from engine.schemas.instances import NewInstance
from engine.services import case_work, documents, due_work, instance_starts, means_checks, outbox
from engine.services.instance_starts import Opening
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import cases, followups, processes, staff

ONE_PAGE: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SENDER: Final = "samples"
Progress = Callable[[int, int], None]
"""Told how many of how many acts are done."""


def play(resources: Resources, progress: Progress) -> int:
    """Bring the sample cases from their registration to the present; how many there are.

    What they would have sent outside is marked as sent and goes nowhere: bank, centre and charities are as invented
    as the households.
    """
    present = resources.clock.now()
    played = replace(resources, clock=StandingClock())
    moments = Moments(read(resources, lambda work: work.reference.calendar), present)
    players = [Player(played, sample, moments) for sample in samples()]
    acts = sorted(_timed(players, moments), key=lambda one: one[0])
    for number, (moment, player, act) in enumerate(acts, start=1):
        _move_clock(played, moment)
        player.play(act)
        progress(number, len(acts))
    _move_clock(played, present)
    return len(players)


def is_empty(resources: Resources) -> bool:
    """Whether there is no case yet; sample cases never come to an office that works."""
    return not read(resources, lambda work: cases.has_cases(work.session))


@dataclass(frozen=True, slots=True)
class Moments:
    """Times counted from the present by the working calendar."""

    calendar: WorkingCalendar
    present: datetime

    def of(self, when: When) -> datetime:
        """The moment (UTC) of an act."""
        on = self.working_day(-when.days_ago) - timedelta(days=when.natural_days_earlier)
        return utc_of(on, time.fromisoformat(when.clock))

    def working_day(self, ahead: int) -> date:
        """The n-th working day after the present one, or before it where `ahead` is negative; never 0."""
        if ahead < 0:
            return self.calendar.nth_working_day_before(self._present_day, -ahead)
        return self.calendar.nth_working_day_after(self._present_day, ahead)

    @property
    def _present_day(self) -> date:
        """The working day whose business is not over yet: after closing time, and on days off, that is the next one."""
        local = self.present.astimezone(LOCAL_ZONE)
        is_over = local.time() >= self.calendar.closes_at
        return self.calendar.roll_forward(local.date() + timedelta(days=1 if is_over else 0))


def _timed(players: Sequence["Player"], moments: Moments) -> Iterator[tuple[datetime, "Player", Act]]:
    for player in players:
        for act in player.sample.acts:
            yield moments.of(act.when), player, act


def _move_clock(resources: Resources, moment: datetime) -> None:
    """Let what is due on the way happen at its own time."""
    due_work.run_due(resources, moment)
    if isinstance(resources.clock, StandingClock):
        resources.clock.set(moment)
    while outbox.deliver_ready(resources, SENDER, lambda *_: None):
        pass


@dataclass(slots=True)
class Player:
    """Plays one sample case; knows which case it has become."""

    resources: Resources
    sample: Sample
    moments: Moments
    case_id: UUID | None = field(default=None)

    def play(self, act: Act) -> None:
        """Do one thing, as the person it belongs to.

        Raises:
            JiuzhuError: it was refused.
            LookupError: the task it completes is not open.
        """
        person = self.person(act.role, act.number)
        filled = dict(act.form(AtHand(self)))
        match act.kind:
            case Kind.REGISTER:
                self._register(person, filled)
            case Kind.OPEN:
                self._open(person, act.name, filled)
            case Kind.COMPLETE:
                case_work.complete(self.resources, person, None, self._open_task(act), filled, None)
            case Kind.SEND:
                case_work.send_message(self.resources, person, None, self.case, act.name, filled)

            case Kind.ANSWER_CHECK:
                self._answer_check(filled)

    @property
    def case(self) -> UUID:
        """The case, once it is there; a sample begins by registering it.

        Raises:
            LookupError: nothing was registered yet.
        """
        if self.case_id is None:
            raise LookupError(f"the sample {self.sample.stage} has no case yet")
        return self.case_id

    def _register(self, person: SignedInPerson, filled: dict[str, Any]) -> None:
        entered = self._identified(filled)
        body = NewCaseBody.model_validate(entered)
        answer = instance_starts.register_case(self.resources, person, None, entered, body.as_new_case())
        self.case_id = UUID(str(answer["case_id"]))

    def _open(self, person: SignedInPerson, process_id: str, filled: dict[str, Any]) -> None:
        entered = filled if self.case_id else self._identified(filled)
        body = NewInstance(process_id=process_id, case_id=self.case_id, data=entered)
        opening = Opening(body.process_id, body.case_id, body.declared_data(), body.as_new_matter())
        answer = instance_starts.open_instance(self.resources, person, None, body.data, opening)
        self.case_id = UUID(str(answer["case_id"]))

    def _answer_check(self, found: dict[str, Any]) -> None:
        case_id = self.case

        def record(work: UnitOfWork) -> None:
            asked = followups.latest_economic_check(work.session, case_id)
            if asked is None:
                raise LookupError(f"the sample {self.sample.stage} has asked the centre nothing")
            means_checks.record_answer(work, CheckAnswer(asked.id, **found))

        write(self.resources, record)

    def _identified(self, filled: dict[str, Any]) -> dict[str, Any]:
        """What was entered with the office and with an invented number and telephone of the applicant."""
        applicant = filled["applicant"]
        key = hashlib.sha256(applicant["name"].encode()).hexdigest()
        invented = {"id_number": identity_number(key), "phone": phone_number(key)}
        return {**filled, "division": self.sample.office.village, "applicant": {**applicant, **invented}}

    def _open_task(self, act: Act) -> UUID:
        case_id = self.case

        def query(work: UnitOfWork) -> UUID | None:
            inputs = {one.id: one.inputs for one in processes.instances_of(work.session, case_id)}
            return next(
                (
                    task.id
                    for task in processes.open_tasks_of(work.session, case_id)
                    if task.element_id == act.name and act.picked.items() <= inputs[task.instance_id].items()
                ),
                None,
            )

        found = read(self.resources, query)
        if found is None:
            raise LookupError(f"the sample {self.sample.stage} has no open task {act.name}")
        return found

    def person(self, role: Role, number: int) -> SignedInPerson:
        """The n-th sample person of a role for the case, as if signed in."""
        username = demo.username(role, number, self.sample.office)
        unit_code = self.sample.office.unit_of(role)

        def query(work: UnitOfWork) -> SignedInPerson:
            member = staff.member_named(work.session, username)
            unit = staff.unit(work.session, unit_code)
            if member is None or unit is None:
                raise LookupError(f"the sample people are not there: {username}")
            grant = Grant(role, unit.code, UnitKind(unit.kind), unit.name)
            return SignedInPerson(member.id, username, member.display_name, (grant,), member.id, work.now)

        return read(self.resources, query)


@dataclass(frozen=True, slots=True)
class AtHand:
    """What a person has at hand in a sample case."""

    player: Player

    @property
    def now(self) -> str:
        """The moment of the act, as an ISO text."""
        return self.player.resources.clock.now().isoformat()

    @property
    def today(self) -> date:
        """The local date of the act."""
        return local_date(self.player.resources.clock.now())

    def paper(self) -> str:
        """The id of a page that the first handler of the township has just uploaded to the case."""
        case_id = self.player.case
        added = write(
            self.player.resources,
            lambda work: documents.add_document(work, case_id, "样例材料.pdf", ONE_PAGE),
            person=self.player.person(Role.TOWNSHIP_HANDLER, 1),
        )
        return str(added["document_id"])

    def colleague(self, number: int) -> str:
        """The username of the n-th township handler of the office."""
        return demo.username(Role.TOWNSHIP_HANDLER, number, self.player.sample.office)

    def working_day(self, ahead: int) -> date:
        """The n-th working day after (or before) the day on which the samples are made."""
        return self.player.moments.working_day(ahead)
