"""Checks of what the database holds: is it ready for work, and is the work being done."""

from datetime import timedelta
from typing import Final

from engine.bpmn.bundle_files import BundleFile
from engine.bpmn.findings import Severity
from engine.bpmn.validation import validate
from engine.cli.diagnosis.results import NotInOrderError
from engine.clock import real_now
from engine.domain.local_time import LOCAL_ZONE, local_date
from engine.domain.roles import Role, UnitKind, lane_labels
from engine.labels import UNIT_KINDS
from engine.services.bundle_shelf import NoBundleInForceError
from engine.services.housekeeping import LATE_AFTER, SILENT_AFTER
from engine.services.operation_registry import signatures
from engine.services.personal_data import person_fields
from engine.services.printing.word_templates import faulty_templates
from engine.services.unit_of_work import UnitOfWork
from engine.store import bundles, deadlines, encrypted_rows, outbox, processes, staff, vital_signs, workers
from engine.store.encryption import CiphertextRefusedError
from engine.store.orm import moment_of

NEXT_YEAR_FROM_MONTH: Final = 11  # the State Council publishes the next year's list in October or November
CLOCK_TOLERANCE: Final = timedelta(seconds=5)


def decryption(work: UnitOfWork) -> str:
    """The keys decrypt what the oldest and the newest of them encrypted."""
    people = encrypted_rows.sample_people(work.session)
    try:
        for person in people:
            person_fields(work, person, ("name", "id_number", "phone"))
    except CiphertextRefusedError as error:
        raise NotInOrderError(f"密钥不能解密（{error}）", "放回这个数据库原来的密钥文件") from error
    return f"抽查 {len(people)} 人，可以解密" if people else "尚无加密数据"


def bundle_in_force(work: UnitOfWork) -> str:
    """The bundle of today loads, and passes the checks of this release."""
    try:
        number = work.resources.bundles.number_in_force(work.session, local_date(work.now))
    except NoBundleInForceError as error:
        raise NotInOrderError("今天没有生效的流程包", "运行 jiuzhu init 或 jiuzhu deploy") from error
    files = [BundleFile(path, content) for path, content in bundles.files_of(work.session, number)]
    found = validate(files, operations=signatures(), roles=lane_labels())
    errors = [finding for finding in found if finding.severity is Severity.ERROR]
    if errors:
        raise NotInOrderError(
            f"流程包 {number} 有 {len(errors)} 个错误，首个：{errors[0].message}", "更正后用 jiuzhu deploy 发布新流程包"
        )
    return f"流程包 {number} 可以加载，{len(files)} 个文件校验通过"


def working_calendar(work: UnitOfWork) -> str:
    """The official list of this year is known, and from November on that of the next."""
    today = local_date(work.now)
    years = [today.year] + ([today.year + 1] if today.month >= NEXT_YEAR_FROM_MONTH else [])
    missing = [str(year) for year in years if not work.reference.calendar.is_published(year)]
    if missing:
        raise NotInOrderError(
            f"没有 {'、'.join(missing)} 年的放假安排，到期时间只能暂定", "公布后用 jiuzhu calendar import 导入"
        )
    return f"{'、'.join(map(str, years))} 年已导入"


def units_and_administrator(work: UnitOfWork) -> str:
    """There are counties and townships to work in, and somebody who can administer them."""
    today = local_date(work.now)
    counts = vital_signs.units_by_kind(work.session, today)
    absent = [UNIT_KINDS[kind] for kind in (UnitKind.COUNTY, UnitKind.TOWNSHIP) if not counts.get(kind)]
    if not staff.has_active_member(work.session, Role.CITY_ADMIN, today):
        raise NotInOrderError("没有可登录的市级管理员", "jiuzhu user add 或 jiuzhu user enable / grant")
    if absent:
        raise NotInOrderError(f"还没有{'、'.join(absent)}单位", "由市级管理员新增单位")
    return "，".join(f"{UNIT_KINDS[kind]} {counts[kind]} 个" for kind in UnitKind if kind in counts)


def worker(work: UnitOfWork) -> str:
    """A worker has given a sign of life."""
    beaten_at = workers.last_beat_at(work.session)
    if beaten_at is None:
        raise NotInOrderError("后台作业从未运行", "启动 jiuzhu serve（SQLite）或 jiuzhu work（PostgreSQL）")
    silent = real_now() - beaten_at
    if silent > SILENT_AFTER:
        raise NotInOrderError(f"后台作业已 {_span(silent)} 没有动静", "启动 jiuzhu serve 或 jiuzhu work，并查看日志")
    return f"{_span(silent)} 前有动静"


def due_work(work: UnitOfWork) -> str:
    """What is due has been done: timers and marks of deadlines."""
    moments = (deadlines.next_mark_at(work.session), processes.next_timer_at(work.session))
    oldest = min((at for at in moments if at is not None), default=None)
    if oldest is None:
        return "没有等待的事项"
    if work.now - oldest > LATE_AFTER:
        raise NotInOrderError(
            f"最早的到期事项已迟 {_span(work.now - oldest)}", "启动后台作业；已在运行时查看日志和负载"
        )
    return f"最早的事项于 {oldest.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M} 到期"


def outgoing(work: UnitOfWork) -> str:
    """What leaves the system has left it."""
    dead = vital_signs.dead_effects(work.session)
    if dead:
        raise NotInOrderError(f"{dead} 项外发多次失败后已停止", "排除原因后在“异常”中重试")
    unsent_since = outbox.oldest_ready_at(work.session)
    if unsent_since is not None and real_now() - unsent_since > LATE_AFTER:
        raise NotInOrderError(f"外发已迟 {_span(real_now() - unsent_since)}", "启动后台作业，并检查外发文件夹")
    return "没有积压"


def incidents(work: UnitOfWork) -> str:
    """No case waits for an administrator."""
    count = vital_signs.open_incidents(work.session)
    if count:
        raise NotInOrderError(f"{count} 个异常待处理", "由区县科长或市级管理员在“异常”中处理")
    return "没有待处理的异常"


def system_time(work: UnitOfWork) -> str:
    """The clock of this machine has not gone back behind what was written last."""
    newest = vital_signs.newest_entry_id(work.session)
    now = real_now()
    if newest is not None and now < moment_of(newest) - CLOCK_TOLERANCE:
        raise NotInOrderError(
            f"系统时间早于最近一条办理记录 {_span(moment_of(newest) - now)}", "校准系统时间（NTP）后再启动服务"
        )
    return f"{now.astimezone(LOCAL_ZONE):%Y-%m-%d %H:%M:%S}（北京时间）"


def _span(duration: timedelta) -> str:
    """A duration as people say it, in its largest unit."""
    seconds = max(int(duration.total_seconds()), 0)
    for size, unit in ((86_400, "天"), (3_600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} 秒"


def word_templates(work: UnitOfWork) -> str:
    """Every Word template that an office has put into its folder can be used."""
    folder = work.resources.settings.template_dir
    if folder is None:
        return "使用随程序提供的模板"
    if not folder.is_dir():
        raise NotInOrderError(f"没有文件夹 {folder}", "建立文件夹，或更正 JIUZHU_TEMPLATE_DIR")
    faults = [f"{name}：{because}" for name, because in faulty_templates(folder).items()]
    if faults:
        raise NotInOrderError("；".join(faults), "更正或移走这些模板，见 docs/operating.md")
    return f"{folder} 中的模板可以使用"
