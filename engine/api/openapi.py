"""The description of the API: problems on every route, sign-in by token or cookie."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from engine.api.current_person import COOKIE
from engine.api.sign_in_gate import is_public
from engine.schemas.problems import PROBLEM_MEDIA_TYPE, Problem

VERSION = "1"
_METHODS = frozenset({"get", "post", "put", "patch", "delete", "head"})
_SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"cookie": []}]
_PROBLEM = {
    "description": "refused: `code` says why",
    "content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


class DescribedApplication(FastAPI):
    """An application whose description says how to sign in and that every refusal is a problem."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI description, made once, when first asked."""
        if self.openapi_schema is None:
            self.openapi_schema = _description(self)
        return self.openapi_schema


def _description(application: FastAPI) -> dict[str, Any]:
    description = get_openapi(title=application.title, version=VERSION, routes=application.routes)
    components = description.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schemas["Problem"].pop("$defs", {}))
    for unused in ("HTTPValidationError", "ValidationError"):  # FastAPI's own shape, which we never send
        schemas.pop(unused, None)
    components["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "cookie": {"type": "apiKey", "in": "cookie", "name": COOKIE},
    }
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            if method in _METHODS:
                _describe(operation, is_open=is_public(method.upper(), path))
    return description


def _describe(operation: dict[str, Any], *, is_open: bool) -> None:
    responses = operation.setdefault("responses", {})
    responses.pop("422", None)
    responses["default"] = _PROBLEM
    if not is_open:
        operation["security"] = _SECURITY
        responses["401"] = _PROBLEM
