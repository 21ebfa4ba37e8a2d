# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write about documents. What organisations send in comes here once the desk has accepted it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypedDict

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.core import audit
from allmende.core.partial_dates import Precision
from allmende.core.searchables import changed
from allmende.library import rules
from allmende.library.models import Document
from allmende.library.services.versions import attach
from allmende.moderation.models import CareAnswer
from allmende.moderation.services.care import settle
from allmende.territory.naming import free_slug

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from allmende.accounts.models import Organisation, User
    from allmende.cooperation.models import Cooperation, Topic
    from allmende.legal.models import LegalForm
    from allmende.library.models import DocumentVersion
    from allmende.territory.models import Territory

OTHER_PAGES: Final = frozenset({"klauseln", "gliederung", "hochgeladen", "neu", "vergleich", "merkzettel"})
"""Addresses below ``/bibliothek/`` that are pages of their own."""


class DocumentValues(TypedDict, total=False):
    """What is entered about a document."""

    title: str
    sort: str
    summary: str
    land: Territory | None
    legal_form: LegalForm | None
    cooperation: Cooperation | None
    dated_on: dt.date | None
    dated_precision: str
    source: str
    link_url: str
    licence: str
    access: str
    is_example: bool


COLUMNS: Final = (
    "title", "sort", "summary", "land_id", "legal_form_id", "cooperation_id", "dated_on", "dated_precision",
    "source", "link_url", "licence", "access", "is_example",
)  # fmt: skip


def publish_document(
    *,
    document: Document | None = None,
    values: DocumentValues,
    topics: Sequence[Topic] = (),
    partners: Sequence[Territory] = (),
    version: DocumentVersion | None = None,
    note: str = "",
    owner: Organisation | None = None,
    by: User | None,
) -> Document:
    """Make ``document`` (or a new one of ``owner``) what the values say, with ``version`` as its newest, and public.

    Raises PermissionDenied for whoever does not belong to the desk of its Land, ValidationError for what does not fit.
    """
    found = Document(owner=owner) if document is None else document
    is_new = found.pk is None
    if not is_new:
        _require_desk(by, found)
    before = {} if is_new else _snapshot(found)
    if "dated_on" in values and values["dated_on"] != found.dated_on:
        found.dated_precision = Precision.DAY  # a form asks for a day; what it leaves alone stays as precise as it was
    for name, value in values.items():
        setattr(found, name, value)
    _require_desk(by, found)
    if is_new:
        found.slug = free_slug(found.title, Document.objects.all(), other_pages=OTHER_PAGES)
    found.published_at = found.published_at or timezone.now()
    with transaction.atomic():
        found.full_clean()
        found.save()
        found.topics.set(topics)
        found.partners.set(partners)
        if version is not None:
            attach(version=version, document=found, note=note)
        if not found.link_url and not found.versions.exists():
            raise ValidationError(_("Es fehlt die Datei, oder die Adresse, unter der das Dokument im Netz steht."))
        after = _snapshot(found)
        differing = [name for name in after if before.get(name) != after[name]]
        audit.record(
            "document.published" if is_new else "document.changed",
            found,
            by=by,
            organisation=owner or found.owner,
            before={name: before.get(name) for name in differing} if before else None,
            after={name: after[name] for name in differing},
        )
        changed(found)
    return found


def withdraw_document(*, document: Document, by: User | None) -> Document:
    """Take it off the portal with its files and texts; its organisation and the desk still see it. One of two wins."""
    _require_desk(by, document)
    with transaction.atomic():
        public = Document.objects.filter(pk=document.pk, published_at__isnull=False)
        if not public.update(published_at=None, updated_at=timezone.now()):
            raise ValidationError(_("Das Dokument ist schon zurückgezogen."))
        document.refresh_from_db()
        settle(obj=document, answer=CareAnswer.HANDED, by=by)
        audit.record("document.withdrawn", document, by=by, organisation=document.owner)
        changed(document)
    return document


def confirm_document(*, document: Document, by: User | None, organisation: Organisation | None = None) -> Document:
    """Say that everything stated about it is still right today. Takes the mark „nicht bestätigt“ away."""
    if by is not None and not rules.may_confirm(by, document):
        raise PermissionDenied
    with transaction.atomic():
        before = {"confirmed_on": document.confirmed_on}
        document.confirmed_on = timezone.localdate()
        document.unconfirmed_since = None
        document.save(update_fields=["confirmed_on", "unconfirmed_since", "updated_at"])
        settle(obj=document, answer=CareAnswer.CONFIRMED, by=by)
        after = {"confirmed_on": document.confirmed_on}
        audit.record("document.confirmed", document, by=by, organisation=organisation, before=before, after=after)
        changed(document)
    return document


def set_document_owner(*, document: Document, owner: Organisation | None, by: User | None) -> Document:
    """Say who keeps it from now on; None is nobody. Only an organisation that can act becomes an owner."""
    _require_desk(by, document)
    if owner is not None and not owner.is_active:
        raise ValidationError(_("Diese Organisation kann zurzeit nicht handeln."))
    with transaction.atomic():
        former = Document.objects.select_for_update().values_list("owner", flat=True).get(pk=document.pk)
        if former == (owner.pk if owner else None):
            return document
        document.owner = owner
        document.save(update_fields=["owner", "updated_at"])
        settle(obj=document, answer=CareAnswer.HANDED, by=by)
        _note_owner(document, former, owner, by)
        changed(document)
    return document


def mark_document_unconfirmed(*, document: Document, since: dt.date | None) -> bool:
    """Show that nobody has confirmed it since that day; None takes the mark away. Says whether that changed it."""
    with transaction.atomic():
        fresh = Document.objects.select_for_update().get(pk=document.pk)
        before = fresh.unconfirmed_since
        if before == since:
            return False
        fresh.unconfirmed_since = since
        fresh.save(update_fields=["unconfirmed_since"])
        document.unconfirmed_since = since
        audit.record(
            "document.marked_unconfirmed" if since else "document.mark_removed",
            document,
            by=None,
            before={"unconfirmed_since": before},
            after={"unconfirmed_since": since},
        )
        changed(document)
    return True


def move_documents(*, source: Organisation, target: Organisation | None, by: User | None) -> int:
    """Give all that ``source`` keeps to ``target``, or to nobody; whoever may end ``source`` may do that."""
    with transaction.atomic():
        found = list(Document.objects.select_for_update().filter(owner=source).order_by("pk"))
        keys = [document.pk for document in found]
        Document.objects.filter(pk__in=keys).update(owner=target, updated_at=timezone.now())
        for document in found:
            _note_owner(document, source.pk, target, by, about=source)
        changed(*found)
    return len(found)


def _note_owner(
    document: Document,
    former: int | None,
    owner: Organisation | None,
    by: User | None,
    *,
    about: Organisation | None = None,
) -> None:
    before, after = {"owner_id": former}, {"owner_id": owner.pk if owner else None}
    audit.record("document.owner_set", document, by=by, organisation=owner or about, before=before, after=after)


def _require_desk(by: User | None, document: Document) -> None:
    """A job and the portal itself may do it too."""
    if by is not None and not rules.may_change(by, document):
        raise PermissionDenied


def _snapshot(document: Document) -> dict[str, Any]:
    """Everything that is entered, as the audit log shows it."""
    state: dict[str, Any] = {name: getattr(document, name) for name in COLUMNS}
    state["topics"] = sorted(document.topics.values_list("slug", flat=True))
    state["partners"] = sorted(document.partners.values_list("ars", flat=True))
    state["versions"] = _marks(document.versions.order_by("number").values_list("number", "sha256"))
    return state


def _marks(versions: Iterable[tuple[int, str]]) -> list[str]:
    return [f"{number}: {sha256[:12]}" for number, sha256 in versions]
