"""Chance alone writes FEEL texts, many and fast: `python -m tests.plugins.feel_fuzz_by_chance SECONDS FILE`.

Nothing else fills this process, so that what all texts together leave behind in memory can be measured.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from random import Random
from time import monotonic, time

from tests.plugins.feel_text_cost import MOST_MEGABYTES, is_trouble, limit_memory, resident_megabytes, write_text
from tests.plugins.feel_text_grammar import feel_text

WARM_UP = 200


def main(seconds: float, trouble: Path) -> None:
    """Write the texts that misbehave to the file; fail if the memory has grown."""
    limit_memory(2)
    seed = int(time())
    chance = Random(seed)  # noqa: S311 (nothing here is secret)
    until, texts, usual = monotonic() + seconds, 0, 0.0
    while monotonic() < until:
        text = feel_text(chance.randrange)
        if is_trouble(text) is not None:
            write_text(trouble, text)
        texts += 1
        if texts == WARM_UP:
            usual = _settled_megabytes()
    grown = _settled_megabytes() - usual if usual else 0.0
    print(f"chance: {texts} texts, seed {seed}, {grown:.0f} MB more")
    sys.exit(grown > MOST_MEGABYTES)


def _settled_megabytes() -> float:
    gc.collect()
    return resident_megabytes()


if __name__ == "__main__":
    main(float(sys.argv[1]), Path(sys.argv[2]))
