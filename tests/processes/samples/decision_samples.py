"""Samples for the rules on decision models and their tables."""

from tests.processes.samples.sample_bundle import Edit
from tests.processes.samples.sample_table import Sample, main, table

TABLE_TAG = '<decisionTable id="table"'
ONE_VALUE = '<decision id="one_value"><literalExpression id="text"><text>1</text></literalExpression></decision>'
ABSOLUTE = (
    '<businessKnowledgeModel id="absolute" name="absolute"><encapsulatedLogic id="logic"><formalParameter name="n"/>'
    "<literalExpression><text>abs(n)</text></literalExpression></encapsulatedLogic></businessKnowledgeModel>"
)


def model(inside: str) -> Edit:
    """A decision model in a file of its own, without end tag for the root: more may follow."""
    head = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" namespace="urn:more">\n'
    return Edit("processes/one_value.dmn", "", f"{head}{inside}</definitions>")


def needs(element_id: str, what: str = "requiredDecision") -> str:
    """A requirement of an element in the same file."""
    return f'<informationRequirement><{what} href="#{element_id}"/></informationRequirement>'


def beside(element: str, requirement: str) -> Edit:
    """The table's decision with an element beside it and a requirement of its own."""
    return table(f'<decision id="help_size" name="测算">\n    {TABLE_TAG}', "".join(
        (element, '<decision id="help_size" name="测算">', requirement, TABLE_TAG)
    ))  # fmt: skip


def circle(back: str) -> str:
    """Two decisions, of which the first requires the second."""
    texts = "<literalExpression><text>1</text></literalExpression></decision>"
    return f'<decision id="one">{needs("two")}{texts}<decision id="two">{back}{texts}'


def crowd(size: int) -> str:
    """A decision and as many inputs that it requires."""
    inputs = "".join(f'<inputData id="in_{number}"/>' for number in range(size))
    wanted = "".join(needs(f"in_{number}", "requiredInput") for number in range(size))
    return f'{inputs}<decision id="last">{wanted}<literalExpression><text>1</text></literalExpression></decision>'


def typed(definition: str) -> Edit:
    """An input of a type of its own."""
    data = '<inputData id="people" name="n"><variable name="n" typeRef="tCount"/></inputData>'
    return model(definition + data + ONE_VALUE)


def outputs(values: str) -> Edit:
    """The listed values of the output `months`."""
    listed = f'name="months"><outputValues><text>{values}</text></outputValues></output>'
    return table('name="months" />', listed)


def policy(text: str) -> Edit:
    """Another hit policy."""
    return table('hitPolicy="UNIQUE"', text)


DECISION_SAMPLES = (
    Sample("decision_without_logic", "one_value", (model('<decision id="one_value"/>'),), (model(ONE_VALUE),)),
    Sample("requirement_missing", "help_size", (beside("", needs("other")),), (beside("", ""),)),
    Sample("requirement_cycle", "one", (model(circle(needs("one"))),), (model(circle("")),)),
    Sample("import_missing", "e", (model(f'<import id="e" name="e" namespace="urn:nowhere"/>{ONE_VALUE}'),)),
    Sample("model_too_large", "last", (model(crowd(1_001)),), (model(crowd(100)),)),
    Sample(
        "language_unsupported",
        "text",
        (model(ONE_VALUE.replace("<literalExpression", '<literalExpression expressionLanguage="groovy"')),),
        (model(ONE_VALUE.replace("<literalExpression", '<literalExpression expressionLanguage="feel"')),),
    ),
    Sample(
        "function_kind_unsupported",
        "logic",
        (model(ABSOLUTE.replace('id="logic"', 'id="logic" kind="Java"')),),
        (model(ABSOLUTE),),
    ),
    Sample(
        "type_unknown",
        "people",
        (typed(""),),
        (typed('<itemDefinition name="tCount"><typeRef>number</typeRef></itemDefinition>'),),
    ),
    Sample(
        "decision_input_missing",
        "size_help",
        (beside('<inputData id="data" name="headcount"/>', needs("data", "requiredInput")),),
        (beside('<inputData id="data" name="persons"/>', needs("data", "requiredInput")),),
    ),
    Sample(
        "hit_policy_unsupported",
        "table",
        (policy('hitPolicy="COLLECT" aggregation="SUM"'),),
        (policy('hitPolicy="FIRST"'),),
    ),
    Sample(
        "priority_without_values",
        "table",
        (policy('hitPolicy="PRIORITY"'),),
        (policy('hitPolicy="OUTPUT ORDER"'), outputs("2, 1, 0")),
    ),
    Sample("output_name", "output_1", (table('name="months"', 'name="amount_fen"'),)),
    Sample("input_without_expression", "input_1", (table("<text>persons</text>", "<text></text>"),)),
    Sample(
        "row_incomplete",
        "row_3",
        (table('<inputEntry id="cell_32"><text>-</text></inputEntry>', ""),),
        (table("<text>-</text>", "<text></text>"),),
    ),
    Sample("cell_too_long", "row_1", (table("<text>[1..3]</text>", "<text>[1..3]" + ", 4" * 200 + "</text>"),)),
    Sample(
        "unknown_decision",
        "size_help",
        (main("<spiffworkflow:calledDecisionId>help_size<", "<spiffworkflow:calledDecisionId>helpsize<"),),
    ),
    Sample(
        "decision_unused",
        "help_size",
        (main("<spiffworkflow:calledDecisionId>help_size<", "<spiffworkflow:calledDecisionId>deadline_limits<"),),
    ),
    Sample("rows_overlap", "row_2", (table("&gt; 3", "&gt;= 3"),)),
    Sample(
        "rows_overlap_unclear",
        "row_2",
        (table("&gt; 3", "? &gt; 3 + case.persons"),),
        (table("&gt; 3", "4, [5..9], &gt; 9, (3..4), (4..5)"),),
    ),
    Sample("rows_with_gap", "table", (table("&gt; 3", "&gt; 4"),)),
    Sample("rows_with_gap_unclear", "table", (table("&gt; 3", "? &gt; 3 + case.persons"),)),
    Sample("row_dead", "row_2", (table("&gt; 3", "(3..3)"),), (policy('hitPolicy="FIRST"'),)),
    Sample(
        "row_expired",
        "row_2",
        (table("&gt; 3", '&lt; date("2026-09-21")'),),
        (table("&gt; 3", '&lt; date("2026-09-22")'),),
    ),
    Sample("output_unreachable", "output_1", (outputs("0, 1, 2, 3"),), (outputs("0, 1, 2"),)),
)
