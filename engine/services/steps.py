"""One step of one process in one transaction: run to the next wait, then write what came of it (design, idea 3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from engine.bpmn.bundle import Bundle, Element
from engine.bpmn.decisions import DecisionOutcome
from engine.bpmn.execution_errors import StepFailedError
from engine.bpmn.host import OperationCall, Visit, VisitKind
from engine.bpmn.process import LIBRARY_VERSION, STATE_FORMAT, OpenTask, Process, Snapshot, Wait, Waiting, WaitingTimer
from engine.domain.roles import role_of_lane
from engine.services import incidents, matters, messages
from engine.services.case_facts import case_facts
from engine.services.case_relief import CaseRelief
from engine.services.clock_marks import apply_marks, listed
from engine.services.clocks import CaseClocks
from engine.services.operation_registry import operation_named
from engine.services.policy_values import frozen, thawed
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, processes, separation
from engine.store.tables.cases import CaseRow, PersonRow
from engine.store.tables.processes import (
    PASSED,
    DecisionRecordRow,
    ElementVisitRow,
    HumanTaskRow,
    ProcessInstanceRow,
)

NO_DUE_TIME = datetime.fromisoformat("9999-12-31T00:00:00+00:00")
HUMAN_KINDS: Final = frozenset({"userTask", "manualTask"})
_MOST_ROUNDS: Final = 50


@dataclass(slots=True)
class Step:
    """The host of one step: what the diagram asks for, and what it leaves to be written."""

    work: UnitOfWork
    case: CaseRow
    instance: ProcessInstanceRow
    bundle: Bundle
    now: datetime
    clocks_of_case: CaseClocks | None = None
    new_tasks: list[HumanTaskRow] = field(default_factory=list)
    _pending_marks: list[Visit] = field(default_factory=list)
    closing_tasks: set[UUID] = field(default_factory=set)
    """Human tasks that this step completes; they are no longer open work."""
    interrupted_tasks: set[UUID] = field(default_factory=set)
    """Human tasks that an event took away in this step; their rows are closed when the step is written."""
    firing_timer: UUID | None = None
    """The timer that began this step."""
    message_content: Mapping[str, Any] = field(default_factory=dict)
    """Everything that came with the message of this step, also what does not enter process data."""
    _facts: dict[str, Any] | None = None
    _relief: CaseRelief | None = None
    _applicant: PersonRow | None = None

    def case_facts(self) -> Mapping[str, Any]:
        """The members of `case.*`, read once per step and again after an operation changed the case."""
        if self._facts is None:
            self._facts = case_facts(self.work, self.case)
        return self._facts

    def policy(self) -> Mapping[str, object]:
        """The latest results of the decisions of this case."""
        return {name: thawed(result) for name, result in self.case.policy.items()}

    def decided(self, decision: DecisionOutcome) -> None:
        """Record an evaluated decision with those it required, and let `policy.*` show its result."""
        self.case.policy = {**self.case.policy, decision.decision_id: frozen(decision.result)}
        self._facts = None  # `case.track` is the proposal of a decision until the case is accepted
        for outcome in (*decision.required, decision):
            self._record(outcome)

    def _record(self, decision: DecisionOutcome) -> None:
        self.work.record(
            DecisionRecordRow,
            id=self.work.new_id(),
            county_code=self.case.county_code,
            case_id=self.case.id,
            instance_id=self.instance.id,
            decision_id=decision.decision_id,
            element_id=decision.element_id or "",
            inputs=frozen(decision.inputs),
            matched=[frozen({"row": rule.number, "notes": rule.annotations}) for rule in decision.matched],
            result=frozen(decision.result),
            bundle_number=self.instance.bundle_number,
            decided_at=self.now,
        )

    def operate(self, call: OperationCall) -> Mapping[str, object]:
        """Carry out a registered operation in this transaction."""
        result = operation_named(call.operation).carry_out(self, call)
        self._facts = None
        return result

    def visited(self, visit: Visit) -> None:
        """Keep the path of the case and the clock marks to be applied when the step settles."""
        self._pending_marks.append(visit)
        if visit.kind is VisitKind.CANCELLED:
            self.interrupted_tasks.add(visit.task_id)
        if visit.kind is VisitKind.COMPLETED and self._was_just_reached(visit):
            self.work.latest_record(ElementVisitRow)["kind"] = PASSED
            return
        self.work.record(
            ElementVisitRow,
            id=self.work.new_id(),
            county_code=self.case.county_code,
            case_id=self.case.id,
            instance_id=self.instance.id,
            process_id=visit.process_id,
            element_id=visit.element_id,
            kind=visit.kind.value,
            at=visit.at,
            actor=self.work.actor if self.bundle.elements[visit.element_id].kind in HUMAN_KINDS else None,
        )

    def _was_just_reached(self, visit: Visit) -> bool:
        """Whether the row written last says that this very node was reached, at the same time."""
        row = self.work.latest_record(ElementVisitRow)
        was_reached = row.get("kind") == VisitKind.REACHED and row["element_id"] == visit.element_id
        return was_reached and row["at"] == visit.at and row["instance_id"] == self.instance.id

    def deadline(self, key: str) -> datetime | None:
        """When the clock of a key falls due in this instance."""
        return self.clocks.due_at(key, self.instance.id)

    def deadline_warning(self, key: str) -> datetime | None:
        """When the clock of a key reaches its orange mark in this instance."""
        return self.clocks.warning_at(key, self.instance.id)

    @property
    def clocks(self) -> CaseClocks:
        """The clocks of the case, read when first needed."""
        if self.clocks_of_case is None:
            self.clocks_of_case = CaseClocks(self.work, self.case)
        return self.clocks_of_case

    @property
    def relief(self) -> CaseRelief:
        """What the case has been awarded and paid, read when first needed."""
        if self._relief is None:
            self._relief = CaseRelief(self.work.session, self.case.id)
        return self._relief

    @property
    def applicant(self) -> PersonRow:
        """The applicant of the case, read when first needed."""
        if self._applicant is None:
            self._applicant = cases.applicant_of(self.work.session, self.case)
        return self._applicant

    def apply_pending_marks(self) -> None:
        """Apply the marks of the nodes passed so far, in their order; anchors are read now (flows 1.1)."""
        visits, self._pending_marks = self._pending_marks, []
        apply_marks(self, visits)

    def start_linked(self, process_id: str, inputs: Mapping[str, object], origin_task_id: UUID) -> UUID:
        """Start a linked process of this case in the same transaction; hands back its instance id."""
        linked = new_step(self.work, self.case, process_id, inputs, origin_task_id, self.clocks_of_case)
        begin(linked)
        self.new_tasks.extend(linked.new_tasks)
        return linked.instance.id

    def start_in(self, matter: CaseRow, process_id: str, inputs: Mapping[str, object], origin_task_id: UUID) -> UUID:
        """Start a process in another matter of the same household; hands back its instance id."""
        if matter.id == self.case.id:
            return self.start_linked(process_id, inputs, origin_task_id)
        other = new_step(self.work, matter, process_id, inputs, origin_task_id)
        begin(other)
        self.new_tasks.extend(other.new_tasks)
        return other.instance.id

    def linked_by(self, origin_task_id: UUID, process_id: str) -> UUID | None:
        """The linked process that a task has started before."""
        return processes.instance_started_by(self.work.session, origin_task_id, process_id)

    def forget_facts(self) -> None:
        """Let `case.*` be read anew: an operation has changed the case."""
        self._facts = None

    def inputs_of_latest(self, decision_id: str) -> Mapping[str, Any]:
        """What went into the latest evaluation of a decision for this case."""
        self.work.flush()
        record = processes.latest_decision(self.work.session, self.case.id, decision_id)
        return record.inputs if record else {}


def new_step(
    work: UnitOfWork,
    case: CaseRow,
    process_id: str,
    inputs: Mapping[str, object],
    origin_task_id: UUID | None = None,
    clocks: CaseClocks | None = None,
) -> Step:
    """A step with a new instance of `process_id`, not yet begun, on the bundle that the case is pinned to."""
    instance = ProcessInstanceRow(
        id=work.new_id(),
        county_code=case.county_code,
        case_id=case.id,
        process_id=process_id,
        bundle_number=case.bundle_number,
        status="registered",
        state=None,
        state_format=STATE_FORMAT,
        library_version=LIBRARY_VERSION,
        started_at=work.now,
        origin_task_id=origin_task_id,
        opened_by=work.actor,
        inputs=dict(inputs),
        facts={},
    )
    work.session.add(instance)
    work.session.flush()
    bundle = work.resources.bundles.of(work.session, case.bundle_number)
    return Step(work, case, instance, bundle, work.now, clocks_of_case=clocks)


def step_of(work: UnitOfWork, case: CaseRow, instance: ProcessInstanceRow, clocks: CaseClocks | None = None) -> Step:
    """The step of an instance that has been locked."""
    bundle = work.resources.bundles.of(work.session, instance.bundle_number)
    return Step(work, case, instance, bundle, work.now, clocks_of_case=clocks)


def begin(step: Step) -> None:
    """Run a new instance to its first wait, and write everything that follows."""
    process = Process.start(step.bundle, step.instance.process_id, step.instance.inputs, step)
    _settle_and_write(step, process, None)


def take(step: Step, action: Callable[[Process], None]) -> None:
    """Restore the process of `step`, let `action` move it, and write everything that follows."""
    process = Process.restore(step.bundle, step.instance.process_id, step.instance.state or b"", step)
    before = process.waiting()
    action(process)
    _settle_and_write(step, process, before)


def follow_elements(step: Step) -> None:
    """Let the open human tasks of the instance be what their elements in the bundle of `step` say."""
    for row in processes.open_tasks_of(step.work.session, step.case.id):
        if row.instance_id != step.instance.id:
            continue
        element = step.bundle.elements[row.element_id]
        role = role_of_lane(element.lane or "")
        if role is None:
            raise StepFailedError(element.id, "the lane of the task is not the label of a role")
        if row.role != role.value:
            row.role, row.assignee, row.claimed_at = role.value, None, None
        row.name = element.name
        row.apart_from = separation.listed(_apart_from(step.bundle, element))
        row.deadline_key, row.due_at = _due_of(step, element)
    step.work.session.flush()


def _settle_and_write(step: Step, process: Process, before: Waiting | None) -> None:
    for _ in range(_MOST_ROUNDS):
        step.apply_pending_marks()
        process.rework_deadline_timers()
        if not process.fire_due() and not _deliver_kept_messages(step, process, before):
            break
    _write(step, process.snapshot(), before)


def _deliver_kept_messages(step: Step, process: Process, before: Waiting | None) -> bool:
    """Hand over a message that came before anybody waited for it; whether one was handed over."""
    waits = process.waiting().waits
    known = {wait.task_id for wait in before.waits} if before else set()
    names = {wait.message for wait in waits if wait.task_id not in known}
    for message in processes.kept_messages(step.work.session, step.case.id, names) if names else ():
        kept = messages.hand_over(step, message.name, messages.data_of(step.work, message))
        if process.deliver(message.name, kept):
            message.delivered_at, message.instance_id = step.now, step.instance.id
            step.work.session.flush()
            return True
    return False


def _write(step: Step, after: Snapshot, before: Waiting | None) -> None:
    instance, session = step.instance, step.work.session
    was_stopped = instance.status == "stopped"
    instance.previous_state, instance.state = instance.state, after.state
    instance.state_format, instance.library_version = STATE_FORMAT, LIBRARY_VERSION
    instance.status = "finished" if after.finished else "running"
    if after.finished:
        instance.finished_at = step.now
    _write_tasks(step, after, before)
    _write_timers(step, after, before)
    _write_waits(step, after, before)
    if step.clocks_of_case is not None:
        step.clocks_of_case.save()
    if before is not None and step.clocks_of_case is not None and step.clocks_of_case.has_changed:
        _write_due_times(step, {task.task_id for task in before.open_tasks} - step.closing_tasks)
    if was_stopped:
        incidents.resolve_of_instance(step.work, instance.id)
    session.flush()
    if after.finished:
        matters.end_unless_followed(step.work, step.case)


def _write_tasks(step: Step, after: Snapshot, before: Waiting | None) -> None:
    known = {task.task_id for task in before.open_tasks} if before else set()
    gone = known - {task.task_id for task in after.open_tasks} - step.closing_tasks
    if gone:
        processes.cancel_tasks(step.work.session, gone, step.now)
    new = [_task_row(step, task) for task in after.open_tasks if task.task_id not in known]
    processes.add_tasks(step.work.session, new)
    step.new_tasks += new


def _task_row(step: Step, task: OpenTask) -> HumanTaskRow:
    case, element = step.case, step.bundle.elements[task.element_id]
    deadline_key, due_at = _due_of(step, element)
    role = role_of_lane(element.lane or "")
    if role is None:
        raise StepFailedError(element.id, "the lane of the task is not the label of a role")
    return HumanTaskRow(
        id=task.task_id,
        county_code=case.county_code,
        case_id=case.id,
        instance_id=step.instance.id,
        process_id=task.process_id,
        element_id=task.element_id,
        name=element.name,
        role=role.value,
        town_code=case.town_code,
        village_code=case.village_code,
        case_reference=case.reference,
        masked_applicant=case.masked_applicant,
        state="open",
        assignee=None,
        apart_from=separation.listed(_apart_from(step.bundle, element)),
        created_at=step.now,
        due_at=due_at,
        deadline_key=deadline_key,
        revision=1,
    )


def _apart_from(bundle: Bundle, element: Element) -> list[str]:
    """What `distinct_from` names: elements, and for the start event of a process that process itself."""
    named = [bundle.elements[name] for name in listed(element, "distinct_from")]
    return [other.process_id if other.kind == "startEvent" else other.id for other in named]


def _due_of(step: Step, element: Element) -> tuple[str | None, datetime]:
    """The task's own deadline, else the soonest duty of its process; a far moment when none runs."""
    own = element.properties.get("deadline", "").strip()
    if own:
        return own, step.clocks.due_at(own, step.instance.id) or NO_DUE_TIME
    soonest = step.clocks.soonest(step.instance.id)
    return (soonest.key, soonest.due_at or NO_DUE_TIME) if soonest else (None, NO_DUE_TIME)


def _write_due_times(step: Step, task_ids: set[UUID]) -> None:
    """Let those of the tasks that are still open show the due times that the clocks have now."""
    for row in processes.open_tasks_among(step.work.session, task_ids):
        key, due_at = _due_of(step, step.bundle.elements[row.element_id])
        if (row.deadline_key, row.due_at) != (key, due_at):
            row.deadline_key, row.due_at = key, due_at


def _write_timers(step: Step, after: Snapshot, before: Waiting | None) -> None:
    known = {timer.task_id: timer for timer in before.timers} if before else {}
    waiting = {timer.task_id: timer for timer in after.timers}
    gone = [_timer_row(step, timer, "ended") for task_id, timer in known.items() if task_id not in waiting]
    new = [_timer_row(step, timer, "waiting") for timer in waiting.values() if timer != known.get(timer.task_id)]
    processes.save_timers(step.work.session, gone + new)


def _timer_row(step: Step, timer: WaitingTimer, state: str) -> dict[str, object]:
    return {
        "id": timer.task_id,
        "county_code": step.case.county_code,
        "case_id": step.case.id,
        "instance_id": step.instance.id,
        "element_id": timer.element_id,
        "due_at": timer.due_at,
        "state": "fired" if state == "ended" and timer.task_id == step.firing_timer else state,
    }


def _write_waits(step: Step, after: Snapshot, before: Waiting | None) -> None:
    known = {wait.task_id for wait in before.waits} if before else set()
    waiting = {wait.task_id: wait for wait in after.waits}
    if known - set(waiting):
        processes.end_waits(step.work.session, known - set(waiting))
    processes.add_waits(
        step.work.session, [_wait_row(step, wait) for task_id, wait in waiting.items() if task_id not in known]
    )


def _wait_row(step: Step, wait: Wait) -> dict[str, object]:
    return {
        "id": wait.task_id,
        "county_code": step.case.county_code,
        "case_id": step.case.id,
        "instance_id": step.instance.id,
        "element_id": wait.element_id,
        "message": wait.message,
    }
