# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The versions of directives at the desk: begun, read in, looked at as a whole, submitted, returned, released."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from allmende.funding import rules
from allmende.funding.desk.access import edited_directive, edited_profile, trail, user_of
from allmende.funding.desk.directive_forms import ImportForm, NewVersionForm, StepForm, next_key
from allmende.funding.desk.lines import sections_of
from allmende.funding.desk.trial import tried
from allmende.funding.files.loading import load
from allmende.funding.files.reading import DirectiveFileError, read
from allmende.funding.models import DirectiveState
from allmende.funding.names import open_names
from allmende.funding.services import directives as services
from allmende.funding.workflow import STEPS, steps_from

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from allmende.accounts.models import User
    from allmende.funding.files.problems import Problem
    from allmende.funding.models import Directive
    from allmende.funding.workflow import Step

STEP_WORDS: Final[Mapping[str, str]] = {
    "freigabe": "submit",
    "zurueck": "return",
    "freigeben": "release",
    "zurueckziehen": "withdraw",
}
"""What addresses call the steps of the workflow."""
LONGEST_VERSION: Final = 9
"""Digits."""
DONE: Final = {
    "submit": gettext_lazy("Zur Freigabe gegeben. Die anderen aus der Redaktion sind benachrichtigt."),
    "return": gettext_lazy("Zurückgegeben. Die Fassung ist wieder ein Entwurf."),
    "release": gettext_lazy("Freigegeben. Der Fördercheck antwortet jetzt aus dieser Fassung."),
    "withdraw": gettext_lazy("Zurückgezogen. Der Fördercheck antwortet nicht mehr aus dieser Fassung."),
}
EXPLAINED: Final = {
    "submit": gettext_lazy(
        "Danach lässt sich die Fassung nicht mehr ändern, bis sie zurückkommt. Freigeben muss sie jemand anderes."
    ),
    "return": gettext_lazy("Die Fassung wird wieder ein Entwurf. Wer sie geschrieben hat, bekommt Ihre Begründung."),
    "release": gettext_lazy(
        "Der Fördercheck antwortet dann aus dieser Fassung. Sie lässt sich danach nicht mehr ändern; eine Berichtigung "
        "ist eine neue Fassung."
    ),
    "withdraw": gettext_lazy(
        "Der Fördercheck antwortet dann nicht mehr aus dieser Fassung. Das lässt sich nicht umkehren."
    ),
}


@require_safe
def directive(request: HttpRequest, key: str) -> HttpResponse:
    """A whole version: where it stands, what is in the way, its entries, and what comes out of its test cases."""
    found = edited_directive(request, key)
    names = open_names()
    trial = tried(found.content, names)
    context = {
        "directive": found,
        "profile": found.profile,
        "trial": trial,
        "sections": sections_of(found.content, trial, names),
        "may_change": found.state == DirectiveState.DRAFT,
        "steps": [(word, STEPS[step]) for word, step in STEP_WORDS.items() if _may_step(user_of(request), found, step)],
        "waits_for_others": found.state == DirectiveState.SUBMITTED and not rules.may_release(user_of(request), found),
        "other": _other_version(found),
        "trail": trail(found.profile, found),
    }
    return render(request, "funding/desk/directive.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def directive_create(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version, empty or made from another one (``?vorlage=``)."""
    profile = edited_profile(request, pk)
    versions = list(profile.directives.all())
    template = next((each for each in versions if each.key == request.GET.get("vorlage")), None)
    initial = {"title": profile.programme.name}
    if template:
        initial = {
            "based_on": template.key,
            "title": template.title,
            "key": next_key(template.key, [each.key for each in versions], timezone.localdate().year),
        }
    form = NewVersionForm(request.POST if request.method == "POST" else None, versions=versions, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_directive(profile=profile, by=user_of(request), **form.values())
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Entwurf angelegt. Tragen Sie jetzt Regeln und Beträge ein."))
            return redirect("funding:desk_directive", key=made.key)
    context = {
        "form": form,
        "profile": profile,
        "title": _("Neue Fassung"),
        "submit": _("Entwurf anlegen"),
        "back": reverse("funding:desk_programme", args=[pk]),
        "trail": trail(profile, here=_("Neue Fassung")),
    }
    return render(request, "funding/desk/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def directive_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a version over from a file; whatever is wrong with it is listed with its place, and nothing is written."""
    profile = edited_profile(request, pk)
    form = ImportForm(request.POST if request.method == "POST" else None, request.FILES or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            loaded = load(*form.data_and_name())
            read(loaded.content, loaded.lines)
            made = services.import_directive(
                profile=profile,
                content=loaded.content,
                replaces=form.cleaned_data["ersetzen"],
                by=user_of(request),
            )
        except DirectiveFileError as error:
            problems = error.problems
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Die Datei ist als Entwurf übernommen."))
            return redirect("funding:desk_directive", key=made.key)
    context = {
        "form": form,
        "problems": problems,
        "profile": profile,
        "back": reverse("funding:desk_programme", args=[pk]),
        "trail": trail(profile, here=_("Datei einlesen")),
    }
    return render(request, "funding/desk/import.html", context, status=422 if form.errors or problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def directive_delete(request: HttpRequest, key: str) -> HttpResponse:
    """Throw a draft away, after asking."""
    found = edited_directive(request, key)
    if found.state != DirectiveState.DRAFT and request.method != "POST":
        raise Http404
    back = reverse("funding:desk_directive", args=[key])
    if request.method == "POST":
        try:
            services.delete_directive(directive=found, by=user_of(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect(back)
        messages.success(request, _("Entwurf gelöscht."))
        return redirect("funding:desk_programme", pk=found.profile_id)
    context = {
        "form": StepForm(needs_reason=False),
        "title": _("Entwurf löschen"),
        "lead": _("„%(title)s“ wird mit allen Regeln und Testfällen gelöscht. Das lässt sich nicht rückgängig machen.")
        % {"title": found.title},
        "submit": _("Entwurf löschen"),
        "back": back,
        "trail": trail(found.profile, found, _("Entwurf löschen")),
    }
    return render(request, "funding/desk/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def directive_step(request: HttpRequest, key: str, word: str) -> HttpResponse:
    """Submit, return with a reason, release as another person, or withdraw with a reason."""
    found = edited_directive(request, key)
    if word not in STEP_WORDS:
        raise Http404
    step = STEPS[STEP_WORDS[word]]
    user = user_of(request)
    if not _may_step(user, found, step.key) and (request.method != "POST" or step in steps_from(found.state)):
        raise Http404
    form = StepForm(request.POST if request.method == "POST" else None, needs_reason=step.needs_reason)
    if request.method == "POST" and form.is_valid():
        try:
            _take(step, found, user, reason=form.cleaned_data.get("reason", ""), seen=request.POST.get("version", ""))
        except PermissionDenied as error:
            raise Http404 from error
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, DONE[step.key])
            return redirect("funding:desk_directive", key=key)
    context: dict[str, Any] = {
        "form": form,
        "directive": found,
        "step": step,
        "title": step.label,
        "lead": EXPLAINED[step.key],
        "submit": step.label,
        "problems": services.in_the_way(found) if step.key in {"submit", "release"} and not form.errors else [],
        "ended": services.followed(found) if step.key == "release" else [],
        "other": _other_version(found),
        "back": reverse("funding:desk_directive", args=[key]),
        "trail": trail(found.profile, found, str(step.label)),
    }
    return render(request, "funding/desk/step.html", context, status=422 if form.errors else 200)


def _take(step: Step, directive: Directive, user: User, *, reason: str, seen: str) -> None:
    """``seen`` is the version whose page was open: nobody releases what was put in its place meanwhile."""
    if step.key == "submit":
        services.submit_directive(directive=directive, by=user)
    elif step.key == "return":
        services.return_directive(directive=directive, reason=reason, by=user)
    elif step.key == "release":
        version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) <= LONGEST_VERSION else 0
        services.release_directive(directive=directive, version=version, by=user)
    else:
        services.withdraw_directive(directive=directive, reason=reason, by=user)


def _may_step(user: User, directive: Directive, key: str) -> bool:
    step = STEPS[key]
    return step in steps_from(directive.state) and (not step.other_eyes or rules.may_release(user, directive))


def _other_version(directive: Directive) -> Directive | None:
    """The version to compare with: its template, else the one before it."""
    if directive.based_on is not None:
        return directive.based_on
    others = directive.profile.directives.exclude(pk=directive.pk).filter(state=DirectiveState.RELEASED)
    return others.first()
