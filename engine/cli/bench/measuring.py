"""Medians of repeated work, and the machine they were measured on."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

_CPU_FACTS = Path("/proc/cpuinfo")


@dataclass(slots=True)
class Samples:
    """Durations of the same work in milliseconds, and the processor time spent on it."""

    milliseconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @contextmanager
    def one(self, processor: Callable[[], float] = time.process_time) -> Iterator[None]:
        """Measure the block as one more sample; `processor` says in seconds what has been spent so far."""
        started, spent = time.perf_counter(), processor()
        yield
        self.milliseconds.append((time.perf_counter() - started) * 1000)
        self.processor.append((processor() - spent) * 1000)

    @property
    def median(self) -> float:
        """The middle duration; 0 when nothing was measured."""
        return statistics.median(self.milliseconds) if self.milliseconds else 0.0


def median_ms(work: Callable[[], object], rounds: int) -> float:
    """The median duration of `work`, done once unmeasured and then `rounds` times."""
    work()
    samples = Samples()
    for _ in range(rounds):
        with samples.one():
            work()
    return samples.median


def mean_of(medians: dict[str, float]) -> float:
    """The mean of the medians of several steps: what a step of the whole case costs."""
    return statistics.fmean(medians.values()) if medians else 0.0


def medians_of(samples: dict[str, Samples]) -> dict[str, float]:
    """The median of each kind of step."""
    return {name: one.median for name, one in samples.items()}


@dataclass(frozen=True, slots=True)
class Length:
    """What a completion takes, as the mean of the medians of all steps of a case.

    `milliseconds` include waiting for the disk and for whoever else is busy, `processor_ms` do not.
    """

    milliseconds: float
    processor_ms: float

    @classmethod
    def of(cls, samples: dict[str, Samples]) -> "Length":
        """The length of what was sampled, step by step."""
        processor = {name: statistics.median(one.processor) for name, one in samples.items()}
        return cls(mean_of(medians_of(samples)), mean_of(processor))


def processor_seconds_with(server: int) -> float:
    """What this process and the server process of that id have spent together (Linux: clock_getcpuclockid(3))."""
    return time.process_time() + time.clock_gettime((~server << 3) | 2)


def is_busy() -> bool:
    """Whether others want more than half of the processors, so that only processor time can be trusted."""
    return os.getloadavg()[0] > (os.cpu_count() or 1) / 2


def machine() -> dict[str, str]:
    """What the figures were measured on, and how busy it was."""
    return {
        "cpu": _cpu_name(),
        "cores": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f}",
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }


def _cpu_name() -> str:
    if _CPU_FACTS.exists():
        for line in _CPU_FACTS.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
