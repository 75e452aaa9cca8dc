"""Colleagues are seen within the own area; administrators change accounts, roles and units, never their own."""

from datetime import UTC, datetime

import pytest
from served_api import PASSWORD, ServedApi

from engine.services import staff
from engine.services.unit_of_work import write

NEW_PASSWORD = "Rainy-Night-2026"


def _names(api: ServedApi, username: str, query: str = "") -> list[str]:
    with api.signed_in(username) as client:
        answer = client.get(f"/api/staff{query}")
    assert answer.status_code == 200
    return [item["username"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("username", "seen"),
    [
        pytest.param("zhang", ["li", "zhang"], id="a township sees itself"),
        pytest.param("wang", ["li", "qian", "wang", "zhang"], id="a county sees its townships"),
        pytest.param("zhao", ["zhao"], id="another county sees nobody of the first"),
        pytest.param("sun", ["li", "qian", "sun", "wang", "zhang", "zhao"], id="the city sees all"),
    ],
)
def test_colleagues_are_those_within_the_own_area(api: ServedApi, username: str, seen: list[str]) -> None:
    assert _names(api, username) == seen


def test_colleagues_can_be_asked_for_by_role_and_unit_and_page_by_page(api: ServedApi) -> None:
    assert _names(api, "wang", "?role=township_handler") == ["qian", "zhang"]
    assert _names(api, "wang", "?unit=500101001") == ["li", "zhang"]
    assert _names(api, "zhang", "?unit=500101002") == []
    with api.signed_in("sun") as client:
        first = client.get("/api/staff?limit=4").json()
        second = client.get(f"/api/staff?limit=4&cursor={first['next_cursor']}").json()

    assert [item["username"] for item in first["items"] + second["items"]] == sorted(api.staff_ids)
    assert second["next_cursor"] is None


def test_units_are_those_of_the_own_area(api: ServedApi) -> None:
    with api.signed_in("zhang") as client:
        items = client.get("/api/units").json()["items"]

    assert [item["code"] for item in items] == ["500101001", "500101001001"]
    assert items[0] | {"valid_from": None} == {
        "code": "500101001",
        "name": "高笋塘街道",
        "kind": "township",
        "label": "乡镇（街道）",
        "parent": "500101",
        "valid_from": None,
        "valid_to": None,
        "successor": None,
    }


def test_an_administrator_gives_a_person_an_account_and_a_role(api: ServedApi) -> None:
    with api.signed_in("sun") as administrator:
        created = administrator.post("/api/staff", json={"username": "Zhou", "name": "周九", "password": PASSWORD})
        path = f"/api/staff/{created.json()['staff_id']}/roles"
        granted = administrator.post(path, json={"role": "county_handler", "unit": "500103"})
        again = administrator.post(path, json={"role": "county_handler", "unit": "500103"})

    with api.signed_in("zhou") as zhou:
        me = zhou.get("/api/me").json()

    assert (created.status_code, granted.status_code) == (201, 201)
    assert (again.status_code, again.json()["code"]) == (409, "grant_exists")
    assert me["must_change_password"] is True
    assert [(role["role"], role["unit"]) for role in me["roles"]] == [("county_handler", "500103")]
    assert "inbox" in me["views"]


def test_a_username_is_given_once(api: ServedApi) -> None:
    with api.signed_in("sun") as administrator:
        answer = administrator.post("/api/staff", json={"username": "ZHANG", "name": "张三", "password": PASSWORD})

    assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("Short-1", "密码至少 10 位"),
        ("alllowercase1", "密码须包含大写字母、小写字母、数字、符号中的至少 3 类"),
        ("Password-2026", "密码过于常见，请换一个"),
        ("Zhouzhou-2026", "密码不能包含用户名"),
        ("Aa1-" * 40, "密码最多 128 位"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(api: ServedApi, password: str, message: str) -> None:
    body = {"username": "zhouzhou", "name": "周九", "password": password}
    with api.signed_in("sun") as administrator:
        answer = administrator.post("/api/staff", json=body)

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"path": "password", "message": message}]


@pytest.mark.parametrize(
    ("who", "target", "role", "unit"),
    [
        pytest.param("zhang", "li", "township_handler", "500101001", id="no administrator"),
        pytest.param("li", "zhang", "township_handler", "500101002", id="another township"),
        pytest.param("li", "zhang", "county_handler", "500101", id="a level above"),
        pytest.param("wang", "zhao", "township_handler", "500103001", id="another county"),
        pytest.param("wang", "wang", "county_leader", "500101", id="oneself"),
        pytest.param("wang", "zhang", "auditor", "500101", id="a role the city gives"),
        pytest.param("sun", "sun", "auditor", "500000", id="oneself in the city"),
    ],
)
def test_a_role_is_given_only_within_the_own_area_and_to_others(
    api: ServedApi, who: str, target: str, role: str, unit: str
) -> None:
    with api.signed_in(who) as client:
        answer = client.post(f"/api/staff/{api.staff_ids[target]}/roles", json={"role": role, "unit": unit})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")


@pytest.mark.parametrize(
    ("role", "unit", "message"),
    [
        ("township_handler", "500101", "该岗位不能设在这一级单位"),
        ("township_handler", "500199001", "单位不存在"),
    ],
)
def test_a_role_belongs_to_units_of_its_level(api: ServedApi, role: str, unit: str, message: str) -> None:
    with api.signed_in("sun") as administrator:
        answer = administrator.post(f"/api/staff/{api.staff_ids['li']}/roles", json={"role": role, "unit": unit})

    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"path": "unit", "message": message}]


def test_a_role_that_is_revoked_is_gone_at_once(api: ServedApi) -> None:
    with api.signed_in("wang") as administrator:
        path = f"/api/staff/{api.staff_ids['zhang']}/roles"
        grant_id = administrator.post(path, json={"role": "village_assistant", "unit": "500101001001"}).json()[
            "grant_id"
        ]
        token = api.token_of("zhang")
        assert administrator.delete(f"/api/staff/roles/{grant_id}").status_code == 204

    with api.client(Authorization=f"Bearer {token}") as zhang:
        assert zhang.get("/api/me").status_code == 401
    with api.signed_in("zhang") as zhang:
        assert [role["role"] for role in zhang.get("/api/me").json()["roles"]] == ["township_handler"]


def test_grants_are_in_force_by_business_time(api: ServedApi) -> None:
    def grant_for_a_while(work: staff.UnitOfWork) -> None:
        staff.grant_role(
            work,
            api.staff_ids["zhang"],
            role=staff.Role.TOWNSHIP_LEADER,
            unit_code="500101002",
            valid_from=datetime(2020, 1, 6, tzinfo=UTC).date(),
            valid_to=datetime(2020, 1, 8, tzinfo=UTC).date(),
        )

    write(api.resources, grant_for_a_while)
    held = {}
    for day in (5, 6, 7, 8):
        api.resources.clock.set(datetime(2020, 1, day, 4, 0, tzinfo=UTC))
        with api.signed_in("zhang") as zhang:
            held[day] = [role["unit"] for role in zhang.get("/api/me").json()["roles"]]

    assert held == {5: [], 6: ["500101002"], 7: ["500101002"], 8: []}


@pytest.mark.parametrize("act", ["disable", "reset"])
def test_disabling_and_resetting_end_all_sessions_at_once(api: ServedApi, act: str) -> None:
    token = api.token_of("zhang")
    path = f"/api/staff/{api.staff_ids['zhang']}"
    with api.signed_in("wang") as administrator:
        if act == "disable":
            answer = administrator.put(f"{path}/status", json={"status": "disabled"})
        else:
            answer = administrator.put(f"{path}/password", json={"password": NEW_PASSWORD})

    with api.client(Authorization=f"Bearer {token}") as zhang:
        assert answer.status_code == 204
        assert zhang.get("/api/me").status_code == 401


def test_a_reset_lifts_a_lock_out_and_asks_for_a_new_password(api: ServedApi) -> None:
    with api.client() as nobody:
        for _ in range(5):
            nobody.post("/api/login", json={"username": "zhang", "password": "Wrong-Pass-1"})
    with api.signed_in("li") as administrator:
        administrator.put(f"/api/staff/{api.staff_ids['zhang']}/password", json={"password": NEW_PASSWORD})

    with api.client() as zhang:
        assert zhang.post("/api/login", json={"username": "zhang", "password": NEW_PASSWORD}).status_code == 200
        assert zhang.get("/api/me").json()["must_change_password"] is True


@pytest.mark.parametrize(
    ("who", "target"),
    [
        pytest.param("li", "wang", id="of a level above"),
        pytest.param("wang", "sun", id="of the city"),
        pytest.param("zhang", "li", id="by no administrator"),
        pytest.param("wang", "wang", id="oneself"),
    ],
)
def test_nobody_takes_over_the_account_of_who_is_not_theirs_to_administer(
    api: ServedApi, who: str, target: str
) -> None:
    path = f"/api/staff/{api.staff_ids[target]}"
    with api.signed_in(who) as client:
        reset = client.put(f"{path}/password", json={"password": NEW_PASSWORD})
        disabled = client.put(f"{path}/status", json={"status": "disabled"})

    assert (reset.status_code, disabled.status_code) == (403, 403)


def test_a_person_changes_the_own_password_and_other_sessions_end(api: ServedApi) -> None:
    elsewhere = api.token_of("zhang")
    with api.signed_in("zhang") as zhang:
        wrong = zhang.post("/api/me/password", json={"present": "Wrong-Pass-1", "new": NEW_PASSWORD})
        same = zhang.post("/api/me/password", json={"present": PASSWORD, "new": PASSWORD})
        changed = zhang.post("/api/me/password", json={"present": PASSWORD, "new": NEW_PASSWORD})
        back = zhang.post("/api/me/password", json={"present": NEW_PASSWORD, "new": PASSWORD})
        still = zhang.get("/api/me")

    with api.client(Authorization=f"Bearer {elsewhere}") as other:
        assert other.get("/api/me").status_code == 401
    assert wrong.json()["errors"] == [{"path": "present", "message": "当前密码不正确"}]
    assert same.json()["errors"] == [{"path": "new", "message": "不能使用最近用过的密码"}]
    assert (changed.status_code, back.status_code, still.status_code) == (204, 422, 200)


def test_a_unit_is_added_within_the_own_area(api: ServedApi) -> None:
    unit = {"code": "500101003", "name": "牌楼街道", "kind": "township", "parent": "500101"}
    with api.signed_in("wang") as administrator:
        created = administrator.post("/api/units", json=unit)
        twice = administrator.post("/api/units", json=unit)
        outside = administrator.post("/api/units", json={**unit, "code": "500103009", "parent": "500103"})
        codes = [item["code"] for item in administrator.get("/api/units").json()["items"]]

    assert (created.status_code, twice.status_code, outside.status_code) == (201, 422, 403)
    assert "500101003" in codes


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        pytest.param({"code": "500199", "kind": "township", "parent": "500000"}, "code", id="a county's code"),
        pytest.param({"code": "500102001"}, "parent", id="a code of another county"),
        pytest.param({"code": "50010100\uff19"}, "code", id="full-width digits"),
        pytest.param({"code": "500102", "kind": "county"}, "parent", id="a county in a county"),
        pytest.param({"name": " "}, "name", id="no name"),
        pytest.param({"kind": "village"}, "code", id="a village with a township's code"),
    ],
)
def test_a_unit_whose_code_does_not_say_where_it_lies_is_refused(
    api: ServedApi, changes: dict[str, str], path: str
) -> None:
    """Areas are read from codes: such a unit would lie in nobody's area."""
    unit = {"code": "500101009", "name": "新街道", "kind": "township", "parent": "500101"}
    with api.signed_in("sun") as administrator:
        refused = administrator.post("/api/units", json={**unit, **changes})

    assert refused.status_code == 422, refused.text
    assert [error["path"] for error in refused.json()["errors"]] == [path]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({"username": "system"}, 409, id="the system itself"),
        pytest.param({"username": " SYSTEM "}, 422, id="the system with blanks"),
        pytest.param({"username": "System"}, 409, id="the system in capitals"),
        pytest.param({"username": "\u0430dmin"}, 422, id="a letter that only looks Latin"),
        pytest.param({"name": "\u200b"}, 422, id="an invisible name"),
        pytest.param({"name": "张\u202e三"}, 422, id="a name that turns around"),
        pytest.param({"name": " "}, 422, id="a blank name"),
    ],
)
def test_nobody_is_given_a_name_that_deceives(api: ServedApi, changes: dict[str, str], status: int) -> None:
    """What the machine does stands in the record under `system`."""
    member = {"username": "newcomer", "name": "新人", "password": NEW_PASSWORD}
    with api.signed_in("sun") as administrator:
        refused = administrator.post("/api/staff", json={**member, **changes})

    assert refused.status_code == status, refused.text
