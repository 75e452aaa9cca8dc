"""Timers: each has a time that can be worked out, and none repeats without end."""

from collections.abc import Iterator
from datetime import datetime

from engine.bpmn.diagram import Element, EventDefinition
from engine.bpmn.draft import Draft
from engine.bpmn.feel_texts import constant_text
from engine.bpmn.findings import Fault, fault
from engine.bpmn.iso_durations import repetition_of, seconds_of
from engine.feel import FeelError, compile_expression, to_json

MAX_TIMES = 1_000
MIN_SECONDS = 60
MAX_SECONDS = 100 * 31_556_952  # a century: longer ones overflow in the engine below


def _timers(draft: Draft) -> Iterator[tuple[Element, EventDefinition]]:
    return ((element, event) for element in draft.elements for event in element.events if event.kind == "timer")


def timers_have_a_time(draft: Draft) -> Iterator[Fault]:
    """A timer says when: a date, a duration or a repetition."""
    for element, event in _timers(draft):
        if event.text is None:
            yield fault(
                event.place,
                f"定时事件“{element.label}”没有写时间",
                f"timer {element.element_id} has no time",
                fix=('写上时间，例如 deadline("urgent.pay")', 'write one, for example deadline("urgent.pay")'),
            )


def repetitions_are_counted(draft: Draft) -> Iterator[Fault]:
    """A repeating timer has a count of at most 1000 and at least a minute between (spiffworkflow.md 5)."""
    for element, event in _timers(draft):
        if event.timer_kind != "timeCycle" or event.text is None:
            continue
        repetition = repetition_of(constant_text(event.text) or "")
        if (
            repetition is None
            or repetition.times is None
            or not 1 <= repetition.times <= MAX_TIMES
            or not MIN_SECONDS <= repetition.seconds <= MAX_SECONDS
        ):
            yield fault(
                event.place,
                f"“{element.label}”的重复定时须为固定文本，次数 1 至 {MAX_TIMES}，间隔不少于 1 分钟",
                f"the repetition of {element.element_id} must be constant: 1 to {MAX_TIMES} times, a minute or more",
                fix=('写成 "R3/PT1H" 的形式', 'write it like "R3/PT1H"'),
            )


def constant_times_can_be_worked_out(draft: Draft) -> Iterator[Fault]:
    """A constant date or duration is tried now: at run time it would stop the person who arrives there."""
    for element, event in _timers(draft):
        if event.text is None or event.timer_kind not in ("timeDate", "timeDuration"):
            continue
        if _is_bad_constant(event.text, is_duration=event.timer_kind == "timeDuration"):
            kind, kind_en = ("时长", "duration") if event.timer_kind == "timeDuration" else ("时刻", "date and time")
            yield fault(
                event.place,
                f"“{element.label}”的时间不是可用的{kind}",
                f"the time of {element.element_id} is no usable {kind_en}",
                fix=(
                    '例如 duration("PT1H") 或 date and time("2026-09-01T00:00:00+08:00")',
                    'for example duration("PT1H") or date and time("2026-09-01T00:00:00+08:00")',
                ),
            )


def _is_bad_constant(text: str, *, is_duration: bool) -> bool:
    """Whether a constant text gives no duration of at most a century, or no instant with its offset."""
    try:
        expression = compile_expression(text)
        if not expression.constant:
            return False
        written = to_json(expression.evaluate({}))
        if not isinstance(written, str):
            return True
        if is_duration:
            seconds = seconds_of(written)
            return seconds is None or seconds > MAX_SECONDS
        return _is_bad_instant(written)
    except FeelError:
        return True


def _is_bad_instant(written: str) -> bool:
    try:
        return datetime.fromisoformat(written).tzinfo is None
    except ValueError:
        return True
