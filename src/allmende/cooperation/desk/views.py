# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The desk enters, changes, publishes and confirms cooperations and alliances."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.accounts.models import User
from allmende.cooperation import rules, services
from allmende.cooperation.desk.forms import Desk, version_of, with_one_more_row
from allmende.cooperation.models import Alliance, Cooperation
from allmende.core.models import AuditEntry

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    Subject = Cooperation | Alliance

UNPROCESSABLE = 422
SENT_TWICE_WITHIN = dt.timedelta(minutes=10)
KINDS: dict[str, type[Subject]] = {"cooperation": Cooperation, "alliance": Alliance}


def _found(request: HttpRequest, kind: str, slug: str) -> Subject:
    """The subject if the visitor may change it; else it does not exist."""
    model: Any = KINDS[kind]
    subject: Subject = get_object_or_404(model.objects.visible_to(request.user), slug=slug)
    if not rules.may_change(cast("User", request.user), subject):
        raise Http404
    return subject


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, kind: str) -> HttpResponse:
    """A new draft."""
    if not rules.may_create(cast("User", request.user), KINDS[kind]):
        raise Http404
    return _work(request, kind, KINDS[kind]())


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Change a Steckbrief, published or not."""
    return _work(request, kind, _found(request, kind, slug))


def _work(request: HttpRequest, kind: str, subject: Subject) -> HttpResponse:
    if request.method != "POST":
        return _page(request, kind, Desk(subject))
    if "add" in request.POST:
        desk = Desk(subject, with_one_more_row(request.POST, request.POST["add"]))
        desk.keep_quiet()
        return _page(request, kind, desk, version=request.POST.get("version", ""))
    desk = Desk(subject, request.POST)
    if not desk.is_valid():
        return _page(request, kind, desk, version=request.POST.get("version", ""), status=UNPROCESSABLE)
    try:
        return _save(request, kind, desk)
    except ValidationError as error:
        if isinstance(error, services.OutsideAreaError):
            desk.refuse_area(error)
        else:
            desk.form.add_error(None, error)
        return _page(request, kind, desk, version=request.POST.get("version", ""), status=UNPROCESSABLE)


def _save(request: HttpRequest, kind: str, desk: Desk) -> HttpResponse:
    """Write what was entered, unless somebody else was faster: then show it and let the editor decide."""
    user = cast("User", request.user)
    values: Any = desk.form.values()
    parts: Any = desk.parts()
    write: Any = services
    with transaction.atomic():
        if desk.is_new:
            User.objects.select_for_update().get(pk=user.pk)  # two clicks come at once: one after the other
            create = write.create_cooperation if kind == "cooperation" else write.create_alliance
            subject = create(by=user, values=values, parts=parts)
            if (former := _entered_before(subject, user)) is not None:
                transaction.set_rollback(True)
                subject = former
        else:
            current: Any = KINDS[kind].objects.select_for_update().get(pk=desk.subject.pk)
            version = version_of(current)
            if version != request.POST.get("version"):
                others = AuditEntry.objects.about(current).first()
                return _page(request, kind, desk, version=version, status=409, others=others, current=current)
            if kind == "cooperation":
                subject = write.change_cooperation(cooperation=current, by=user, values=values, parts=parts)
            else:
                subject = write.change_alliance(alliance=current, by=user, values=values, parts=parts)
    messages.success(request, _("Gespeichert."))
    return redirect(subject.get_absolute_url())


def _entered_before(subject: Subject, user: User) -> Subject | None:
    """What ``user`` has just entered with exactly the same input: the form was sent twice."""
    made, *others = AuditEntry.objects.filter(
        actor_id=user.pk,
        verb=f"{subject._meta.model_name}.created",
        at__gte=timezone.now() - SENT_TWICE_WITHIN,
    ).order_by("-pk")
    same = [entry.object_id for entry in others if entry.after == made.after]
    return type(subject).objects.filter(pk__in=same).order_by("pk").first()


def _page(
    request: HttpRequest,
    kind: str,
    desk: Desk,
    *,
    version: str | None = None,
    status: int = 200,
    others: AuditEntry | None = None,
    current: Subject | None = None,
) -> HttpResponse:
    if version is None:
        version = "" if desk.is_new else version_of(desk.subject)
    title = None if desk.is_new else KINDS[kind].objects.values_list("title", flat=True).get(pk=desk.subject.pk)
    context = {
        "desk": desk,
        "kind": kind,
        "title": title,
        "version": version,
        "is_refused": status == UNPROCESSABLE,
        "others": others,
        "current": current,
        "changed_by_others": _labels(KINDS[kind], others),
    }
    return render(request, "cooperation/desk/form.html", context, status=status)


def _labels(model: type[Subject], entry: AuditEntry | None) -> list[str]:
    """The names of what an audit row says was changed."""
    if entry is None or not entry.after:
        return []
    names = {field.attname: str(field.verbose_name) for field in model._meta.concrete_fields}
    rows = {
        "participations": _("Partner"),
        "grants": _("Förderungen"),
        "sources": _("Quellen"),
        "periods": _("Förderperioden"),
        "topics": _("Themenfelder"),
    }
    known = names | rows
    return sorted({known[name] for name in entry.after if name in known})


@require_POST
def publish(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Show it to everybody; says what is missing if it is not ready."""
    subject: Any = _found(request, kind, slug)
    try:
        services.publish(subject=subject, by=cast("User", request.user))
    except services.NotReadyError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Veröffentlicht."))
    return redirect(subject.get_absolute_url())


@require_POST
def withdraw(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Make it a draft again."""
    subject: Any = _found(request, kind, slug)
    services.withdraw(subject=subject, by=cast("User", request.user), reason=request.POST.get("reason", "")[:500])
    messages.success(request, _("Zurückgezogen. Nur die Redaktion sieht den Entwurf."))
    return redirect(subject.get_absolute_url())


@require_POST
def confirm(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Say that everything is still right today: the desk, or who acts for the owner."""
    model: Any = KINDS[kind]
    user = cast("User", request.user)
    subject: Any = get_object_or_404(model.objects.visible_to(user), slug=slug)
    if not rules.may_confirm(user, subject):
        raise Http404
    services.confirm(subject=subject, by=user, organisation=subject.owner if rules.owns(user, subject) else None)
    messages.success(request, _("Bestätigt: Alle Angaben stimmen noch."))
    return redirect(subject.get_absolute_url())
