"""The life of a bundle: drafted and submitted by a process owner, published by somebody else, retired (S6)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.bpmn.bundle_files import BundleFile, bundle_hash
from engine.domain import authority
from engine.domain.authority import Action
from engine.domain.local_time import local_date
from engine.domain.signed_in import SignedInPerson
from engine.errors import ConflictError, FieldError, InvalidInputError, NotPermittedError
from engine.services import audit
from engine.services.bundle_checks import findings_on, is_error, kept_errors, path_in_bundle, unreadable
from engine.services.bundle_views import BundleNotFoundError, item_of
from engine.services.calendar_import import NO_COUNTY
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import bundles
from engine.store.tables.bundles import BundleRow


class BundleRefusedError(InvalidInputError):
    """Files that cannot be read at all; nothing is kept of them."""

    code = "bundle_refused"


class BundleHasErrorsError(InvalidInputError):
    """A bundle with errors may be drafted, but neither submitted nor published."""

    code = "bundle_has_errors"


class BundleKnownError(ConflictError):
    """A bundle of exactly these files has been published or retired before."""

    code = "bundle_known"

    def __init__(self, number: int) -> None:
        super().__init__(f"bundle {number} has the same content")
        self.number = number


class BundleNotDraftError(ConflictError):
    """The bundle is no draft any more: what was published never changes."""

    code = "bundle_not_draft"


class BundleNotSubmittedError(ConflictError):
    """The author has not said yet that the draft is ready."""

    code = "bundle_not_submitted"


class BundleInForceError(ConflictError):
    """Without this bundle no case could be registered today."""

    code = "bundle_in_force"


class BundleRetiredError(ConflictError):
    """The bundle has been retired already."""

    code = "bundle_retired"


class OwnBundleError(NotPermittedError):
    """Who drafted a bundle cannot be who publishes it (policy, section 8, S6)."""

    code = "separation_of_duties"


@dataclass(frozen=True, slots=True)
class UploadedBundle:
    """Files by the names they were sent under; those of bundle `base` that were not sent stay as they are there."""

    files: Sequence[tuple[str, bytes]]
    base: int | None = None
    removed: Collection[str] = field(default=frozenset())


def draft(resources: Resources, person: SignedInPerson, uploaded: UploadedBundle) -> dict[str, Any]:
    """The new draft with what is wrong with it; the same content again is the same draft (`is_new` false).

    Raises:
        BundleRefusedError: a file cannot be read, or has no place in a bundle.
        BundleKnownError: a published or retired bundle has this content.
    """
    files = read(resources, lambda work: _merged(work, uploaded), person=person)
    findings = findings_on(files, resources.clock.now())
    unusable = unreadable(findings)
    if unusable:
        raise BundleRefusedError(unusable)
    return write(resources, lambda work: _kept(work, files, findings), person=person)


def submit(resources: Resources, person: SignedInPerson, number: int) -> dict[str, Any]:
    """The draft, which its author has declared ready; doing it twice changes nothing.

    Raises:
        BundleHasErrorsError: the checks of today find errors.
        BundleNotDraftError: it was published or retired.
    """

    def submitted(work: UnitOfWork) -> dict[str, Any]:
        row = _locked_draft(work, number)
        if row.submitted_at is None:
            row.submitted_at = work.now
            _record(work, "bundle_submitted", row)
        return item_of(row)

    read(resources, lambda work: _require_author(work, number), person=person)
    _require_no_errors(resources, number)
    return write(resources, submitted, person=person)


def publish(resources: Resources, person: SignedInPerson, number: int, effective_from: date) -> dict[str, Any]:
    """The bundle, which new cases are pinned to from `effective_from` on; registered cases keep theirs.

    Raises:
        OwnBundleError: the person has drafted it.
        InvalidInputError: the day has passed.
        BundleNotSubmittedError, BundleNotDraftError, BundleHasErrorsError: it cannot be published as it is.
    """

    def published(work: UnitOfWork) -> dict[str, Any]:
        row = _locked_draft(work, number)
        _require_publishable(work, row, effective_from)
        row.status, row.approver = "published", work.actor
        row.effective_from, row.published_at = effective_from, work.now
        _record(work, "bundle_published", row, {"hash": row.hash, "effective_from": effective_from.isoformat()})
        return item_of(row)

    read(resources, lambda work: _require_publishable(work, known_bundle(work, number), effective_from), person=person)
    _require_no_errors(resources, number)
    return write(resources, published, person=person)


def retire(work: UnitOfWork, number: int) -> dict[str, Any]:
    """The bundle, which no new case is pinned to; cases that run on it go on with it.

    A draft may be put away by its author too.

    Raises:
        BundleInForceError: no other published bundle has begun by today.
        BundleRetiredError: it has been retired already.
    """
    row = bundles.lock_bundle(work.session, number)
    person = work.require_person()
    is_own_draft = row is not None and row.status == "draft" and row.author == work.actor
    if not is_own_draft:
        require_action(person, Action.PUBLISH_BUNDLE)
    if row is None:
        raise BundleNotFoundError(number)
    if row.status == "retired":
        raise BundleRetiredError(f"bundle {number} is retired")
    if row.status == "published" and not bundles.has_other_in_force(work.session, number, local_date(work.now)):
        raise BundleInForceError(f"bundle {number} is the only one in force")
    row.status, row.retired_at = "retired", work.now
    _record(work, "bundle_retired", row)
    return item_of(row)


def require_action(person: SignedInPerson, action: Action) -> None:
    """Pass whoever may do `action` with bundles; NotPermittedError for all others."""
    if not authority.allow(person.grants, action):
        raise NotPermittedError(f"{person.username} may not {action.value}")


def require_any_action(person: SignedInPerson, actions: Collection[Action]) -> None:
    """Pass whoever may do one of `actions` with bundles; NotPermittedError for all others."""
    if not any(authority.allow(person.grants, action) for action in actions):
        raise NotPermittedError(f"{person.username} may do none of {', '.join(actions)}")


def known_bundle(work: UnitOfWork, number: int) -> BundleRow:
    """The bundle of this number; BundleNotFoundError where there is none."""
    row = bundles.bundle_of(work.session, number)
    if row is None:
        raise BundleNotFoundError(number)
    return row


def _merged(work: UnitOfWork, uploaded: UploadedBundle) -> list[BundleFile]:
    """All files of the new draft by path; a path sent twice stays twice, for the checks to name."""
    require_action(work.require_person(), Action.DRAFT_BUNDLE)
    sent = [BundleFile(path_in_bundle(name, content), content) for name, content in uploaded.files]
    if uploaded.base is None:
        return sent
    if bundles.bundle_of(work.session, uploaded.base) is None:
        raise InvalidInputError([FieldError("base", f"没有流程包 {uploaded.base}")])
    replaced = {file.path for file in sent} | set(uploaded.removed)
    base = [BundleFile(path, content) for path, content in bundles.files_of(work.session, uploaded.base)]
    unknown = sorted(set(uploaded.removed) - {file.path for file in base})
    if unknown:
        raise InvalidInputError([FieldError("remove", f"流程包 {uploaded.base} 中没有这个文件") for _ in unknown])
    return [*(file for file in base if file.path not in replaced), *sent]


def _kept(work: UnitOfWork, files: Sequence[BundleFile], findings: list[dict[str, Any]]) -> dict[str, Any]:
    digest = bundle_hash(files)
    known = bundles.with_hash(work.session, digest)
    if known is not None and known.status != "draft":
        raise BundleKnownError(known.number)
    if known is not None:
        return {**item_of(known), "findings": known.findings, "is_new": False}
    row = bundles.add_draft(
        work.session,
        bundle_hash=digest,
        files=[(file.path, file.content) for file in files],
        author=work.actor,
        findings=findings,
        now=work.now,
    )
    _record(work, "bundle_drafted", row, {"hash": digest})
    return {**item_of(row), "findings": findings, "is_new": True}


def _locked_draft(work: UnitOfWork, number: int) -> BundleRow:
    row = bundles.lock_bundle(work.session, number)
    if row is None:
        raise BundleNotFoundError(number)
    if row.status != "draft":
        raise BundleNotDraftError(f"bundle {number} is {row.status}")
    return row


def _require_author(work: UnitOfWork, number: int) -> None:
    require_action(work.require_person(), Action.DRAFT_BUNDLE)
    row = known_bundle(work, number)
    if row.author != work.actor:
        raise NotPermittedError(f"bundle {number} was drafted by somebody else")
    if row.status != "draft":
        raise BundleNotDraftError(f"bundle {number} is {row.status}")


def _require_publishable(work: UnitOfWork, row: BundleRow, effective_from: date) -> None:
    if row.author == work.actor:
        raise OwnBundleError(f"{work.actor} has drafted bundle {row.number}")
    require_action(work.require_person(), Action.PUBLISH_BUNDLE)
    if row.status != "draft":
        raise BundleNotDraftError(f"bundle {row.number} is {row.status}")
    if row.submitted_at is None:
        raise BundleNotSubmittedError(f"bundle {row.number} has not been submitted")
    if effective_from < local_date(work.now):
        raise InvalidInputError([FieldError("effective_from", "生效日期不得早于今天：已登记的个案沿用原流程包")])


def _require_no_errors(resources: Resources, number: int) -> None:
    """Check once more, outside any transaction: the content never changes, the rules may have."""
    files = read(resources, lambda work: bundles.files_of(work.session, number))
    found = findings_on([BundleFile(path, content) for path, content in files], resources.clock.now())
    errors = kept_errors(finding for finding in found if is_error(finding))
    if errors:
        raise BundleHasErrorsError(errors)


def _record(work: UnitOfWork, action: str, row: BundleRow, detail: Mapping[str, Any] | None = None) -> None:
    work.session.flush()
    audit.record(work, action, county_code=NO_COUNTY, object_id=str(row.number), detail=dict(detail or {}))
