"""Counting against a slow reference written from the words of the rule, and what must hold for all limits."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.deadlines import Limit, LimitUnit, Pause, due_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
WD, ND = LimitUnit.WORKING_DAYS, LimitUnit.NATURAL_DAYS

MOMENTS = st.datetimes(datetime(2025, 1, 5), datetime(2026, 11, 20), timezones=st.just(SHANGHAI))  # noqa: DTZ001
AMOUNTS = st.integers(0, 40)
DAY_LIMITS = st.builds(
    lambda amount, unit, roll: Limit(amount, unit, roll=roll and unit is ND, pausable=True),
    AMOUNTS,
    st.sampled_from([WD, ND]),
    st.booleans(),
)


@st.composite
def anchors_with_pauses(draw: st.DrawFn) -> tuple[datetime, list[Pause]]:
    anchor = draw(MOMENTS)
    hours = st.integers(-48, 24 * 45)
    spans = draw(st.lists(st.tuples(hours, st.integers(0, 24 * 12)), max_size=4))
    begins = [anchor + timedelta(hours=start) for start, _ in spans]
    return anchor, [
        Pause(begin, begin + timedelta(hours=length)) for begin, (_, length) in zip(begins, spans, strict=True)
    ]


def joined_by_hand(pauses: list[Pause]) -> list[tuple[datetime, datetime]]:
    """Join any two that touch until none do."""
    spans = [(pause.paused_at, pause.resumed_at) for pause in pauses]
    for first in spans:
        for second in spans:
            if first is not second and first[0] <= second[1] and second[0] <= first[1]:
                rest = [span for span in spans if span is not first and span is not second]
                both = Pause(min(first[0], second[0]), max(first[1], second[1]))
                return joined_by_hand([both, *(Pause(*span) for span in rest)])
    return sorted(spans)


def slow_due(limit: Limit, anchor: datetime, pauses: list[Pause], works: Callable[[date], bool]) -> datetime:
    """The due time, found by walking one day after the other."""
    day, day_0 = timedelta(days=1), anchor.astimezone(SHANGHAI).date()
    counts = works if limit.unit is WD else lambda _: True

    def end_of(on: date) -> datetime:
        while limit.roll and not works(on):
            on += day
        return datetime.combine(on, time(18) if limit.unit is WD else time(23, 59, 59), SHANGHAI)

    def walk(start: date, amount: int) -> date:
        on = start
        if amount == 0:
            while not counts(on):
                on += day
        while amount:
            on += day
            amount -= counts(on)
        return on

    due, still, goes_on = end_of(walk(day_0, limit.amount)), set(), day_0
    for begin, end in joined_by_hand(pauses):
        if end <= anchor:
            continue
        if begin >= due + timedelta(seconds=1):
            break
        used, on = 0, day_0
        while on < begin.astimezone(SHANGHAI).date():
            on += day
            used += counts(on) and on not in still
        on = begin.astimezone(SHANGHAI).date()
        while on < end.astimezone(SHANGHAI).date():
            on += day
            still.add(on)
        goes_on = max(day_0, end.astimezone(SHANGHAI).date())
        due = end_of(walk(goes_on, max(1, limit.amount - used)))
    return due


@settings(max_examples=120, deadline=None)
@given(limit=DAY_LIMITS, clock=anchors_with_pauses())
def test_counting_agrees_with_a_day_by_day_walk(official_calendar, limit, clock):
    anchor, pauses = clock

    counted = due_of(limit, anchor, pauses, official_calendar)

    assert counted.due_at == slow_due(limit, anchor, pauses, official_calendar.is_working_day)


@settings(max_examples=120, deadline=None)
@given(
    limit=DAY_LIMITS, clock=anchors_with_pauses(), extra=st.tuples(st.integers(-48, 24 * 45), st.integers(0, 24 * 12))
)
def test_one_more_pause_never_brings_the_due_time_forward(official_calendar, limit, clock, extra):
    anchor, pauses = clock
    begin = anchor + timedelta(hours=extra[0])
    more = [*pauses, Pause(begin, begin + timedelta(hours=extra[1]))]

    before, after = (due_of(limit, anchor, known, official_calendar) for known in (pauses, more))

    assert after.due_at >= before.due_at


@settings(max_examples=60, deadline=None)
@given(limit=DAY_LIMITS, clock=anchors_with_pauses(), longer=st.integers(0, 10), later=st.integers(0, 20))
def test_longer_limits_and_later_anchors_never_end_earlier(official_calendar, limit, clock, longer, later):
    anchor, pauses = clock
    due = due_of(limit, anchor, pauses, official_calendar)

    extended = Limit(limit.amount + longer, limit.unit, roll=limit.roll, pausable=True)

    assert due_of(extended, anchor, pauses, official_calendar).due_at >= due.due_at
    assert (
        due_of(limit, anchor + timedelta(days=later), (), official_calendar).due_at
        >= due_of(limit, anchor, (), official_calendar).due_at
    )


@settings(max_examples=60, deadline=None)
@given(clock=anchors_with_pauses(), order=st.randoms(use_true_random=False))
def test_the_order_in_which_pauses_are_listed_does_not_matter(official_calendar, clock, order):
    anchor, pauses = clock
    limit, shuffled = Limit(10, WD, pausable=True), order.sample(pauses, len(pauses))

    assert due_of(limit, anchor, shuffled, official_calendar) == due_of(limit, anchor, pauses, official_calendar)


@settings(max_examples=60, deadline=None)
@given(amount=st.integers(1, 60), moment=MOMENTS)
def test_counting_forward_and_back_meet(official_calendar, amount, moment):
    due = due_of(Limit(amount, WD), moment, (), official_calendar)

    assert official_calendar.working_days_between(moment.date(), due.due_at.astimezone(SHANGHAI).date()) == amount
    assert official_calendar.is_working_day(due.due_at.astimezone(SHANGHAI).date())
