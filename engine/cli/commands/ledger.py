"""`jiuzhu ledger`: ledgers of former years, checked and laid ready for a person to confirm."""

import time
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import click

from engine.cli.options import settings_from, settings_options
from engine.cli.process import opened
from engine.domain.money import yuan_text
from engine.services import ledger_uploads, ledger_views
from engine.services.ledger_worker import LedgerWorker
from engine.services.unit_of_work import Resources, read, write
from engine.store import staff

PROBLEMS_SHOWN: Final = 50
PATIENCE_SECONDS: Final = 0.5


@click.group()
def ledger() -> None:
    """台账导入：历史救助台账的核对与导入。"""


@ledger.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", help="台账所属单位（6、9 或 12 位代码）；只有一个区县时可省略")
@click.option("--dry-run", is_flag=True, help="只核对，不留存")
@settings_options()
def import_ledger(file: Path, unit: str | None, dry_run: bool, **given: Any) -> None:
    """核对台账 FILE；无误后留待有权限的人员在“台账导入”页面确认，有错误时列出并以 1 退出。"""
    content = file.read_bytes()
    inspection = ledger_uploads.inspect(content)
    with opened(settings_from(given)) as resources:
        unit_code = unit or _only_county(resources)
        import_id = write(
            resources, lambda work: ledger_uploads.upload(work, unit_code, file.name, content, inspection).id
        )
        found = _read_whole(resources, import_id)
        _show_problems(resources, import_id)
        if dry_run or found["error_rows"] or found["status"] != "checked":
            write(resources, lambda work: ledger_uploads.discard(work, import_id))
    _report(found, is_dry_run=dry_run)


def _only_county(resources: Resources) -> str:
    counties = read(resources, lambda work: staff.county_codes(work.session))
    if len(counties) != 1:
        raise click.UsageError("有多个区县，请用 --unit 指明台账所属单位")
    return counties[0]


def _read_whole(resources: Resources, import_id: UUID) -> dict[str, Any]:
    """The import after its last row, with a progress bar; another worker may do the reading."""
    worker = LedgerWorker(resources)
    found = _state(resources, import_id)
    with click.progressbar(length=found["total"] or 1, label="读取台账") as bar:
        while found["status"] == "reading":
            if not worker.advance():
                time.sleep(PATIENCE_SECONDS)
            found = _state(resources, import_id)
            bar.update(max(0, min(found["done"], bar.length or 0) - bar.pos))
    return found


def _state(resources: Resources, import_id: UUID) -> dict[str, Any]:
    return read(resources, lambda work: ledger_views.import_detail(work, import_id))


def _show_problems(resources: Resources, import_id: UUID) -> None:
    page = read(resources, lambda work: ledger_views.problems_of(work, import_id, None, PROBLEMS_SHOWN))
    for one in page["items"]:
        kind = "错误" if one["severity"] == "error" else "提示"
        place = f"第 {one['row']} 行 {one['column'] or ''} {one['label']}"
        click.echo(f"{kind}：{place}：{one['message']}；{one['fix']}", err=True)
    if page["next_cursor"]:
        click.echo("……其余问题请在页面下载清单", err=True)


def _report(found: dict[str, Any], *, is_dry_run: bool) -> None:
    total = yuan_text(found["total_fen"])
    click.echo(
        f"{found['record_count']} 行可导入，合计 {total} 元；跳过 {found['skipped_rows']} 行（合计、空行、说明）"
    )
    if found["status"] == "mapping":
        missing = [one["label"] for one in found["columns"] if one["is_needed"] and one["column"] is None]
        raise click.ClickException(f"找不到这些列：{'、'.join(missing)}；请改列名，或在页面上指定列的对应")
    if found["failure"]:
        raise click.ClickException(found["failure"])
    if found["error_rows"]:
        raise click.ClickException(f"{found['error_rows']} 行有错误，一行也未导入；请更正后重新导入")
    if is_dry_run:
        click.echo("核对通过，未留存")
    else:
        click.echo(f"已留存，等待乡镇负责人或区县科长、分管领导在“台账导入”页面确认（{found['import_id']}）")
