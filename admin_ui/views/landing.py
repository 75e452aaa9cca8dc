"""The address `/`: a page without a menu entry that leads on to the person's own first page.

Streamlit serves its default page only at `/`, so none of the real pages may be the default.
"""

from collections.abc import Callable

from admin_ui.links import go_to


def landing_page(home: str) -> Callable[[], None]:
    """A page that leads to the address `home`."""

    def landing() -> None:
        go_to(home)

    return landing
