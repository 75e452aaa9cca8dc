"""In what two bundles differ: what a process owner changed, in words, and nothing else."""

import random
from typing import Any

import pytest
from bundle_office import drafted, shipped
from relief_office import ReliefOffice, shipped_files

from engine.bpmn.bundle_contents import things_in
from engine.bpmn.bundle_differences import Change, differences
from engine.bpmn.bundle_files import BundleFile
from engine.services.bundle_comparison import ATTRIBUTES

SWAPPED = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED, Change.CHANGED: Change.CHANGED}
PATHS = sorted(file.path for file in shipped_files())


def changed(path: str, old: str, new: str) -> list[BundleFile]:
    """The shipped bundle with one text of one file replaced."""
    content = shipped(path).decode()
    assert old in content
    edited = content.replace(old, new, 1).encode()
    return [BundleFile(file.path, edited if file.path == path else file.content) for file in shipped_files()]


def said(path: str, old: str, new: str) -> list[tuple[str, str, str, list[tuple[str, str | None, str | None]]]]:
    found = differences(shipped_files(), changed(path, old, new))
    return [
        (
            one.change.value,
            one.thing.kind.value,
            one.thing.key or one.thing.name,
            [(part.attribute, part.before, part.after) for part in one.attributes],
        )
        for one in found
    ]


def test_a_changed_cell_is_told_by_row_and_column() -> None:
    found = said("processes/award_rates.dmn", "<text>10</text>", "<text>12</text>")

    assert found == [("changed", "row", "1", [("cell.个案上限倍数", "10", "12")])]


def test_a_new_row_is_new_and_the_others_are_not_touched() -> None:
    content = shipped("processes/deadline_limits.dmn").decode()
    begin = content.index("<rule ", content.index('"urgent.pay"') - 600)
    row = content[begin : content.index("</rule>", begin) + len("</rule>")]
    new = row.replace('"urgent.', '"urgent.other_').replace('<rule id="', '<rule id="new_')

    ((change, kind, _, cells),) = said("processes/deadline_limits.dmn", row, new + row)

    assert (change, kind) == ("added", "row")
    assert all(before is None for _, before, _ in cells)


def test_names_conditions_and_properties_of_elements_are_told() -> None:
    path = "processes/referral.bpmn"
    renamed = said(path, 'value="send_referral"', 'value="send_other"')
    assert [(one[0], one[1], one[3]) for one in renamed] == [
        ("changed", "element", [("property.operation", "send_referral", "send_other")])
    ]


def test_layout_and_remarks_are_no_difference() -> None:
    path = "processes/referral.bpmn"
    content = shipped(path).decode()
    moved = content.replace('x="', 'x="1', 3).replace("<bpmn:process", "\n\n<!-- remark -->\n<bpmn:process", 1)
    files = [BundleFile(file.path, moved.encode() if file.path == path else file.content) for file in shipped_files()]

    assert moved != content
    assert differences(shipped_files(), files) == []


def test_fields_of_forms_are_told() -> None:
    path = next(path for path in PATHS if path.endswith("propose_relief_first.json"))

    found = said(path, '"title": "经办意见"', '"title": "经办人意见"')

    assert found == [("changed", "field", "recommendation", [("keyword.title", "经办意见", "经办人意见")])]


def test_a_bundle_does_not_differ_from_itself() -> None:
    assert differences(shipped_files(), shipped_files()) == []


@pytest.mark.parametrize("seed", range(20))
def test_swapped_bundles_swap_what_was_added_and_removed(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - reproducible samples, no secret
    one, other = (
        [BundleFile(file.path, _without_some_lines(file, chance)) for file in shipped_files() if chance.random() > 0.05]
        for _ in range(2)
    )

    there, back = differences(one, other), differences(other, one)

    def key(change: Change, found: Any) -> tuple[Any, ...]:
        row = "" if found.thing.kind == "row" and change is Change.CHANGED else found.thing.name
        return change, found.thing.kind, found.thing.owner, found.thing.key, row if found.thing.kind == "row" else ""

    assert there
    assert sorted(key(SWAPPED[found.change], found) for found in there) == sorted(
        key(found.change, found) for found in back
    )
    pairs = sorted((part.attribute, part.before or "", part.after or "") for one in there for part in one.attributes)
    assert pairs == sorted(
        (part.attribute, part.after or "", part.before or "") for one in back for part in one.attributes
    )


def _without_some_lines(file: BundleFile, chance: random.Random) -> bytes:
    """A form or diagram in which some texts are others; what that breaks is told as a file."""
    if chance.random() > 0.3:
        return file.content
    old, new = chance.choice([(b"true", b"false"), (b"<text>", b"<text>1"), (b"urgent", b"hasty"), (b"</", b"< /")])
    return file.content.replace(old, new, chance.randint(1, 3))


def test_every_attribute_has_a_word() -> None:
    names = {name for thing in things_in(shipped_files()) for name in thing.attributes if "." not in name}

    assert names <= set(ATTRIBUTES)


def test_the_difference_of_two_bundles_over_http_is_chinese(standing_office: ReliefOffice) -> None:
    path = "processes/award_rates.dmn"
    number = drafted(standing_office, {path: shipped(path).replace(b"<text>10</text>", b"<text>12</text>", 1)})

    found = standing_office.person("auditor").get(f"/api/bundles/1/diff/{number}").json()

    assert (found["added"], found["removed"], found["changed"]) == (0, 0, 1)
    assert found["items"] == [
        {
            "change": "changed",
            "change_name": "修改",
            "kind": "row",
            "kind_name": "决策表行",
            "file": path,
            "owner": "award_rates",
            "key": "1",
            "name": "第 1 行",
            "attributes": [{"attribute": "cell.个案上限倍数", "name": "个案上限倍数", "before": "10", "after": "12"}],
        }
    ]
    assert standing_office.person("handler").get(f"/api/bundles/1/diff/{number}").status_code == 403
    assert standing_office.person("drawer").get("/api/bundles/1/diff/999").json()["code"] == "bundle_not_found"
