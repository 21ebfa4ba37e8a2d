# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Keeping a Fördercheck under a name, and the list of one's own, which tells when a result has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.core.form_text import TOO_LONG
from allmende.core.outgoing import absolute
from allmende.core.pages import paginate
from allmende.funding.checking.facts_query import read_facts
from allmende.funding.checking.saved import review, seen_of
from allmende.funding.checking.scope import read_scope
from allmende.funding.models import SavedCheck
from allmende.funding.released import released_texts
from allmende.funding.services import checks

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User
    from allmende.funding.checking.saved import Reviewed
    from allmende.funding.engine.facts import Facts

PER_PAGE: Final = 20
UNPROCESSABLE: Final = 422
LONGEST_SENT: Final = 20_000
"""Characters of an address that are read at all."""


class NameForm(forms.Form):
    """What a check is called in one's own list."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Woran Sie den Check wiedererkennen, zum Beispiel „Bauhof mit Mayen“."),
        max_length=checks.LONGEST_NAME,
        error_messages={
            "required": gettext_lazy("Bitte geben Sie dem Check einen Namen."),
            "max_length": TOO_LONG,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """Keep a check. By GET the check stands in the address itself, so that it outlives the sign-in."""
    user = cast("User", request.user)
    sent = request.POST.get("query", "") if request.method == "POST" else request.GET.urlencode()
    read = QueryDict(sent[:LONGEST_SENT].removeprefix("?"))
    checked, scope = read_facts(read), read_scope(read)
    query = scope.added_to(checked.query)
    form = NameForm(request.POST if "name" in request.POST else None, initial={"name": name_for(checked.facts)})
    if form.is_valid():
        now = seen_of(checked.facts, checked.on, released_texts(), scope)
        try:
            kept = checks.save_check(name=form.cleaned_data["name"], query=query, seen=now, by=user)
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, _("Gemerkt: %(name)s") % {"name": kept.name})
            return redirect("funding:saved_checks")
    context = {
        "form": form,
        "query": query,
        "check_url": f"{reverse('funding:check')}?{query}",
        "partners": checked.facts.partners,
        "trail": _trail((_("Check merken"), None)),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "funding/saved/save.html", context, status=status)


def name_for(facts: Facts) -> str:
    """A name to begin with, the one that applies first: „Mendig, Mayen und 3 weitere“."""
    names = [partner.name for partner in sorted(facts.partners, key=lambda partner: partner.key != facts.lead)]
    shown, more = ", ".join(names[:2]), len(names) - 2
    if more > 0:
        words = ngettext("%(names)s und %(n)s weiterer", "%(names)s und %(n)s weitere", more)
        shown = words % {"names": shown, "n": more}
    return shown[: checks.LONGEST_NAME]


@require_safe
def saved_checks(request: HttpRequest) -> HttpResponse:
    """One's own checks, the newest first, each with what comes out today."""
    page = paginate(request, _own(request), per_page=PER_PAGE)
    context = {"page": page, "reviewed": review(list(page)), "trail": _trail()}
    return render(request, "funding/saved/list.html", context)


@require_safe
def saved_checks_json(request: HttpRequest) -> JsonResponse:
    """The same for another program of the signed-in person."""
    page = paginate(request, _own(request), per_page=PER_PAGE)
    records = [_as_record(one) for one in review(list(page))]
    return JsonResponse({"page": page.number, "pages": page.paginator.num_pages, "checks": records})


def _as_record(one: Reviewed) -> dict[str, Any]:
    return {
        "id": one.check.pk,
        "name": one.check.name,
        "url": absolute(one.check.get_absolute_url()),
        "created_at": one.check.created_at,
        "updated_at": one.check.updated_at,
        "has_changed": one.has_changed,
        "seen": one.check.seen,
        "now": one.seen,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    check = get_object_or_404(_own(request), pk=pk)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": check.name})
    if form.is_valid():
        try:
            checks.rename_check(check=check, name=form.cleaned_data["name"], by=cast("User", request.user))
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("funding:saved_checks")
    context = {"form": form, "check": check, "trail": _trail((check.name, None))}
    return render(request, "funding/saved/rename.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """What has changed is known from here on."""
    check = get_object_or_404(_own(request), pk=pk)
    (now,) = review([check])
    checks.note_seen(check=check, seen=now.seen, by=cast("User", request.user))
    messages.success(request, _("Verstanden. Wir vergleichen ab jetzt mit dem heutigen Ergebnis."))
    return redirect("funding:saved_checks")


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first."""
    check = get_object_or_404(_own(request), pk=pk)
    if request.method == "POST":
        checks.delete_check(check=check, by=cast("User", request.user))
        messages.success(request, _("Gelöscht: %(name)s") % {"name": check.name})
        return redirect("funding:saved_checks")
    return render(request, "funding/saved/delete.html", {"check": check, "trail": _trail((_("Löschen"), None))})


def _own(request: HttpRequest) -> Any:
    return SavedCheck.objects.filter(user=cast("User", request.user))


def _trail(*steps: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    home = (_("Mein Bereich"), reverse("accounts:dashboard"))
    return [home, (_("Gemerkte Förderchecks"), reverse("funding:saved_checks") if steps else None), *steps]
