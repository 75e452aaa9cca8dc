"""What one FEEL text costs in every place where text is evaluated, and what about that is not allowed."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

from engine.feel import FeelError, compile_assignments, compile_expression, compile_unary_tests, to_json
from tests.plugins.feel_attacks import SCOPE

MOST_SECONDS = 0.25
"""Of processor time, for compiling and evaluating once."""
MOST_MEGABYTES = 50
MEGABYTE = 1024 * 1024
NAMES = frozenset({"户 口"})

_PLACES: tuple[Callable[[str, bool], object], ...] = (
    lambda text, strict: to_json(compile_expression(text, names=NAMES).evaluate(SCOPE, strict=strict)),
    lambda text, strict: compile_unary_tests(text, names=NAMES).matches(SCOPE["x"], SCOPE, strict=strict),
    lambda text, strict: compile_assignments(text, names=NAMES).evaluate(SCOPE, strict=strict),
)


def problem_of(text: str, most_seconds: float = MOST_SECONDS) -> str | None:
    """What is wrong with how a text ends, None if nothing is: no other exception than FeelError, in time, in memory."""
    for place in _PLACES:
        for strict in (False, True):
            problem = _problem_in(place, text, strict, most_seconds)
            if problem is not None:
                return problem
    return None


def _problem_in(place: Callable[[str, bool], object], text: str, strict: bool, most_seconds: float) -> str | None:
    here, highest = resident_megabytes(), _highest_megabytes()
    began = process_time()
    try:
        place(text, strict)
    except FeelError as error:
        if not error.message:
            return "an error without a message"
    except Exception as error:  # noqa: BLE001 (any other exception is what is looked for)
        return f"crashed: {error!r}"
    seconds, now = process_time() - began, _highest_megabytes()
    if seconds > most_seconds:
        return f"{seconds:.2f} s"
    return f"{now - here:.0f} MB more" if now > highest and now - here > MOST_MEGABYTES else None


def is_trouble(text: str) -> str | None:
    """The problem of a text if it is there again and again: a busy machine makes anything slow for once."""
    problems = [problem_of(text)]
    while problems[-1] is not None and len(problems) < 3:
        problems.append(problem_of(text))
    return problems[-1]


def resident_megabytes() -> float:
    """What this process holds in memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / MEGABYTE


def _highest_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def limit_memory(gigabytes: int) -> None:
    """A text that fills the memory shall stop this process, not the machine."""
    resource.setrlimit(resource.RLIMIT_AS, (gigabytes * 1024 * MEGABYTE,) * 2)


def read_texts(file: Path) -> Iterator[str]:
    """The texts that were written down with `write_text`."""
    if file.exists():
        yield from (
            bytes.fromhex(line).decode("utf-8", "surrogatepass") for line in file.read_text("ascii").splitlines()
        )


def write_text(file: Path, text: str) -> None:
    """Note a text down for later."""
    with file.open("a", encoding="ascii") as lines:
        lines.write(text.encode("utf-8", "surrogatepass").hex() + "\n")
