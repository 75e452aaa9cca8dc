"""Ids: unique, free of the library's own names, and usable as names in FEEL."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath

from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, Place, fault
from engine.bpmn.known_names import ENGINE_DECISIONS, is_plain_name

# spiffworkflow.md 3.12: the library adds these to every process; an element of that id ends the case at once.
_LIBRARY_IDS = frozenset({"Start", "End", "Root", "StartEventSplit", "StartEventJoin"})
_LIBRARY_SUFFIXES = (".EndJoin", ".BoundaryEventSplit", ".BoundaryEventJoin", " [child]")


def ids_are_unique_in_their_file(draft: Draft) -> Iterator[Fault]:
    """Of two elements with one id the engine runs the last, whatever the diagram shows (spiffworkflow.md 3.13)."""
    for diagram in draft.diagrams:
        yield from _repeated(diagram.ids)


def ids_are_unique_in_the_bundle(draft: Draft) -> Iterator[Fault]:
    """Element ids are unique over all processes, process ids among themselves.

    So are decision ids within a namespace, and over all of them where a task asks for the decision.
    """
    yield from _repeated_over_files([process.place for process in draft.processes])
    yield from _repeated_over_files([element.place for element in draft.elements])
    for namespace in dict.fromkeys(model.namespace for model in draft.models):
        models = [model for model in draft.models if model.namespace == namespace]
        yield from _repeated_over_files([decision.place for model in models for decision in model.decisions])
    asked = {*draft.deciding, *ENGINE_DECISIONS}
    yield from _repeated_over_files([one.place for one in draft.decisions if one.decision_id in asked])


def _repeated(places: tuple[Place, ...]) -> Iterator[Fault]:
    first: dict[str | None, Place] = {}
    for place in places:
        earlier = first.setdefault(place.element_id, place)
        if earlier is not place:
            yield _twice(place, earlier)


def _repeated_over_files(places: list[Place]) -> Iterator[Fault]:
    first: dict[str | None, Place] = {}
    for place in places:
        earlier = first.setdefault(place.element_id, place)
        if place.element_id and earlier.file != place.file:
            yield _twice(place, earlier)


def _twice(place: Place, earlier: Place) -> Fault:
    return fault(
        place,
        f"编号 {place.element_id} 重复，已用于 {earlier.file} 第 {earlier.line} 行",
        f"the id {place.element_id} is already used in {earlier.file}, line {earlier.line}",
        fix=("改用一个没有用过的编号", "give it an id that is not used yet"),
    )


def ids_are_not_the_librarys(draft: Draft) -> Iterator[Fault]:
    """An element named like one that the engine adds itself ends the process with no task done."""
    for element in draft.elements:
        if element.element_id in _LIBRARY_IDS or element.element_id.endswith(_LIBRARY_SUFFIXES):
            yield fault(
                element.place,
                f"编号 {element.element_id} 由引擎保留，会使流程立即结束",
                f"the engine keeps the id {element.element_id} for itself; the process would end at once",
                fix=("改用动词短语作编号，例如 verify_identity", "use a verb phrase such as verify_identity"),
            )


def ids_can_be_written_in_feel(draft: Draft) -> Iterator[Fault]:
    """What is entered or computed lands under the element's id, so ids are plain names and no words of FEEL."""
    places = [process.place for process in draft.processes]
    places += [element.place for element in draft.elements]
    places += [one.place for one in draft.decisions if one.decision_id in draft.deciding or not one.decision_id]
    for place in places:
        name = place.element_id or ""
        if not is_plain_name(name):
            yield fault(
                place,
                f"编号 {name!r} 不能在表达式中使用" if name else "元素没有编号",
                f"the id {name!r} cannot be used in expressions" if name else "the element has no id",
                fix=(
                    "编号以字母开头，只用英文字母、数字、下划线，不用 FEEL 的关键字",
                    "begin with a letter, use only letters, digits and underscores, and no word of FEEL",
                ),
            )


def ids_differ_by_more_than_case(draft: Draft) -> Iterator[Fault]:
    """Ids that differ only by capital letters are mistaken for each other."""
    groups: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    for element in draft.elements:
        groups[element.element_id.lower()].setdefault(element.element_id, element.place)
    for spellings in groups.values():
        names = list(spellings)
        for name in names[1:]:
            yield fault(
                spellings[name],
                f"编号 {name} 与 {names[0]} 只有大小写不同",
                f"the ids {name} and {names[0]} differ only by capital letters",
                fix=("改用明显不同的编号", "use ids that clearly differ"),
            )


def files_are_named_like_what_they_hold(draft: Draft) -> Iterator[Fault]:
    """A file carries the id of its process, or of the decision it is about (design.md 3), so that people find it."""
    held = {(one.place.file, one.decision_id) for one in draft.decisions}
    first = {one.place.file: one.place for one in reversed(draft.decisions)}
    for place in [*(one.place for one in draft.processes), *first.values()]:
        stem = PurePosixPath(place.file).stem
        if stem != place.element_id and (place.file, stem) not in held:
            yield fault(
                place,
                f"文件名 {place.file} 与编号 {place.element_id} 不一致",
                f"the file {place.file} is not named like {place.element_id}",
                fix=("文件名用流程或决策的编号", "name the file after the id of its process or decision"),
            )


def messages_of_one_id_have_one_name(draft: Draft) -> Iterator[Fault]:
    """The engine knows messages, signals and errors by id over all files: of two names the last silently wins."""
    first: dict[tuple[str, str], tuple[str, Place]] = {}
    for declaration in (one for diagram in draft.diagrams for one in diagram.declarations):
        name, place = first.setdefault(
            (declaration.kind, declaration.declared_id), (declaration.name, declaration.place)
        )
        if name != declaration.name:
            yield fault(
                declaration.place,
                f"编号 {declaration.declared_id} 在 {place.file} 中名为“{name}”，这里名为“{declaration.name}”",
                f"{declaration.declared_id} is called {name!r} in {place.file} and {declaration.name!r} here",
                fix=("同一编号用同一名称，或改用另一编号", "use one name for one id, or another id"),
            )
