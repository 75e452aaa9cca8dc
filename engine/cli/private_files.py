"""Files with personal data that a command writes for its owner only."""

import os
from pathlib import Path


def save_private(target: Path, content: bytes) -> None:
    """Write `content` to `target`, whole or not at all, on disk when this returns, and readable for its owner only."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_name(f"{target.name}.part")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())
    partial.replace(target)
