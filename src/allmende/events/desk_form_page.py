# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One way to show and take all forms of the desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from allmende.events.desk_access import Trail
    from allmende.events.desk_forms import DeskForm

DELETE = "loeschen"
"""The name of the button that deletes instead of saving."""


@dataclass(frozen=True, slots=True)
class FormPage:
    """What stands around a form. ``lead`` says what follows from it; a ``remove_label`` makes a button that deletes."""

    title: str
    trail: Trail
    back: str
    lead: str = ""
    warning: str = ""
    submit: str = ""
    remove_label: str = ""
    more: dict[str, Any] = field(default_factory=dict)


def answer(
    request: HttpRequest,
    form: DeskForm,
    page: FormPage,
    save: Callable[[], tuple[str, str]],
    remove: Callable[[], str] | None = None,
) -> HttpResponse:
    """Show ``form``, or take it: ``save`` writes and gives the message and the address to go to.

    What a service refuses is shown at the form, with everything that was typed. ``remove`` deletes instead; it stays
    out of the page's values, since a template calls what it can call.
    """
    if request.method == "POST" and remove is not None and DELETE in request.POST:
        return _removed(request, page, remove)
    if request.method == "POST" and form.is_valid():
        try:
            done, url = save()
        except ValidationError as error:
            form.refuse(error)
        except PermissionDenied as error:
            raise Http404 from error
        else:
            messages.success(request, done)
            return redirect(url)
    context = {
        "form": form,
        "form_page": page,
        "trail": page.trail,
        "submit": page.submit or _("Speichern"),
        **page.more,
    }
    return render(request, "events/desk/form.html", context, status=422 if form.errors else 200)


def _removed(request: HttpRequest, page: FormPage, remove: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, remove())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(request.path)
    return redirect(page.back)
