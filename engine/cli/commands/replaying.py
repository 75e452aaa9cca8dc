"""`jiuzhu replay`: typical cases driven through the real services on a virtual clock, and compared."""

import json
import sys
from pathlib import Path

import click

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
@click.option("--database-url", default=None, help="在这个空数据库中运行，用后恢复为空；默认每个个案用新的 SQLite 文件")
def replay(file: Path, only: tuple[str, ...], as_json_text: bool, restart: bool, database_url: str | None) -> None:
    """按 FILE 中的典型个案逐一办理，并与预期结果逐项比对；有任何不一致时以 1 退出，无法运行时以 2 退出。"""
    try:
        results = [_replayed(case, Scenery(database_url), restart=restart) for case in chosen(read_cases(file), only)]
    except CasesUnreadableError as error:
        raise click.UsageError(str(error)) from error
    except DatabaseNotEmptyError as error:
        raise click.UsageError(f"数据库 {error} 不是空的，不能在其中运行典型个案") from error
    if as_json_text:
        click.echo(json.dumps(as_json(results), ensure_ascii=False, indent=2))
    else:
        for result in results:
            for line in lines_of(result):
                click.echo(line)
        click.echo(summary_of(results))
    sys.exit(0 if all(result.is_equal for result in results) else 1)


def _replayed(case: TypicalCase, scenery: Scenery, *, restart: bool) -> Result:
    click.echo(f"{case.case_id} …", err=True)
    played = play(case, scenery, restart=restart)
    return Result(case, played, tuple(_found(case, played)))


def _found(case: TypicalCase, played: Played) -> list[Difference]:
    if played.observed is not None:
        return compare(case.content, played.observed)
    failure = played.failure
    return [Difference(f"actions[{failure.action}]", failure.what, failure.reason)] if failure else []
