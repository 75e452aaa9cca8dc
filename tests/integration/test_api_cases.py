"""Cases over HTTP: registered, found again, read by who may."""

from relief_office import ReliefOffice


def test_a_registered_case_waits_in_the_inbox_of_the_township(office: ReliefOffice) -> None:
    case = office.register("agent")

    inbox = office.person("handler").get("/api/tasks", params={"view": "available"}).json()

    assert case["status"] == "registered"
    assert [task["element_id"] for task in case["tasks"]] == ["decide_acceptance"]
    assert [task["task_id"] for task in inbox["items"]] == [case["tasks"][0]["task_id"]]
    assert inbox["counts"] == {"mine": 0, "available": 1, "put_off": 0, "team": 1, "all": 1}
