"""The shape of every refusal: RFC 9457 problem details with a stable code."""

from pydantic import BaseModel, ConfigDict

PROBLEM_MEDIA_TYPE = "application/problem+json"
PROBLEM_TYPE_PREFIX = "urn:jiuzhu:problem:"
REQUEST_PREFIX = "urn:jiuzhu:request:"


class FieldProblem(BaseModel):
    """One thing wrong with one field; `path` is dotted, `message` Chinese."""

    model_config = ConfigDict(frozen=True)

    path: str
    message: str


class Problem(BaseModel):
    """Why a request was refused: `code` for programs, `title` and `detail` (Chinese) for people."""

    model_config = ConfigDict(frozen=True)

    type: str
    title: str
    status: int
    code: str
    detail: str
    instance: str
    request_id: str
    errors: list[FieldProblem] | None = None
