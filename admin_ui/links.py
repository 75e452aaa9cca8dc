"""Ways from one page to another, with their addresses in the URL."""

import streamlit as st

PAGE_SLOT = "pages"


def remember_pages(pages: list[st.Page]) -> None:
    """Keep the pages of this rerun, so that views can link to them."""
    st.session_state[PAGE_SLOT] = {page.url_path: page for page in pages}


def page_named(address: str) -> st.Page:
    """The page at `address`."""
    page: st.Page = st.session_state[PAGE_SLOT][address]
    return page


def link_to(address: str, text: str, **query: str) -> None:
    """A link that works by keyboard and opens in a new tab where the person wants it; `text` is safe Markdown."""
    st.page_link(page_named(address), label=text, query_params=query)


def go_to(address: str, **query: str) -> None:
    """Leave for another page."""
    st.switch_page(page_named(address), query_params=query)
