"""Rows of a table: which match together, which inputs have none, and which never answer."""

from collections.abc import Iterable, Iterator
from itertools import islice

from engine.bpmn.dmn.analysis.cells import constant_of
from engine.bpmn.dmn.analysis.coverage import Gaps, Overlap, gaps, overlaps, unclear_overlaps
from engine.bpmn.dmn.analysis.rows import Reason, expired_rows, lost_outputs
from engine.bpmn.dmn.hit_policies import SINGLE_HIT, HitPolicy
from engine.bpmn.draft import Draft
from engine.bpmn.draft_decisions import OwnedTable
from engine.bpmn.findings import Fault, fault
from engine.feel.temporal import Date

MAX_REPORTED = 20
_EXCLUSIVE = (HitPolicy.UNIQUE, HitPolicy.ANY)


def rows_do_not_overlap(draft: Draft) -> Iterator[Fault]:
    """Rows that match together stop the case under UNIQUE, and with different outputs under ANY.

    Worked out for cells that compare with constants.
    """
    for owned in _tables(draft, _EXCLUSIVE):
        for overlap in islice(_conflicts(owned), MAX_REPORTED):
            pair, pair_en = _pair(owned, overlap.first, overlap.second)
            example = "，".join(overlap.example) or "任何输入"
            yield fault(
                owned.table.rows[overlap.second - 1].place,
                f"{pair}会同时命中，例如 {example}",
                f"{pair_en} match together, for example {example}",
                fix=("收紧其中一行的条件", "narrow the conditions of one of them"),
            )


def _conflicts(owned: OwnedTable) -> Iterator[Overlap]:
    for overlap in overlaps(owned.columns, len(owned.table.rows)):
        if owned.table.hit_policy == HitPolicy.UNIQUE or _differ(owned, overlap.first, overlap.second):
            yield overlap


def _differ(owned: OwnedTable, first: int, second: int) -> bool:
    """Whether two rows certainly give different outputs."""
    rows = owned.table.rows
    for mine, theirs in zip(rows[first - 1].outputs, rows[second - 1].outputs, strict=False):
        one, other = constant_of(mine.text), constant_of(theirs.text)
        if one is not None and other is not None and one.value != other.value:
            return True
    return False


def overlaps_can_be_worked_out(draft: Draft) -> Iterator[Fault]:
    """Where a cell depends on more than constants, whether rows overlap shows only in a case: a person must look."""
    for owned in _tables(draft, (HitPolicy.UNIQUE,)):
        unclear = next(unclear_overlaps(owned.columns, len(owned.table.rows)), None)
        if unclear is not None:
            pair, pair_en = _pair(owned, *unclear)
            yield fault(
                owned.table.rows[unclear[1] - 1].place,
                f"无法判断{pair}是否会同时命中",
                f"whether {pair_en} match together cannot be told",
                fix=("请人工核对，或改写为与常量比较的单元格", "check it, or write cells that compare with constants"),
            )


def _pair(owned: OwnedTable, first: int, second: int) -> tuple[str, str]:
    name = owned.owner_id
    return f"决策 {name} 的第 {first} 行与第 {second} 行", f"rows {first} and {second} of {name}"


def rows_cover_the_inputs(draft: Draft) -> Iterator[Fault]:
    """An input that no row matches opens an incident where one row should answer and there is no default."""
    for owned, found in _gaps(draft):
        for missing in found.examples:
            example = "，".join(missing) or "任何输入"
            yield fault(
                owned.table.place,
                f"决策 {owned.owner_id} 没有一行适用于 {example}",
                f"no row of {owned.owner_id} matches {example}",
                fix=("补上这一行，或确认不会出现这种输入", "add a row, or make sure that this input never comes"),
            )


def gaps_can_be_worked_out(draft: Draft) -> Iterator[Fault]:
    """Where a table is too large, or cells depend on more than constants, there may be gaps that nobody sees."""
    for owned, found in _gaps(draft):
        if not found.is_complete:
            yield fault(
                owned.table.place,
                f"无法判断决策 {owned.owner_id} 的规则行是否覆盖所有输入",
                f"whether the rows of {owned.owner_id} cover all inputs cannot be told",
                fix=("请人工核对，或加一个缺省输出", "check it, or give the outputs a default"),
            )


def _gaps(draft: Draft) -> Iterator[tuple[OwnedTable, Gaps]]:
    for owned in _tables(draft, SINGLE_HIT):
        if not any(column.default for column in owned.table.outputs):
            yield owned, gaps(owned.columns, len(owned.table.rows), MAX_REPORTED)


def rows_can_answer(draft: Draft) -> Iterator[Fault]:
    """A row that no input matches, or before which others always answer, is a mistake or can go."""
    for owned in _tables(draft, HitPolicy):
        for dead in islice(owned.dead.values(), MAX_REPORTED):
            why, why_en = "没有任何输入适用", "no input matches it"
            if dead.reason is Reason.SHADOWED:
                before = "、".join(str(number) for number in dead.because_of[:5])
                why, why_en = f"第 {before} 行总是先于它", f"row {before} always answers before it"
            yield fault(
                owned.table.rows[dead.number - 1].place,
                f"决策 {owned.owner_id} 的第 {dead.number} 行永远不会起作用：{why}",
                f"row {dead.number} of {owned.owner_id} never answers: {why_en}",
                fix=("改正这一行的条件或次序，或删除它", "correct its conditions or its place, or delete it"),
            )


def rows_are_in_force(draft: Draft) -> Iterator[Fault]:
    """A row whose dates have passed answers only cases of that time; it stays for them."""
    if draft.today is None:
        return
    today = Date(draft.today.year, draft.today.month, draft.today.day)
    for owned in _tables(draft, HitPolicy):
        for number, cell in islice(expired_rows(owned.table, today), MAX_REPORTED):
            yield fault(
                owned.table.rows[number - 1].place,
                f"决策 {owned.owner_id} 的第 {number} 行已经过期：{cell}",
                f"the dates of row {number} of {owned.owner_id} have passed: {cell}",
                fix=("旧个案仍会用到时保留，否则可以删除", "keep it while old cases need it, or delete it"),
            )


def outputs_can_come(draft: Draft) -> Iterator[Fault]:
    """A listed output value that no row gives is a missing row, or can be left out."""
    for owned in _tables(draft, HitPolicy):
        for lost in islice(lost_outputs(owned.table, owned.dead), MAX_REPORTED):
            yield fault(
                lost.column.place,
                f"决策 {owned.owner_id} 的输出 {lost.column.name} 永远不会是 {lost.text}",
                f"the output {lost.column.name} of {owned.owner_id} is never {lost.text}",
                fix=(
                    "补上给出这一取值的行，或从取值中去掉它",
                    "add a row that gives it, or take it off the list",
                ),
            )


def _tables(draft: Draft, policies: Iterable[HitPolicy]) -> Iterator[OwnedTable]:
    """The tables of these policies that have rows and inputs."""
    known = frozenset(policies)
    filled = (one for one in draft.decided.tables if one.table.rows and one.table.inputs)
    return (one for one in filled if one.table.hit_policy in known)
