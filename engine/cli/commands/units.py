"""`jiuzhu unit`: units, and changes of units from a file; a person has to confirm them in the screens."""

import json
from pathlib import Path
from typing import Any

import click

from engine.cli.options import settings_from, settings_options
from engine.cli.process import opened
from engine.labels import ROLES
from engine.schemas.handovers import UnitChangeEntered
from engine.services import unit_changes
from engine.services.unit_of_work import read, write

CHANGE_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def unit() -> None:
    """机构的合并、分设和更名。"""


@unit.command()
@CHANGE_FILE
@settings_options()
def preview(file: Path, **given: Any) -> None:
    """列出文件 FILE（JSON，格式同 POST /api/unit-changes）中的调整将移交什么；不作任何改动。"""
    change = read_change(file).change()
    with opened(settings_from(given)) as resources:
        foreseen = read(resources, lambda work: unit_changes.preview(work, change))
    for place in foreseen["places"]:
        click.echo(f"{place['source']} → {place['target']}：个案 {place['cases']} 件，待办 {place['tasks']} 件")
    yuan, fen = divmod(foreseen["fund_fen"], 100)
    click.echo(
        f"备用金 {yuan}.{fen:02d} 元，物资 {len(foreseen['stock'])} 种，终止岗位 {len(foreseen['ending_grants'])} 个"
    )
    for gap in foreseen["uncovered"]:
        click.echo(f"注意：{gap['unit']} 没有人担任{ROLES[gap['role']]}")
    if foreseen["problems"]:
        raise click.ClickException("；".join(problem["message"] for problem in foreseen["problems"]))


@unit.command()
@CHANGE_FILE
@settings_options()
def propose(file: Path, **given: Any) -> None:
    """提出文件 FILE 中的调整；须由管理员在界面确认，到生效日零时自动执行。"""
    change = read_change(file).change()
    with opened(settings_from(given)) as resources:
        made = write(resources, lambda work: unit_changes.propose(work, change))
    click.echo(f"已提出 {made['change_id']}：{made['unit']} 自 {made['effective_on']} 起，请管理员确认")


def read_change(file: Path) -> UnitChangeEntered:
    """The change in a file; refused in words where it is none."""
    try:
        return UnitChangeEntered.model_validate(json.loads(file.read_text(encoding="utf-8-sig")))
    except ValueError as error:
        raise click.ClickException(f"{file.name} 不是机构调整文件：{error}") from error
