"""A duty that nobody does in time: alerts on the ladder, a breach that stays, and the place in the diagram."""

from relief_office import ReliefOffice


def test_a_missed_duty_is_seen_on_the_case_the_monitor_and_the_diagram(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]
    handler, leader = office.person("handler"), office.person("leader")

    office.set_clock("2026-03-13T09:00:00+08:00")
    deadlines = handler.get(f"/api/cases/{case_id}/deadlines").json()["items"]
    deadline = next(item for item in deadlines if item["key"] == "accept.decision")
    diagram = handler.get(f"/api/cases/{case_id}/diagram").json()["definitions"]
    inbox = handler.get("/api/tasks", params={"view": "available"}).json()["items"]

    assert deadline["status"] == "breached"
    assert deadline["breach"]["due_at"] == "2026-03-11T10:00:00Z"
    assert deadline["breach"]["completed_late_at"] is None
    assert [alert["level"] for alert in deadline["alerts"]] == sorted(alert["level"] for alert in deadline["alerts"])
    assert {"township_leader", "county_section_chief"} <= {alert["role"] for alert in deadline["alerts"]}
    assert diagram[0]["elements"]["decide_acceptance"] == {"state": "overdue", "visits": 1, "tokens": 1}
    assert inbox[0]["deadline_status"] == "breached"
    breached = leader.get("/api/deadlines", params={"status": "breached"}).json()["items"]
    assert {(item["case_id"], item["key"]) for item in breached} >= {(case_id, "accept.decision")}
    kinds = [item["kind"] for item in handler.get(f"/api/cases/{case_id}/history").json()["items"]]
    assert "deadline_breached" in kinds
    assert "deadline_warned" in kinds


def test_a_duty_done_late_keeps_its_breach(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]
    office.set_clock("2026-03-12T09:00:00+08:00")

    office.complete("handler", case_id, "decide_acceptance", {"decision": "accept", "track": "urgent"})

    deadlines = office.person("handler").get(f"/api/cases/{case_id}/deadlines").json()["items"]
    breach = next(item["breach"] for item in deadlines if item["key"] == "accept.decision")
    assert breach["completed_late_at"] == "2026-03-12T01:00:00Z"
    summary = office.person("leader").get("/api/deadlines/summary", params={"group_by": "day"}).json()["items"]
    assert next(item for item in summary if item["group"] == "2026-03-11")["counts"]["breached"] >= 1
