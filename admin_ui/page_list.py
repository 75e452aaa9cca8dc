"""The pages of the application: address, name, and who is offered them. The API refuses what is not allowed anyway."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from admin_ui.session import Visit
from admin_ui.views import (
    audit,
    case,
    case_list,
    clue,
    handovers,
    imports,
    inbox,
    incidents,
    intake,
    monitor,
    partners,
    people,
    reports,
    task,
    working_calendar,
)


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page, for those to whom the API offers one of `views`; `in_menu` pages stand in their menu."""

    address: str
    title: str
    show: Callable[[], None]
    views: frozenset[str]
    in_menu: bool = True


PAGES = (
    PageEntry("inbox", "待办", inbox.show, frozenset({"inbox"})),
    PageEntry("intake", "新登记", intake.show, frozenset({"new_case"})),
    PageEntry("clue", "新线索", clue.show, frozenset({"new_case"})),
    PageEntry("cases", "个案查询", case_list.show, frozenset({"cases"})),
    PageEntry("monitor", "时限监控", monitor.show, frozenset({"monitor"})),
    PageEntry("reports", "统计报表", reports.show, frozenset({"reports"})),
    PageEntry("imports", "台账导入", imports.show, frozenset({"ledger"})),
    PageEntry("partners", "合作单位", partners.show, frozenset({"partners"})),
    PageEntry("handovers", "个案移交", handovers.show, frozenset({"handovers"})),
    PageEntry("people", "机构与人员", people.show, frozenset({"people"})),
    PageEntry("calendar", "日历", working_calendar.show, frozenset({"calendar"})),
    PageEntry("incidents", "运行状态", incidents.show, frozenset({"incidents"})),
    PageEntry("audit", "审计", audit.show, frozenset({"audit"})),
    PageEntry("task", "任务", task.show, frozenset({"inbox", "cases"}), in_menu=False),
    PageEntry(
        "case", "个案", case.show, frozenset({"inbox", "cases", "monitor", "reports", "incidents"}), in_menu=False
    ),
)


def pages_for(visit: Visit) -> list[st.Page]:
    """All pages: those for this person in the menu, the others known but refusing, so that no link leads nowhere."""
    return [_page(entry, allowed=visit.may_see(entry.views)) for entry in PAGES]


def locked_pages(show: Callable[[], None]) -> list[st.Page]:
    """All addresses leading to `show`."""
    return [st.Page(show, title=entry.title, url_path=entry.address, visibility="hidden") for entry in PAGES]


def home_of(visit: Visit) -> PageEntry:
    """The first page in this person's menu."""
    return next((entry for entry in PAGES if entry.in_menu and visit.may_see(entry.views)), PAGES[0])


def _page(entry: PageEntry, *, allowed: bool) -> st.Page:
    listed = allowed and entry.in_menu
    return st.Page(
        entry.show if allowed else _refuse,
        title=entry.title,
        url_path=entry.address,
        visibility="visible" if listed else "hidden",
    )


def _refuse() -> None:
    st.title("没有权限")
    st.info("您的岗位不使用这一页面。请从左侧菜单进入您的工作页面；如确需使用，请联系本单位管理员。")
