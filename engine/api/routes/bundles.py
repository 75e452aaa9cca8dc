"""Bundles: the versions of diagrams, tables and forms."""

from fastapi import APIRouter

from engine.api.current_person import AppResources, CurrentPerson
from engine.schemas.bundles import BundleList
from engine.services import bundle_views
from engine.services.unit_of_work import read

router = APIRouter(prefix="/api/bundles", tags=["bundles"])


@router.get("")
def list_bundles(person: CurrentPerson, resources: AppResources) -> BundleList:
    """All bundles, newest first."""
    return BundleList.model_validate(read(resources, bundle_views.all_bundles, person=person))
