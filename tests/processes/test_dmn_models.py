"""Whole models: decisions that require others, functions, services, types and imports."""

from __future__ import annotations

from datetime import date

import pytest
from drawn_processes import Drawing, RecordingHost, SavedProcess, bundle_of
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.decisions import DecisionOutcome, evaluate_decision
from engine.bpmn.dmn.library import Library
from engine.bpmn.dmn.reading import read_model
from engine.bpmn.dmn.running import ModelRun
from engine.bpmn.execution_errors import BundleError, DecisionError, NoRuleMatchedError, ValueNotAllowedError
from engine.bpmn.xml_intake import read_xml
from engine.feel import compile_expression

DMN = "https://www.omg.org/spec/DMN/20230324/MODEL/"


def model(*parts: str, namespace: str = "urn:m", file: str = "m") -> BundleFile:
    text = f'<definitions xmlns="{DMN}" id="d" name="{file}" namespace="{namespace}">{"".join(parts)}</definitions>'
    return BundleFile(f"processes/{file}.dmn", text.encode())


def literal(text: str) -> str:
    return f"<literalExpression><text>{text}</text></literalExpression>"


def id_of(name: str) -> str:
    return name.replace(" ", "_")


def inputs(*names: str, type_ref: str = "") -> str:
    return "".join(
        f'<inputData id="{id_of(name)}" name="{name}"><variable name="{name}" typeRef="{type_ref}"/></inputData>'
        for name in names
    )


def needs(*ids: str) -> str:
    kinds = {"i": "requiredInput", "d": "requiredDecision"}
    return "".join(
        f'<knowledgeRequirement><requiredKnowledge href="{one[2:]}"/></knowledgeRequirement>'
        if one.startswith("k:")
        else f'<informationRequirement><{kinds[one[0]]} href="{one[2:]}"/></informationRequirement>'
        for one in ids
    )


def decision(name: str, logic: str, *required: str, type_ref: str = "") -> str:
    variable = f'<variable name="{name}" typeRef="{type_ref}"/>'
    return f'<decision id="{id_of(name)}" name="{name}">{variable}{needs(*required)}{logic}</decision>'


def function(name: str, parameters: dict[str, str], logic: str, *required: str) -> str:
    formal = "".join(f'<formalParameter name="{one}" typeRef="{kind}"/>' for one, kind in parameters.items())
    return (
        f'<businessKnowledgeModel id="{id_of(name)}" name="{name}"><variable name="{name}"/>{needs(*required)}'
        f"<encapsulatedLogic>{formal}{logic}</encapsulatedLogic></businessKnowledgeModel>"
    )


def entry(name: str, logic: str, type_ref: str = "") -> str:
    return f'<contextEntry><variable name="{name}" typeRef="{type_ref}"/>{logic}</contextEntry>'


def banded(*rows: tuple[str, str], tested: str = "income") -> str:
    head = f"<input><inputExpression><text>{tested}</text></inputExpression></input><output name='band'/>"
    cells = "".join(
        f"<rule><inputEntry><text>{test}</text></inputEntry><outputEntry><text>{band}</text></outputEntry></rule>"
        for test, band in rows
    )
    return f"<decisionTable>{head}{cells}</decisionTable>"


def decide(name: str, *files: BundleFile, **scope: object) -> DecisionOutcome:
    return evaluate_decision(bundle_of(*files), name, scope)


def value(text: str) -> object:
    return compile_expression(text).evaluate({})


# -- chains -----------------------------------------------------------------------------------------------------------

CHAIN = model(
    inputs("income", "persons"),
    decision("per head", literal("income / persons"), "i:#income", "i:#persons"),
    decision("band", banded(("&lt; 500", '"low"'), ("&gt;= 500", '"high"'), tested="per head"), "d:#per_head"),
    decision("advice", literal('if band = "low" then "help" else "wait"'), "d:#band"),
)


def test_a_decision_is_worked_out_from_those_it_requires() -> None:
    assert decide("advice", CHAIN, income=900, persons=3).result == "help"
    assert decide("advice", CHAIN, income=900, persons=1).result == "wait"


def test_the_record_holds_every_required_decision_with_its_rows_and_inputs() -> None:
    outcome = decide("advice", CHAIN, income=900, persons=3)

    assert [(one.decision_id, one.inputs, one.result) for one in outcome.required] == [
        ("per_head", {"income": 900, "persons": 3}, 300),
        ("band", {"per head": 300}, "low"),
    ]
    assert [rule.number for rule in outcome.required[1].matched] == [1]
    assert (outcome.decision_id, outcome.inputs, outcome.matched) == ("advice", {"band": "low"}, ())


def test_a_table_in_a_chain_fails_under_its_own_name() -> None:
    file = model(
        inputs("income"), decision("band", banded(("1", "1")), "i:#income"), decision("top", literal("band"), "d:#band")
    )

    with pytest.raises(NoRuleMatchedError) as failure:
        decide("top", file, income=2)
    assert failure.value.decision_id == "band"


def test_an_input_that_nobody_gives_is_an_error_and_null_is_not() -> None:
    file = model(inputs("x"), decision("seen", literal("x = null"), "i:#x"))

    assert decide("seen", file, x=None).result is True
    with pytest.raises(DecisionError):
        decide("seen", file)


def test_a_decision_asked_by_a_process_sees_its_names_and_leaves_its_records() -> None:
    file = model(inputs("persons"), decision("share", literal("case.income / persons"), "i:#persons"))
    drawing = (
        Drawing("ask_process").start().rule("ask", "share", input_persons="2").user("see").end()
        .path("started", "ask", "see", "finished")
    )  # fmt: skip
    host = RecordingHost(facts={"income": 5})

    SavedProcess.start(bundle_of(drawing, file), "ask_process", host)

    assert [(one.decision_id, one.element_id, one.result) for one in host.outcomes] == [("share", "ask", value("2.5"))]


def test_requirements_in_a_circle_are_refused_when_the_bundle_is_loaded() -> None:
    with pytest.raises(BundleError) as refusal:
        bundle_of(model(decision("a", literal("b"), "d:#b"), decision("b", literal("a"), "d:#a")))

    assert [finding.rule for finding in refusal.value.findings] == ["requirement_cycle"]


def test_names_with_blanks_signs_and_chinese_are_names() -> None:
    file = model(inputs("家庭 人口", "a-b"), decision("r", literal("家庭 人口 * 2 + a-b"), "i:#家庭_人口", "i:#a-b"))

    assert evaluate_decision(bundle_of(file), "r", {"家庭 人口": 3, "a-b": 4}).result == 10


# -- boxed expressions ------------------------------------------------------------------------------------------------

BOXES = {
    "context with a result": ("<context>" + entry("a", literal("1")) + entry("b", literal("a + 1"))
        + f"<contextEntry>{literal('a + b')}</contextEntry></context>", "3"),
    "context": ("<context>" + entry("a b", literal("1")) + entry("c", literal("a b + 1")) + "</context>",
        '{"a b": 1, c: 2}'),
    "list": (f"<list>{literal('1')}{literal('1 + 1')}</list>", "[1, 2]"),
    "relation": ("<relation><column name='n'/><column name='v'/>"
        f"<row>{literal('1')}{literal('2')}</row><row>{literal('3')}{literal('4')}</row></relation>",
        "[{n: 1, v: 2}, {n: 3, v: 4}]"),
    "function": ("<context>" + entry("twice", f"<functionDefinition><formalParameter name='n'/>{literal('2 * n')}"
        "</functionDefinition>") + f"<contextEntry>{literal('twice(21)')}</contextEntry></context>", "42"),
    "invocation": (f"<invocation>{literal('substring')}<binding><parameter name='start position'/>{literal('2')}"
        f"</binding><binding><parameter name='string'/>{literal('&quot;abc&quot;')}</binding></invocation>", '"bc"'),
    "conditional": (f"<conditional><if>{literal('1 &gt; 2')}</if><then>{literal('1')}</then>"
        f"<else>{literal('2')}</else></conditional>", "2"),
    "filter": (f"<filter><in>{literal('[1, 5, 9]')}</in><match>{literal('item &gt; 4')}</match></filter>", "[5, 9]"),
    "filter by members": (f"<filter><in>{literal('[{n: 1}, {n: 2}]')}</in><match>{literal('n = 2')}</match></filter>",
        "[{n: 2}]"),
    "for": (f"<for iteratorVariable='i'><in>{literal('[1..3]')}</in><return>{literal('i * i')}</return></for>",
        "[1, 4, 9]"),
    "for with partial": (f"<for iteratorVariable='i'><in>{literal('[1..3]')}</in><return>"
        f"{literal('i + sum(append(partial, 0))')}</return></for>", "[1, 3, 7]"),
    "every": (f"<every iteratorVariable='i'><in>{literal('[1, 2]')}</in><satisfies>{literal('i &gt; 1')}</satisfies>"
        "</every>", "false"),
    "some": (f"<some iteratorVariable='i'><in>{literal('[1, 2]')}</in><satisfies>{literal('i &gt; 1')}</satisfies>"
        "</some>", "true"),
}  # fmt: skip


@pytest.mark.parametrize(("logic", "result"), BOXES.values(), ids=BOXES)
def test_a_boxed_expression_has_the_value_of_its_feel(logic: str, result: str) -> None:
    assert decide("boxed", model(decision("boxed", logic))).result == value(result)


@pytest.mark.parametrize(
    ("logic", "rule"),
    [
        ("", "decision_without_logic"),
        (literal(""), "decision_without_logic"),
        ("<unheardOf/>", "decision_without_logic"),
        (literal("1 +"), "feel_does_not_parse"),
        (
            literal("1").replace("<literalExpression", '<literalExpression expressionLanguage="python"'),
            "language_unsupported",
        ),
        (f"<functionDefinition kind='Java'>{literal('1')}</functionDefinition>", "function_kind_unsupported"),
        (f"<functionDefinition kind='PMML'>{literal('1')}</functionDefinition>", "function_kind_unsupported"),
    ],
)
def test_what_cannot_be_run_is_found_when_the_bundle_is_loaded(logic: str, rule: str) -> None:
    with pytest.raises(BundleError) as refusal:
        bundle_of(model(decision("d", logic)))

    assert [finding.rule for finding in refusal.value.findings] == [rule]


# -- functions and services -------------------------------------------------------------------------------------------


def test_functions_are_called_by_position_by_name_and_by_each_other() -> None:
    file = model(
        function("square", {"n": "number"}, literal("n * n")),
        function("cube of", {"n": "number"}, literal("n * square(n)"), "k:#square"),
        decision("r", literal("[cube of(2), cube of(n: 3), square(4)]"), "k:#cube_of", "k:#square"),
    )

    assert decide("r", file).result == value("[8, 27, 16]")


def test_a_table_inside_a_function_is_recorded_under_the_function() -> None:
    file = model(
        function("rate", {"income": "number"}, banded(("&lt; 5", "1"), ("&gt;= 5", "2"))),
        decision("both", literal("rate(1) + rate(9)"), "k:#rate"),
    )

    outcome = decide("both", file)

    assert [(one.decision_id, one.inputs, [rule.number for rule in one.matched]) for one in outcome.required] == [
        ("rate", {"income": 1}, [1]), ("rate", {"income": 9}, [2]),
    ]  # fmt: skip


def test_an_argument_of_another_type_is_an_error() -> None:
    file = model(function("half", {"n": "number"}, literal("n / 2")), decision("r", literal('half("4")'), "k:#half"))

    with pytest.raises(DecisionError):
        decide("r", file)


def test_a_function_that_calls_itself_without_end_runs_out_of_budget() -> None:
    file = model(function("f", {"n": ""}, literal("f(n + 1)")), decision("r", literal("f(1)"), "k:#f"))

    with pytest.raises(DecisionError):
        decide("r", file)


SERVICE = (
    inputs("income", "rate"),
    decision("base", literal("income * 2"), "i:#income"),
    decision("due", literal("base * rate"), "d:#base", "i:#rate"),
    decision("left", literal("base - 1"), "d:#base"),
)


def service(name: str, outputs: str, given: str) -> str:
    return f'<decisionService id="{name}" name="{name}"><variable name="{name}"/>{outputs}{given}</decisionService>'


def test_a_decision_service_is_a_function_of_its_inputs() -> None:
    file = model(
        *SERVICE,
        service("dues", '<outputDecision href="#due"/>', '<inputData href="#income"/><inputData href="#rate"/>'),
        service(
            "from_base",
            '<outputDecision href="#due"/><outputDecision href="#left"/>',
            '<inputDecision href="#base"/><inputData href="#rate"/>',
        ),
        decision("r", literal("[dues(3, 4), dues(rate: 1, income: 5)]"), "k:#dues"),
        decision("several", literal("from_base(10, 2)"), "k:#from_base"),
    )

    assert decide("r", file).result == value("[24, 10]")
    assert decide("several", file).result == value("{due: 20, left: 9}")


def test_a_decision_service_can_be_asked_by_its_id() -> None:
    file = model(*SERVICE, service("dues", '<outputDecision href="#due"/>',
        '<inputData href="#income"/><inputData href="#rate"/>'))  # fmt: skip

    outcome = decide("dues", file, income=3, rate=4)

    assert (outcome.decision_id, outcome.result) == ("dues", 24)
    assert [one.decision_id for one in outcome.required] == ["base", "due"]


# -- types ------------------------------------------------------------------------------------------------------------

TYPES = (
    '<itemDefinition name="tLevel"><typeRef>string</typeRef><allowedValues><text>"a","b"</text></allowedValues>'
    "</itemDefinition>"
    '<itemDefinition name="tLevels" isCollection="true"><typeRef>tLevel</typeRef></itemDefinition>'
    '<itemDefinition name="tPerson"><itemComponent name="name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="children" isCollection="true"><typeRef>tPerson</typeRef></itemComponent></itemDefinition>'
    '<itemDefinition name="tFew" isCollection="true"><typeRef>number</typeRef><typeConstraint>'
    "<text>count(?) &lt; 3</text></typeConstraint></itemDefinition>"
)


@pytest.mark.parametrize(
    ("type_ref", "given", "expected"),
    [
        ("number", 4, "4"),
        ("number", [4], "4"),
        ("tLevels", "a", '["a"]'),
        ("date and time", date(2026, 9, 21), 'date and time("2026-09-21T00:00:00Z")'),
        ("tLevel", "b", '"b"'),
        ("tPerson", {"name": "x", "children": [{"name": "y"}]}, '{name: "x", children: [{name: "y"}]}'),
        ("tFew", [1, 2], "[1, 2]"),
        ("feel:number", 4, "4"),
        ("tNobodyKnows", 4, "4"),
        ("number", None, "null"),
    ],
)  # fmt: skip
def test_an_input_is_converted_to_its_type(type_ref: str, given: object, expected: str) -> None:
    file = model(TYPES, inputs("x", type_ref=type_ref), decision("r", literal("x"), "i:#x"))

    assert decide("r", file, x=given).result == value(expected)


@pytest.mark.parametrize(
    ("type_ref", "given"),
    [
        ("number", "4"),
        ("number", [4, 5]),
        ("tLevel", "c"),
        ("tLevels", ["a", "c"]),
        ("tPerson", {"name": 1}),
        ("tPerson", {"name": "x", "children": [{"name": 1}]}),
        ("tFew", [1, 2, 3]),
    ],
)
def test_an_input_of_another_type_is_an_error(type_ref: str, given: object) -> None:
    file = model(TYPES, inputs("x", type_ref=type_ref), decision("r", literal("x"), "i:#x"))

    with pytest.raises(ValueNotAllowedError):
        decide("r", file, x=given)


def test_a_result_of_another_type_is_an_error() -> None:
    with pytest.raises(DecisionError):
        decide("r", model(TYPES, decision("r", literal('"c"'), type_ref="tLevel")))


# -- imports ----------------------------------------------------------------------------------------------------------

RATES = model(
    '<itemDefinition name="tRate"><typeRef>number</typeRef><allowedValues><text>[0..1]</text></allowedValues>'
    "</itemDefinition>",
    inputs("category"),
    decision("base rate", literal('if category = "a" then 0.5 else 2'), "i:#category", type_ref="tRate"),
    function("scaled", {"n": "number"}, literal("n * 10")),
    namespace="urn:rates",
    file="rates",
)


def importing(logic: str, type_ref: str = "", imported: str = "urn:rates") -> BundleFile:
    return model(
        f'<import name="the rates" namespace="{imported}" importType="{DMN}"/>',
        decision("r", logic, "d:urn:rates#base_rate", "k:urn:rates#scaled", type_ref=type_ref),
    )


def test_elements_of_another_model_are_read_behind_the_name_of_the_import() -> None:
    file = importing(literal("the rates.scaled(the rates.base rate)"))

    assert decide("r", file, RATES, category="a").result == 5


def test_types_of_another_model_are_known_behind_the_name_of_the_import() -> None:
    assert decide("r", importing(literal("0.5"), "the rates.tRate"), RATES, category="a").result == value("0.5")
    with pytest.raises(DecisionError):
        decide("r", importing(literal("5"), "the rates.tRate"), RATES, category="a")


def test_a_model_that_is_not_in_the_bundle_is_found_when_it_is_loaded() -> None:
    with pytest.raises(BundleError) as refusal:
        bundle_of(importing(literal("1")))

    assert {finding.rule for finding in refusal.value.findings} == {"import_missing", "requirement_missing"}


def test_a_model_that_is_not_imported_cannot_be_required() -> None:
    with pytest.raises(BundleError) as refusal:
        bundle_of(model(decision("r", literal("1"), "d:urn:rates#base_rate")), RATES)

    assert [finding.rule for finding in refusal.value.findings] == ["requirement_missing"]


def test_inputs_of_an_import_may_be_given_behind_its_name() -> None:
    file = model(
        '<import name="one" namespace="urn:rates"/>', decision("r", literal("one.base rate"), "d:urn:rates#base_rate")
    )

    assert decide("r", file, RATES, one={"category": "a"}).result == value("0.5")


# -- as the kit asks --------------------------------------------------------------------------------------------------


def lenient(file: BundleFile, **given: object) -> object:
    library = Library([read_model(read_xml(file.content, file.path), file.path)])
    node = next(node for node in library.decisions() if node.element.element_id == "r")
    return library.ask(node, {}, inputs=given, run=ModelRun({}, strict=False)).value


@pytest.mark.parametrize(
    "logic",
    [
        literal("1 + null"),
        literal("1 +"),
        literal("unknown"),
        "",
        banded(("1", "1"), tested="2"),
        f"<conditional><if>{literal('1')}</if><then>{literal('1')}</then><else>{literal('2')}</else></conditional>",
        f"<invocation>{literal('1')}</invocation>",
    ],
)
def test_without_strictness_what_goes_wrong_is_null(logic: str) -> None:
    assert lenient(model(decision("r", logic))) is None


def test_without_strictness_a_value_of_another_type_is_null() -> None:
    assert lenient(model(inputs("x", type_ref="number"), decision("r", literal("x"), "i:#x")), x="1") is None


NESTED = st.recursive(
    st.sampled_from([literal("1"), literal("x"), literal("1 +"), literal(""), ""]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: f"<list>{''.join(parts)}</list>"),
        inner.map(lambda part: f"<context>{entry('x', part)}<contextEntry>{part}</contextEntry></context>"),
        inner.map(lambda part: f"<functionDefinition>{part}</functionDefinition>"),
        inner.map(lambda part: f"<filter><in>{part}</in><match>{part}</match></filter>"),
        inner.map(lambda part: f"<for iteratorVariable='x'><in>{part}</in><return>{part}</return></for>"),
        inner.map(lambda part: f"<invocation>{part}<binding><parameter name='x'/>{part}</binding></invocation>"),
        inner.map(lambda part: f"<relation><column name='x'/><row>{part}{part}</row></relation>"),
    ),
    max_leaves=8,
)


@given(NESTED)
def test_whatever_stands_in_a_box_it_has_a_value_or_a_decision_error(logic: str) -> None:
    lenient(model(decision("r", logic)))
