"""Rows of a UNIQUE table: no two match together, and none is missing."""

from collections.abc import Iterator
from itertools import islice

from engine.bpmn.decision_coverage import gap, overlaps, unclear_overlaps
from engine.bpmn.decision_table_model import Decision
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault

MAX_REPORTED = 20


def rows_do_not_overlap(draft: Draft) -> Iterator[Fault]:
    """Two rows of a UNIQUE table that match together would stop the case; worked out for cells that compare."""
    for decision in _unique(draft):
        for overlap in islice(overlaps(decision), MAX_REPORTED):
            pair, pair_en = _pair(decision, overlap.first, overlap.second)
            example = "，".join(overlap.example) or "任何输入"
            yield fault(
                decision.rows[overlap.second - 1].place,
                f"{pair}会同时命中，例如 {example}",
                f"{pair_en} match together, for example {example}",
                fix=("收紧其中一行的条件", "narrow the conditions of one of them"),
            )


def overlaps_can_be_worked_out(draft: Draft) -> Iterator[Fault]:
    """Where a cell depends on more than constants, whether rows overlap shows only in a case: a person must look."""
    for decision in _unique(draft):
        unclear = next(unclear_overlaps(decision), None)
        if unclear is not None:
            pair, pair_en = _pair(decision, *unclear)
            yield fault(
                decision.rows[unclear[1] - 1].place,
                f"无法判断{pair}是否会同时命中",
                f"whether {pair_en} match together cannot be told",
                fix=("请人工核对，或改写为与常量比较的单元格", "check it, or write cells that compare with constants"),
            )


def _pair(decision: Decision, first: int, second: int) -> tuple[str, str]:
    name = decision.decision_id
    return f"决策 {name} 的第 {first} 行与第 {second} 行", f"rows {first} and {second} of {name}"


def rows_cover_the_inputs(draft: Draft) -> Iterator[Fault]:
    """An input that no row of a UNIQUE table matches opens an incident."""
    for decision in _unique(draft):
        missing = gap(decision)
        if missing is not None:
            example = "，".join(missing) or "任何输入"
            yield fault(
                decision.place,
                f"决策 {decision.decision_id} 没有一行适用于 {example}",
                f"no row of {decision.decision_id} matches {example}",
                fix=("补上这一行，或确认不会出现这种输入", "add a row, or make sure that this input never comes"),
            )


def _unique(draft: Draft) -> Iterator[Decision]:
    return (one for one in draft.decisions if one.hit_policy == "UNIQUE" and one.rows and one.inputs)
