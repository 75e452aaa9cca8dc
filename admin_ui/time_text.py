"""Moments and time left in the words of the office, in Asia/Shanghai."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
CLOSE_OF_BUSINESS = time(18)  # policy reference 4.2, rule 3: limits in working days end at 18:00:00
WEEKDAYS = "一二三四五六日"

Level = Literal["calm", "soon", "breached", "paused", "none"]


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How long is left in words, and how pressing it is."""

    text: str
    level: Level


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The official working calendar as far as it is known here; other days follow the plain week."""

    off: frozenset[date]
    makeup: frozenset[date]

    def is_working_day(self, on: date) -> bool:
        """Whether offices are open on this date."""
        return on in self.makeup or (on.weekday() < 5 and on not in self.off)

    def after_until(self, start: date, end: date) -> int:
        """How many working days lie after `start`, up to and including `end`."""
        days = (end - start).days
        return sum(self.is_working_day(start + timedelta(days=step)) for step in range(1, days + 1))


def moment(text: str | None) -> datetime | None:
    """The local time of an ISO text of the API."""
    return datetime.fromisoformat(text).astimezone(LOCAL) if text else None


def moment_text(text: str | None) -> str:
    """`2026-03-13 18:00 周五`, or a dash."""
    at = moment(text)
    return f"{at:%Y-%m-%d %H:%M} 周{WEEKDAYS[at.weekday()]}" if at else "—"


def day_text(iso_day: str) -> str:
    """`3月10日`, of an ISO date."""
    day = date.fromisoformat(iso_day)
    return f"{day.month}月{day.day}日"


def short_moment_text(text: str | None, now: datetime) -> str:
    """`03-13 18:00`, with the year where it is not this one."""
    at = moment(text)
    if at is None:
        return "—"
    return f"{at:%m-%d %H:%M}" if at.year == now.astimezone(LOCAL).year else f"{at:%Y-%m-%d %H:%M}"


def time_left(due_at: str | None, status: str | None, now: datetime, calendar: WorkingDays) -> TimeLeft:
    """What to show for an open deadline."""
    if status == "paused":
        return TimeLeft("暂停中", "paused")
    due = moment(due_at)
    if due is None:
        return TimeLeft("无时限", "none")
    here = now.astimezone(LOCAL)
    if here > due:
        return TimeLeft(f"超时限 {_span(here - due)}", "breached")
    pressing: Level = "soon" if status in {"warned", "breached"} or due - here < timedelta(hours=24) else "calm"
    return TimeLeft(f"剩余 {_left(here, due, calendar)}", pressing)


def _left(here: datetime, due: datetime, calendar: WorkingDays) -> str:
    days = calendar.after_until(here.date(), due.date())
    # Only limits in working days end at the close of business; the others count natural time.
    if due.time() != CLOSE_OF_BUSINESS or days == 0 or due.date() == here.date():
        return _span(due - here)
    closes = here.replace(hour=CLOSE_OF_BUSINESS.hour, minute=0, second=0, microsecond=0)
    hours = max(closes - here, timedelta()) // timedelta(hours=1) if calendar.is_working_day(here.date()) else 0
    return f"{days} 个工作日" + (f" {hours} 小时" if hours else "")


def _span(span: timedelta) -> str:
    minutes = int(span.total_seconds()) // 60
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days:
        return f"{days} 天" + (f" {hours} 小时" if hours and days < 3 else "")
    if hours:
        return f"{hours} 小时"
    return f"{max(minutes, 1)} 分钟"
