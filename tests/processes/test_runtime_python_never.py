"""No Python of a diagram is ever evaluated: one test for every place where the library evaluates a text.

Each text is Python that would leave a mark; it is either refused when the bundle is loaded, stops the step as FEEL
that cannot be read, or is not looked at. Where it is FEEL and Python at once, the answer is that of FEEL.
"""

from __future__ import annotations

import builtins

import pytest
from drawn_processes import Drawing, RecordingHost, SavedProcess, bundle_of, each, table, times

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.execution_errors import BundleError, DecisionError, StepFailedError
from engine.bpmn.process import Process
from engine.bpmn.script_environment import FEEL_ENGINE
from engine.feel import FeelError

MARKS: list[object] = []
PYTHON = "marks.append(1)"  # looks like a call to FEEL too, but of a function nobody has
DUNDER = "__import__('os').getpid() > 0"


@pytest.fixture(autouse=True)
def watched(monkeypatch):
    """Python that runs in any scope would find `marks` among the builtins."""
    monkeypatch.setattr(builtins, "marks", MARKS, raising=False)
    MARKS.clear()
    yield
    assert MARKS == []


def _run(*parts: Drawing | BundleFile, process_id: str = "probe") -> SavedProcess:
    host = RecordingHost()
    process = SavedProcess.start(bundle_of(*parts), process_id, host)
    while process.snapshot.open_tasks:
        process.complete(process.open[0], again=True)
    return process


def _straight(drawing: Drawing, *ids: str) -> Drawing:
    return drawing.start().end().path("started", *ids, "finished")


def _gateway(kind: str, text: str) -> Drawing:
    return (
        Drawing("probe").start().gateway("which", kind).user("a").user("b").end().path("started", "which")
        .path("which", "a", "finished", when=text).path("which", "b", "finished", default=True)
    )  # fmt: skip


def _looping(text: str) -> str:
    return (
        '<bpmn:standardLoopCharacteristics loopMaximum="2">'
        f"<bpmn:loopCondition>{text}</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    )


def _event(kind: str, text: str) -> str:
    return f"<bpmn:{kind}EventDefinition><bpmn:condition>{text}</bpmn:condition></bpmn:{kind}EventDefinition>"


def _repeated(until: str) -> Drawing:
    drawing = Drawing("probe").script("list_up", "items = [1, 2]")
    return _straight(drawing.user("work", each("items", "item", "r", "q", until=until)), "list_up", "work")


SITES = {
    "condition of an exclusive flow": lambda text: _gateway("exclusiveGateway", text),
    "condition of an inclusive flow": lambda text: _gateway("inclusiveGateway", text),
    "script": lambda text: _straight(Drawing("probe").script("run", f"x = {text}"), "run"),
    "timer date": lambda text: _straight(Drawing("probe").wait_for("wait", date=text), "wait"),
    "timer duration": lambda text: _straight(Drawing("probe").wait_for("wait", duration=text), "wait"),
    "timer cycle": lambda text: _straight(Drawing("probe").wait_for("wait", cycle=text), "wait"),
    "conditional event": lambda text: _straight(
        Drawing("probe").node("intermediateCatchEvent", "wait", _event("conditional", text)), "wait"
    ),
    "cardinality, sequential": lambda text: _straight(Drawing("probe").user("work", times(text, "r", "q")), "work"),
    "cardinality, parallel": lambda text: _straight(
        Drawing("probe").user("work", times(text, "r", "q", sequential=False)), "work"
    ),
    "completion condition of a repetition": _repeated,
    "loop condition": lambda text: _straight(Drawing("probe").user("work", _looping(text)), "work"),
    "input of an operation": lambda text: _straight(Drawing("probe").service("serve", "remind", input_x=text), "serve"),
}


@pytest.mark.parametrize("text", [PYTHON, DUNDER, "[m.append(1) for m in [marks]]", "open('/etc/passwd').read()"])
@pytest.mark.parametrize("site", SITES)
def test_python_in_a_diagram_is_never_run(site, text):
    with pytest.raises((BundleError, StepFailedError)):
        _run(SITES[site](text))


def test_python_in_the_inputs_of_a_call_is_never_run():
    inner = Drawing("inner", ["x"]).start("in").end("out").path("in", "out")

    with pytest.raises((BundleError, StepFailedError)):
        _run(_straight(Drawing("probe").call("call_inner", "inner", input_x=PYTHON), "call_inner"), inner)


@pytest.mark.parametrize(
    "decision",
    [
        pytest.param(table("ask_table", [PYTHON], ["y"], ["-", "1"]), id="input of a table"),
        pytest.param(table("ask_table", ["1"], ["y"], [PYTHON, "1"]), id="input cell"),
        pytest.param(table("ask_table", ["1"], ["y"], ["-", PYTHON]), id="output cell"),
    ],
)
def test_python_in_a_decision_table_is_never_run(decision):
    with pytest.raises((BundleError, DecisionError)):
        _run(_straight(Drawing("probe").rule("ask", "ask_table"), "ask"), decision)


@pytest.mark.parametrize("tag", ["preScript", "postScript"])
def test_scripts_before_and_after_a_task_are_not_looked_at(tag):
    extension = f"<spiffworkflow:{tag}>{PYTHON}</spiffworkflow:{tag}>"
    inner = f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>"

    assert _run(_straight(Drawing("probe").user("work", inner), "work")).snapshot.finished


def test_parameters_of_a_service_operator_are_not_looked_at():
    operator = (
        '<bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="http/Get" resultVariable="x">'
        f'<spiffworkflow:parameters><spiffworkflow:parameter id="url" type="any" value="{PYTHON}"/>'
        "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator></bpmn:extensionElements>"
    )

    with pytest.raises(StepFailedError):  # it names no operation of ours
        _run(_straight(Drawing("probe").node("serviceTask", "serve", operator), "serve"))


def test_payload_and_correlation_of_messages_are_not_looked_at():
    payload = (
        '<bpmn:messageEventDefinition messageRef="message_news"><bpmn:extensionElements>'
        f"<spiffworkflow:messagePayload>{PYTHON}</spiffworkflow:messagePayload>"
        "<spiffworkflow:messageVariable>x</spiffworkflow:messageVariable></bpmn:extensionElements>"
        "</bpmn:messageEventDefinition>"
    )
    drawing = (
        Drawing("probe").start().gateway("fork", "parallelGateway").receive("hear", "news")
        .node("intermediateThrowEvent", "say", payload).gateway("join", "parallelGateway").end()
        .path("started", "fork", "hear", "join").path("fork", "say", "join").path("join", "finished")
    )  # fmt: skip
    correlation = (
        '<bpmn:correlationProperty id="property" name="p">'
        '<bpmn:correlationPropertyRetrievalExpression messageRef="message_news">'
        f"<bpmn:messagePath>{PYTHON}</bpmn:messagePath></bpmn:correlationPropertyRetrievalExpression>"
        '</bpmn:correlationProperty><bpmn:collaboration id="c"><bpmn:correlationKey name="key">'
        "<bpmn:correlationPropertyRef>property</bpmn:correlationPropertyRef></bpmn:correlationKey></bpmn:collaboration>"
    ).encode()
    file = drawing.file()
    content = file.content.replace(b"<bpmn:process ", correlation + b"<bpmn:process ", 1)
    bundle = bundle_of(BundleFile(file.path, content))
    process = SavedProcess.start(bundle, "probe", RecordingHost())

    assert process.snapshot.finished


def test_an_ad_hoc_subprocess_is_refused():
    condition = f"<bpmn:completionCondition>{PYTHON}</bpmn:completionCondition>"
    inner = f'{condition}<bpmn:userTask id="inside"/>'

    with pytest.raises(BundleError):
        bundle_of(_straight(Drawing("probe").node("adHocSubProcess", "part", inner), "part"))


@pytest.mark.parametrize("text", [PYTHON, DUNDER, "1 if True else 2", "lambda: 1"])
def test_the_environment_itself_knows_no_python(text):
    """Correlation, ad-hoc completion and its branch conditions call the environment past the engine."""
    with pytest.raises(FeelError):
        FEEL_ENGINE.environment.evaluate(text, {})


def test_a_text_is_valid_when_it_is_feel():
    FEEL_ENGINE.validate("if x then 1 else 2")
    with pytest.raises(FeelError):
        FEEL_ENGINE.validate("1 if x else 2")


def test_the_environment_runs_no_script_and_no_service():
    with pytest.raises(NotImplementedError):
        FEEL_ENGINE.environment.execute("x = 1", {})
    with pytest.raises(NotImplementedError):
        FEEL_ENGINE.environment.call_service({}, operation_name="os.system")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        pytest.param("2 ** 3 = 8", "yes", id="power is FEEL's"),
        pytest.param('"a" + "b" = "ab"', "yes", id="joining texts is the same"),
        pytest.param("1 = 1.0", "yes", id="one equals sign compares"),
    ],
)
def test_what_both_can_read_is_read_as_feel(text, answer):
    process = Process.start(bundle_of(_gateway("exclusiveGateway", text)), "probe", {}, RecordingHost())

    assert [one.element_id for one in process.snapshot().open_tasks] == [{"yes": "a"}[answer]]
