"""Where the screens are: everywhere but under the addresses of programs."""

from starlette.routing import Match, Mount
from starlette.types import Scope

_NOT_SCREENS = ("/api", "/auth", "/health", "/metrics", "/ui-assets")


class ScreensMount(Mount):
    """The screens at `/`; an unknown address of the API stays 404 or 405, it never becomes a page."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the request is for the screens."""
        path = scope.get("path", "")
        if any(path == folder or path.startswith(f"{folder}/") for folder in _NOT_SCREENS):
            return Match.NONE, {}
        return super().matches(scope)
