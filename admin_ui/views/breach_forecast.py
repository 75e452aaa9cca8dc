"""超时限预测: which open duties will be breached if the rest takes as long as before, and how right that was."""

from typing import Final, Literal

import streamlit as st

from admin_ui import labels
from admin_ui.links import link_to
from admin_ui.monitor_shapes import BreachForecasts, ForecastBand, ForecastItem
from admin_ui.plain_text import one_line, plain
from admin_ui.report_text import figure_text
from admin_ui.session import visit
from admin_ui.time_text import moment_text
from admin_ui.widgets.url_filters import url_select

LIKELY: Final = 500
POSSIBLE: Final = 100
_EXPLANATION: Final = (
    "按最近一年本辖区同一时限、从同一环节到办结实际用时的分布推算；暂停过的时限不参与。"
    "样本不足 10 件的不预测。预测供安排工作参考，不作考核依据。"
)


def show() -> None:
    """The most endangered duties first, then the calibration."""
    found = _ask()
    st.caption(_EXPLANATION)
    if not found["items"]:
        st.info("目前没有可以预测的时限：没有正在办理的时限，或历史样本还不够。")
    for one in found["items"]:
        _show_item(one)
    without = f"另有 {found['without_history']} 项样本不足"
    st.caption(f"共预测 {found['forecast']} 项，{without}；比较了 {found['compared']} 条历史记录。")
    _show_calibration(found["calibration"])


def _ask() -> BreachForecasts:
    key, division = st.columns(2, vertical_alignment="bottom")
    places = {unit["code"]: unit["name"] for unit in visit().client.units()}
    asked = {
        "key": url_select(
            key,
            "时限",
            "key",
            ["", *labels.DEADLINE_KEYS],
            lambda code: labels.label(labels.DEADLINE_KEYS, code, missing="全部时限"),
        ),
        "division": url_select(
            division, "属地", "division", ["", *places], lambda code: one_line(places.get(code, "全部属地"))
        ),
    }
    found: BreachForecasts = visit().client.listed("/api/deadlines/forecast", asked)
    return found


def _show_item(one: ForecastItem) -> None:
    words, colour = _level(one["risk"])
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(labels.deadline_label(one['key']))}**", width="content")
            st.badge(f"{words} {figure_text(one['risk'], 'share')}", color=colour)
            link_to("case", plain(one["reference"]), case=one["case_id"])
        parts = (
            one["element"],
            one["division_name"] or one["division"],
            f"到期 {moment_text(one['due_at'])}",
            f"预计 {moment_text(one['median_done_at'])} 前后办结",
            f"九成在 {moment_text(one['ninetieth_done_at'])} 前",
            f"样本 {one['compared_with']} 件",
        )
        st.caption(plain(" · ".join(parts)))


def _level(risk: int) -> tuple[str, Literal["red", "orange", "green"]]:
    if risk >= LIKELY:
        return "很可能超时限", "red"
    return ("可能超时限", "orange") if risk >= POSSIBLE else ("预计按时", "green")


def _show_calibration(bands: list[ForecastBand]) -> None:
    st.subheader("预测准不准")
    if not bands:
        st.info("历史样本还不够，暂时不能检验预测。")
        return
    st.caption("用其余历史记录逐件回推：预测为某一可能性的时限，实际有多少超时限。两列越接近，预测越准。")
    st.table([_band_line(band) for band in bands], hide_index=True)


def _band_line(band: ForecastBand) -> dict[str, str]:
    return {
        "预测可能性": f"{band['lower'] // 10}% 至 {band['upper'] // 10}%",
        "件数": str(band["number"]),
        "平均预测": figure_text(band["forecast"], "share"),
        "实际超时限": figure_text(band["breached"], "share"),
    }
