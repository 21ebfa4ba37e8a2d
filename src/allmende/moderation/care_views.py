# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Care: what an organisation keeps up, what the desk must look after, and who keeps what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.accounts.models import Organisation
from allmende.core.pages import paginate
from allmende.moderation import care_export, kinds, rules
from allmende.moderation.care_forms import MOST_FOUND, OwnerForm
from allmende.moderation.care_listing import (
    DESK_FILTERS,
    OWN_FILTERS,
    Key,
    Selection,
    desk_keys,
    own_keys,
    rows_of,
)
from allmende.moderation.services import care
from allmende.territory.models import Level, Territory
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from allmende.accounts.models import User
    from allmende.moderation.kinds import Kind

UNPROCESSABLE = 422
MOST_AT_ONCE = 200
"""So many are confirmed by one click at most; more than a page shows."""


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def _tabs(user: User) -> list[tuple[str, str]]:
    """The two sides of care for those who have both."""
    own_side = (_("Meine Organisationen"), reverse("moderation:care"))
    return [own_side, (_("Redaktion"), reverse("moderation:care_desk"))] if rules.is_desk(user) else []


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What the organisations of the visitor have published, and whether it is still right."""
    selection = Selection.read(request.GET.dict(), OWN_FILTERS)
    return _list(request, own_keys(_user(request), selection), selection, OWN_FILTERS, area="own")


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What nobody has confirmed, what nobody keeps, and links that lead nowhere."""
    if not rules.is_desk(_user(request)):
        raise Http404
    selection = Selection.read(request.GET.dict(), DESK_FILTERS)
    return _list(request, desk_keys(_user(request), selection), selection, DESK_FILTERS, area="desk")


def _list(
    request: HttpRequest, keys: list[Key], selection: Selection, filters: Mapping[str, Any], *, area: str
) -> HttpResponse:
    page = paginate(request, keys)
    context = {
        "page": page,
        "rows": rows_of(list(page.object_list), _user(request)),
        "selection": selection,
        "filters": filters,
        "kinds": care.cared_for(),
        "tabs": _tabs(_user(request)),
        "is_for_desk": area == "desk",
        "lands": Territory.objects.filter(level=Level.LAND).order_by("ars") if area == "desk" else (),
        "has_organisation": area == "desk" or Organisation.objects.of(_user(request)).exists(),
    }
    return render(request, "moderation/care/list.html", context)


@require_safe
def export(request: HttpRequest, area: str, kind: str) -> HttpResponse:
    """The same list as a file."""
    user = _user(request)
    if kind not in care_export.CONTENT_TYPES or (area == "redaktion" and not rules.is_desk(user)):
        raise Http404
    if area == "redaktion":
        keys = desk_keys(user, Selection.read(request.GET.dict(), DESK_FILTERS))
    else:
        keys = own_keys(user, Selection.read(request.GET.dict(), OWN_FILTERS))
    rows = rows_of(keys, user)
    content = care_export.as_csv(rows) if kind == "csv" else care_export.as_json(rows)
    name = f"pflege-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=care_export.CONTENT_TYPES[kind], headers=headers)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm one entry (its own button) or all that are checked; all or none."""
    single = request.POST.get("einzeln", "")
    wanted = [single] if single else request.POST.getlist("objekt")[: MOST_AT_ONCE + 1]
    if not wanted or len(wanted) > MOST_AT_ONCE:
        messages.error(request, _("Bitte wählen Sie mindestens einen Eintrag."))
        return redirect(_back(request))
    user = _user(request)
    with transaction.atomic():
        for text in dict.fromkeys(wanted):
            kind, obj = _found(text, user)
            mine = Organisation.objects.of(user).filter(pk=obj.owner_id).first() if obj.owner_id else None
            try:
                care.confirm(kind=kind, obj=obj, by=user, organisation=mine)
            except PermissionDenied as error:
                raise Http404 from error
    count = len(set(wanted))
    done = ngettext("%(n)s Eintrag bestätigt. Danke!", "%(n)s Einträge bestätigt. Danke!", count) % {"n": count}
    messages.success(request, done)
    return redirect(_back(request))


def _found(text: str, user: User) -> tuple[Kind, Any]:
    """The published object, if ``user`` may confirm it; else it does not exist."""
    key = Key.read(text)
    if key is None:
        raise Http404
    kind = kinds.kind(key.kind)
    obj = kind.published().filter(pk=key.pk).first()
    if obj is None or not kind.may_confirm(user, obj):
        raise Http404
    return kind, obj


def _back(request: HttpRequest) -> str:
    """The list the visitor comes from, with its filters."""
    wanted = request.POST.get("zurueck", "")
    if wanted.startswith("/pflege/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return reverse("moderation:care")


@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Say who keeps an entry: search an organisation, choose it."""
    user = _user(request)
    known = {item.name: item for item in care.cared_for()}
    if not rules.is_desk(user) or kind not in known:
        raise Http404
    obj = known[kind].for_desk(user).filter(pk=key).select_related("owner").first()
    if obj is None:
        raise Http404
    text = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
    if request.method != "POST":
        return _owner_page(request, known[kind], obj, text, None)
    form = OwnerForm(request.POST, found=Organisation.objects.active())
    if not form.is_valid():
        return _owner_page(request, known[kind], obj, text, form)
    try:
        known[kind].set_owner(obj, form.cleaned_data["organisation"], by=user)
    except PermissionDenied as error:
        raise Http404 from error
    except ValidationError as error:
        form.add_error("organisation", error)
        return _owner_page(request, known[kind], obj, text, form)
    done = _("„%(title)s“ wird jetzt von %(name)s gepflegt.")
    messages.success(request, done % {"title": obj.title, "name": form.cleaned_data["organisation"]})
    return redirect("moderation:care_desk")


def _owner_page(request: HttpRequest, kind: Kind, obj: Any, text: str, form: OwnerForm | None) -> HttpResponse:
    found = _organisations(kind, obj, text)
    if form is None:
        form = OwnerForm(found=found)
        status = 200
    else:
        form.fields["organisation"].queryset = found  # type: ignore[attr-defined]
        status = UNPROCESSABLE
    context = {"kind": kind, "obj": obj, "q": text, "found": found, "form": form}
    return render(request, "moderation/care/owner.html", context, status=status)


def _organisations(kind: Kind, obj: Any, text: str) -> QuerySet[Organisation]:
    """Those with the words in their name; without words those of the places that the entry concerns."""
    found = Organisation.objects.active().order_by("name")
    if not text:
        found = found.filter(territory__ars__in=kind.areas_of(obj))
    for word in fold(text).split():
        found = found.filter(search_name__contains=word)
    keys = list(found.values_list("pk", flat=True)[:MOST_FOUND])
    return Organisation.objects.filter(pk__in=keys).order_by("name")
