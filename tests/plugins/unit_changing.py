"""The sample county with a second township, and ways to change its units as administrators do."""

from __future__ import annotations

from typing import Any

from relief_office import COUNTY, TOWN, VILLAGE, ReliefOffice
from served_api import PASSWORD

NEXT_TOWN, NEXT_VILLAGE, FAR_VILLAGE = "500101019", "500101019001", "500101019002"
THIRD_TOWN, THIRD_VILLAGE = "500101020", "500101020001"
EFFECTIVE_ON = "2026-03-12"
JUST_BEFORE, JUST_AFTER = "2026-03-11T23:59:59+08:00", "2026-03-12T00:00:00+08:00"
Json = dict[str, Any]


def add_neighbours(office: ReliefOffice) -> None:
    """Two more townships with villages, and one person of each role in the first."""
    admin = office.person("admin")
    for code, name, kind, parent in (
        (NEXT_TOWN, "五桥街道", "township", COUNTY),
        (NEXT_VILLAGE, "百安社区", "village", NEXT_TOWN),
        (FAR_VILLAGE, "天子社区", "village", NEXT_TOWN),
        (THIRD_TOWN, "陈家坝街道", "township", COUNTY),
        (THIRD_VILLAGE, "南滨社区", "village", THIRD_TOWN),
    ):
        unit = {"code": code, "name": name, "kind": kind, "parent": parent, "valid_from": "2020-01-01"}
        assert admin.post("/api/units", json=unit).status_code == 201
    for username, role in (("neighbour", "township_handler"), ("chieftain", "township_leader")):
        body = {"username": username, "name": f"{username} 的姓名", "password": "First-Pass-2026"}
        staff_id = admin.post("/api/staff", json=body).json()["staff_id"]
        assert admin.post(f"/api/staff/{staff_id}/roles", json={"role": role, "unit": NEXT_TOWN}).status_code == 201
        with office.nobody() as newcomer:
            token = newcomer.post("/api/login", json={"username": username, "password": "First-Pass-2026"}).json()
            newcomer.headers["Authorization"] = f"Bearer {token['token']}"
            change = {"present": "First-Pass-2026", "new": PASSWORD}
            assert newcomer.post("/api/me/password", json=change).status_code == 204


def merger(**changes: Any) -> Json:
    """The first township and its village go into the second."""
    body: Json = {
        "kind": "merge",
        "unit": TOWN,
        "effective_on": EFFECTIVE_ON,
        "reason": "渝府发 2026 年第 12 号",
        "moves": [{"source": TOWN, "target": NEXT_TOWN}, {"source": VILLAGE, "target": NEXT_VILLAGE}],
        "grants": [],
    }
    return {**body, **changes}


def staff_id_of(office: ReliefOffice, username: str) -> str:
    """The id of somebody."""
    items = office.person("admin").get("/api/staff/people", params={"q": username}).json()["items"]
    return next(item["staff_id"] for item in items if item["username"] == username)


def carried_out(office: ReliefOffice, body: Json) -> Json:
    """The change after it was proposed by one, confirmed by another, and its day has come."""
    proposed = office.person("chief").post("/api/unit-changes", json=body)
    assert proposed.status_code == 201, proposed.text
    change_id = proposed.json()["change_id"]
    confirmed = office.person("admin").post(f"/api/unit-changes/{change_id}/confirm")
    assert confirmed.status_code == 200, confirmed.text
    office.set_clock(f"{body['effective_on']}T00:00:00+08:00")
    shown: Json = office.person("admin").get(f"/api/unit-changes/{change_id}").json()
    return shown
