"""Reads a decision model from any XML however broken; the one reader of `.dmn` files."""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.dmn import model as dmn
from engine.bpmn.findings import Place
from engine.bpmn.xml_intake import line_of

_NAMESPACES = ("http://www.omg.org/spec/DMN/", "https://www.omg.org/spec/DMN/")
_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
_ITERATORS = {"for": "return", "some": "satisfies", "every": "satisfies"}
_BESIDE_THE_LOGIC = frozenset(
    [
        "description",
        "extensionElements",
        "question",
        "allowedAnswers",
        "variable",
        "informationRequirement",
        "knowledgeRequirement",
        "authorityRequirement",
        "supportedObjective",
        "impactedPerformanceIndicator",
        "decisionMaker",
        "decisionOwner",
        "usingProcess",
        "usingTask",
        "formalParameter",
        "binding",
        "parameter",
    ]
)


def is_dmn(root: etree._Element) -> bool:
    """Whether this is the root of a DMN file of any version."""
    return _local(root) == "definitions"


def read_model(root: etree._Element, file: str) -> dmn.Model:
    """The model of one `.dmn` file; nothing is ever raised."""
    return _Reader(file, root.get("expressionLanguage") or "").model(root)


def _local(element: etree._Element) -> str | None:
    """The local name of a DMN element of any version, None for anything foreign."""
    tag = etree.QName(element)
    return tag.localname if (tag.namespace or "").startswith(_NAMESPACES) else None


def _children(parent: etree._Element, *names: str) -> Iterator[etree._Element]:
    return (child for child in parent if _local(child) in names)


def _child(parent: etree._Element, name: str) -> etree._Element | None:
    return next(_children(parent, name), None)


def _text(parent: etree._Element, *path: str) -> str:
    """What is written at the end of the path of first children, empty where there is none."""
    for name in path:
        inner = _child(parent, name)
        if inner is None:
            return ""
        parent = inner
    return "".join(str(part) for part in parent.itertext()).strip()


def _name(element: etree._Element) -> str:
    """The name with single blanks, as FEEL sees it."""
    return " ".join((element.get("name") or "").split())


def _variable(element: etree._Element) -> dmn.Variable:
    return dmn.Variable(_name(element), (element.get("typeRef") or "").strip())


def _hrefs(parent: etree._Element, *names: str) -> tuple[str, ...]:
    return tuple((one.get("href") or "").strip() for one in _children(parent, *names))


class _Reader:
    def __init__(self, file: str, language: str) -> None:
        self._file, self._language = file, language

    def model(self, root: etree._Element) -> dmn.Model:
        return dmn.Model(
            file=self._file,
            name=root.get("name") or "",
            namespace=(root.get("namespace") or "").strip(),
            imports=tuple(self._import(one) for one in _children(root, "import")),
            types=tuple(self._item(one) for one in _children(root, "itemDefinition")),
            inputs=tuple(dmn.InputData(*self._identity(one)) for one in _children(root, "inputData")),
            decisions=tuple(self._decision(one) for one in _children(root, "decision")),
            knowledge_models=tuple(self._knowledge(one) for one in _children(root, "businessKnowledgeModel")),
            services=tuple(self._service(one) for one in _children(root, "decisionService")),
        )

    def _place(self, element: etree._Element) -> Place:
        return Place(self._file, element.get("id"), line_of(element))

    # -- elements -----------------------------------------------------------------------------------------------

    def _import(self, element: etree._Element) -> dmn.Import:
        return dmn.Import(_name(element), (element.get("namespace") or "").strip(), self._place(element))

    def _identity(self, element: etree._Element) -> tuple[str, str, dmn.Variable, Place]:
        name, inner = _name(element), _child(element, "variable")
        variable = dmn.Variable("") if inner is None else _variable(inner)
        variable = dmn.Variable(variable.name or name, variable.type_ref)
        return element.get("id") or "", element.get("name") or "", variable, self._place(element)

    def _decision(self, element: etree._Element) -> dmn.Decision:
        return dmn.Decision(
            *self._identity(element),
            logic=self._boxed_in(element),
            information=self._required(element, "requiredDecision", "requiredInput"),
            knowledge=self._required(element, "requiredKnowledge"),
        )

    def _required(self, element: etree._Element, *names: str) -> tuple[str, ...]:
        requirements = _children(element, *_REQUIREMENTS)
        return tuple(href for requirement in requirements for href in _hrefs(requirement, *names))

    def _knowledge(self, element: etree._Element) -> dmn.KnowledgeModel:
        inner = _child(element, "encapsulatedLogic")
        place = self._place(element)
        function = dmn.FunctionBox(place, "FEEL", (), dmn.Missing(place)) if inner is None else self._function(inner)
        return dmn.KnowledgeModel(
            *self._identity(element), function=function, knowledge=self._required(element, "requiredKnowledge")
        )

    def _service(self, element: etree._Element) -> dmn.DecisionService:
        return dmn.DecisionService(
            *self._identity(element),
            outputs=_hrefs(element, "outputDecision"),
            input_decisions=_hrefs(element, "inputDecision"),
            input_data=_hrefs(element, "inputData"),
        )

    def _item(self, element: etree._Element) -> dmn.ItemDefinition:
        function = _child(element, "functionItem")
        return dmn.ItemDefinition(
            name=_name(element),
            type_ref=_text(element, "typeRef") or (element.get("typeRef") or "").strip(),
            is_collection=(element.get("isCollection") or "").strip() in ("true", "1"),
            allowed=_text(element, "allowedValues", "text"),
            constraint=_text(element, "typeConstraint", "text"),
            components=tuple(self._item(one) for one in _children(element, "itemComponent")),
            function=None if function is None else self._function_item(function),
            place=self._place(element),
        )

    def _function_item(self, element: etree._Element) -> dmn.FunctionItem:
        parameters = tuple(_variable(one) for one in _children(element, "parameters"))
        return dmn.FunctionItem(parameters, (element.get("outputTypeRef") or "").strip())

    # -- boxed expressions --------------------------------------------------------------------------------------

    def _boxed_in(self, parent: etree._Element | None, owner: Place | None = None) -> dmn.Boxed:
        """The first expression inside an element."""
        return next(iter(self._all_boxed_in(parent)), None) or dmn.Missing(
            owner or (Place(self._file) if parent is None else self._place(parent))
        )

    def _all_boxed_in(self, parent: etree._Element | None) -> list[dmn.Boxed]:
        inner = () if parent is None else tuple(parent)
        return [self._boxed(one) for one in inner if _local(one) not in (None, *_BESIDE_THE_LOGIC)]

    def _boxed(self, element: etree._Element) -> dmn.Boxed:
        kind, place = _local(element) or "", self._place(element)
        match kind:
            case "literalExpression":
                return dmn.Literal(place, _text(element, "text"), self._language_of(element))
            case "decisionTable":
                return self._table(element)
            case "context":
                return dmn.BoxedContext(place, tuple(self._entry(one) for one in _children(element, "contextEntry")))
            case "invocation":
                return self._invocation(element)
            case "list":
                return dmn.BoxedList(place, tuple(self._all_boxed_in(element)))
            case "relation":
                columns = tuple(_variable(one) for one in _children(element, "column"))
                rows = tuple(tuple(self._all_boxed_in(one)) for one in _children(element, "row"))
                return dmn.Relation(place, columns, rows)
            case "functionDefinition":
                return self._function(element)
            case "conditional":
                return dmn.ConditionalBox(place, *(self._part(element, name) for name in ("if", "then", "else")))
            case "filter":
                return dmn.FilterBox(place, self._part(element, "in"), self._part(element, "match"))
            case "for" | "some" | "every":
                variable = " ".join((element.get("iteratorVariable") or "").split())
                source, body = self._part(element, "in"), self._part(element, _ITERATORS[kind])
                return dmn.IteratorBox(place, kind, variable, source, body)
        return dmn.Missing(place, kind)

    def _part(self, element: etree._Element, name: str) -> dmn.Boxed:
        return self._boxed_in(_child(element, name), self._place(element))

    def _language_of(self, element: etree._Element) -> str:
        """The language of an expression where it is not FEEL."""
        language = (element.get("expressionLanguage") or self._language).strip()
        return "" if not language or language.rstrip("/").lower().endswith(("feel", "feel/1.0")) else language

    def _entry(self, element: etree._Element) -> dmn.Entry:
        variable = _child(element, "variable")
        named = None if variable is None or not _name(variable) else _variable(variable)
        return dmn.Entry(named, self._boxed_in(element))

    def _invocation(self, element: etree._Element) -> dmn.Invocation:
        bindings = []
        for binding in _children(element, "binding"):
            parameter = _child(binding, "parameter")
            bindings.append(("" if parameter is None else _name(parameter), self._boxed_in(binding)))
        return dmn.Invocation(self._place(element), self._boxed_in(element), tuple(bindings))

    def _function(self, element: etree._Element) -> dmn.FunctionBox:
        parameters = tuple(_variable(one) for one in _children(element, "formalParameter"))
        kind = (element.get("kind") or "FEEL").strip()
        return dmn.FunctionBox(self._place(element), kind, parameters, self._boxed_in(element))

    # -- tables -------------------------------------------------------------------------------------------------

    def _table(self, element: etree._Element) -> dmn.Table:
        return dmn.Table(
            place=self._place(element),
            hit_policy=(element.get("hitPolicy") or "UNIQUE").strip().upper(),
            aggregation=(element.get("aggregation") or "").strip().upper(),
            inputs=tuple(self._input(one) for one in _children(element, "input")),
            outputs=tuple(self._outputs(element)),
            rows=tuple(self._rows(element)),
        )

    def _input(self, element: etree._Element) -> dmn.InputColumn:
        expression = _child(element, "inputExpression")
        return dmn.InputColumn(
            label=element.get("label") or "",
            expression=_text(element, "inputExpression", "text"),
            allowed=_text(element, "inputValues", "text"),
            place=self._place(element),
            type_ref="" if expression is None else (expression.get("typeRef") or "").strip(),
        )

    def _outputs(self, table: etree._Element) -> Iterator[dmn.OutputColumn]:
        """The output columns; a single one without a name is read under the name of its table or decision."""
        columns = list(_children(table, "output"))
        for column in columns:
            name = _name(column)
            if not name and len(columns) == 1:
                name = (table.get("outputLabel") or _owner_id(table)).strip()
            yield dmn.OutputColumn(
                name=name,
                place=self._place(column),
                allowed=_text(column, "outputValues", "text"),
                default=_text(column, "defaultOutputEntry", "text"),
                type_ref=(column.get("typeRef") or "").strip(),
                label=(column.get("label") or "").strip(),
            )

    def _rows(self, table: etree._Element) -> Iterator[dmn.Row]:
        for number, rule in enumerate(_children(table, "rule"), start=1):
            place = self._place(rule)
            yield dmn.Row(
                number=number,
                inputs=tuple(self._cell(one, place) for one in _children(rule, "inputEntry")),
                outputs=tuple(self._cell(one, place) for one in _children(rule, "outputEntry")),
                place=place,
                annotations=_notes(rule),
            )

    def _cell(self, element: etree._Element, row: Place) -> dmn.Cell:
        place = Place(self._file, row.element_id or element.get("id"), line_of(element))
        return dmn.Cell(_text(element, "text"), place)


def _notes(rule: etree._Element) -> tuple[str, ...]:
    """What a rule says of itself, each once: its description, then its annotations (DMN 1.3, 8.3.3)."""
    notes = (_text(one) for name in ("description", "annotationEntry") for one in _children(rule, name))
    return tuple(dict.fromkeys(note for note in notes if note))


def _owner_id(table: etree._Element) -> str:
    """The id of the decision or knowledge model that a table belongs to."""
    owners = (one for one in table.iterancestors() if _local(one) in ("decision", "businessKnowledgeModel"))
    return next((owner.get("id") or "" for owner in owners), "")
