"""Linked processes opened by hand, as the API gives and takes them."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field

from engine.domain.new_case import NewCase
from engine.schemas.cases import NewCaseBody
from engine.schemas.entered import Code, Day, Entered, Flag, JsonObject, Shown
from engine.schemas.tasks import TaskItem


class MatterData(Entered):
    """What is said of a clue or a visit; whom it is about stands beside it, as in a registration."""

    source: Literal["visit", "hotline", "monitoring", "police", "hospital", "school", "person", "online"] | None = None
    urgent: Flag | None = None
    planned_for: Day | None = None


class RecoveryData(Entered):
    """Why money is asked back: a code, since it becomes process data (design, idea 4)."""

    opened_because: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")] | None = None


class ComplaintData(Entered):
    """What is complained of."""

    content: Annotated[str, Field(max_length=2000)] | None = None


_DATA: Final[Mapping[str, type[Entered]]] = {
    "clue_handling": MatterData,
    "monitoring_visit": MatterData,
    "recovery": RecoveryData,
    "complaint_review": ComplaintData,
}


class NewInstance(Entered):
    """A linked process to be opened by hand."""

    process_id: Code
    case_id: UUID | None = None
    data: JsonObject = Field(default_factory=dict)

    def declared_data(self) -> JsonObject:
        """What is said of the process itself, as far as it was filled in.

        Raises:
            ValidationError: a field that the process does not declare, or of another kind.
        """
        declared = _DATA.get(self.process_id)
        if declared is None:
            return {}
        said = self.data if not self._names_a_household else self._of_the_matter(inside=True)
        return declared.model_validate(said).model_dump(mode="json", exclude_none=True)

    def as_new_matter(self) -> NewCase | None:
        """Whom a clue or visit is about, as a registration would take it; nothing where a case is named.

        Raises:
            ValidationError: it could not be registered so.
        """
        if not self._names_a_household:
            return None
        return NewCaseBody.model_validate(self._of_the_matter(inside=False)).as_new_case()

    @property
    def _names_a_household(self) -> bool:
        is_of_a_household = _DATA.get(self.process_id) is MatterData and self.case_id is None
        return is_of_a_household and not MatterData.model_fields.keys() >= self.data.keys()

    def _of_the_matter(self, *, inside: bool) -> JsonObject:
        return {name: value for name, value in self.data.items() if (name in MatterData.model_fields) is inside}


class OpenedInstance(Shown):
    """A process just opened."""

    instance_id: UUID
    case_id: UUID
    tasks: list[TaskItem]
