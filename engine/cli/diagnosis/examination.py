"""All checks in their order: those that need the database are put off until it can be used."""

from collections.abc import Callable
from functools import partial
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from engine.cli.diagnosis import installation, machine
from engine.cli.diagnosis.results import Check, CheckResult, NotInOrderError
from engine.cli.process import opened
from engine.cli.wording import in_words
from engine.config import Settings
from engine.errors import JiuzhuError
from engine.services.unit_of_work import Resources, UnitOfWork, read

CONTENTS: Final[tuple[tuple[str, Callable[[UnitOfWork], str]], ...]] = (
    ("解密抽查", installation.decryption),
    ("流程包", installation.bundle_in_force),
    ("工作日历", installation.working_calendar),
    ("单位和管理员", installation.units_and_administrator),
    ("后台作业", installation.worker),
    ("到期事项", installation.due_work),
    ("外发", installation.outgoing),
    ("待处理异常", installation.incidents),
    ("文书模板", installation.word_templates),
    ("系统时间", installation.system_time),
)
_LATER: Final = "先处理上面的异常，再运行 jiuzhu doctor"


def examine(settings: Settings) -> list[CheckResult]:
    """The results of all checks; nothing is changed, and no file is made."""
    results = _of_machine(settings)
    foundation = [
        _result("密钥文件", partial(machine.key_file, settings.key_file)),
        _result("数据库", partial(machine.reachable, settings)),
        _result("数据库结构", partial(machine.schema, settings)),
    ]
    results += foundation
    if not all(result.ok for result in foundation):
        return results + [CheckResult(name, ok=False, found="未检查", advice=_LATER) for name, _ in CONTENTS]
    with opened(settings) as resources:
        return results + [_result(name, partial(_of_contents, resources, query)) for name, query in CONTENTS]


def _of_machine(settings: Settings) -> list[CheckResult]:
    least, places, disks = machine.least_space(settings), machine.places(settings), machine.disks(settings)
    return [
        _result("Python", machine.python_version),
        *(_result(f"{name}文件夹", partial(machine.writable, place)) for name, place in places.items()),
        *(_result(f"磁盘空间（{held}）", partial(machine.space_in, disk, least)) for held, disk in disks.items()),
    ]


def _of_contents(resources: Resources, query: Callable[[UnitOfWork], str]) -> str:
    return read(resources, query)


def _result(name: str, check: Check) -> CheckResult:
    try:
        return CheckResult(name, ok=True, found=check())
    except NotInOrderError as error:
        return CheckResult(name, ok=False, found=error.found, advice=error.advice)
    except JiuzhuError as error:
        return CheckResult(name, ok=False, found=in_words(error), advice="按提示处理后再查")
    except (SQLAlchemyError, OSError) as error:
        found = str(getattr(error, "orig", None) or error).splitlines()[0]
        return CheckResult(name, ok=False, found=found, advice="检查数据库服务、地址和权限")
