"""Fuzzes FEEL for some time: `python -m tests.plugins.feel_fuzz SECONDS`.

Chance, Hypothesis and, where it is installed, atheris write sentences of the grammar, words in a row, attacks and
damaged texts. Every text is compiled and evaluated as expression, cell and assignments, strictly and not: nothing may
come out but a value or a FeelError, within 0.25 s of processor time and 50 MB.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.plugins.feel_attacks import ATTACKS
from tests.plugins.feel_text_cost import is_trouble, read_texts

SECONDS = 120
SHOWN = 20


def main(seconds: int) -> int:
    """Print what was found; 1 where a text misbehaves."""
    found = set(ATTACKS)
    with tempfile.TemporaryDirectory() as folder:
        started = [_start(way, seconds, Path(folder)) for way in _ways()]
        ended_well = [process.wait() == 0 for process in started]
        for way in _ways():
            found.update(read_texts(Path(folder, way)))
    problems = {text: problem for text in found if (problem := is_trouble(text)) is not None}
    for text in sorted(problems, key=len)[:SHOWN]:
        print(f"{problems[text]}: {text!r}")
    print(f"{len(found)} texts measured again, {len(problems)} misbehave")
    return int(bool(problems) or not all(ended_well))


def _ways() -> list[str]:
    """Atheris has wheels for Linux on x86_64 only."""
    return ["chance", "property", *(["coverage"] if find_spec("atheris") else [])]


def _start(way: str, seconds: int, folder: Path) -> subprocess.Popen[bytes]:
    module = f"tests.plugins.feel_fuzz_by_{way}"
    return subprocess.Popen([sys.executable, "-m", module, str(seconds), str(folder / way)])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else SECONDS))
