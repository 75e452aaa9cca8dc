"""Bundles: the versions of diagrams, tables and forms, from draft to retirement."""

from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.datastructures import FormData, UploadFile

from engine.api.current_person import AppResources, CurrentPerson
from engine.api.routes.validation import MOST_FILES
from engine.errors import FieldError, InvalidInputError
from engine.schemas.bundles import (
    BundleComparison,
    BundleDetail,
    BundleItem,
    BundleList,
    DraftedBundle,
    Migration,
    MigrationAnswer,
    Publication,
    Simulation,
    SimulationResult,
)
from engine.services import bundle_comparison, bundle_lifecycle, bundle_migration, bundle_views, simulation
from engine.services.bundle_lifecycle import UploadedBundle
from engine.services.unit_of_work import read, write

router = APIRouter(prefix="/api/bundles", tags=["bundles"])

LARGEST_NUMBER: Final = 2_147_483_647
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
_MULTIPART: Final = {
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "base": {"type": "integer", "description": "bundle whose files are taken where none is sent"},
                        "remove": {"type": "array", "items": {"type": "string"}, "description": "paths left out"},
                    },
                    "additionalProperties": {"type": "string", "format": "binary"},
                }
            }
        }
    }
}

_FILE: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/octet-stream": {}}}}


async def uploaded_bundle(request: Request) -> UploadedBundle:
    """The files of a multipart body whatever their fields are called, with the fields `base` and `remove`."""
    async with request.form(max_files=MOST_FILES) as form:
        uploads = [part for _, part in form.multi_items() if isinstance(part, UploadFile)]
        files = [(upload.filename or "", await upload.read()) for upload in uploads]
        return UploadedBundle(files, _base_in(form), frozenset(_texts(form, "remove")))


def _base_in(form: FormData) -> int | None:
    given = _texts(form, "base")
    if not given:
        return None
    number = int(given[0]) if given[0].isascii() and given[0].isdigit() and len(given[0]) <= len("2147483647") else 0
    if len(given) > 1 or not 1 <= number <= LARGEST_NUMBER:
        raise InvalidInputError([FieldError("base", "须为一个流程包编号")])
    return number


def _texts(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str) and value]


@router.get("")
def list_bundles(person: CurrentPerson, resources: AppResources) -> BundleList:
    """All bundles, newest first."""
    return BundleList.model_validate(read(resources, bundle_views.all_bundles, person=person))


@router.post("", status_code=201, openapi_extra=_MULTIPART)
def draft(
    uploaded: Annotated[UploadedBundle, Depends(uploaded_bundle)],
    person: CurrentPerson,
    resources: AppResources,
    response: Response,
) -> DraftedBundle:
    """A new draft of diagrams, tables and forms (files of a multipart body); 200 where there is this very draft."""
    drafted = bundle_lifecycle.draft(resources, person, uploaded)
    if not drafted["is_new"]:
        response.status_code = 200
    return DraftedBundle.model_validate(drafted)


@router.get("/{number}")
def show(number: Number, person: CurrentPerson, resources: AppResources) -> BundleDetail:
    """One bundle with its files, its findings, and how many process instances run on it."""
    return BundleDetail.model_validate(
        read(resources, lambda work: bundle_views.bundle_shown(work, number), person=person)
    )


@router.get("/{number}/files/{path:path}", response_class=Response, responses=_FILE)
def file(number: Number, path: str, person: CurrentPerson, resources: AppResources) -> Response:
    """One file of a bundle, byte for byte, to be saved."""
    content = read(resources, lambda work: bundle_views.file_content(work, number, path), person=person)
    name = quote(path.rpartition("/")[2], safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.get("/{number}/diff/{other}")
def compare(number: Number, other: Number, person: CurrentPerson, resources: AppResources) -> BundleComparison:
    """In what bundle `other` differs from bundle `number`: elements, conditions, rows, fields; never the layout."""
    found = read(resources, lambda work: bundle_comparison.comparison(work, number, other), person=person)
    return BundleComparison.model_validate(found)


@router.post("/{number}/simulate")
def simulate(
    number: Number, person: CurrentPerson, resources: AppResources, entered: Simulation | None = None
) -> SimulationResult:
    """Replay typical cases on the bundle in a throw-away database: what each comes to, and what differs."""
    asked = entered or Simulation()
    found = simulation.simulate(resources, person, number, asked.cases, asked.only)
    return SimulationResult.model_validate(found)


@router.post("/{number}/submit")
def submit(number: Number, person: CurrentPerson, resources: AppResources) -> BundleItem:
    """The author says that the draft is ready to be published by somebody else."""
    return BundleItem.model_validate(bundle_lifecycle.submit(resources, person, number))


@router.post("/{number}/publish")
def publish(number: Number, entered: Publication, person: CurrentPerson, resources: AppResources) -> BundleItem:
    """Let new cases be pinned to the bundle from a day on; never by who drafted it."""
    return BundleItem.model_validate(bundle_lifecycle.publish(resources, person, number, entered.effective_from))


@router.post("/{number}/retire")
def retire(number: Number, person: CurrentPerson, resources: AppResources) -> BundleItem:
    """Let no new case be pinned to the bundle; cases that run on it go on."""
    return BundleItem.model_validate(
        write(resources, lambda work: bundle_lifecycle.retire(work, number), person=person)
    )


@router.post("/{number}/migrate")
def migrate(number: Number, entered: Migration, person: CurrentPerson, resources: AppResources) -> MigrationAnswer:
    """Which running cases could go on with another bundle (dry run); with its token they do, all others stay."""
    token = entered.token
    if token is None:
        found = write(resources, lambda work: bundle_migration.plan(work, number, entered.to), person=person)
    else:
        found = bundle_migration.carry_out(resources, person, number, entered.to, token)
    return MigrationAnswer.model_validate(found)
