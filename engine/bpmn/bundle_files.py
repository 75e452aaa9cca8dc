"""The files a bundle is made of, before anybody has looked into them."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class BundleFile:
    """One file as deployed; `path` is relative to the bundle: `processes/urgent_relief.bpmn`, `forms/a/b.json`."""

    path: str
    content: bytes

    @property
    def kind(self) -> str:
        """The file's suffix without the dot, in lower case: `bpmn`, `dmn` or `json`."""
        return PurePosixPath(self.path).suffix.removeprefix(".").lower()


def bundle_hash(files: Iterable[BundleFile]) -> str:
    """The identity of a bundle: equal paths and contents give the same 64 hexadecimal digits, in whatever order."""
    digest = sha256()
    for file in sorted(files, key=lambda file: file.path):
        for part in (file.path.encode(), file.content):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()
