"""Business time can stand still; real time never does."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.clock import ClockCannotGoBackError, StandingClock, SystemClock, real_now

MONDAY = datetime(2026, 9, 21, 1, 0, tzinfo=UTC)


def test_the_system_clock_runs_with_real_time() -> None:
    before = real_now()

    assert before <= SystemClock().now() <= real_now()


def test_a_standing_clock_runs_until_it_is_set_and_then_stands() -> None:
    clock = StandingClock()
    assert clock.now() >= real_now() - timedelta(minutes=1)

    clock.set(MONDAY)

    assert clock.now() == clock.now() == MONDAY


def test_only_the_first_setting_may_go_back() -> None:
    clock = StandingClock(MONDAY)

    clock.set(MONDAY - timedelta(days=1))
    clock.set(MONDAY)
    with pytest.raises(ClockCannotGoBackError):
        clock.set(MONDAY - timedelta(seconds=1))

    assert clock.now() == MONDAY


def test_business_time_is_told_in_utc() -> None:
    clock = StandingClock(datetime(2026, 9, 21, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")))

    assert clock.now().isoformat() == "2026-09-21T01:00:00+00:00"


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        StandingClock().set(datetime(2026, 9, 21))  # noqa: DTZ001 - the refusal of exactly this is tested
