"""All figures of one run, and how they are printed."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from engine.cli.bench.due_rows import DueFigures
from engine.cli.bench.feel_speed import FeelFigures
from engine.cli.bench.finished_case import Footprint
from engine.cli.bench.http_calls import HttpFigures
from engine.cli.bench.inboxes import AIM_MS as INBOX_AIM_MS
from engine.cli.bench.inboxes import InboxFigures
from engine.cli.bench.measuring import Length, mean_of
from engine.cli.bench.pure_engine import PureSteps

STRAIGHT: Final = "complete_paperwork"
SERVICE_AIM: Final = 3
HTTP_AIM: Final = 6


@dataclass(frozen=True, slots=True)
class DatabaseFigures:
    """What was measured on one database."""

    dialect: str
    plain_ms: float
    service: dict[str, float]
    service_length: Length
    yardstick: Length
    http: HttpFigures
    due: DueFigures
    footprint: Footprint
    inbox: InboxFigures

    @property
    def service_ratio(self) -> float:
        """The processor time of a service call over that of restore + step + save, measured side by side."""
        return self.service_length.processor_ms / self.yardstick.processor_ms

    @property
    def http_ratio(self) -> float:
        """The same for a completion over HTTP, client and server together."""
        return self.http.alone.processor_ms / self.http.yardstick.processor_ms


@dataclass(frozen=True, slots=True)
class BenchReport:
    """What was measured in one run on one machine."""

    machine: dict[str, str]
    pure: PureSteps
    feel: FeelFigures
    databases: list[DatabaseFigures]

    def as_json(self) -> dict[str, Any]:
        """Everything, for programs."""
        return asdict(self)

    def lines(self) -> Iterator[str]:
        """Everything, for people: milliseconds, and multiples of restore + step + save."""
        yield "机器：" + "，".join(f"{name} {value}" for name, value in self.machine.items())
        yield from self._steps()
        yield from self._feel()
        for figures in self.databases:
            yield from self._database(figures)

    def _steps(self) -> Iterator[str]:
        yield ""
        yield "一次办结（中位数，毫秒；倍数以“恢复+一步+保存”为 1）"
        names = ["内存中一步", "恢复+一步+保存"]
        columns = [self.pure.in_memory, self.pure.restored]
        for figures in self.databases:
            names += [f"{figures.dialect} 服务", f"{figures.dialect} HTTP×1", f"{figures.dialect} HTTP×4"]
            columns += [figures.service, figures.http.one_client, figures.http.four_clients]
        yield f"{'':32}" + "".join(f"{name:>20}" for name in names)
        for element_id in self.pure.in_memory:
            yield self._row(element_id, [column.get(element_id, 0.0) for column in columns])
        yield self._row("mean", [mean_of(column) for column in columns])

    def _row(self, name: str, values: list[float]) -> str:
        unit = values[1] or 1.0
        return f"{name:32}" + "".join(f"{value:12.2f} {value / unit:6.1f}x" for value in values)

    def _feel(self) -> Iterator[str]:
        feel = self.feel
        yield ""
        yield (
            f"FEEL：编译 {feel.parse_ms:.3f} 毫秒；求值 {feel.evaluate_ms * 1000:.1f} 微秒，"
            f"为已编译 Python 的 {feel.python_ratio:.1f} 倍；{feel.table_rows} 行决策表 {feel.table_ms:.3f} 毫秒"
        )
        sizes = self.pure.state_bytes
        yield f"流程状态：登记后 {sizes['registered']} 字节，最大 {max(sizes.values())} 字节（压缩后）"

    def _database(self, figures: DatabaseFigures) -> Iterator[str]:
        due, http, left = figures.due, figures.http, figures.footprint
        service, yardstick = figures.service_length.milliseconds, figures.yardstick.milliseconds
        over_http, beside_http = http.alone.milliseconds, http.yardstick.milliseconds
        yield ""
        yield f"{figures.dialect}：一次普通表事务（插入+更新+提交）{figures.plain_ms:.2f} 毫秒"
        yield (
            f"  处理器时间：服务调用 {figures.service_length.processor_ms:.2f} 毫秒，为“恢复+一步+保存”的 "
            f"{figures.service_ratio:.1f} 倍（目标 ≤{SERVICE_AIM}）；"
            f"HTTP 办结（客户端和服务端合计）{http.alone.processor_ms:.2f} 毫秒，"
            f"{figures.http_ratio:.1f} 倍（目标 ≤{HTTP_AIM}）"
        )
        yield (
            f"  时长（含等待磁盘和他人）：服务调用 {service:.2f} 毫秒，{service / yardstick:.1f} 倍；"
            f"HTTP 办结 {over_http:.2f} 毫秒，{over_http / beside_http:.1f} 倍；减去普通表事务后 "
            f"{(service - figures.plain_ms) / yardstick:.1f} 倍和 "
            f"{(over_http - figures.plain_ms) / beside_http:.1f} 倍"
        )
        yield f"  4 个客户端（{http.server_processes} 个服务进程）每秒办结 {http.four_clients_per_second:.0f} 件"
        yield (
            f"  {due.waiting} 个等待的定时器和 {due.waiting} 个期限：空查 {due.idle_look_ms:.2f} 毫秒，"
            f"空转一轮 {due.idle_round_ms:.2f} 毫秒（目标 ≤5）"
        )
        yield f"  补做到期 {due.due_done} 项，每秒 {due.due_per_second:.0f} 项；外发每秒 {due.outbox_per_second:.0f} 件"
        rows = sum(one.rows for one in left.tables)
        grown = f"数据库连同索引增长 {left.grown_by / 1000:.1f} KB"
        yield f"  一个办结的个案：{rows} 行，{left.size / 1000:.1f} KB；{grown}"
        yield "    " + "，".join(f"{one.table} {one.rows} 行 {one.size} 字节" for one in left.tables)
        inbox = figures.inbox
        yield (
            f"  {inbox.tasks} 项未办结待办，一页列表（HTTP，毫秒，目标 ≤{INBOX_AIM_MS}）："
            + "，".join(f"{name} {milliseconds:.1f}" for name, milliseconds in inbox.calls.items())
        )
