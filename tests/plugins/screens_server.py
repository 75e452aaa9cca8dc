"""The screens and the small API on one port, as one program: Streamlit's runtime wants a process of its own.

Run as `python screens_server.py PORT`; `/control` lets a test say what the API shall do and see what it was told.
"""

from __future__ import annotations

import sys
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.staticfiles import StaticFiles
from screens_api import ScreensApi, create_api
from starlette.responses import HTMLResponse

from admin_ui.asgi import ui_app
from admin_ui.components import ASSETS
from engine.api.security_headers import SecurityHeaders


def create_server(port: int) -> FastAPI:
    """The API, the browser parts and the screens, under the same policy headers as the real server."""
    state = ScreensApi()
    screens, lifespan = ui_app(f"http://127.0.0.1:{port}", cookie_secret="only-for-tests")
    app = create_api(state)
    app.router.lifespan_context = lifespan
    app.add_middleware(SecurityHeaders, is_secure=False)

    @app.post("/control")
    async def control(request: Request) -> dict[str, Any]:
        """Start afresh, or change what is known, and say what was received."""
        wanted = await request.json()
        if wanted.get("reset"):
            state.__init__()  # type: ignore[misc]
        for path, (status, code, facts) in wanted.get("refuse", {}).items():
            state.refuse(path, status, code, **facts)
        for token in wanted.get("revoke", ()):
            state.tokens.pop(token, None)
        state.more_available += wanted.get("more_available", 0)
        return {"received": state.received, "drafts": state.drafts}

    @app.get("/auth/login")
    async def login() -> HTMLResponse:
        return HTMLResponse("<h1>登录</h1>")

    app.mount("/ui-assets", StaticFiles(directory=ASSETS))
    app.mount("/", screens)
    return app


if __name__ == "__main__":
    chosen_port = int(sys.argv[1])
    uvicorn.run(create_server(chosen_port), host="127.0.0.1", port=chosen_port, log_level="warning")
