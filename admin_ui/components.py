"""The one loader of browser parts: an inline component that imports a hashed file, sent once and then cached."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import DiagramDefinition

ASSETS = Path(__file__).parent / "assets"
ASSETS_ROUTE = "/ui-assets"

# The inline text runs from a blob address: relative imports fail there, so the address is built from the page's origin.
_DIAGRAM_LOADER = """
export default function (component) {
  const { script, style } = component.data;
  if (!document.querySelector(`link[href="${style}"]`)) {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = style;
    document.head.append(link);
  }
  import(location.origin + script).then((part) => part.mount(component));
}
"""

_PAGE_LOADER = """
export default function (component) {
  import(location.origin + component.data.script).then((part) => part.mount());
}
"""


@dataclass(frozen=True, slots=True)
class ClickedElement:
    """An element somebody clicked in a diagram."""

    element_id: str
    name: str


@lru_cache(maxsize=1)
def asset_addresses() -> dict[str, str]:
    """The address of each browser part by its plain name (`bpmn-viewer.js`)."""
    manifest: dict[str, str] = json.loads((ASSETS / "manifest.json").read_text(encoding="utf-8"))
    base = st.get_option("server.baseUrlPath") or ""
    prefix = f"/{base.strip('/')}{ASSETS_ROUTE}" if base else ASSETS_ROUTE
    return {name: f"{prefix}/{file}" for name, file in manifest.items()}


_mount_diagram = st.components.v2.component("jiuzhu_diagram", js=_DIAGRAM_LOADER, isolate_styles=False)
_mount_page_words = st.components.v2.component("jiuzhu_page_words", js=_PAGE_LOADER, isolate_styles=False)


def say_in_chinese() -> None:
    """Put the words that Streamlit itself says into Chinese; the page has no setting for them."""
    _mount_page_words(key="page-words", data={"script": asset_addresses()["chinese-page.js"]}, height=0)


def show_diagram(definition: DiagramDefinition, version: str, height: int) -> ClickedElement | None:
    """Show a diagram with the case's position; the element just clicked, if any."""
    addresses = asset_addresses()
    # A called process runs in the instance of its caller: both names are needed.
    document_id = f"{definition['instance_id']}-{definition['process_id']}"
    data: dict[str, Any] = {
        "script": addresses["bpmn-viewer.js"],
        "style": addresses["bpmn-viewer.css"],
        "doc_id": document_id,
        "version": version,
        "xml": definition["xml"],
        "elements": definition["elements"],
        "words": labels.DIAGRAM_WORDS,
        "height": height,
    }
    result = _mount_diagram(key=f"diagram-{document_id}", data=data, on_clicked_change=lambda: None)
    clicked = result.get("clicked")
    return ClickedElement(clicked["element_id"], clicked["name"]) if clicked else None
