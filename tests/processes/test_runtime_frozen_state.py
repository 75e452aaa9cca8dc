"""States saved by every release are read by this one; a state below is never changed, a new format adds a new one."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta

import pytest
from drawn_processes import MONDAY, Drawing, RecordingHost, SavedProcess, bundle_of, each

from engine.bpmn.process import STATE_FORMAT, Process

PAY = (
    Drawing("pay_one", ["payment_id"], ["paid"]).start("in").user("pay")
    .boundary("pay_due", "pay", interrupting=False, duration='"PT1H"').service("escalate", "escalate").end("told")
    .script("mark", "paid = pay.fen").end("out")
    .path("in", "pay", "mark", "out").path("pay_due", "escalate", "told")
)  # fmt: skip
PAY_ALL = (
    Drawing("pay_all", ["payment_ids"]).start().gateway("fork", "parallelGateway").receive("hear", "news")
    .call("pay_each", "pay_one", each("payment_ids", "payment_id", "results", "paid"))
    .gateway("join", "parallelGateway").user("see").end()
    .path("started", "fork", "hear", "join").path("fork", "pay_each", "join").path("join", "see", "finished")
)  # fmt: skip

# The second payment of two is open, its timer and a message wait.
STATES = {
    1: (
        "eAGlU0uPmzAQ/ivVXGtW2LzsHCvtpdftLULRGJsNXQIRkFVX0f73fkN20436uFQgBGbm83wPn6kdpwMvtNGKjtPYxHmmDR35Zcd9"
        "T4oO3A20OVMzHo59XGKgTcv9HBUtPD+hdrtN0Pqw8LSQKnOVrtdZIA5xWHZdkCJiYHmqX2u1TRXNUg4sNGAB/Zji6a1dY8Uo2kee"
        "SFlFVjtf2parPOa5TR3rlrGWmdSnhXUVKXPpkKEjN3tSGfpNkbVV4X3gIuSavQtec+Uyy+xbGxpUYdIzTXE+9YvMqOtXfB/i9Cgs"
        "txRjZq1uXZLbSid5leqEfRWSpnC+Mb6woWSqFRBEpG54RNNKMFP0fYRsSsgVYBvj5b0EUVTOe6EuPyuIfpH67n4IX69NoI3vS03+"
        "EU2LeO9wWoS7wdMg/kdAjZk+Ir5r9Wnb7Ls+1Ffr9I0kYIfKNx+RC3HxyB3k0eIkRvsdSMTPTWBTQG4OOi8r43woWuNN6bNQOlOC"
        "mZKdbsA9if5P8WU3TrtuCPHHug1coQZhXE3ZXqETwU4EPBH05Bb+vwILopgF/CC22PgeUkx792U8DYGnl/tnhPvh2Hdr6lF7UZ6U"
        "hsklp21wklLv88zlzhbc2KyybWV86Q0grx27cEI6JOcZirKUfaN97nLtSpe1WjdNDGVgm5EqJLCiUZTNd8/co3VDJjVlkrrE6G+p"
        "2aQp7s/rc+UA43+b+1fQ8PfAcvQkjZh8PIHPh2SOQ/xnMv8CLWcY4YgzjOMF/HSNk1G//gQoQE70"
    ),
}


@pytest.mark.parametrize("state_format", STATES)
def test_a_state_of_an_earlier_release_goes_on(state_format):
    host = RecordingHost()
    bundle, state = bundle_of(PAY_ALL, PAY), b64decode(STATES[state_format])
    process = SavedProcess(bundle, "pay_all", host, Process.restore(bundle, "pay_all", state, host).snapshot())

    assert process.open == ["pay"]
    assert [wait.message for wait in process.snapshot.waits] == ["news"]
    assert [timer.due_at for timer in process.snapshot.timers] == [MONDAY + timedelta(hours=1)]
    assert process.data("pay") == {"payment_id": "b"}

    host.now = MONDAY + timedelta(hours=1)
    process.step(lambda live: live.fire_due())
    process.step(lambda live: live.deliver("news", {"n": 1}))
    process.complete("pay", fen=2)

    assert [call.operation for call in host.calls] == ["escalate"]
    assert process.data("see") == {"payment_ids": ["a", "b"], "hear": {"n": 1}, "results": [1, 2]}
    process.complete("see")
    assert process.snapshot.finished


def test_every_format_has_a_kept_state():
    assert sorted(STATES) == list(range(1, STATE_FORMAT + 1))
