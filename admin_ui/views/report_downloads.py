"""Reports as files: made when asked for, with what is going on in view."""

from typing import Final

import streamlit as st

from admin_ui.reruns import page_part
from admin_ui.session import visit

FORMATS: Final = {"xlsx": "Excel", "csv": "CSV"}
MEDIA_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}


@page_part
def show_report_download(name: str, title: str, asked: dict[str, str | None]) -> None:
    """A button for each format, and the file once it is made."""
    chosen = choose_format(f"report-{name}")
    if chosen is None:
        return
    with st.spinner(f"正在生成 {FORMATS[chosen]}……"):
        content = visit().client.report_file(name, format=chosen, **asked)
    offer_file(content, f"{title}-{asked['since']}-{asked['until']}", chosen)


def choose_format(key: str) -> str | None:
    """The format whose button was just pressed."""
    with st.container(horizontal=True):
        pressed = {code: st.button(f"导出 {words}", key=f"{key}/{code}") for code, words in FORMATS.items()}
    return next((code for code, is_pressed in pressed.items() if is_pressed), None)


def offer_file(content: bytes, name: str, file_format: str) -> None:
    """The way to save a file that is made."""
    st.download_button(
        f"下载 {FORMATS[file_format]}（{_size(len(content))}）",
        content,
        file_name=f"{name}.{file_format}",
        mime=MEDIA_TYPES[file_format],
        type="primary",
        on_click="ignore",
    )


def _size(count: int) -> str:
    return f"{count / 1024:,.0f} 千字节" if count >= 1024 else f"{count} 字节"
