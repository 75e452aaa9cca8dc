"""`jiuzhu replay`: typical cases driven through the real services on a virtual clock, and compared."""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from engine.cli.commands.bundles import files_of
from engine.cli.replay.comparing import compare
from engine.cli.replay.differences import Difference
from engine.cli.replay.playing import Played, play
from engine.cli.replay.report import Result, as_json, lines_of, summary_of
from engine.cli.replay.stage import DatabaseNotEmptyError, Scenery
from engine.cli.replay.typical_cases import CasesUnreadableError, TypicalCase, chosen, read_cases


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--only", multiple=True, metavar="ID", help="只运行这些个案；可重复，也可用逗号分隔")
@click.option("--json", "as_json_text", is_flag=True, help="以 JSON 输出全部结果")
@click.option("--restart", is_flag=True, help="每个动作之前丢弃进程内的一切缓存和连接，如同重新启动")
@click.option(
    "--bundle",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="用这个文件夹（含 processes/ 和 forms/）中的流程包办理；默认为随系统提供的流程包",
)
@click.option("--within", type=click.FloatRange(min=0), help="这么多秒以后不再开始新的个案")
@click.option("--database-url", default=None, help="在这个空数据库中运行，用后恢复为空；默认每个个案用新的 SQLite 文件")
def replay(
    file: Path,
    only: tuple[str, ...],
    as_json_text: bool,
    restart: bool,
    bundle: Path | None,
    within: float | None,
    database_url: str | None,
) -> None:
    """按 FILE 中的典型个案逐一办理，并与预期结果逐项比对；有任何不一致时以 1 退出，无法运行时以 2 退出。"""
    scenery = Scenery(database_url, None if bundle is None else files_of(bundle))
    ends_at = None if within is None else time.monotonic() + within
    try:
        cases = chosen(read_cases(file), only)
        results = list(_played_in_time(cases, scenery, ends_at, restart=restart))
    except CasesUnreadableError as error:
        raise click.UsageError(str(error)) from error
    except DatabaseNotEmptyError as error:
        raise click.UsageError(f"数据库 {error} 不是空的，不能在其中运行典型个案") from error
    not_played = [case.case_id for case in cases[len(results) :]]
    if as_json_text:
        click.echo(json.dumps({**as_json(results), "not_played": not_played}, ensure_ascii=False, indent=2))
    else:
        for result in results:
            for line in lines_of(result):
                click.echo(line)
        click.echo(summary_of(results))
        if not_played:
            click.echo(f"时间已到，未运行：{'、'.join(not_played)}")
    sys.exit(0 if all(result.is_equal for result in results) and not not_played else 1)


def _played_in_time(
    cases: Sequence[TypicalCase], scenery: Scenery, ends_at: float | None, *, restart: bool
) -> Iterator[Result]:
    for case in cases:
        if ends_at is not None and time.monotonic() >= ends_at:
            return
        yield _replayed(case, scenery, restart=restart)


def _replayed(case: TypicalCase, scenery: Scenery, *, restart: bool) -> Result:
    click.echo(f"{case.case_id} …", err=True)
    played = play(case, scenery, restart=restart)
    return Result(case, played, tuple(_found(case, played)))


def _found(case: TypicalCase, played: Played) -> list[Difference]:
    if played.observed is not None:
        return compare(case.content, played.observed)
    failure = played.failure
    return [Difference(f"actions[{failure.action}]", failure.what, failure.reason)] if failure else []
