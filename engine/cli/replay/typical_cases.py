"""The file of typical cases: read, checked for its shape, and chosen from."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from engine.errors import JiuzhuError

NEEDED_PARTS: Final = ("title", "policy_versions_active", "inputs", "expected", "actions")
KNOWN_SETUP: Final = {"standby_fund"}


class CasesUnreadableError(JiuzhuError):
    """The file holds no typical cases; the message (Chinese) says what is wrong with it."""

    code = "cases_unreadable"


@dataclass(frozen=True, slots=True)
class TypicalCase:
    """One typical case: what is done in it, and what must come of it."""

    case_id: str
    title: str
    content: Mapping[str, Any]

    @property
    def expected(self) -> Mapping[str, Any]:
        """What must come of the case."""
        return dict(self.content["expected"])

    @property
    def actions(self) -> list[dict[str, Any]]:
        """What is done, in order."""
        return list(self.content["actions"])


def read_cases(path: Path) -> list[TypicalCase]:
    """All typical cases of a file, in its order.

    Raises:
        CasesUnreadableError: no such file, no JSON, or JSON of another shape.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CasesUnreadableError(f"无法读取文件 {path}：{error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise CasesUnreadableError(f"文件 {path} 不是有效的 JSON：{error}") from error
    entries = content.get("cases") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not entries:
        raise CasesUnreadableError(f"文件 {path} 中没有典型个案（应有非空的 cases 列表）")
    found = [_case_of(entry, number, path) for number, entry in enumerate(entries)]
    if len({case.case_id for case in found}) < len(found):
        raise CasesUnreadableError(f"文件 {path} 中有编号重复的个案")
    return found


def chosen(cases: Iterable[TypicalCase], only: Iterable[str]) -> list[TypicalCase]:
    """The cases with the ids in `only` (each a comma list), in the order of the file; all where `only` is empty.

    Raises:
        CasesUnreadableError: an id is not in the file.
    """
    wanted = [case_id.strip() for entry in only for case_id in entry.split(",") if case_id.strip()]
    known = list(cases)
    missing = [case_id for case_id in wanted if case_id not in {case.case_id for case in known}]
    if missing:
        raise CasesUnreadableError(f"文件中没有个案 {'、'.join(missing)}")
    return [case for case in known if not wanted or case.case_id in wanted]


def _case_of(entry: Any, number: int, path: Path) -> TypicalCase:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str):
        raise CasesUnreadableError(f"文件 {path} 的 cases[{number}] 没有编号 id")
    missing = [part for part in NEEDED_PARTS if part not in entry]
    if missing:
        raise CasesUnreadableError(f"文件 {path} 的个案 {entry['id']} 缺少 {'、'.join(missing)}")
    if not isinstance(entry["expected"], dict) or not isinstance(entry["actions"], list) or not entry["actions"]:
        raise CasesUnreadableError(f"文件 {path} 的个案 {entry['id']} 的 expected 或 actions 形状不对")
    if not all(isinstance(one, dict) and set(one) == KNOWN_SETUP for one in entry.get("setup", ())):
        raise CasesUnreadableError(f"文件 {path} 的个案 {entry['id']} 的 setup 中有无法布置的内容")
    for number, action in enumerate(entry["actions"]):
        if not isinstance(action, dict) or "do" not in action or not _is_moment(action.get("at")):
            raise CasesUnreadableError(f"文件 {path} 的个案 {entry['id']} 的 actions[{number}] 缺少 do 或带时区的 at")
    return TypicalCase(entry["id"], str(entry["title"]), entry)


def _is_moment(text: Any) -> bool:
    try:
        return isinstance(text, str) and datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
