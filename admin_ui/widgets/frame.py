"""What surrounds every page: the style sheet, who is signed in, and the way out."""

import streamlit as st

from admin_ui import labels
from admin_ui.client import ApiProblem
from admin_ui.components import say_in_chinese
from admin_ui.problems import show_problem
from admin_ui.session import Visit, close_visit

# Streamlit's own English hints are replaced here; everything else is theme (config.toml).
_STYLE = """
<style>
[data-testid="InputInstructions"], [data-testid="stHeaderActionElements"] { display: none; }
[data-testid="stFileUploaderDropzoneInstructions"] { display: none; }
[data-testid="stFileUploaderDropzone"] button { font-size: 0; }
[data-testid="stFileUploaderDropzone"] button * { display: none; }
[data-testid="stFileUploaderDropzone"] button::after { content: "选择文件（pdf、jpg、png）"; font-size: 1rem; }
.st-key-ledger-file [data-testid="stFileUploaderDropzone"] button::after { content: "选择文件（xlsx、csv）"; }
[data-testid="stException"] * { display: none; }
[data-testid="stException"]::after { content: "这里无法显示。请刷新页面；仍不能显示时请告知管理员。"; color: #9b1c1c; }
.st-key-calendar-file [data-testid="stFileUploaderDropzone"] button::after { content: "选择文件"; }
.stMainBlockContainer { padding-top: 2.5rem; padding-bottom: 3rem; }
h1 { font-size: 1.7rem !important; padding: 0.2rem 0 0.6rem !important; }
h2 { font-size: 1.35rem !important; }
h3 { font-size: 1.1rem !important; }
[data-testid="stPageLink"] a { padding: 0; }
[data-testid="stPageLink"] a p { color: #0b4a8f; }
[data-testid="stPageLink"] a:hover p { text-decoration: underline; }
[data-testid="stTable"] { overflow-x: auto; }
[data-testid="stTable"] td, [data-testid="stTable"] th { min-width: 4.5rem; }
.st-key-case-deadlines [data-testid="stTable"] table { min-width: 56rem; }
[class*="st-key-report-figures"] :is(td, th):not(:first-child) { text-align: right !important; white-space: nowrap; }
[class*="st-key-report-figures"] :is(td, th):not(:first-child) * { text-align: right !important; white-space: nowrap; }
[class*="st-key-report-figures"] :is(td, th):first-child * { white-space: nowrap; }
[class*="st-key-report-figures"] tr:last-child td * { font-weight: 600; }
[class*="st-key-report-words"] table { min-width: 60rem; }
.st-key-report-words-ledger :is(td, th), .st-key-report-words-ledger :is(td, th) * { white-space: nowrap !important; }
a.jz-sign-in { display: inline-block; padding: 0.6rem 1.4rem; border-radius: 6px; font-weight: 600; }
a.jz-sign-in { background: #0b57a4; color: #fff !important; text-decoration: none; }
a.jz-sign-in:focus-visible { outline: 3px solid #1c2733; outline-offset: 2px; }
@media (max-width: 640px) {
  .stMainBlockContainer { padding-left: 0.8rem; padding-right: 0.8rem; padding-top: 3.2rem; }
}
</style>
"""


def show_frame() -> None:
    """The style and the language of all pages."""
    st.html(_STYLE)
    say_in_chinese()


def show_sign_out(visit: Visit) -> None:
    """Who is signed in, in which roles, and a button that ends the session."""
    with st.sidebar:
        st.text(visit.me["name"] or visit.me["username"])
        for grant in visit.me["roles"]:
            unit = grant.get("unit_name") or grant["unit"]
            st.text(f"{labels.label(labels.ROLES, grant['role'])} · {unit}")
        if st.button("退出登录", key="sign-out"):
            _sign_out(visit)


def _sign_out(visit: Visit) -> None:
    try:
        visit.client.sign_out()
    except ApiProblem as problem:
        show_problem(problem)
        return
    close_visit()
    st.rerun()
