"""All decision models of a bundle, compiled once, and the questions they answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.bpmn.dmn import model as dmn
from engine.bpmn.dmn.boxed import BoxCompiler, NamedFault, Names, member_names, unusual_names
from engine.bpmn.dmn.functions import BoxedFunction, ModelFunction, Parameters, Signature, checked
from engine.bpmn.dmn.item_types import MISFIT, Type, TypeBook, fitted, type_book
from engine.bpmn.dmn.linking import Graph, Link, Node, Path, Step, TooLargeError, in_order
from engine.bpmn.dmn.running import ModelRun, Record, keep_record
from engine.bpmn.dmn.tables import ReadyTable
from engine.bpmn.execution_errors import DecisionError, ValueNotAllowedError
from engine.bpmn.findings import fault
from engine.feel import FeelError, FeelNameError
from engine.feel.compiling import Code
from engine.feel.functions import Function
from engine.feel.scopes import MISSING, Run, Scope

_NO_NAMES: Final[Mapping[str, object]] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """The value of a decision, and what was recorded on the way; the decision itself comes last."""

    value: object
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    """An element ready to be worked out: its logic or body, its type, and for functions their signature."""

    code: Code | None
    wanted: Type | None
    signature: Signature | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """What has to be worked out for a question, in order, and what answers it."""

    steps: tuple[Step, ...]
    targets: tuple[Step, ...]


class Library:
    """The models of a bundle; `faults` says what of them cannot be run. Immutable and shared by all threads."""

    def __init__(self, models: Sequence[dmn.Model]) -> None:
        self.graph = Graph(models)
        self.faults = list(self.graph.faults)
        self._books: dict[str, TypeBook] = {}
        self._ready: dict[Node, _Ready] = {}
        self._plans: dict[Node, _Plan | None] = {}
        for model in models:
            self._book(model, ())
        for node in self.graph.nodes:
            self._ready[node] = self._compiled(node)
        for node in self.graph.nodes:
            if isinstance(node.element, dmn.Decision | dmn.DecisionService):
                self._plans[node] = self._plan(node)

    def decisions(self) -> Iterator[Node]:
        """The decisions, and then the decision services, of all models."""
        yield from (node for node in self.graph.nodes if isinstance(node.element, dmn.Decision))
        yield from (node for node in self.graph.nodes if isinstance(node.element, dmn.DecisionService))

    def ask(self, node: Node, scope: Mapping[str, object], *, inputs: Mapping[str, object], run: ModelRun) -> Answer:
        """The answer of a decision or service; DecisionError, in strict mode also for whatever cannot be worked out.

        `scope` holds the names that expressions see beside what they require, `inputs` the input data by name, or by
        name behind the names of imports.
        """
        question = _Question(self, Scope(scope, None, run), inputs, run)
        try:
            value = question.answer(node)
        except FeelError as error:
            raise DecisionError(node.element.element_id, str(error)) from error
        return Answer(value, tuple(run.records))

    def types_of(self, model: dmn.Model) -> TypeBook:
        """The types that a model knows."""
        return self._books[model.namespace]

    def ready(self, node: Node) -> _Ready:
        """The compiled element."""
        return self._ready[node]

    def plan(self, node: Node) -> _Plan | None:
        """The way to an answer; None where there is none."""
        return self._plans[node]

    # -- compiling ----------------------------------------------------------------------------------------------

    def _book(self, model: dmn.Model, coming_from: tuple[str, ...]) -> TypeBook:
        """The types of a model's namespace; models that import each other do not see each other's types twice."""
        namespace = model.namespace
        if namespace not in self._books and namespace not in coming_from:
            imported = {
                name: self._book(others[0], (*coming_from, namespace)) for name, others in self.graph.imported(model)
            }
            book = type_book([one for one in self.graph.models if one.namespace == namespace], imported)
            self._books[namespace] = book
            self.faults.extend(_unreadable(book))
        return self._books.get(namespace) or TypeBook()

    def _compiled(self, node: Node) -> _Ready:
        element, book = node.element, self._books[node.model.namespace]
        siblings = [one for one in self.graph.models if one.namespace == node.model.namespace]
        imported = [one for _, others in self.graph.imported(node.model) for one in others]
        links = unusual_names(link.node.name for link in node.links if link.prefix)
        members = member_names([*siblings, *imported]) | links
        compiler = BoxCompiler(element.element_id, book, members)
        ready = self._ready_of(node, compiler, book.find(element.variable.type_ref))
        self.faults.extend(compiler.faults)
        return ready

    def _ready_of(self, node: Node, compiler: BoxCompiler, wanted: Type | None) -> _Ready:
        match node.element:
            case dmn.Decision() as decision:
                return _Ready(compiler.code(decision.logic, _names_in_sight(node)), wanted)
            case dmn.KnowledgeModel() as knowledge:
                names = _names_in_sight(node) | {node.name}
                signature = Signature(node.name, compiler.parameters(knowledge.function), _result_type(wanted))
                return _Ready(compiler.body(knowledge.function, names), wanted, signature)
            case dmn.DecisionService():
                return _Ready(None, wanted, Signature(node.name, self._parameters(node), _result_type(wanted)))
        return _Ready(None, wanted)

    def service_inputs(self, node: Node) -> list[Link]:
        """What a service takes: input decisions first, then input data (the order of its elements in DMN)."""
        service = node.element
        assert isinstance(service, dmn.DecisionService)  # noqa: S101 (tells mypy what the caller has checked)
        return list(self.graph.links_to(node, (*service.input_decisions, *service.input_data)))

    def _parameters(self, node: Node) -> Parameters:
        def type_of(end: Node) -> Type | None:
            return self._books[end.model.namespace].find(end.element.variable.type_ref)

        return tuple((link.node.name, type_of(link.node)) for link in self.service_inputs(node))

    def _plan(self, node: Node) -> _Plan | None:
        targets: tuple[Step, ...] = (((), node),)
        given: frozenset[Step] = frozenset()
        if isinstance(node.element, dmn.DecisionService):
            targets = tuple((link.prefix, link.node) for link in self.graph.links_to(node, node.element.outputs))
            given = frozenset((link.prefix, link.node) for link in self.service_inputs(node))
        try:
            steps = in_order(targets, given)
        except TooLargeError:
            self.faults.append(_too_large(node))
            return None
        return None if any(step[1].is_in_circle for step in steps) else _Plan(steps, targets)


def _names_in_sight(node: Node) -> Names:
    return frozenset(link.prefix[0] if link.prefix else link.node.name for link in node.links)


def _result_type(wanted: Type | None) -> Type | None:
    """What a function returns: models before DMN 1.3 gave its variable the type of the result."""
    if wanted is None:
        return None
    return wanted.result if wanted.parameters is not None else wanted


def _unreadable(book: TypeBook) -> Iterator[NamedFault]:
    for item, error in book.unreadable:
        yield NamedFault(
            "feel_does_not_parse",
            fault(
                item.place,
                f"类型 {item.name} 的取值范围无法识别：{error}",
                f"the allowed values of {item.name} are not FEEL: {error.code}",
                fix=(error.fix or "按 FEEL 语法改写", "write them in FEEL"),
            ),
        )


def _too_large(node: Node) -> NamedFault:
    name = node.element.element_id
    return NamedFault(
        "model_too_large",
        fault(
            node.element.place,
            f"决策 {name} 依赖的元素过多",
            f"decision {name} requires too many elements",
            fix=("拆成几个业务规则任务", "split it over several business rule tasks"),
        ),
    )


# -- one question ---------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Question:
    """Works out the values one decision or service needs."""

    library: Library
    outer: Scope
    inputs: Mapping[str, object]
    run: Run
    values: dict[Step, object] = field(default_factory=dict)

    def answer(self, node: Node) -> object:
        """The value of a decision or service."""
        plan = self.library.plan(node)
        if plan is None:
            return self._without_plan(node)
        if isinstance(node.element, dmn.DecisionService):
            for link in self.library.service_inputs(node):
                self.values[link.prefix, link.node] = self._input(link.prefix, link.node)
        return self.follow(node, plan)

    def follow(self, node: Node, plan: _Plan) -> object:
        """The value of a decision or service whose inputs are there."""
        for step in plan.steps:
            if step not in self.values:
                self.values[step] = self._worked_out(step)
        if isinstance(node.element, dmn.Decision):
            return self.values[(), node]
        results = {end.name: self.values[path, end] for path, end in plan.targets}
        value = next(iter(results.values())) if len(plan.targets) == 1 else results
        wanted = self.library.ready(node).signature
        return checked(value, wanted.result if wanted else None, node.name, self.run)

    def _without_plan(self, node: Node) -> object:
        if self.run.strict:
            raise DecisionError(node.element.element_id, "its requirements go in a circle, or are too many")
        return None

    def _worked_out(self, step: Step) -> object:
        path, node = step
        match node.element:
            case dmn.InputData():
                return self._input(path, node)
            case dmn.Decision():
                return self._decided(step)
            case dmn.KnowledgeModel():
                return self._function(step)
        return _ServiceFunction(self, node, path)

    def _input(self, path: Path, node: Node) -> object:
        """A value from outside, in its type."""
        ready, name = self.library.ready(node), node.name
        value = _found(self.inputs, (*path, name))
        if value is MISSING:
            value = self.inputs.get(name, MISSING)
        if value is MISSING:
            if self.run.strict:
                raise FeelNameError(f"没有输入“{name}”", fix="请为它赋值，或在业务规则任务上写 input 属性")
            return None
        result = fitted(self.run.admit(value), ready.wanted, self.run)
        if result is MISFIT:
            if self.run.strict:
                raise ValueNotAllowedError(node.element.element_id, name)
            return None
        return result

    def _decided(self, step: Step) -> object:
        path, node = step
        ready = self.library.ready(node)
        names = self._required(path, node)
        value = ready.code(Scope(names, self.outer, self.run)) if ready.code is not None else None
        result = checked(value, ready.wanted, node.name, self.run)
        if isinstance(ready.code, ReadyTable):  # keeps its own record
            return result
        inputs = {name: given for name, given in names.items() if not isinstance(given, Function)}
        keep_record(self.run, Record(node.element.element_id, inputs, (), result))
        return result

    def _function(self, step: Step) -> object:
        path, node = step
        ready = self.library.ready(node)
        names = self._required(path, node)
        if ready.signature is None or ready.code is None:
            return None
        function = BoxedFunction(ready.signature, ready.code, Scope(names, Scope(_NO_NAMES, None, self.run), self.run))
        names.setdefault(node.name, function)
        return function

    def _required(self, path: Path, node: Node) -> dict[str, object]:
        """The values an element requires by name; those of other models in a context under the import's name."""
        names: dict[str, object] = {}
        for link in node.links:
            value = self.values.get((path + link.prefix, link.node))
            if not link.prefix:
                names[link.node.name] = value
                continue
            imported = names.setdefault(link.prefix[0], {})
            if isinstance(imported, dict):
                imported[link.node.name] = value
        return names


class _ServiceFunction(ModelFunction):
    """A decision service as a function of its input decisions and input data."""

    def __init__(self, question: _Question, node: Node, path: Path) -> None:
        signature = question.library.ready(node).signature or Signature(node.name, (), None)
        super().__init__(signature.name, signature.parameters, None)
        self._question, self._node, self._path = question, node, path

    def carried_out(self, arguments: dict[str, object], run: Run) -> object:
        """The values of the output decisions."""
        asked, library = self._question, self._question.library
        plan = library.plan(self._node)
        inner = _Question(library, asked.outer, _NO_NAMES, run)
        for link in library.service_inputs(self._node):
            inner.values[link.prefix, link.node] = arguments[link.node.name]
        return None if plan is None else inner.follow(self._node, plan)


def _found(inputs: Mapping[str, object], path: Path) -> object:
    value: object = inputs
    for name in path:
        if not isinstance(value, Mapping):
            return MISSING
        value = value.get(name, MISSING)
    return value
