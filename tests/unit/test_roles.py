"""Roles and lanes, and who may do what where."""

import pytest

from engine.domain.authority import MATRIX, Action, Reach, allow, covers, may_work, roles_allowed
from engine.domain.divisions import division_of
from engine.domain.roles import Grant, Role, RoleLevel, UnitKind, lane_labels, role_of_lane

TOWN, OTHER_TOWN = division_of("500229102"), division_of("500229103")
VILLAGE = division_of("500229102201")
COUNTY, OTHER_COUNTY = division_of("500229"), division_of("500230")


def grant(role: Role, code: str) -> Grant:
    kind = {6: UnitKind.COUNTY, 9: UnitKind.TOWNSHIP, 12: UnitKind.VILLAGE}[len(code)]
    return Grant(role, code, UnitKind.CITY if code == "500000" else kind, "")


@pytest.mark.parametrize(
    ("label", "role", "level"),
    [
        ("村级协理员", Role.VILLAGE_ASSISTANT, RoleLevel.VILLAGE),
        ("乡镇经办人", Role.TOWNSHIP_HANDLER, RoleLevel.TOWNSHIP),
        ("乡镇负责人", Role.TOWNSHIP_LEADER, RoleLevel.TOWNSHIP),
        ("区县经办人", Role.COUNTY_HANDLER, RoleLevel.COUNTY),
        ("区县科长", Role.COUNTY_SECTION_CHIEF, RoleLevel.COUNTY),
        ("区县分管领导", Role.COUNTY_LEADER, RoleLevel.COUNTY),
        ("财务人员", Role.FINANCE_OFFICER, RoleLevel.COUNTY),
        ("核对中心", Role.CHECK_CENTRE, RoleLevel.COUNTY),
        ("转介接收单位", Role.CHARITY_CONTACT, RoleLevel.ASSIGNED),
    ],
)
def test_a_lane_names_a_role_and_its_level(label, role, level):
    assert role_of_lane(label) is role
    assert (role.label, role.level, role.has_lane) == (label, level, True)


@pytest.mark.parametrize("label", ["成员单位", "市级管理员", "township_handler", "", "民政局"])
def test_other_names_are_no_lanes(label):
    assert role_of_lane(label) is None


def test_exactly_nine_roles_have_lanes_and_every_role_has_its_own_label():
    assert len(lane_labels()) == 9
    assert len({role.label for role in Role}) == len(Role)


@pytest.mark.parametrize(
    ("role", "level"),
    [
        (Role.MECHANISM_MEMBER, RoleLevel.COUNTY),
        (Role.CITY_ADMIN, RoleLevel.CITY),
        (Role.CITY_MONITOR, RoleLevel.CITY),
        (Role.PROCESS_OWNER, RoleLevel.CITY),
        (Role.AUDITOR, RoleLevel.CITY),
    ],
)
def test_levels_of_roles_without_lane(role, level):
    assert (role.level, role.has_lane) == (level, False)


@pytest.mark.parametrize(
    ("role", "unit", "area", "covered"),
    [
        (Role.VILLAGE_ASSISTANT, "500229102201", VILLAGE, True),
        (Role.VILLAGE_ASSISTANT, "500229102201", TOWN, False),
        (Role.TOWNSHIP_HANDLER, "500229102", VILLAGE, True),
        (Role.TOWNSHIP_HANDLER, "500229102", OTHER_TOWN, False),
        (Role.TOWNSHIP_HANDLER, "500229102", COUNTY, False),
        (Role.COUNTY_HANDLER, "500229", VILLAGE, True),
        (Role.COUNTY_HANDLER, "500229", OTHER_COUNTY, False),
        (Role.CITY_ADMIN, "500000", VILLAGE, True),
        (Role.CITY_ADMIN, "500000", division_of("510104"), False),
    ],
)
def test_a_grant_covers_its_unit_and_all_below(role, unit, area, covered):
    assert covers(grant(role, unit), area) is covered


def test_a_county_covers_a_town_it_took_over_with_its_old_code():
    moved = division_of("500112019").moved_to("500109")

    assert covers(grant(Role.COUNTY_HANDLER, "500109"), moved)
    assert not covers(grant(Role.COUNTY_HANDLER, "500112"), moved)


@pytest.mark.parametrize(
    ("role", "unit", "action", "is_allowed"),
    [
        (Role.TOWNSHIP_HANDLER, "500229102", Action.CREATE_CASE, True),
        (Role.TOWNSHIP_HANDLER, "500229103", Action.CREATE_CASE, False),
        (Role.VILLAGE_ASSISTANT, "500229102201", Action.CREATE_CASE, True),
        (Role.COUNTY_LEADER, "500229", Action.CREATE_CASE, False),
        (Role.COUNTY_LEADER, "500229", Action.READ_CASE, True),
        (Role.CITY_ADMIN, "500000", Action.READ_CASE, False),
        (Role.CITY_MONITOR, "500000", Action.READ_CASE, False),
        (Role.PROCESS_OWNER, "500229", Action.READ_CASE, False),
        (Role.TOWNSHIP_HANDLER, "500229102", Action.REASSIGN_TASK, False),
        (Role.TOWNSHIP_LEADER, "500229102", Action.REASSIGN_TASK, True),
        (Role.CITY_MONITOR, "500000", Action.MONITOR_DEADLINES, True),
        (Role.VILLAGE_ASSISTANT, "500229102201", Action.MONITOR_DEADLINES, False),
        (Role.FINANCE_OFFICER, "500229", Action.REVEAL_PERSONAL_DATA, False),
    ],
)
def test_the_matrix_by_area(role, unit, action, is_allowed):
    assert allow([grant(role, unit)], action, VILLAGE) is is_allowed


@pytest.mark.parametrize(
    "role", [Role.VILLAGE_ASSISTANT, Role.CHECK_CENTRE, Role.MECHANISM_MEMBER, Role.CHARITY_CONTACT]
)
def test_some_roles_read_only_what_is_their_own(role):
    grants = [grant(role, "500229102201" if role is Role.VILLAGE_ASSISTANT else "500229")]

    assert not allow(grants, Action.READ_CASE, VILLAGE)
    assert allow(grants, Action.READ_CASE, VILLAGE, is_own=True)


def test_being_own_opens_nothing_to_a_role_outside_the_row_or_area():
    assert not allow([grant(Role.CITY_ADMIN, "500000")], Action.READ_CASE, VILLAGE, is_own=True)
    assert not allow([grant(Role.CHECK_CENTRE, "500230")], Action.READ_CASE, VILLAGE, is_own=True)


def test_one_of_several_grants_is_enough_and_none_is_not():
    grants = [grant(Role.TOWNSHIP_LEADER, "500229103"), grant(Role.COUNTY_HANDLER, "500229")]

    assert allow(grants, Action.MONITOR_DEADLINES, TOWN)
    assert not allow([], Action.MONITOR_DEADLINES, TOWN)


def test_matters_of_no_area_ask_for_the_role_only():
    assert allow([grant(Role.PROCESS_OWNER, "500229")], Action.DRAFT_BUNDLE)
    assert not allow([grant(Role.PROCESS_OWNER, "500229")], Action.PUBLISH_BUNDLE)


def test_nobody_both_drafts_and_publishes_by_role():
    assert not roles_allowed(Action.DRAFT_BUNDLE) & roles_allowed(Action.PUBLISH_BUNDLE)


def test_every_action_has_a_row_and_somebody_who_may_do_it_in_an_area():
    assert set(MATRIX) == set(Action)
    assert all(Reach.AREA in row.values() for row in MATRIX.values())


@pytest.mark.parametrize(
    ("held", "unit", "is_theirs"),
    [
        ((Role.TOWNSHIP_HANDLER, "500229102"), "500229102", True),
        ((Role.TOWNSHIP_HANDLER, "500229103"), "500229102", False),
        ((Role.TOWNSHIP_LEADER, "500229102"), "500229102", False),
        ((Role.COUNTY_HANDLER, "500229"), "500229102", False),
    ],
)
def test_a_task_is_for_its_role_in_its_unit_only(held, unit, is_theirs):
    assert may_work([grant(*held)], Role.TOWNSHIP_HANDLER, unit) is is_theirs
