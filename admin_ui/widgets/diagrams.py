"""The diagrams of a case with its position, one at a time; a click names the element."""

import hashlib
from collections.abc import Sequence

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import DiagramDefinition, DiagramElement
from admin_ui.components import ClickedElement, show_diagram
from admin_ui.plain_text import one_line, plain
from admin_ui.reruns import page_part
from admin_ui.session import visit

WAITING = frozenset({"current", "overdue"})


@page_part
def show_diagrams(case_id: str, height: int) -> None:
    """The diagram in which the case waits now, with a choice of the others it went through."""
    definitions = visit().client.diagram(case_id)["definitions"]
    if not definitions:
        st.caption("这个个案还没有进入流程。")
        return
    chosen = _choose(definitions, case_id)
    clicked = show_diagram(chosen, _version(chosen), height)
    st.caption("图例：● 蓝色粗框 办理中；! 红色虚线框 超时限；✓ 绿色 已完成；× 灰色虚线 已取消；“2 次”为办理次数。")
    if clicked:
        _show_clicked(clicked, chosen)


def deepest_waiting(definitions: Sequence[DiagramDefinition]) -> int:
    """The place of the diagram to show first: the innermost called one where the case itself waits.

    Where only a linked process waits (a referral), it is that one; where nothing waits, the main diagram.
    """
    waiting = [place for place, one in enumerate(definitions) if _waits(one)]
    own = [place for place in waiting if definitions[place]["instance_id"] == definitions[0]["instance_id"]]
    return (own or waiting or [0])[-1]


def _waits(definition: DiagramDefinition) -> bool:
    return any(element["state"] in WAITING for element in definition["elements"].values())


def _choose(definitions: Sequence[DiagramDefinition], case_id: str) -> DiagramDefinition:
    if len(definitions) == 1:
        return definitions[0]
    place = st.selectbox(
        "流程",
        range(len(definitions)),
        index=deepest_waiting(definitions),
        format_func=lambda number: _title(definitions, number),
        key=f"diagram-choice-{case_id}",
    )
    return definitions[place or 0]


def _title(definitions: Sequence[DiagramDefinition], number: int) -> str:
    one = definitions[number]
    same = [place for place, other in enumerate(definitions) if other["process_id"] == one["process_id"]]
    turn = f"（第 {same.index(number) + 1} 次）" if len(same) > 1 else ""
    waits = " ● 当前" if _waits(one) else ""
    return f"{one_line(one['name'] or labels.label(labels.PROCESSES, one['process_id']))}{turn}{waits}"


def _version(definition: DiagramDefinition) -> str:
    return hashlib.sha256(definition["xml"].encode()).hexdigest()[:16]


def _show_clicked(clicked: ClickedElement, definition: DiagramDefinition) -> None:
    name = plain(clicked.name or clicked.element_id)
    st.markdown(f"**{name}** · {_state_words(definition['elements'].get(clicked.element_id))}")


def _state_words(element: DiagramElement | None) -> str:
    if element is None:
        return "尚未到达"
    state = labels.label(labels.DIAGRAM_WORDS, element["state"])
    return f"{state}，到达 {element['visits']} 次"
