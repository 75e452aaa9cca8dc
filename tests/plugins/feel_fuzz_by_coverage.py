"""Atheris looks for FEEL texts that misbehave: `python -m tests.plugins.feel_fuzz_by_coverage SECONDS FILE`.

What is slow here need not be slow without the counters: the texts are written down to be measured again.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["engine.feel"]):
    from tests.plugins.feel_attacks import ATTACKS
    from tests.plugins.feel_text_cost import problem_of, write_text
    from tests.plugins.feel_text_grammar import feel_text

AS_IT_IS, BY_GRAMMAR = b"\x00", b"\x01"


def text_of(data: bytes) -> str:
    """The text that the bytes are, or that they steer the grammar to."""
    if data[:1] == AS_IT_IS:
        return data[1:].decode("utf-8", "replace")
    provider = atheris.FuzzedDataProvider(data[1:])
    return feel_text(lambda below: provider.ConsumeIntInRange(0, below - 1))


def main(seconds: int, trouble: Path) -> None:
    """Write the texts that misbehave to the file."""

    def one_text(data: bytes) -> None:
        text = text_of(data)
        if problem_of(text) is not None:
            write_text(trouble, text)

    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(ATTACKS):
            Path(folder, str(number)).write_bytes(AS_IT_IS + text.encode())
            Path(folder, f"g{number}").write_bytes(BY_GRAMMAR + text.encode()[::-1])
        options = [
            "-verbosity=0",
            "-report_slow_units=600",
            f"-max_total_time={seconds}",
            "-max_len=12000",
            "-timeout=600",
            "-rss_limit_mb=2048",
        ]
        atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/", folder], one_text)
        atheris.Fuzz()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
