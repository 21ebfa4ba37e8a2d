# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One's own inbox, how mails come, and the way out of them that every letter names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.db.models import F
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.accounts import services, unsubscribing
from allmende.accounts.inbox_forms import DeliveriesForm, InboxFilter
from allmende.accounts.models import Delivery, InboxMessage, User
from allmende.accounts.notifications import CATEGORIES
from allmende.core.access import public
from allmende.core.outgoing import absolute
from allmende.core.pages import paginate

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PER_PAGE = 20
PER_FEED_PAGE = 100
UNPROCESSABLE = 422


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The messages: unread ones first, then by age."""
    user = cast("User", request.user)
    form = InboxFilter(request.GET)
    category, only_unread = form.chosen()
    found = InboxMessage.objects.of(user).narrowed(category=category, only_unread=only_unread)
    context = {
        "form": form,
        "page": paginate(
            request, found.order_by(F("read_at").asc(nulls_first=True), "-created_at", "-pk"), per_page=PER_PAGE
        ),
        "is_filtered": bool(category or only_unread),
    }
    return render(request, "accounts/inbox.html", context)


@require_safe
def inbox_json(request: HttpRequest) -> JsonResponse:
    """The same for another program of the signed-in person: newest first, at most 100 at once (``?seite=``)."""
    user = cast("User", request.user)
    category, only_unread = InboxFilter(request.GET).chosen()
    found = InboxMessage.objects.of(user).narrowed(category=category, only_unread=only_unread)
    page = paginate(request, found, per_page=PER_FEED_PAGE)
    return JsonResponse({
        "unread": InboxMessage.objects.of(user).unread().count(),
        "page": page.number,
        "pages": page.paginator.num_pages,
        "messages": [_as_record(item) for item in page],
    })  # fmt: skip


def _as_record(item: InboxMessage) -> dict[str, Any]:
    return {
        "id": item.pk,
        "category": item.category,
        "title": item.title,
        "text": item.text,
        "url": absolute(item.url) if item.url else None,
        "created_at": item.created_at,
        "read_at": item.read_at,
    }


@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message; opening it marks it as read."""
    user = cast("User", request.user)
    found = get_object_or_404(InboxMessage.objects.of(user), pk=pk)
    if found.read_at is None:
        services.mark_read(message=found, by=user)
    return render(request, "accounts/message.html", {"message": found})


@require_POST
def message_delete(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast("User", request.user)
    services.delete_message(message=get_object_or_404(InboxMessage.objects.of(user), pk=pk), by=user)
    messages.success(request, _("Nachricht gelöscht."))
    return redirect("accounts:inbox")


@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read."""
    count = services.mark_all_read(by=cast("User", request.user))
    said = ngettext("Eine Nachricht als gelesen markiert.", "%(count)d Nachrichten als gelesen markiert.", count)
    messages.success(request, said % {"count": count} if count else _("Es war nichts ungelesen."))
    return redirect("accounts:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: HttpRequest) -> HttpResponse:
    """How mails of each category come."""
    user = cast("User", request.user)
    form = DeliveriesForm(
        request.POST if request.method == "POST" else None, initial=services.deliveries_of_person(user)
    )
    if form.is_bound and form.is_valid():
        services.choose_deliveries(user=user, choices=form.choices(), by=user)
        messages.success(request, _("Gespeichert."))
        return redirect("accounts:deliveries")
    context = {"form": form, "fixed": [item for item in CATEGORIES.values() if not item.may_opt_out]}
    return render(request, "accounts/deliveries.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@public
@csrf_exempt  # RFC 8058: mail programs post from outside; the signed address is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Switch off the mails of one letter's categories. GET only asks: programs that follow links change nothing.

    POST answers with the page itself: mail programs follow no redirect. Neither page says whose mails they are.
    """
    wish = unsubscribing.read(token)
    user = User.objects.filter(pk=wish.user_key, is_active=True).first() if wish else None
    if wish is None or user is None:
        return render(request, "accounts/unsubscribe_invalid.html", status=404)
    if request.method == "POST":
        services.unsubscribe(user=user, categories=wish.categories)
    now = services.deliveries_of_person(user)
    categories = [CATEGORIES[key] for key in wish.categories if key in now]
    is_done = all(now[item.key] == Delivery.NEVER for item in categories)
    return render(request, "accounts/unsubscribe.html", {"categories": categories, "is_done": is_done})
