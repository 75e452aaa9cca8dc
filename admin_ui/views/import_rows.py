"""The first rows of a ledger as they stand in the file, and what is wrong with which row."""

import streamlit as st

from admin_ui.api_shapes import LedgerImportView
from admin_ui.plain_text import one_line, plain
from admin_ui.session import visit
from admin_ui.widgets.paging import Paging

PROBLEMS_SHOWN = 20
_SEVERITIES = {"error": "错误", "notice": "提示"}


def show_problems(one: LedgerImportView) -> None:
    """A page of problems with what to write instead, and all of them as a file."""
    if not one["error_rows"] and not one["notice_count"]:
        return
    st.subheader("错误和提示")
    paging = Paging("import-problems", one["import_id"])
    page = visit().client.ledger_problems(one["import_id"], cursor=paging.cursor, limit=PROBLEMS_SHOWN)
    rows = [
        {
            "行": f"{problem['row']}",
            "列": problem["column"] or "—",
            "栏目": plain(problem["label"]),
            "级别": _SEVERITIES[problem["severity"]],
            "问题": plain(problem["message"]),
            "怎样改": plain(problem["fix"]),
        }
        for problem in page["items"]
    ]
    if rows:
        st.table(rows, hide_index=True)
    paging.show(page["next_cursor"])
    import_id, client = one["import_id"], visit().client
    st.download_button(
        "下载错误清单",
        lambda: client.ledger_problem_file(import_id),
        file_name="台账错误清单.csv",
        mime="text/csv",
        on_click="ignore",
    )


def show_preview(one: LedgerImportView) -> None:
    """The first rows by the columns that were understood, personal data masked."""
    if not one["preview"]:
        return
    st.subheader("前几行")
    st.caption("按现在的列对应显示文件中的原文；姓名、证件号码和电话已遮盖。")
    known = [column for column in one["columns"] if column["column"] is not None]
    rows = [
        {"行": f"{row['row']}"} | {one_line(column["label"]): row["cells"].get(column["field"], "") for column in known}
        for row in one["preview"]
    ]
    st.dataframe(rows, hide_index=True, width="stretch")
