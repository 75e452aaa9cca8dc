"""The business time of test databases; elsewhere this address does not exist."""

from fastapi import APIRouter

from engine.api.current_person import AppResources, CurrentPerson
from engine.schemas.working_calendar import ClockSetting, ClockShown
from engine.services import due_work
from engine.services.due_work import NoTestClockError

router = APIRouter(prefix="/api/test", tags=["test"])


@router.put("/clock")
def set_clock(entered: ClockSetting, _person: CurrentPerson, resources: AppResources) -> ClockShown:
    """Let business time stand at `now`, after everything due on the way has been done."""
    if not resources.settings.test_clock:
        raise NoTestClockError("the test clock is off")
    due_work.advance_clock(resources, entered.now)
    return ClockShown(now=resources.clock.now())
