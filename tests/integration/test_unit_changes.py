"""Units merged, split and renamed from a day on: proposed, confirmed by somebody else, carried out as one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from relief_office import COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, ReliefOffice, identity_number, relief_office
from served_api import PASSWORD
from sqlalchemy import select
from unit_changing import (
    EFFECTIVE_ON,
    JUST_AFTER,
    JUST_BEFORE,
    NEXT_TOWN,
    NEXT_VILLAGE,
    THIRD_TOWN,
    THIRD_VILLAGE,
    add_neighbours,
    carried_out,
    merger,
    staff_id_of,
)

from engine.services import aid_stock, installation
from engine.services.unit_of_work import read, write
from engine.store import payments, relief
from engine.store.database import Database
from engine.store.tables.relief import StandbyFundEntryRow

NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def county(database: Database, tmp_path: Path) -> Iterator[ReliefOffice]:
    """The sample county with a second and a third township."""
    with relief_office(database, tmp_path) as office:
        add_neighbours(office)
        yield office


def applicant(number: int) -> dict[str, str]:
    return {"name": f"申请人{number}（虚构）", "id_number": identity_number(number)}


def tasks_seen_by(office: ReliefOffice, username: str) -> set[str]:
    listed = office.person(username).get("/api/tasks", params={"view": "all", "limit": 200})
    assert listed.status_code == 200, listed.text
    return {task["task_id"] for task in listed.json()["items"]}


def sign_in_again(office: ReliefOffice, username: str) -> None:
    """A new session, as the change has ended the old one."""
    with office.nobody() as nobody:
        answer = nobody.post("/api/login", json={"username": username, "password": PASSWORD})
        office.person(username).headers["Authorization"] = f"Bearer {answer.json()['token']}"


def fund_entries(office: ReliefOffice) -> list[tuple[str, str, int, int]]:
    query = select(StandbyFundEntryRow).order_by(StandbyFundEntryRow.id)
    return read(
        office.resources,
        lambda work: [
            (one.town_code, one.kind, one.amount_fen, one.balance_fen) for one in work.session.scalars(query)
        ],
    )


def balance(office: ReliefOffice, town_code: str) -> int:
    return read(office.resources, lambda work: relief.balance_of(work.session, town_code))


def clocks_of(office: ReliefOffice, case_id: str, username: str) -> list[tuple[Any, ...]]:
    items = office.person(username).get(f"/api/cases/{case_id}/deadlines").json()["items"]
    return [(one["key"], one["started_at"], one["due_at"], one["pauses"]) for one in items]


def test_a_preview_says_what_would_move_and_moves_nothing(county: ReliefOffice) -> None:
    county.register(applicant=applicant(1))
    county.register(applicant=applicant(2), division=VILLAGE)
    before = county.row_counts()

    foreseen = county.person("chief").post("/api/unit-changes/preview", json=merger()).json()

    assert (foreseen["cases"], foreseen["tasks"], foreseen["held_tasks"]) == (2, 2, 0)
    assert foreseen["problems"] == []
    assert foreseen["fund_fen"] == installation.AMPLE_FUND_FEN
    assert {(place["source_name"], place["target_name"]) for place in foreseen["places"]} == {
        ("牌楼街道", "五桥街道"),
        ("和平社区", "百安社区"),
    }
    assert {grant["username"] for grant in foreseen["ending_grants"]} == {
        *("agent", "handler", "handler2", "handler3", "leader")
    }
    assert county.row_counts() == before


def test_work_that_nobody_would_hold_is_named_before(county: ReliefOffice) -> None:
    county.register(applicant=applicant(1))
    body = merger(
        moves=[{"source": TOWN, "target": THIRD_TOWN}, {"source": VILLAGE, "target": THIRD_VILLAGE}],
    )

    chief = county.person("chief")
    without = chief.post("/api/unit-changes/preview", json=body).json()["uncovered"]
    grant = {"staff_id": staff_id_of(county, "handler"), "role": "township_handler", "unit": THIRD_TOWN}
    covered = chief.post("/api/unit-changes/preview", json={**body, "grants": [grant]}).json()["uncovered"]

    assert without == [{"unit": THIRD_TOWN, "role": "township_handler"}]
    assert covered == []


def test_a_merger_hands_everything_over_at_the_first_moment_of_its_day(county: ReliefOffice) -> None:
    first = county.register(applicant=applicant(1))
    second = county.register(applicant=applicant(2), division=VILLAGE)
    clocks = clocks_of(county, first["case_id"], "clerk")
    held = first["tasks"][0]["task_id"]
    assert county.person("handler").post(f"/api/tasks/{held}/claim").status_code == 200
    draft = {"data": {"track_reason": "写了一半"}}
    assert county.person("handler").put(f"/api/tasks/{held}/draft", json=draft).status_code == 200
    own = tasks_seen_by(county, "handler")
    proposed = county.person("chief").post("/api/unit-changes", json=merger()).json()
    county.person("admin").post(f"/api/unit-changes/{proposed['change_id']}/confirm")

    county.set_clock(JUST_BEFORE)
    before = tasks_seen_by(county, "neighbour")
    county.set_clock(JUST_AFTER)
    for username in ("handler", "leader"):
        sign_in_again(county, username)

    assert before == set()
    assert tasks_seen_by(county, "neighbour") == own
    assert tasks_seen_by(county, "handler") == set()
    assert county.person("leader").get(f"/api/cases/{first['case_id']}").status_code == 404
    moved = county.person("chieftain").get(f"/api/cases/{first['case_id']}").json()
    assert (moved["reference"], moved["division"]) == (first["reference"], NEXT_TOWN)
    assert county.person("chieftain").get(f"/api/cases/{second['case_id']}").json()["division"] == NEXT_VILLAGE
    assert clocks_of(county, first["case_id"], "clerk") == clocks
    task = county.person("neighbour").get(f"/api/tasks/{held}").json()
    assert (task["assignee"], task["draft"]) == (None, draft["data"])


def test_the_result_and_every_case_say_what_was_done(county: ReliefOffice) -> None:
    case = county.register(applicant=applicant(1))

    change = carried_out(county, merger())

    assert change["status"] == "applied"
    assert (change["proposed_by"], change["confirmed_by"]) == ("chief", "admin")
    assert change["result"] == {
        "cases": 1,
        "tasks": 1,
        "tasks_returned": 0,
        "grants_ended": 5,
        "grants_begun": 0,
        "fund_fen": installation.AMPLE_FUND_FEN,
        "stock_items": 0,
    }
    history = county.person("clerk").get(f"/api/cases/{case['case_id']}/history").json()["items"]
    handed_over = [item for item in history if item["kind"] == "case_handed_over"]
    assert [(item["at"], item["name"]) for item in handed_over] == [("2026-03-11T16:00:00Z", "个案移交")]
    assert handed_over[0]["detail"] == {"from": TOWN, "to": NEXT_TOWN, "unit_change": change["change_id"]}


def test_people_hold_the_roles_of_the_list_and_sign_in_again(county: ReliefOffice) -> None:
    case = county.register(applicant=applicant(1))
    task_id = case["tasks"][0]["task_id"]
    county.person("handler").post(f"/api/tasks/{task_id}/claim")
    grant = {"staff_id": staff_id_of(county, "handler"), "role": "township_handler", "unit": NEXT_TOWN}

    change = carried_out(county, merger(grants=[grant]))

    assert county.person("handler").get("/api/me").status_code == 401
    assert county.person("neighbour").get("/api/me").status_code == 200
    sign_in_again(county, "handler")
    assert [role["unit"] for role in county.person("handler").get("/api/me").json()["roles"]] == [NEXT_TOWN]
    assert change["result"]["tasks_returned"] == 0
    assert county.person("handler").get(f"/api/tasks/{task_id}").json()["assignee"] == "handler"
    person = county.person("admin").get(f"/api/staff/people/{grant['staff_id']}").json()
    assert [(one["unit"], one["valid_from"], one["valid_to"]) for one in person["grants"]] == [
        (NEXT_TOWN, EFFECTIVE_ON, None),
        (TOWN, "2019-01-01", EFFECTIVE_ON),
    ]


def test_cash_and_goods_move_by_entries_on_both_sides(county: ReliefOffice) -> None:
    write(county.resources, lambda work: aid_stock.receive(work, TOWN, "大米", "kg", Decimal(200)))
    write(county.resources, lambda work: installation.set_fund(work, NEXT_TOWN, 1_000))

    carried_out(county, merger())

    fen = installation.AMPLE_FUND_FEN
    assert fund_entries(county) == [(TOWN, "moved", -fen, 0), (NEXT_TOWN, "moved", fen, fen + 1_000)]
    assert (balance(county, TOWN), balance(county, NEXT_TOWN)) == (0, fen + 1_000)
    kept = read(
        county.resources,
        lambda work: {
            town: [(one.item, one.quantity) for one in payments.stock_of(work.session, town)]
            for town in (TOWN, NEXT_TOWN)
        },
    )
    assert kept == {TOWN: [("大米", 0)], NEXT_TOWN: [("大米", 20_000)]}


def test_a_split_sends_each_village_its_own_way(county: ReliefOffice) -> None:
    in_village = county.register(applicant=applicant(1), division=VILLAGE)
    in_town = county.register(applicant=applicant(2))
    body = merger(
        kind="split",
        moves=[{"source": TOWN, "target": NEXT_TOWN}, {"source": VILLAGE, "target": THIRD_VILLAGE}],
    )

    carried_out(county, body)

    clerk = county.person("clerk")
    assert clerk.get(f"/api/cases/{in_village['case_id']}").json()["division"] == THIRD_VILLAGE
    assert clerk.get(f"/api/cases/{in_town['case_id']}").json()["division"] == NEXT_TOWN
    refused = clerk.post("/api/cases", json=_registration(TOWN))
    assert refused.status_code == 422
    assert refused.json()["errors"] == [
        {"path": "division", "message": f"牌楼街道已分设，请改填：五桥街道（{NEXT_TOWN}）、陈家坝街道（{THIRD_TOWN}）"}
    ]
    mapped = clerk.post("/api/cases", json=_registration(VILLAGE))
    assert mapped.status_code == 201
    assert clerk.get(f"/api/cases/{mapped.json()['case_id']}").json()["division"] == THIRD_VILLAGE


def _registration(division: str) -> dict[str, Any]:
    return {
        "channel": "window",
        "cause": "fire",
        "description": "住房烧毁",
        "needs_immediate": True,
        "division": division,
        "category": "none",
        "applicant": {"name": "另一人（虚构）", "id_number": identity_number(9)},
        "household": {"size": 1, "members": []},
    }


def test_an_old_code_stands_for_its_successor_from_the_day_on(county: ReliefOffice) -> None:
    before = county.register("clerk", applicant=applicant(1), division=VILLAGE)
    carried_out(county, merger())

    after = county.register("clerk", applicant=applicant(2), division=VILLAGE)

    clerk = county.person("clerk")
    assert clerk.get(f"/api/cases/{after['case_id']}").json()["division"] == NEXT_VILLAGE
    assert before["reference"][:6] == after["reference"][:6] == COUNTY
    grant = county.person("admin").post(
        f"/api/staff/{staff_id_of(county, 'leader')}/roles", json={"role": "township_leader", "unit": TOWN}
    )
    assert grant.json()["errors"] == [{"path": "unit", "message": "该单位已撤并，请选择承接单位"}]


def test_a_township_is_renamed_with_a_new_code(county: ReliefOffice) -> None:
    case = county.register(applicant=applicant(1), division=VILLAGE)
    town, village = "500101118", "500101118001"
    body = merger(
        kind="rename",
        new_units=[
            {"code": town, "name": "牌楼新城街道", "parent": COUNTY},
            {"code": village, "name": "和平社区", "parent": town},
        ],
        moves=[{"source": TOWN, "target": town}, {"source": VILLAGE, "target": village}],
    )

    carried_out(county, body)

    shown = county.person("clerk").get(f"/api/cases/{case['case_id']}").json()
    assert (shown["division"], shown["division_name"]) == (village, "和平社区")
    assert balance(county, town) == installation.AMPLE_FUND_FEN
    units = {one["code"]: one for one in county.person("admin").get("/api/units?ended=true").json()["items"]}
    assert (units[TOWN]["valid_to"], units[TOWN]["successor"]) == (EFFECTIVE_ON, town)
    assert units[town]["valid_from"] == EFFECTIVE_ON


def test_a_name_alone_changes_nothing_else(county: ReliefOffice) -> None:
    case = county.register(applicant=applicant(1))
    body = merger(kind="rename", moves=[], new_name="牌楼新城街道")

    carried_out(county, body)

    shown = county.person("handler").get(f"/api/cases/{case['case_id']}").json()
    assert (shown["division"], shown["division_name"]) == (TOWN, "牌楼新城街道")


@pytest.mark.parametrize(
    ("changes", "path", "message"),
    [
        pytest.param({"effective_on": "2026-03-10"}, "effective_on", "生效日期须晚于今天", id="today"),
        pytest.param({"unit": COUNTY}, "unit", "请选择一个乡镇（街道）或村（社区）", id="a county"),
        pytest.param(
            {"moves": [{"source": TOWN, "target": NEXT_TOWN}]},
            "moves",
            "请指定和平社区的承接单位",
            id="a village left out",
        ),
        pytest.param({"moves": []}, "moves", "请指定承接单位；只改名称、不改代码的，请填写新名称", id="nobody follows"),
        pytest.param(
            {"moves": [{"source": TOWN, "target": OTHER_TOWN}, {"source": VILLAGE, "target": OTHER_VILLAGE}]},
            "moves.0.target",
            "承接单位须在同一区县；跨区县的个案请逐案移送",
            id="another county",
        ),
        pytest.param(
            {"moves": [{"source": TOWN, "target": NEXT_VILLAGE}, {"source": VILLAGE, "target": NEXT_VILLAGE}]},
            "moves.0.target",
            "承接单位须与原单位同级",
            id="another level",
        ),
        pytest.param(
            {"moves": [{"source": TOWN, "target": NEXT_TOWN}, {"source": VILLAGE, "target": TOWN + "009"}]},
            "moves.1.target",
            "承接单位不存在，或在生效日期已撤销",
            id="nowhere",
        ),
        pytest.param(
            {"new_units": [{"code": NEXT_TOWN, "name": "重复", "parent": COUNTY}]},
            "new_units.0.code",
            "单位代码已存在",
            id="a code twice",
        ),
        pytest.param(
            {
                "grants": [
                    {"staff_id": "01900000-0000-7000-8000-000000000000", "role": "township_handler", "unit": NEXT_TOWN}
                ]
            },
            "grants.0.staff_id",
            "没有这位工作人员",
            id="nobody",
        ),
    ],
)
def test_what_cannot_be_carried_out_is_refused_at_once(
    county: ReliefOffice, changes: dict[str, Any], path: str, message: str
) -> None:
    refused = county.person("chief").post("/api/unit-changes", json=merger(**changes))

    assert refused.status_code == 422, refused.text
    assert {"path": path, "message": message} in refused.json()["errors"]


def test_nobody_confirms_what_they_propose_or_profit_from(county: ReliefOffice) -> None:
    grant = {"staff_id": staff_id_of(county, "chief"), "role": "county_section_chief", "unit": COUNTY}
    by_chief = county.person("chief").post("/api/unit-changes", json=merger()).json()["change_id"]
    own = county.person("chief").post(f"/api/unit-changes/{by_chief}/confirm")
    county.person("chief").post(f"/api/unit-changes/{by_chief}/withdraw")
    by_admin = county.person("admin").post("/api/unit-changes", json=merger(grants=[grant])).json()["change_id"]
    favoured = county.person("chief").post(f"/api/unit-changes/{by_admin}/confirm")

    assert (own.status_code, own.json()["code"]) == (403, "unit_change_own")
    assert (favoured.status_code, favoured.json()["code"]) == (403, "unit_change_own")


@pytest.mark.parametrize("username", ["handler", "leader", "director", "stranger", "watcher", "auditor", "agent"])
def test_only_administrators_of_the_whole_county_change_its_units(county: ReliefOffice, username: str) -> None:
    client = county.person(username)

    assert client.post("/api/unit-changes/preview", json=merger()).status_code == 403
    assert client.post("/api/unit-changes", json=merger()).status_code == 403


def test_a_change_not_confirmed_or_withdrawn_moves_nothing(county: ReliefOffice) -> None:
    case = county.register(applicant=applicant(1))
    chief = county.person("chief")
    first = chief.post("/api/unit-changes", json=merger()).json()["change_id"]
    twice = chief.post("/api/unit-changes", json=merger())
    county.person("admin").post(f"/api/unit-changes/{first}/confirm")
    withdrawn = chief.post(f"/api/unit-changes/{first}/withdraw")
    chief.post("/api/unit-changes", json=merger())

    county.set_clock(JUST_AFTER)

    assert twice.json()["errors"] == [{"path": "unit", "message": "该单位已有未完成的调整，请先撤回"}]
    assert withdrawn.json()["status"] == "withdrawn"
    assert county.person("clerk").get(f"/api/cases/{case['case_id']}").json()["division"] == TOWN
    assert county.person("handler").get("/api/me").status_code == 200
    late = county.person("admin").post(
        f"/api/unit-changes/{chief.get('/api/unit-changes?status=proposed').json()['items'][0]['change_id']}/confirm"
    )
    assert late.json()["errors"] == [{"path": "effective_on", "message": "生效日期须晚于今天"}]


def test_a_change_that_others_have_overtaken_becomes_an_incident_that_can_be_tried_again(county: ReliefOffice) -> None:
    case = county.register(applicant=applicant(1))
    onward = merger(
        unit=NEXT_TOWN,
        moves=[
            {"source": NEXT_TOWN, "target": THIRD_TOWN},
            *({"source": code, "target": THIRD_VILLAGE} for code in (NEXT_VILLAGE, NEXT_TOWN + "002")),
        ],
    )
    for body in (merger(effective_on="2026-03-13"), onward):
        change_id = county.person("chief").post("/api/unit-changes", json=body).json()["change_id"]
        assert county.person("admin").post(f"/api/unit-changes/{change_id}/confirm").status_code == 200

    county.set_clock("2026-03-13T00:00:00+08:00")

    admin = county.person("admin")
    (incident,) = admin.get("/api/incidents").json()["items"]
    assert (incident["code"], incident["case_id"]) == ("unit_change_blocked", None)
    statuses = {one["unit"]: one["status"] for one in admin.get("/api/unit-changes").json()["items"]}
    assert statuses == {TOWN: "stopped", NEXT_TOWN: "applied"}
    assert county.person("clerk").get(f"/api/cases/{case['case_id']}").json()["division"] == TOWN
    again = admin.post(f"/api/incidents/{incident['incident_id']}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "case_stopped")


def test_what_is_archived_keeps_its_old_unit(county: ReliefOffice) -> None:
    closed = county.register(applicant=applicant(1))
    county.complete(
        "handler",
        closed["case_id"],
        "decide_acceptance",
        {"decision": "not_accept", "reason_code": "NOT_IN_CATEGORY"},
    )
    status = county.person("clerk").get(f"/api/cases/{closed['case_id']}").json()["status"]

    carried_out(county, merger())

    assert status == "not_accepted_closed"
    assert county.person("clerk").get(f"/api/cases/{closed['case_id']}").json()["division"] == TOWN
