"""`jiuzhu stock`: the goods that townships keep for emergencies."""

from decimal import Decimal, InvalidOperation
from typing import Any

import click

from engine.cli.options import settings_from, settings_options
from engine.cli.process import opened
from engine.services import aid_stock
from engine.services.unit_of_work import read, write
from engine.store import payments


@click.group()
def stock() -> None:
    """救助物资库存。"""


@stock.command()
@click.argument("town")
@click.argument("item")
@click.argument("quantity")
@click.argument("unit")
@settings_options()
def receive(town: str, item: str, quantity: str, unit: str, **given: Any) -> None:
    """乡镇 TOWN（代码）物资 ITEM 入库 QUANTITY UNIT；首次入库后该物资按库存发放。"""
    try:
        amount = Decimal(quantity)
    except InvalidOperation as error:
        raise click.BadParameter("应为数字", param_hint="QUANTITY") from error
    with opened(settings_from(given)) as resources:
        balance = write(resources, lambda work: aid_stock.receive(work, town, item, unit, amount))
    click.echo(f"{town} {item}：现有 {_shown(balance)} {unit}")


@stock.command("list")
@click.argument("town")
@settings_options()
def list_stock(town: str, **given: Any) -> None:
    """列出乡镇 TOWN（代码）的库存。"""
    with opened(settings_from(given)) as resources:
        rows = read(resources, lambda work: payments.stock_of(work.session, town))
    for row in rows:
        click.echo(f"{row.item}  {_shown(row.quantity)} {row.unit}")


def _shown(hundredths: int) -> str:
    return f"{Decimal(hundredths) / aid_stock.HUNDREDTHS:f}"
