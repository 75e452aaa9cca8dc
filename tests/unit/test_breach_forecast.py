"""Forecasts of breaches: shares of how long the rest took before, and how they turn out on their own history."""

import pytest

from engine.domain.breach_forecast import Band, Forecast, PastDuty, calibration, forecast

TEN_HOURS = tuple(range(1, 11))
PLACE = ("accept.decision", "decide_acceptance")


@pytest.mark.parametrize(
    ("waited", "had", "expected"),
    [
        pytest.param(0, 10, Forecast(0, 5, 9, 10), id="nobody took longer than there is time"),
        pytest.param(0, 7, Forecast(300, 5, 9, 10), id="three of ten took longer"),
        pytest.param(0, 0, Forecast(1000, 5, 9, 10), id="everybody took longer"),
        pytest.param(1, 10, None, id="only nine took longer than it has waited"),
    ],
)
def test_the_risk_is_the_share_of_those_that_took_longer(waited: int, had: int, expected: Forecast | None) -> None:
    assert forecast(TEN_HOURS, waited, had) == expected


def test_those_that_were_done_sooner_say_nothing_about_one_that_still_waits() -> None:
    times = (*[1] * 30, *[20] * 5, *[40] * 5)

    fresh, waiting = forecast(times, 0, 30), forecast(times, 10, 30)

    assert fresh is not None
    assert waiting is not None
    assert (fresh.risk, waiting.risk) == (125, 500)


def test_each_past_duty_is_forecast_from_the_others_only() -> None:
    in_time = [PastDuty(PLACE, 5, 10, is_breached=False)] * 15
    late = [PastDuty(PLACE, 20, 10, is_breached=True)] * 5

    # 5 of 19 others for those in time, 4 of 19 for those late
    assert calibration([*in_time, *late]) == (Band(100, 300, 20, 250, 250),)


def test_a_place_with_little_history_is_not_judged() -> None:
    assert calibration([PastDuty(PLACE, 5, 10, is_breached=False)] * 10) == ()
