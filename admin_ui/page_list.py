"""The pages of the application: address, name, and who is offered them. The API refuses what is not allowed anyway."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from admin_ui.session import CASE_ROLES, INCIDENT_ROLES, INTAKE_ROLES, MONITOR_ROLES, TASK_ROLES, Visit
from admin_ui.views import case, case_list, inbox, incidents, intake, monitor, task


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page; `in_menu` pages stand in the menu of those who hold one of `roles`."""

    address: str
    title: str
    show: Callable[[], None]
    roles: frozenset[str]
    in_menu: bool = True


PAGES = (
    PageEntry("inbox", "待办", inbox.show, TASK_ROLES),
    PageEntry("intake", "新登记", intake.show, INTAKE_ROLES),
    PageEntry("cases", "个案查询", case_list.show, CASE_ROLES),
    PageEntry("monitor", "时限监控", monitor.show, MONITOR_ROLES),
    PageEntry("incidents", "异常", incidents.show, INCIDENT_ROLES),
    PageEntry("task", "任务", task.show, TASK_ROLES | CASE_ROLES, in_menu=False),
    PageEntry("case", "个案", case.show, CASE_ROLES | TASK_ROLES, in_menu=False),
)


def pages_for(visit: Visit) -> list[st.Page]:
    """All pages: those for this person in the menu, the others known but refusing, so that no link leads nowhere."""
    return [_page(entry, allowed=visit.has_any(entry.roles)) for entry in PAGES]


def locked_pages(show: Callable[[], None]) -> list[st.Page]:
    """All addresses leading to `show`."""
    return [st.Page(show, title=entry.title, url_path=entry.address, visibility="hidden") for entry in PAGES]


def home_of(visit: Visit) -> PageEntry:
    """The first page in this person's menu."""
    return next((entry for entry in PAGES if entry.in_menu and visit.has_any(entry.roles)), PAGES[0])


def _page(entry: PageEntry, *, allowed: bool) -> st.Page:
    listed = allowed and entry.in_menu
    return st.Page(
        entry.show if allowed else _refuse,
        title=entry.title,
        url_path=entry.address,
        visibility="visible" if listed else "hidden",
    )


def _refuse() -> None:
    st.header("没有权限")
    st.info("您的岗位不使用这一页面。请从左侧菜单进入您的工作页面；如确需使用，请联系本单位管理员。")
