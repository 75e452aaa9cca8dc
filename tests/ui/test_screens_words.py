"""Words of the screens: time left, money, escaping, spreadsheets, labels for every code."""

from __future__ import annotations

import ast
import csv
import io
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from admin_ui import labels
from admin_ui.money_text import fen_of, typed_yuan, yuan_text
from admin_ui.plain_text import plain
from admin_ui.spreadsheet_text import csv_of
from admin_ui.time_text import WorkingDays, time_left
from engine.domain.case_codes import CaseStatus, Category, Cause, Channel, Track
from engine.domain.deadline_life import DeadlineStatus
from engine.domain.roles import Role

SCREENS = Path(__file__).parents[2] / "admin_ui"
CALENDAR_2026 = WorkingDays(
    off=frozenset(date(2026, 2, day) for day in range(15, 24)), makeup=frozenset({date(2026, 2, 14), date(2026, 2, 28)})
)


@pytest.mark.parametrize(
    ("now", "due_at", "status", "left"),
    [
        pytest.param(
            "03-11T12:00", "03-12T18:00", "running", "剩余 1 个工作日 6 小时 calm", id="Wednesday to Thursday"
        ),
        pytest.param("03-11T19:30", "03-12T18:00", "running", "剩余 1 个工作日 soon", id="after closing time"),
        pytest.param("03-13T10:00", "03-16T18:00", "running", "剩余 1 个工作日 8 小时 calm", id="Friday to Monday"),
        pytest.param("03-14T10:00", "03-16T18:00", "running", "剩余 1 个工作日 calm", id="on a Saturday"),
        pytest.param("02-13T15:30", "02-25T18:00", "running", "剩余 3 个工作日 2 小时 calm", id="over the festival"),
        pytest.param("03-13T15:00", "03-13T18:00", "running", "剩余 3 小时 soon", id="today"),
        pytest.param("03-13T17:59", "03-13T18:00", "warned", "剩余 1 分钟 soon", id="the last minute"),
        pytest.param("03-13T18:00", "03-13T18:00", "running", "剩余 1 分钟 soon", id="the due second is in time"),
        pytest.param("02-14T15:30", "02-16T23:59:59", "running", "剩余 2 天 8 小时 calm", id="natural days"),
        pytest.param("03-13T18:00:01", "03-13T18:00", "running", "超时限 1 分钟 breached", id="one second late"),
        pytest.param("03-15T20:00", "03-13T18:00", "breached", "超时限 2 天 2 小时 breached", id="two days late"),
        pytest.param("03-23T20:00", "03-13T18:00", "breached", "超时限 10 天 breached", id="ten days late"),
        pytest.param("03-13T18:00", None, "paused", "暂停中 paused", id="paused"),
        pytest.param("03-13T18:00", None, None, "无时限 none", id="no deadline"),
    ],
)
def test_time_left_is_told_in_working_days_and_hours(now, due_at, status, left):
    due = f"2026-{due_at}+08:00" if due_at else None

    told = time_left(due, status, datetime.fromisoformat(f"2026-{now}+08:00"), CALENDAR_2026)

    assert f"{told.text} {told.level}" == left


@pytest.mark.parametrize(
    ("typed", "amount_fen"),
    [
        ("700", 70000),
        pytest.param("\uff17\uff10\uff10", 70000, id="full width"),
        ("700.5", 70050),
        ("0.07", 7),
        ("1,234.50", 123450),
        (" 700 元", 70000),
        ("999999999.99", 99999999999),
    ],
)
def test_typed_yuan_become_fen(typed, amount_fen):
    assert fen_of(typed) == amount_fen


@pytest.mark.parametrize("typed", ["", "七百", "-1", "1e3", "0.001", "1.", ".5", "1234567890", "NaN", "0x10"])
def test_what_is_no_amount_is_refused(typed):
    assert fen_of(typed) is None


@given(st.integers(min_value=0, max_value=99_999_999_999))
def test_an_amount_typed_again_is_the_same(amount_fen):
    assert fen_of(typed_yuan(amount_fen)) == fen_of(yuan_text(amount_fen)) == amount_fen


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_escaped_text_shows_exactly_its_characters(text):
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(f"x {plain(text)} x")

    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in tokens[1].children} <= {"text", "text_special"}
    assert "".join(child.content for child in tokens[1].children).replace("\u2060", "") == f"x {text} x".replace(
        "\u2060", ""
    )


@pytest.mark.parametrize("text", ["https://evil.example", "www.evil.example", "a@evil.example", ":smile:"])
def test_nothing_is_left_that_streamlit_turns_into_a_link_or_picture(text):
    assert text not in plain(text).replace("\\", "")


@pytest.mark.parametrize("text", ["WZ-2026-0001", "2026-03-11 09:20 周三", "700.00 元", "首次联系时间（必填）"])
def test_ordinary_words_stay_as_they_are(text):
    assert plain(text) == text


def test_a_line_end_cannot_start_a_heading():
    assert "\n" not in plain("a\n# b\r\n- c")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", " =1"])
def test_no_cell_of_an_export_is_calculated(cell):
    (row,) = csv.reader(io.StringIO(csv_of(["标题"], [[cell]]).decode("utf-8-sig").splitlines()[1]))

    assert row[0].startswith("'")


def test_long_numbers_and_quotes_survive_an_export():
    content = csv_of(["甲", "乙"], [["500000190001010015", '他说"好"']]).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(content)))[1] == ["500000190001010015", '他说"好"']


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (labels.ROLES, Role),
        (labels.CAUSES, Cause),
        (labels.CATEGORIES, Category),
        (labels.CHANNELS, Channel),
        (labels.TRACKS, Track),
        (labels.CASE_STATUSES, CaseStatus),
        (labels.DEADLINE_STATUSES, DeadlineStatus),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_every_code_has_a_word(words, codes):
    assert {code.value for code in codes} <= words.keys()


@pytest.mark.parametrize(
    ("key", "words"), [("urgent.pay", "先行救助发放"), ("stage2.pay", "第2期发放"), ("unknown.key", "unknown.key")]
)
def test_deadline_keys_have_words(key, words):
    assert labels.deadline_label(key) == words


def _calls(path: Path) -> list[tuple[str, ast.Call]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_no_page_writes_html_that_is_not_a_constant():
    guilty = []
    for path in SCREENS.rglob("*.py"):
        constants = {
            target.id
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for name, call in _calls(path):
            if any(keyword.arg in {"unsafe_allow_html", "unsafe_allow_javascript"} for keyword in call.keywords):
                guilty.append(f"{path.name}:{call.lineno}")
            is_html = name in {"st.html", "st.iframe"} or name.endswith("components.v1.html")
            if is_html and not (
                isinstance(call.args[0], ast.Constant)
                or (isinstance(call.args[0], ast.Name) and call.args[0].id in constants)
            ):
                guilty.append(f"{path.name}:{call.lineno}")

    assert guilty == []


def test_components_are_made_of_constants_only():
    for path in SCREENS.rglob("*.py"):
        for name, call in _calls(path):
            if name.endswith("v2.component"):
                texts = [keyword.value for keyword in call.keywords if keyword.arg in {"js", "css", "html"}]
                assert all(isinstance(text, ast.Name) and text.id.lstrip("_").isupper() for text in texts)


def test_no_page_says_a_word_of_english_to_people():
    shown = {"title", "header", "subheader", "caption", "info", "success", "warning", "error", "button", "expander"}
    english = []
    for path in SCREENS.rglob("*.py"):
        for name, call in _calls(path):
            if name.rpartition(".")[2] in shown and call.args and isinstance(call.args[0], ast.Constant):
                text = str(call.args[0].value)
                if any("a" <= letter.lower() <= "z" for letter in text.replace("CSV", "")):
                    english.append(f"{path.name}:{call.lineno} {text}")

    assert english == []
