"""Decision tables of the test kit, evaluated just far enough to score unary tests and outputs."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from engine.feel import compile_expression, compile_unary_tests

_Row = list[object]


def decide(table: Mapping[str, Any], context: Mapping[str, object], names: frozenset[str]) -> object:
    """The table's result by its hit policy; null where the policy is violated or an input is not allowed."""
    inputs = []
    for column in table["inputs"]:
        value = compile_expression(column["expression"], names=names).evaluate(context)
        if column["values"] and value is not None and _test(column["values"], value, context, names) is not True:
            return None
        inputs.append(value)
    hits = [rule for rule in table["rules"] if _hits(rule, inputs, context, names)]
    rows = [[_output(text, context, names) for text in rule["out"]] for rule in hits]
    if not rows:
        return _default(table, context, names)
    return _HIT_POLICIES[table["hit_policy"]](table, rows, context)


def _test(text: str, value: object, context: Mapping[str, object], names: frozenset[str]) -> bool | None:
    return compile_unary_tests(text or "-", names=names).matches(value, context)


def _hits(rule: Mapping[str, Any], inputs: _Row, context: Mapping[str, object], names: frozenset[str]) -> bool:
    cells = zip(rule["in"], inputs, strict=True)
    return all(_test(text or "-", value, context, names) is True for text, value in cells)


def _output(text: str, context: Mapping[str, object], names: frozenset[str]) -> object:
    return compile_expression(text, names=names).evaluate(context) if text and text != "-" else None


def _shaped(table: Mapping[str, Any], row: _Row) -> object:
    outputs = table["outputs"]
    if len(outputs) == 1:
        return row[0]
    return {output["name"]: value for output, value in zip(outputs, row, strict=True)}


def _default(table: Mapping[str, Any], context: Mapping[str, object], names: frozenset[str]) -> object:
    if not any(output["default"] for output in table["outputs"]):
        return [] if table["hit_policy"] == "COLLECT" and not table["aggregation"] else None
    shaped = _shaped(table, [_output(output["default"], context, names) for output in table["outputs"]])
    return shaped if table["hit_policy"] in ("UNIQUE", "FIRST", "ANY", "PRIORITY") else [shaped]


def _unique(table: Mapping[str, Any], rows: list[_Row], _context: Mapping[str, object]) -> object:
    return _shaped(table, rows[0]) if len(rows) == 1 else None


def _any(table: Mapping[str, Any], rows: list[_Row], _context: Mapping[str, object]) -> object:
    return _shaped(table, rows[0]) if all(row == rows[0] for row in rows) else None


def _first(table: Mapping[str, Any], rows: list[_Row], _context: Mapping[str, object]) -> object:
    return _shaped(table, rows[0])


def _rule_order(table: Mapping[str, Any], rows: list[_Row], _context: Mapping[str, object]) -> object:
    return [_shaped(table, row) for row in rows]


def _by_priority(table: Mapping[str, Any], rows: list[_Row], context: Mapping[str, object]) -> list[_Row]:
    """Rows in the order of the outputs' lists of values; the first output counts most."""
    lists = [
        compile_expression(f"[{output['values']}]").evaluate(context) if output["values"] else []
        for output in table["outputs"]
    ]

    def rank(row: _Row) -> list[int]:
        pairs = [(values if isinstance(values, list) else [], value) for values, value in zip(lists, row, strict=True)]
        return [values.index(value) if value in values else len(values) for values, value in pairs]

    return sorted(rows, key=rank)


def _priority(table: Mapping[str, Any], rows: list[_Row], context: Mapping[str, object]) -> object:
    return _shaped(table, _by_priority(table, rows, context)[0])


def _output_order(table: Mapping[str, Any], rows: list[_Row], context: Mapping[str, object]) -> object:
    return [_shaped(table, row) for row in _by_priority(table, rows, context)]


def _collect(table: Mapping[str, Any], rows: list[_Row], _context: Mapping[str, object]) -> object:
    if not table["aggregation"]:
        return [_shaped(table, row) for row in rows]
    if table["aggregation"] == "COUNT":
        return Decimal(len({repr(row) for row in rows}))
    values = [row[0] for row in rows]
    return compile_expression(f"{table['aggregation'].lower()}(values)").evaluate({"values": values})


_HIT_POLICIES: dict[str, Callable[[Mapping[str, Any], list[_Row], Mapping[str, object]], object]] = {
    "UNIQUE": _unique,
    "ANY": _any,
    "FIRST": _first,
    "PRIORITY": _priority,
    "RULE ORDER": _rule_order,
    "OUTPUT ORDER": _output_order,
    "COLLECT": _collect,
}
