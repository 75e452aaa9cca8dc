"""FEEL texts: values that are compared or calculated with are of types that go together."""

from collections.abc import Iterator

from engine.bpmn.collected_texts import texts_of
from engine.bpmn.draft import Draft
from engine.bpmn.feel_texts import FeelText, Use
from engine.bpmn.findings import Fault, fault
from engine.bpmn.name_types import type_given
from engine.feel import FeelError
from engine.feel.text_types import TextTypes, types_of_assignments, types_of_cell, types_of_expression
from engine.feel.type_inference import Mismatch


def types_go_together(draft: Draft) -> Iterator[Fault]:
    """Text compared with a number is never true: the branch, row or rule that rests on it never counts."""
    return _faults(draft, is_sure=True)


def types_probably_go_together(draft: Draft) -> Iterator[Fault]:
    """The same where a type is only stated, as by the output of a table, or depends on the amounts."""
    return _faults(draft, is_sure=False)


def _faults(draft: Draft, *, is_sure: bool) -> Iterator[Fault]:
    for text in texts_of(draft):
        for mismatch in _types_of(text).mismatches:
            if mismatch.is_sure is is_sure:
                yield _fault(text, mismatch)


def _types_of(text: FeelText) -> TextTypes:
    """The types of a text; nothing is known of what cannot be read, which is another rule's finding."""
    types, names = text.scope.types, text.scope.unusual
    try:
        if text.use is Use.SCRIPT:
            return types_of_assignments(text.text, types, names=names)
        if text.use is Use.CELL:
            return types_of_cell(text.text, type_given(text.tested, text.scope), types, names=names)
        return types_of_expression(text.text, types, names=names)
    except FeelError:
        return TextTypes()


def _fault(text: FeelText, mismatch: Mismatch) -> Fault:
    at = f"第 {mismatch.line} 行第 {mismatch.column} 列，" if mismatch.line else ""
    at_en = f"line {mismatch.line}, column {mismatch.column}, " if mismatch.line else ""
    labels = "、".join(one.label for one in mismatch.kinds)
    kinds = ", ".join(map(str, mismatch.kinds))
    return fault(
        text.place,
        f"{text.what.zh}的类型不符（{at}{mismatch.what}）：{labels}",
        f"{text.what.en} mixes types ({at_en}{mismatch.what}): {kinds}",
        fix=(mismatch.fix, "convert one side, or correct the value or the name"),
    )
