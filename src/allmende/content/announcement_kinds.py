# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The kinds „Meldung“ and „Veranstaltungshinweis“: what organisations send in for „Aus den Kommunen“."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from allmende.accounts.rules import desk_areas
from allmende.content.announcement_forms import FORMS, AnnouncementForm, EventForm
from allmende.content.announcement_services import hand_over_announcement, publish_announcement
from allmende.content.announcement_views import show
from allmende.content.models import Announcement, AnnouncementSort
from allmende.moderation.form_contents import fields_of
from allmende.moderation.form_kinds import FormKind
from allmende.moderation.kinds import PartText, Step
from allmende.territory.surroundings import inside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from django.http import HttpRequest, HttpResponse, QueryDict

    from allmende.accounts.models import Organisation, User
    from allmende.content.models.announcement import AnnouncementQuerySet
    from allmende.moderation.contents import Content
    from allmende.territory.models import Territory

PATH = "/aus-den-kommunen/"


class AnnouncementKind(FormKind):
    """What press items and event hints have in common."""

    model: ClassVar = Announcement
    sort: ClassVar[AnnouncementSort]

    def published(self) -> AnnouncementQuerySet:
        return Announcement.objects.published().filter(sort=self.sort).select_related("owner__territory")

    def object_at(self, path: str) -> Announcement | None:
        slug = path.removeprefix(PATH).removesuffix("/")
        if not path.startswith(PATH) or not slug or "/" in slug:
            return None
        return self.published().filter(slug=slug).first()

    def object_of(self, key: int | None) -> Announcement | None:
        found = Announcement.objects.filter(sort=self.sort).select_related("owner__territory")
        return None if key is None else found.filter(pk=key).first()

    # Forms

    def form(
        self,
        content: Content | Mapping[str, Any],
        parts: Collection[str],
        *,
        obj: Announcement | None = None,
        data: QueryDict | None = None,
        is_complete: bool = False,
    ) -> AnnouncementForm:
        form: Any = FORMS[self.sort](data, fields=content["fields"], parts=parts, is_complete=is_complete)
        if isinstance(form, EventForm):
            form.must_come = is_complete and obj is None
        return form  # type: ignore[no-any-return]

    def content_of(self, obj: Announcement) -> Content:
        values: dict[str, Any] = {name: getattr(obj, name) for name in self.parts() if name != "topics"}
        values["topics"] = sorted(topic.pk for topic in obj.topics.all())
        return {"fields": fields_of(self.form({"fields": values}, self.parts())), "rows": {}}

    def begin(self, organisation: Organisation) -> Content:
        content: Content = {"fields": dict.fromkeys(self.parts(), ""), "rows": {}}
        content["fields"]["topics"] = []
        if "dated_on" in content["fields"]:
            content["fields"]["dated_on"] = timezone.localdate().isoformat()
        return content

    # Words

    def places_of(self, content: Content) -> list[Territory]:
        """None of its own: it concerns the place of the organisation that sends it in."""
        return []

    def areas_of(self, obj: Announcement) -> list[str]:
        return [obj.territory.ars] if obj.territory is not None else []

    def for_desk(self, user: User, *, land: str = "") -> AnnouncementQuerySet:
        published = self.published().inside(land) if land else self.published()
        areas = desk_areas(user)
        if not areas:
            return published
        inside_areas = Q()
        for ars in areas:
            inside_areas |= inside(ars, "owner__territory__ars")
        return published.filter(inside_areas)

    def in_words(self, obj: Announcement) -> list[PartText]:
        form = self.form({"fields": {}}, self.parts())
        return [PartText(part, str(form.fields[part].label), _lines(obj, part)) for part in self.parts()]

    def withheld(self, obj: Announcement) -> Collection[str]:
        return {"cooperation"} if obj.cooperation and obj.cooperation.published_at is None else ()

    # Publishing

    def publish(self, content: Content, *, obj: Any | None, organisation: Organisation, by: User | None) -> Any:
        form = self.ready(content, obj)
        return publish_announcement(
            announcement=obj,
            sort=self.sort,
            values=form.values(),
            topics=list(form.cleaned_data.get("topics", [])),
            owner=organisation,
            by=by,
        )

    def set_owner(self, obj: Any, organisation: Organisation | None, *, by: User | None) -> None:
        if organisation is None:
            raise PermissionDenied
        hand_over_announcement(announcement=obj, owner=organisation, by=by)

    def preview(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return show(request, obj)

    # Care

    def links(self, obj: Announcement) -> Iterable[tuple[str, str]]:
        """A past event is history; nobody mends its links."""
        if obj.is_event and obj.is_over:
            return
        if obj.url:
            yield obj.url, _("Mehr dazu im Netz")
        if obj.registration_url:
            yield obj.registration_url, _("Anmeldung")


class NewsKind(AnnouncementKind):
    name: ClassVar = "news"
    order: ClassVar = 30
    sort: ClassVar = AnnouncementSort.NEWS
    label: ClassVar = gettext_lazy("Meldung")
    label_plural: ClassVar = gettext_lazy("Meldungen")
    label_new: ClassVar = gettext_lazy("Neue Meldung")
    about: ClassVar = gettext_lazy("Neues aus Ihrer Zusammenarbeit: ein Beschluss, ein Start, ein Ergebnis.")
    steps: ClassVar = (
        Step("meldung", gettext_lazy("Die Meldung"), ("title", "dated_on", "lead", "text")),
        Step(
            "bezug",
            gettext_lazy("Worum es geht"),
            ("cooperation", "url", "topics"),
            gettext_lazy("Alles freiwillig; es hilft anderen, die Meldung zu finden."),
        ),
    )


class EventKind(AnnouncementKind):
    name: ClassVar = "event"
    order: ClassVar = 40
    sort: ClassVar = AnnouncementSort.EVENT
    label: ClassVar = gettext_lazy("Veranstaltungshinweis")
    label_plural: ClassVar = gettext_lazy("Veranstaltungshinweise")
    label_new: ClassVar = gettext_lazy("Neuer Veranstaltungshinweis")
    about: ClassVar = gettext_lazy("Eine Veranstaltung zur Zusammenarbeit, zu der Sie oder andere einladen.")
    steps: ClassVar = (
        Step(
            "veranstaltung",
            gettext_lazy("Die Veranstaltung"),
            ("title", "starts_at", "ends_at", "place", "registration_url"),
        ),
        Step("inhalt", gettext_lazy("Worum es geht"), ("lead", "text", "url")),
        Step(
            "themen",
            gettext_lazy("Themen und Kooperation"),
            ("cooperation", "topics"),
            gettext_lazy("Alles freiwillig; es hilft anderen, die Veranstaltung zu finden."),
        ),
    )


def _lines(obj: Announcement, part: str) -> tuple[str, ...]:
    """One column (or the topics) as lines; nothing stated is no line."""
    if part == "topics":
        return tuple(topic.name for topic in obj.topics.all())
    value = getattr(obj, part)
    if not value:
        return ()
    if part in {"starts_at", "ends_at"}:
        return (_("%(moment)s Uhr") % {"moment": date_format(timezone.localtime(value), "j. F Y, H:i")},)
    if part == "dated_on":
        return (date_format(value, "DATE_FORMAT"),)
    return tuple(line for line in str(value).splitlines() if line.strip())
