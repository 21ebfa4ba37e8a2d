# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The kind „Dokument“: what organisations hand in for the library, with its file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.library import rules
from allmende.library.care import CareOfDocuments
from allmende.library.document_views import show
from allmende.library.findings import findings_of
from allmende.library.forms import DROP, DocumentForm
from allmende.library.models import Access, Document, DocumentVersion, Licence
from allmende.library.services.documents import publish_document
from allmende.library.services.versions import KIND, take_upload, version_key
from allmende.moderation.form_contents import fields_of, posted, typed_fields
from allmende.moderation.form_kinds import FormKind
from allmende.moderation.kinds import Beside, PartText, Step
from allmende.moderation.services.drafting import ClosedError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.utils.datastructures import MultiValueDict

    from allmende.accounts.models import Organisation, User
    from allmende.library.models.document import DocumentQuerySet
    from allmende.moderation.contents import Content
    from allmende.moderation.models import Change
    from allmende.territory.models import Territory

PATH: Final = "/bibliothek/"
SALT: Final = "library.kinds.file"
"""What the browser sends as a file is never believed; only ``kept`` can say which file it is."""


class DocumentKind(CareOfDocuments, FormKind):
    """A contract, statute, sample …: the file, the facts, and what it belongs to."""

    name: ClassVar = KIND
    order: ClassVar = 25
    model: ClassVar = Document
    label: ClassVar = gettext_lazy("Dokument")
    label_plural: ClassVar = gettext_lazy("Dokumente")
    label_new: ClassVar = gettext_lazy("Neues Dokument")
    about: ClassVar = gettext_lazy("Ein Vertrag, eine Satzung, ein Muster oder ein Leitfaden für die Bibliothek.")
    steps: ClassVar = (
        Step("datei", gettext_lazy("Datei"), ("file", "note", "link_url", "is_checked")),
        Step(
            "angaben",
            gettext_lazy("Angaben"),
            ("title", "sort", "summary", "dated_on", "source", "licence", "access"),
        ),
        Step(
            "zuordnung",
            gettext_lazy("Zuordnung"),
            ("land", "legal_form", "topics", "partners", "cooperation"),
            gettext_lazy("Alles freiwillig; es hilft anderen, das Dokument zu finden und zu vergleichen."),
        ),
    )

    def published(self) -> DocumentQuerySet:
        return Document.objects.published().select_related("land", "owner__territory")

    def object_at(self, path: str) -> Document | None:
        slug = path.removeprefix(PATH).split("/")[0]
        return self.published().filter(slug=slug).first() if path.startswith(PATH) and slug else None

    def object_of(self, key: int | None) -> Document | None:
        found = Document.objects.select_related("land", "legal_form", "cooperation", "owner__territory")
        return None if key is None else found.filter(pk=key).first()

    def concerns(self, obj: Document, organisation: Organisation) -> bool:
        """Whether its municipality is a partner."""
        place = organisation.territory_id
        return place is not None and obj.partners.filter(pk=place).exists()

    # Forms

    def form(
        self,
        content: Content | Mapping[str, Any],
        parts: Collection[str],
        *,
        obj: Document | None = None,
        data: QueryDict | None = None,
        is_complete: bool = False,
    ) -> DocumentForm:
        return DocumentForm(data, fields=content["fields"], parts=parts, is_complete=is_complete, is_new=obj is None)

    def content_of(self, obj: Document) -> Content:
        current = obj.current
        values: dict[str, Any] = {
            "file": str(current.pk) if current else "",
            "link_url": obj.link_url,
            "title": obj.title,
            "sort": obj.sort,
            "summary": obj.summary,
            "dated_on": obj.dated_on,
            "source": obj.source,
            "licence": obj.licence,
            "access": obj.access,
            "land": obj.land.ars if obj.land else "",
            "legal_form": obj.legal_form.key if obj.legal_form else "",
            "topics": sorted(topic.pk for topic in obj.topics.all()),
            "partners": "\n".join(f"{place.name} [{place.ars}]" for place in obj.partners.order_by("ars")),
            "cooperation": obj.cooperation_id or "",
        }
        return {"fields": fields_of(self.form({"fields": values}, self.parts(), obj=obj)), "rows": {}}

    def begin(self, organisation: Organisation) -> Content:
        content: Content = {"fields": dict.fromkeys(self.parts(), ""), "rows": {}}
        content["fields"] |= {"topics": [], "licence": Licence.UNKNOWN.value, "access": Access.PUBLIC.value}
        if organisation.territory is not None:
            content["fields"]["land"] = organisation.territory.land_key
        return content

    def kept(
        self, step: Step, data: QueryDict, files: MultiValueDict[str, UploadedFile[bytes]], *, change: Change, by: User
    ) -> tuple[QueryDict, dict[str, list[str]]]:
        if "file" not in step.parts:
            return data, {}
        data = data.copy()
        data.pop("file", None)
        upload = files.get("file")
        if upload is None:
            if data.get(DROP):
                data["file"] = signing.dumps("", salt=SALT)
            return data, {}
        try:
            version = take_upload(change=change, upload=upload, by=by)
        except ClosedError:
            raise
        except ValidationError as error:
            return data, {"file": error.messages}
        data["file"] = signing.dumps(str(version.pk), salt=SALT)
        return data, {}

    def typed(self, step: Step, content: Content, data: QueryDict) -> Content:
        # Without the file the form asks the database nothing about it.
        form = self.form(content, [part for part in step.parts if part != "file"])
        fields = {**content["fields"], **typed_fields(form, data)}
        if "note" in step.parts and "note" in data:
            fields["note"] = " ".join(str(data["note"]).replace("\x00", "").split())[:1000]
        if "file" in step.parts and (handed_in := _signed(data.get("file", ""))) is not None:
            if handed_in != content["fields"].get("file"):
                fields["is_checked"] = ""  # what was said about the former file
            fields["file"] = handed_in
        return {"fields": fields, "rows": content["rows"]}

    def beside(self, content: Content, *, obj: Any | None, user: User) -> Beside | None:
        found = findings_of(version_key(content["fields"].get("file")), about=obj, user=user)
        return Beside("library/findings.html", found) if found is not None else None

    # Words

    def places_of(self, content: Content) -> list[Territory]:
        """Its Land; the place of the organisation counts anyway."""
        form = self.form(content, ["land"], data=posted(content, ["land"]))
        land = form.cleaned_data.get("land") if form.is_valid() else None
        return [land] if land is not None else []

    def in_words(self, obj: Document) -> list[PartText]:
        form = self.form({"fields": {}}, self.parts(), obj=obj)
        return [
            PartText(part, str(form.fields[part].label), _lines(obj, part))
            for part in self.parts()
            if part != "is_checked"
        ]

    def withheld(self, obj: Document) -> Collection[str]:
        return {"cooperation"} if obj.cooperation and obj.cooperation.published_at is None else ()

    # Publishing

    def publish(self, content: Content, *, obj: Any | None, organisation: Organisation, by: User | None) -> Any:
        form = self.ready(content, obj)
        version = form.version
        if version is not None and version.document_id is None and version.organisation_id != organisation.pk:
            raise ValidationError(_("Die Datei gehört zu einem anderen Beitrag."))
        return publish_document(
            document=obj,
            values=form.values(),
            topics=list(form.cleaned_data.get("topics", [])),
            partners=form.cleaned_data.get("partners", []),
            version=version,
            note=form.cleaned_data.get("note", ""),
            owner=organisation,
            by=by,
        )

    def preview(self, request: HttpRequest, obj: Any) -> HttpResponse:
        found = Document.objects.for_cards().filter(pk=obj.pk).first()
        if found is None:
            raise Http404
        return show(request, found)

    def may_confirm(self, user: User, obj: Document) -> bool:
        return rules.may_confirm(user, obj)


def _signed(text: str) -> str | None:
    """What ``kept`` has said; None for whatever else stands there."""
    try:
        found = signing.loads(text, salt=SALT) if text else None
    except signing.BadSignature:
        return None
    return found if isinstance(found, str) else None


def _lines(obj: Document, part: str) -> tuple[str, ...]:
    """One part in plain words; nothing stated is no line."""
    if part == "topics":
        return tuple(topic.name for topic in obj.topics.all())
    if part == "partners":
        return tuple(f"{place.name} [{place.ars}]" for place in obj.partners.order_by("ars"))
    return tuple(line for line in _value(obj, part).splitlines() if line.strip())


def _value(obj: Document, part: str) -> str:
    current: DocumentVersion | None = obj.current if part in {"file", "note"} else None
    match part:
        case "file" | "note":
            name = "name" if part == "file" else part
            return str(getattr(current, name)) if current else ""
        case "dated_on":
            return str(obj.dated or "")
        case "sort" | "licence" | "access":
            return str(getattr(obj, f"get_{part}_display")())
    return str(getattr(obj, part) or "")
