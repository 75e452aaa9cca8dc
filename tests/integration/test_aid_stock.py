"""Goods in stock: put in, given out against a receipt, never below zero; who keeps none is not held up."""

from __future__ import annotations

import httpx
from bank_office import applicant, granted, proposed
from click.testing import CliRunner, Result
from relief_office import TOWN, ReliefOffice

from engine.cli.main import jiuzhu


def stock(office: ReliefOffice, *words: str) -> Result:
    """What `jiuzhu stock` says."""
    settings = office.resources.settings
    options = ["--database-url", settings.database_url, "--key-file", str(settings.key_file)]
    return CliRunner().invoke(jiuzhu, ["stock", *words, *options], env={"JIUZHU_TEST_CLOCK": "true"})


def goods_case(office: ReliefOffice) -> str:
    """A case that is given rice in kind beside the money."""
    goods = {
        "in_kind_lines": [{"item": "大米", "qty": "25", "unit": "kg"}],
        "in_kind_value_fen": 15_000,
    }
    return granted(office, proposed(office, "cash", goods, applicant=applicant()))


def issue(office: ReliefOffice, case_id: str, quantity: str) -> httpx.Response:
    """The answer to handing over rice against a receipt."""
    task = office.open_task(case_id, "issue_goods")
    data = {
        "items": [{"item": "大米", "qty": quantity, "unit": "kg"}],
        "value_fen": 15_000,
        "issued_at": "2026-03-10T11:00:00+08:00",
        "receipt": office.upload(case_id),
    }
    return office.person("handler2").post(f"/api/tasks/{task['task_id']}/complete", json={"data": data})


def test_goods_leave_the_stock_against_a_receipt_and_never_below_zero(office: ReliefOffice) -> None:
    received = stock(office, "receive", TOWN, "大米", "30", "kg")
    case_id = goods_case(office)

    too_much = issue(office, case_id, "30.01")
    enough = issue(office, case_id, "25.5")

    assert received.exit_code == 0, received.output
    assert (too_much.status_code, too_much.json()["code"]) == (409, "aid_stock_too_low")
    assert enough.status_code == 200, enough.text
    assert "大米  4.5 kg" in stock(office, "list", TOWN).output


def test_a_township_without_stock_of_it_issues_goods_all_the_same(office: ReliefOffice) -> None:
    stock(office, "receive", TOWN, "棉被", "2", "床")

    assert issue(office, goods_case(office), "25").status_code == 200
    assert "棉被  2 床" in stock(office, "list", TOWN).output
