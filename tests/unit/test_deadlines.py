"""The counting rule of legal limits: worked examples and the typical cases."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from engine.domain.deadlines import (
    Limit,
    LimitUnit,
    Pause,
    due_of,
    pause_uses,
)
from engine.domain.working_calendar import WorkingCalendar, calendar_year_from_lists

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    """A local moment; a bare date means ten in the morning."""
    return datetime.fromisoformat(text if "T" in text else f"{text}T10:00").replace(tzinfo=SHANGHAI)


def local(moment: datetime) -> str:
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def limit_of(rule: str, *, pausable: bool = False) -> Limit:
    """`3WD`, `60ND roll`, `24H`, `5WD before`."""
    number, _, extra = rule.partition(" ")
    unit = LimitUnit(number.lstrip("0123456789"))
    amount = int(number.removesuffix(unit))
    return Limit(-amount if extra == "before" else amount, unit, roll=extra == "roll", pausable=pausable)


@pytest.mark.parametrize(
    ("rule", "anchor", "due"),
    [
        # policy reference 4.3
        pytest.param("3WD", "2025-09-30T16:40", "2025-10-11 18:00:00", id="a: Tue, National Day, due on makeup Sat"),
        pytest.param("3WD", "2026-02-13T15:30", "2026-02-25 18:00:00", id="b: Fri, makeup Sat, Spring Festival, Wed"),
        pytest.param("3ND", "2026-02-13T15:30", "2026-02-16 23:59:59", id="b: Fri + 3 days = Mon inside the holiday"),
        pytest.param("60ND roll", "2026-04-01", "2026-06-01 23:59:59", id="d: day 60 = Sun, rolls to Mon"),
        pytest.param("3WD", "2026-09-18", "2026-09-22 18:00:00", id="Fri + 3 = Tue, Sun counts"),
        pytest.param("1WD", "2026-02-27", "2026-02-28 18:00:00", id="Fri + 1 = makeup Sat"),
        pytest.param("5WD", "2026-04-29", "2026-05-09 18:00:00", id="Wed + 5 = makeup Sat after Labour Day"),
        pytest.param("3WD", "2026-01-01", "2026-01-06 18:00:00", id="New Year Thu + 3 = Tue, Sun counts"),
        pytest.param("2WD", "2026-02-14", "2026-02-25 18:00:00", id="makeup Sat + 2 = Wed"),
        pytest.param("20WD", "2026-01-30", "2026-03-05 18:00:00", id="Fri + 20 = Thu over Spring Festival"),
        # the typical cases
        pytest.param("3WD", "2026-03-10T09:20", "2026-03-13 18:00:00", id="TA-01 urgent.pay Tue-Fri"),
        pytest.param("24H", "2026-03-10T09:20", "2026-03-11 09:20:00", id="TA-01 urgent.first_contact"),
        pytest.param("3ND", "2026-03-10T09:20", "2026-03-13 23:59:59", id="TA-01 small_fast.pay"),
        pytest.param("10WD", "2026-03-20T17:00", "2026-04-03 18:00:00", id="TA-01 posthoc.complete Fri-Fri"),
        pytest.param("3WD", "2026-08-14T22:15", "2026-08-19 18:00:00", id="TA-02 urgent.pay Fri night-Wed"),
        pytest.param("24H", "2026-08-14T22:15", "2026-08-15 22:15:00", id="TA-02 urgent.first_contact into Sat"),
        pytest.param("3ND", "2026-08-14T22:15", "2026-08-17 23:59:59", id="TA-02 small_fast.pay Mon"),
        pytest.param("10WD", "2026-08-19T10:00", "2026-09-02 18:00:00", id="TA-02 posthoc.complete Wed-Wed"),
        pytest.param("24H", "2025-09-30T16:40", "2025-10-01 16:40:00", id="TA-03 urgent.first_contact into holiday"),
        pytest.param("10WD", "2025-10-13T09:00", "2025-10-27 18:00:00", id="TA-03 posthoc.complete Mon-Mon"),
        pytest.param("24H", "2026-02-13T15:30", "2026-02-14 15:30:00", id="TA-04 urgent.first_contact"),
        pytest.param("10WD", "2026-02-24T09:30", "2026-03-09 18:00:00", id="TA-04 posthoc.complete, Sat 02-28 worked"),
        pytest.param("3ND roll", "2026-05-18T09:00", "2026-05-21 23:59:59", id="TA-05 exp.publicity_end Mon-Thu"),
        pytest.param("3WD", "2026-05-25T15:00", "2026-05-28 18:00:00", id="TA-05 exp.pay Mon-Thu"),
        pytest.param("10WD", "2025-11-03T09:30", "2025-11-17 18:00:00", id="TA-06A exp.decide Mon-Mon"),
        pytest.param("10WD", "2026-03-09T09:30", "2026-03-23 18:00:00", id="TA-06B exp.decide Mon-Mon"),
        pytest.param("3ND roll", "2026-09-23T09:00", "2026-09-28 23:59:59", id="TA-07 Wed, Sat 09-26 rolls to Mon"),
        pytest.param("5WD", "2026-06-10T11:00", "2026-06-17 18:00:00", id="TA-08 objection.recheck Wed-Wed"),
        pytest.param("3ND roll", "2026-06-16T09:00", "2026-06-22 23:59:59", id="TA-08 Dragon Boat Fri rolls to Mon"),
        pytest.param("3WD", "2026-04-13T08:50", "2026-04-16 18:00:00", id="TA-09 urgent.pay Mon-Thu"),
        pytest.param("24H", "2026-04-13T08:50", "2026-04-14 08:50:00", id="TA-09 urgent.first_contact"),
        pytest.param("3ND", "2026-04-13T08:50", "2026-04-16 23:59:59", id="TA-09 small_fast.pay"),
        pytest.param("5WD", "2026-04-14T10:00", "2026-04-21 18:00:00", id="TA-09 one_case.meeting Tue-Tue"),
        pytest.param("3WD", "2026-04-17T15:00", "2026-04-22 18:00:00", id="TA-09 one_case.pay Fri-Wed"),
        pytest.param("3WD", "2026-01-12T10:10", "2026-01-15 18:00:00", id="TA-10 urgent.pay Mon-Thu"),
        pytest.param("24H", "2026-01-12T10:10", "2026-01-13 10:10:00", id="TA-10 urgent.first_contact"),
        pytest.param("10WD", "2026-01-26T09:00", "2026-02-09 18:00:00", id="TA-10 posthoc.complete Mon-Mon"),
        pytest.param("3ND roll", "2026-06-26T09:00", "2026-06-29 23:59:59", id="TA-11 exp.publicity_end Fri-Mon"),
        pytest.param("3WD", "2026-04-20T09:00", "2026-04-23 18:00:00", id="TA-12 urgent.pay Mon-Thu"),
        pytest.param("24H", "2026-04-20T09:00", "2026-04-21 09:00:00", id="TA-12 urgent.first_contact"),
        pytest.param("3ND", "2026-04-20T09:00", "2026-04-23 23:59:59", id="TA-12 small_fast.pay"),
        pytest.param("10WD", "2026-05-06T09:00", "2026-05-19 18:00:00", id="TA-12 posthoc.complete, Sat 05-09 worked"),
        pytest.param("10WD", "2026-04-20T09:00", "2026-05-07 18:00:00", id="TA-12 topup.decide over Labour Day"),
        pytest.param("1WD", "2026-10-12T10:00", "2026-10-13 18:00:00", id="TA-13 clue.first_response Mon-Tue"),
        pytest.param("10WD", "2026-10-13T09:00", "2026-10-27 18:00:00", id="TA-13 exp.decide Tue-Tue"),
        pytest.param("3WD", "2026-05-20T10:00", "2026-05-25 18:00:00", id="TA-14 stage1.pay Wed-Mon"),
        pytest.param("5WD before", "2026-06-25T00:00", "2026-06-17 18:00:00", id="TA-14 stage2.precheck back from Thu"),
        pytest.param("3WD", "2026-07-21T18:30", "2026-07-24 18:00:00", id="TA-15 urgent.pay Tue evening-Fri"),
        pytest.param("24H", "2026-07-21T18:30", "2026-07-22 18:30:00", id="TA-15 urgent.first_contact"),
        pytest.param("3ND", "2026-07-21T18:30", "2026-07-24 23:59:59", id="TA-15 small_fast.pay"),
        pytest.param("10WD", "2026-07-30T09:00", "2026-08-13 18:00:00", id="TA-15 posthoc.complete Thu-Thu"),
        pytest.param("3WD", "2026-07-23T10:00", "2026-07-28 18:00:00", id="TA-15 referral.accept Thu-Tue"),
        pytest.param("20WD", "2026-07-27T10:00", "2026-08-24 18:00:00", id="TA-15 referral.feedback Mon-Mon"),
        pytest.param("30ND roll", "2026-08-31T15:00", "2026-09-30 23:59:59", id="TA-16 recovery.repay Mon-Wed"),
        pytest.param("60ND roll", "2026-08-31T15:00", "2026-10-30 23:59:59", id="TA-16 appeal.review Mon-Fri"),
        pytest.param("10WD", "2026-03-23T09:00", "2026-04-07 18:00:00", id="TA-17 exp.decide over Qingming"),
        pytest.param("2WD", "2026-04-01T10:00", "2026-04-03 18:00:00", id="TA-17 refusal.notice Wed-Fri"),
        pytest.param("1WD", "2026-05-14T10:30", "2026-05-15 18:00:00", id="TA-18 accept.decision Thu-Fri"),
        pytest.param("10WD", "2026-06-29T09:00", "2026-07-13 18:00:00", id="TA-19 exp.decide Mon-Mon"),
        pytest.param("3WD", "2026-06-30T10:00", "2026-07-03 18:00:00", id="TA-19 referral.accept Tue-Fri"),
        pytest.param("3WD", "2026-11-03T16:00", "2026-11-06 18:00:00", id="TA-20 urgent.pay Tue-Fri"),
        pytest.param("24H", "2026-11-03T16:00", "2026-11-04 16:00:00", id="TA-20 urgent.first_contact"),
        pytest.param("3ND", "2026-11-03T16:00", "2026-11-06 23:59:59", id="TA-20 small_fast.pay"),
        pytest.param("10WD", "2026-11-09T09:00", "2026-11-23 18:00:00", id="TA-20 posthoc.complete Mon-Mon"),
        # the ends of the rule
        pytest.param("0WD", "2026-05-20T00:00", "2026-05-20 18:00:00", id="0 on a Wed = the day itself"),
        pytest.param("0WD", "2026-05-23T00:00", "2026-05-25 18:00:00", id="0 on a Sat = Mon"),
        pytest.param("0ND", "2026-05-23", "2026-05-23 23:59:59", id="0 natural days = the day itself"),
        pytest.param("1WD", "2026-03-09T00:00", "2026-03-10 18:00:00", id="midnight belongs to the new day"),
        pytest.param("1WD", "2026-03-09T23:59:59", "2026-03-10 18:00:00", id="the last second belongs to the old day"),
        pytest.param(
            "5WD before", "2026-10-10T00:00", "2026-09-28 18:00:00", id="back from makeup Sat over the holiday = Mon"
        ),
    ],
)
def test_a_limit_ends_where_the_counting_rule_says(official_calendar, rule, anchor, due):
    counted = due_of(limit_of(rule), at(anchor), (), official_calendar)

    assert (local(counted.due_at), counted.provisional) == (due, False)


@pytest.mark.parametrize(
    ("rule", "anchor", "pauses", "used", "due"),
    [
        pytest.param(
            "10WD",
            "2026-09-14T14:20",
            [("2026-09-16T10:00", "2026-09-21T16:30"), ("2026-09-23T09:00", "2026-09-28T23:59:59")],
            [2, 4],
            "2026-10-12 18:00:00",
            id="4.3 c, TA-07: supplement Wed-Mon over a makeup Sun, notice Wed-Mon, National Day",
        ),
        pytest.param(
            "10WD",
            "2026-05-11T10:00",
            [("2026-05-18T09:00", "2026-05-21T23:59:59")],
            [5],
            "2026-05-28 18:00:00",
            id="TA-05: notice Mon-Thu",
        ),
        pytest.param(
            "10WD",
            "2026-06-01T09:00",
            [("2026-06-08T09:00", "2026-06-22T23:59:59")],
            [5],
            "2026-06-29 18:00:00",
            id="TA-08: notice, objection and second notice Mon-Mon",
        ),
        pytest.param(
            "10WD",
            "2026-06-01T09:00",
            [
                ("2026-06-08T09:00", "2026-06-10T11:00"),
                ("2026-06-10T11:00", "2026-06-16T09:00"),
                ("2026-06-16T09:00", "2026-06-22T23:59:59"),
            ],
            [5],
            "2026-06-29 18:00:00",
            id="TA-08 in three adjoining parts",
        ),
        pytest.param(
            "10WD",
            "2026-06-23T09:40",
            [("2026-06-26T09:00", "2026-06-29T23:59:59")],
            [3],
            "2026-07-08 18:00:00",
            id="TA-11: notice Fri-Mon",
        ),
        pytest.param(
            "10WD",
            "2026-03-02",
            [("2026-03-07", "2026-03-14")],
            [4],
            "2026-03-23 18:00:00",
            id="Mon, paused Sat-Sat",
        ),
        pytest.param(
            "2WD",
            "2026-03-02",
            [("2026-03-04", "2026-03-06")],
            [2],
            "2026-03-09 18:00:00",
            id="Mon, paused on the last day Wed-Fri: one day remains, Mon",
        ),
        pytest.param(
            "3WD",
            "2026-03-09",
            [("2026-03-10T09:00", "2026-03-10T11:00")],
            [1],
            "2026-03-12 18:00:00",
            id="Mon, two hours on Tue: the day stays used, Thu",
        ),
        pytest.param(
            "3WD",
            "2026-03-09T10:00",
            [("2026-03-06T10:00", "2026-03-09T10:00")],
            [],
            "2026-03-12 18:00:00",
            id="Mon, a pause that ends with the anchor is nothing",
        ),
        pytest.param(
            "3WD",
            "2026-03-09T10:00",
            [("2026-03-06T10:00", "2026-03-08T10:00")],
            [],
            "2026-03-12 18:00:00",
            id="Mon, a pause before the anchor is nothing",
        ),
        pytest.param(
            "3WD",
            "2026-03-09T10:00",
            [("2026-03-06T10:00", "2026-03-11T10:00")],
            [0],
            "2026-03-16 18:00:00",
            id="Mon, paused from before the anchor until Wed: three days from Thu",
        ),
        pytest.param(
            "0WD",
            "2026-03-09T00:00",
            [("2026-03-09T09:00", "2026-03-11T10:00")],
            [0],
            "2026-03-12 18:00:00",
            id="a payment due on Mon, bank return until Wed: Thu",
        ),
        pytest.param(
            "3WD",
            "2026-03-09",
            [("2026-03-12T18:00:00", "2026-03-16T10:00")],
            [3],
            "2026-03-17 18:00:00",
            id="paused in the due second: not yet too late",
        ),
        pytest.param(
            "30ND roll",
            "2026-08-31T15:00",
            [("2026-09-10T10:00", "2026-09-20T10:00")],
            [10],
            "2026-10-10 23:59:59",
            id="Mon, ten dates used, twenty from Mon 09-21 = makeup Sat",
        ),
        pytest.param(
            "10ND",
            "2026-03-02",
            [("2026-03-12T12:00", "2026-03-14T12:00")],
            [10],
            "2026-03-15 23:59:59",
            id="natural days, paused on the last day: one date remains, Sun",
        ),
    ],
)
def test_a_pause_stops_the_count_after_its_first_day(official_calendar, rule, anchor, pauses, used, due):
    limit, known = limit_of(rule, pausable=True), [Pause(at(start), at(end)) for start, end in pauses]

    counted = due_of(limit, at(anchor), known, official_calendar)
    uses = pause_uses(limit, at(anchor), known, official_calendar)

    assert local(counted.due_at) == due
    assert [use.elapsed_before for use in uses] == used


def test_without_pausable_limits_pauses_change_nothing(official_calendar):
    open_pause = [Pause(at("2026-03-10"))]

    counted = due_of(limit_of("3WD"), at("2026-03-09"), open_pause, official_calendar)

    assert local(counted.due_at) == "2026-03-12 18:00:00"
    assert pause_uses(limit_of("3WD"), at("2026-03-09"), open_pause, official_calendar) == ()


@pytest.mark.parametrize("rule", ["10WD", "10ND", "30ND roll", "240H"])
def test_while_a_pause_is_open_there_is_no_due_time(official_calendar, rule):
    assert due_of(limit_of(rule, pausable=True), at("2026-03-02"), [Pause(at("2026-03-04"))], official_calendar) is None


@pytest.mark.parametrize(
    ("rule", "due"), [("2WD", "2026-03-04 18:00:00"), ("2ND", "2026-03-04 23:59:59"), ("48H", "2026-03-04 10:00:00")]
)
@pytest.mark.parametrize("resumed_at", [None, "2026-03-20"])
def test_a_pause_after_the_due_time_moves_nothing(official_calendar, rule, due, resumed_at):
    late = Pause(at("2026-03-05T00:00"), resumed_at and at(resumed_at))

    counted = due_of(limit_of(rule, pausable=True), at("2026-03-02"), [late], official_calendar)

    assert local(counted.due_at) == due


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        pytest.param(
            [("2026-03-02T12:00", "2026-03-02T15:00"), ("2026-03-03T11:00", "2026-03-03T11:30")],
            "2026-03-03 13:30:00",
            id="three hours and a half",
        ),
        pytest.param(
            [("2026-03-01T12:00", "2026-03-02T12:00")], "2026-03-03 12:00:00", id="two hours after the anchor"
        ),
        pytest.param([("2026-03-01T12:00", "2026-03-02T09:00")], "2026-03-03 10:00:00", id="over before the anchor"),
        pytest.param([("2026-03-03T10:00:00", "2026-03-03T12:00")], "2026-03-03 12:00:00", id="in the due second"),
        pytest.param([("2026-03-03T10:00:01", "2026-03-03T12:00")], "2026-03-03 10:00:00", id="one second too late"),
    ],
)
def test_hours_stand_still_during_a_pause(official_calendar, pauses, due):
    known = [Pause(at(start), at(end)) for start, end in pauses]

    counted = due_of(limit_of("24H", pausable=True), at("2026-03-02T10:00"), known, official_calendar)

    assert local(counted.due_at) == due


@pytest.mark.parametrize(
    ("rule", "anchor", "due", "provisional"),
    [
        pytest.param("3WD", "2026-12-29", "2027-01-04 18:00:00", True, id="Tue, into an unlisted year, Mon"),
        pytest.param("2WD", "2026-12-29", "2026-12-31 18:00:00", False, id="Tue, ends before it, Thu"),
        pytest.param(
            "1WD", "2024-12-31", "2025-01-02 18:00:00", False, id="from an unlisted year, only listed days count"
        ),
        pytest.param("1WD", "2024-12-30", "2024-12-31 18:00:00", True, id="inside an unlisted year"),
        pytest.param("0WD", "2027-03-01", "2027-03-01 18:00:00", True, id="0 days inside an unlisted year"),
        pytest.param("5WD before", "2027-01-05", "2026-12-28 18:00:00", True, id="back out of an unlisted year"),
        pytest.param("1WD before", "2027-01-01", "2026-12-31 18:00:00", False, id="back from its first day"),
        pytest.param("5ND", "2026-12-29", "2027-01-03 23:59:59", False, id="natural days need no calendar"),
        pytest.param("5ND roll", "2026-12-29", "2027-01-04 23:59:59", True, id="rolled on an unlisted year"),
        pytest.param("6ND roll", "2026-12-29", "2027-01-04 23:59:59", True, id="looked up, though not rolled"),
        pytest.param("2ND roll", "2026-12-29", "2026-12-31 23:59:59", False, id="not rolled, still listed"),
        pytest.param("72H", "2026-12-30", "2027-01-02 10:00:00", False, id="hours need no calendar"),
    ],
)
def test_a_due_time_is_provisional_when_an_unlisted_year_was_looked_up(
    official_calendar, rule, anchor, due, provisional
):
    counted = due_of(limit_of(rule), at(anchor), (), official_calendar)

    assert (local(counted.due_at), counted.provisional) == (due, provisional)


def test_the_published_list_replaces_a_provisional_due_time(official_calendar):
    published = official_calendar.with_year(
        2027, calendar_year_from_lists(2027, ["2027-01-01", "2027-01-04"], ["2027-01-02"])
    )

    counted = due_of(limit_of("3WD"), at("2026-12-29"), (), published)

    assert (local(counted.due_at), counted.provisional) == ("2027-01-02 18:00:00", False)


def test_the_close_of_business_is_a_setting_of_the_calendar(official_years):
    early = WorkingCalendar(official_years, closes_at=time(17, 30))

    assert local(due_of(limit_of("1WD"), at("2026-03-09"), (), early).due_at) == "2026-03-10 17:30:00"
    assert local(due_of(limit_of("1ND"), at("2026-03-09"), (), early).due_at) == "2026-03-10 23:59:59"


def test_due_times_are_handed_out_in_utc(official_calendar):
    counted = due_of(limit_of("24H"), at("2026-03-09T07:00"), (), official_calendar)

    assert counted.due_at == datetime(2026, 3, 9, 23, tzinfo=UTC)
    assert counted.due_at.tzinfo is UTC


def test_a_moment_without_zone_is_refused(official_calendar):
    with pytest.raises(ValueError, match="no time zone"):
        due_of(limit_of("1WD"), datetime(2026, 3, 9, 10), (), official_calendar)  # noqa: DTZ001 - the point of the test
