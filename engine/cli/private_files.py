"""Files with personal data that a command writes for its owner only."""

import os
from collections.abc import Iterable
from pathlib import Path


def save_private(target: Path, content: bytes | Iterable[bytes]) -> None:
    """Write `content`, or its pieces as they come, to `target`: whole or not at all, readable for its owner only.

    It is on disk when this returns.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_name(f"{target.name}.part")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as written:
        written.writelines([content] if isinstance(content, bytes) else content)
        written.flush()
        os.fsync(written.fileno())
    partial.replace(target)
