"""`jiuzhu check` and `jiuzhu deploy`: what may be deployed, and deploying it."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.findings import Severity
from engine.bpmn.validation import validate
from engine.cli.options import settings_from, settings_options
from engine.cli.process import bundle_files, opened
from engine.clock import real_now
from engine.domain.local_time import local_date
from engine.domain.roles import lane_labels
from engine.services import installation
from engine.services.bundle_checks import MAIN_FILE
from engine.services.operation_registry import signatures
from engine.services.unit_of_work import read, write


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=".")
def check(folder: Path) -> None:
    """校验流程、决策表和表单；有错误时以 1 退出。"""
    files = files_of(folder)
    today = local_date(real_now())
    findings = validate(files, operations=signatures(), roles=lane_labels(), today=today)
    for finding in findings:
        where = f"{finding.file}:{finding.line or '?'}"
        click.echo(f"{finding.severity.value:11} {where} {finding.element_id or ''} [{finding.rule}] {finding.message}")
        click.echo(f"        → {finding.fix}")
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    told = sum(finding.severity is Severity.INFORMATION for finding in findings)
    click.echo(f"{len(files)} 个文件，{errors} 个错误，{len(findings) - errors - told} 个提醒，{told} 条说明")
    sys.exit(1 if errors else 0)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--effective-from", required=True, type=click.DateTime(["%Y-%m-%d"]))
@settings_options()
def deploy(folder: Path, effective_from: Any, **given: Any) -> None:
    """从 FOLDER（含 processes/ 和 forms/）发布一个流程包，自指定日期起对新个案生效。"""
    files = files_of(folder)
    if MAIN_FILE not in {file.path for file in files}:
        raise click.ClickException(f"{folder} 中没有主流程 {MAIN_FILE}，发布后将无法登记个案")
    errors = [
        finding
        for finding in validate(files, operations=signatures(), roles=lane_labels())
        if finding.severity is Severity.ERROR
    ]
    if errors:
        raise click.ClickException(f"流程包有 {len(errors)} 个错误，请先运行 jiuzhu check {folder}")
    starts_on: date = effective_from.date()
    with opened(settings_from(given)) as resources:
        known = read(resources, lambda work: installation.number_of(work, files))
        number = write(
            resources,
            lambda work: installation.deploy(work, files, starts_on, author="command line", approver="command line"),
        )
    if known is not None:
        click.echo(f"内容与流程包 {number} 相同，没有发布新的流程包，生效日期不变")
    else:
        click.echo(f"流程包 {number} 自 {starts_on} 起生效")


def files_of(folder: Path) -> list[BundleFile]:
    """The bundle in `folder`: `processes/` and `forms/` where it has them, else its own files; never none."""
    processes, forms = folder / "processes", folder / "forms"
    files = bundle_files(processes if processes.is_dir() else folder, forms if forms.is_dir() else folder)
    if not files:
        raise click.ClickException(f"{folder} 中没有流程图、决策表或表单")
    return files
