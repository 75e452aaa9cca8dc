"""How points and ranges lie to each other (Allen's relations). Each text in backticks is an example that is true."""

from engine.feel.comparisons import compare, in_range
from engine.feel.functions import UnfitArgumentsError, built_in
from engine.feel.scopes import Run
from engine.feel.values import Range


def _less(one: object, other: object) -> bool:
    return _truth(compare("<", one, other))


def _same(one: object, other: object) -> bool:
    return _truth(compare("<=", one, other)) and _truth(compare(">=", one, other))


def _truth(result: bool | None) -> bool:
    if result is None:
        raise UnfitArgumentsError
    return result


def _bounded(*ranges: Range) -> None:
    if any(end is None for one in ranges for end in (one.low, one.high)):
        raise UnfitArgumentsError


@built_in("before", "point1: any, point2: any")
@built_in("before", "point: any, range: any")
@built_in("before", "range: any, point: any")
@built_in("before", "range1: any, range2: any")
def before(_run: Run, one: object, other: object) -> object:
    """前者是否全在后者之前。`before(1, 10)` `before([1..5), [5..9])`"""
    if isinstance(one, Range):
        end, end_included = one.high, one.high_included
    else:
        end, end_included = one, True
    if isinstance(other, Range):
        start, start_included = other.low, other.low_included
    else:
        start, start_included = other, True
    if end is None or start is None:
        raise UnfitArgumentsError
    return _less(end, start) or (not (end_included and start_included) and _same(end, start))


@built_in("after", "point1: any, point2: any")
@built_in("after", "point: any, range: any")
@built_in("after", "range: any, point: any")
@built_in("after", "range1: any, range2: any")
def after(run: Run, one: object, other: object) -> object:
    """前者是否全在后者之后。`after(10, 1)` `after([6..9], [1..5])`"""
    return before(run, other, one)


@built_in("meets", "range1: range, range2: range")
def meets(_run: Run, one: Range, other: Range) -> object:
    """前者的终点是否就是后者的起点。`meets([1..5], [5..10])`"""
    _bounded(one, other)
    return one.high_included and other.low_included and _same(one.high, other.low)


@built_in("met by", "range1: range, range2: range")
def met_by(run: Run, one: Range, other: Range) -> object:
    """前者的起点是否就是后者的终点。`met by([5..10], [1..5])`"""
    return meets(run, other, one)


@built_in("overlaps", "range1: range, range2: range")
def overlaps(_run: Run, one: Range, other: Range) -> object:
    """两个区间是否有共同部分。`overlaps([1..5], [3..8])`"""
    _bounded(one, other)
    return not (_ends_before(one, other) or _ends_before(other, one))


def _ends_before(one: Range, other: Range) -> bool:
    if _same(one.high, other.low):
        return not (one.high_included and other.low_included)
    return _less(one.high, other.low)


def _starts_earlier(one: Range, other: Range) -> bool:
    if _same(one.low, other.low):
        return one.low_included and not other.low_included
    return _less(one.low, other.low)


def _stops_earlier(one: Range, other: Range) -> bool:
    if _same(one.high, other.high):
        return other.high_included and not one.high_included
    return _less(one.high, other.high)


@built_in("overlaps before", "range1: range, range2: range")
def overlaps_before(run: Run, one: Range, other: Range) -> object:
    """前者先开始，且在后者之内结束。`overlaps before([1..5], [3..8])`"""
    return overlaps(run, one, other) is True and _starts_earlier(one, other) and not _stops_earlier(other, one)


@built_in("overlaps after", "range1: range, range2: range")
def overlaps_after(run: Run, one: Range, other: Range) -> object:
    """前者在后者之内开始，且后结束。`overlaps after([3..8], [1..5])`"""
    return overlaps_before(run, other, one)


@built_in("finishes", "point: any, range: range")
@built_in("finishes", "range1: any, range2: range")
def finishes(_run: Run, one: object, other: Range) -> object:
    """前者是否位于后者的末尾。`finishes(10, [1..10])` `finishes([5..10], [1..10])`"""
    _bounded(other)
    if not isinstance(one, Range):
        return other.high_included and _same(one, other.high)
    _bounded(one)
    same_end = one.high_included == other.high_included and _same(one.high, other.high)
    return same_end and not _starts_earlier(one, other)


@built_in("finished by", "range: range, point: any")
@built_in("finished by", "range1: range, range2: any")
def finished_by(run: Run, one: Range, other: object) -> object:
    """后者是否位于前者的末尾。`finished by([1..10], 10)`"""
    return finishes(run, other, one)


@built_in("includes", "range: range, point: any")
@built_in("includes", "range1: range, range2: any")
def includes(_run: Run, one: Range, other: object) -> object:
    """前者是否包含后者。`includes([1..10], 5)` `includes([1..10], [4..6])`"""
    _bounded(one)
    if not isinstance(other, Range):
        return _truth(in_range(other, one))
    _bounded(other)
    return not _starts_earlier(other, one) and not _stops_earlier(one, other)


@built_in("during", "point: any, range: range")
@built_in("during", "range1: any, range2: range")
def during(run: Run, one: object, other: Range) -> object:
    """前者是否在后者之内。`during(5, [1..10])`"""
    return includes(run, other, one)


@built_in("starts", "point: any, range: range")
@built_in("starts", "range1: any, range2: range")
def starts(_run: Run, one: object, other: Range) -> object:
    """前者是否位于后者的开头。`starts(1, [1..10])` `starts([1..5], [1..10])`"""
    _bounded(other)
    if not isinstance(one, Range):
        return other.low_included and _same(one, other.low)
    _bounded(one)
    same_start = one.low_included == other.low_included and _same(one.low, other.low)
    return same_start and not _stops_earlier(other, one)


@built_in("started by", "range: range, point: any")
@built_in("started by", "range1: range, range2: any")
def started_by(run: Run, one: Range, other: object) -> object:
    """后者是否位于前者的开头。`started by([1..10], 1)`"""
    return starts(run, other, one)


@built_in("coincides", "point1: any, point2: any")
@built_in("coincides", "range1: any, range2: any")
def coincides(_run: Run, one: object, other: object) -> object:
    """两者是否重合。`coincides([1..5], [1..5])` `coincides(3, 3)`"""
    if isinstance(one, Range) and isinstance(other, Range):
        _bounded(one, other)
        included = (one.low_included, one.high_included) == (other.low_included, other.high_included)
        return included and _same(one.low, other.low) and _same(one.high, other.high)
    if isinstance(one, Range) or isinstance(other, Range):
        raise UnfitArgumentsError
    return _same(one, other)
