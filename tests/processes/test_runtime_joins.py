"""Where branches meet, each brings what it changed, in the order of arrival, and nothing else."""

from __future__ import annotations

import pytest
from drawn_processes import Drawing, RecordingHost, SavedProcess, bundle_of


def test_branches_keep_their_data_where_they_join():
    drawing = (
        Drawing("both").start().gateway("fork", "parallelGateway").user("left").user("right")
        .gateway("join", "parallelGateway").user("see").end()
        .path("started", "fork", "left", "join").path("fork", "right", "join").path("join", "see", "finished")
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "both", RecordingHost())
    process.complete("right", list=[1, 2, 3])
    process.complete("left", list=[9])

    assert process.data("see") == {"right": {"list": [1, 2, 3]}, "left": {"list": [9]}}


def _fork(join: str) -> Drawing:
    return (
        Drawing("meet").start().user("before").gateway("fork", "parallelGateway").gateway("entry").user("left")
        .gateway("again").user("right").gateway("join", join).user("see").end()
        .path("started", "before", "fork", "entry", "left", "again").path("fork", "right", "join")
        .path("again", "entry", when="left.again = true").path("again", "join", default=True)
        .path("join", "see", "finished")
    )  # fmt: skip


def _changing(drawing: Drawing, text: str) -> Drawing:
    drawing.parts = [part.replace('sourceRef="left" targetRef="again"', 'sourceRef="left" targetRef="change"')
                     for part in drawing.parts]  # fmt: skip
    return drawing.script("change", text).path("change", "again")


@pytest.mark.parametrize("join", ["parallelGateway", "inclusiveGateway"])
@pytest.mark.parametrize("last", ["left", "right"])
def test_a_branch_brings_only_what_it_changed(join, last):
    """Neither the old value of the other branch, nor a cut list, nor a member that was taken away comes back."""
    drawing = _fork(join)
    if join == "inclusiveGateway":
        drawing.defaults["join"] = "flow_join__see"
    process = SavedProcess.start(
        bundle_of(_changing(drawing, "items = [1]; before = {kept: 1}")), "meet", RecordingHost()
    )
    process.complete("before", kept=0, gone=1)

    for element in {"left": ["right", "left"], "right": ["left", "right"]}[last]:
        process.complete(element, again=False)

    data = process.data("see")
    assert data["before"] == {"kept": 1}
    assert data["items"] == [1]
    assert data.keys() == {"before", "left", "right", "items"}


def test_branches_of_an_earlier_round_are_not_joined_again():
    drawing = (
        Drawing("rounds").start().gateway("entry").gateway("fork", "parallelGateway").user("left").user("right")
        .gateway("join", "parallelGateway").user("see").gateway("again").end()
        .path("started", "entry", "fork", "left", "join").path("fork", "right", "join").path("join", "see", "again")
        .path("again", "entry", when="see.again = true").path("again", "finished", default=True)
    )  # fmt: skip
    process = SavedProcess.start(bundle_of(drawing), "rounds", RecordingHost())
    for left, right in ((1, 1), (2, 2), (1, 3)):
        process.complete("right", value=right)
        process.complete("left", value=left)
        assert (process.data("see")["left"], process.data("see")["right"]) == ({"value": left}, {"value": right})
        process.complete("see", again=True)


def test_a_path_that_ends_late_brings_back_no_old_output():
    inner = (
        Drawing("inner", [], ["outcome"]).start("in").script("propose", 'outcome = "open"').user("work")
        .boundary("told", "work", interrupting=False, message="news").user("note").end("noted")
        .script("settle", 'outcome = "granted"').end("out")
        .path("in", "propose", "work", "settle", "out").path("told", "note", "noted")
    )  # fmt: skip
    caller = Drawing("caller").start().call("call_inner", "inner").user("see").end()
    bundle = bundle_of(caller.path("started", "call_inner", "see", "finished"), inner)
    process = SavedProcess.start(bundle, "caller", RecordingHost())
    process.step(lambda live: live.deliver("news", {}))
    process.complete("work")

    process.complete("note")

    assert process.data("see")["outcome"] == "granted"
