# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The editors' admin: only what the desk needs, and a start page that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from allmende.content.models import BarrierReport, FaqPage, NewsIndexPage

if TYPE_CHECKING:
    from django.http import HttpRequest

    from allmende.accounts.models import User

HIDDEN_FROM_EDITORS = {"reports", "help", "snippets"}
HIDDEN_FROM_ALL = {"help", "snippets"}


@hooks.register("construct_main_menu")
def keep_menu_short(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Hide what has no use here: snippets (there are none), help of the manufacturer, reports for editors."""
    hidden = HIDDEN_FROM_ALL if getattr(request.user, "is_superuser", False) else HIDDEN_FROM_EDITORS
    menu_items[:] = [item for item in menu_items if item.name not in hidden]


@hooks.register("register_admin_menu_item")
def cooperations_menu_item() -> MenuItem:
    return PermittedMenuItem(
        _("Kooperationen"), "/kooperationen/", permission="cooperation.change_cooperation", icon_name="group", order=150
    )


class PermittedMenuItem(MenuItem):
    """A menu item for those who may do what it leads to."""

    def __init__(self, label: Any, url: str, *, permission: str, **kwargs: Any) -> None:
        self.permission = permission
        super().__init__(label, url, **kwargs)

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.permission))


class WhatToDo(Component):
    """The most frequent tasks of the desk, each one click away."""

    order = 10
    template_name = "content/admin/what_to_do.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        news = NewsIndexPage.objects.order_by("path").first()
        return {
            "news_index": news,
            "groups": FaqPage.objects.order_by("path"),
            "open_reports": BarrierReport.objects.count(),
            "reports_url": reverse("barrier_reports:index"),
            "can_change_cooperations": parent_context["request"].user.has_perm("cooperation.change_cooperation"),
        }


@hooks.register("construct_homepage_panels")
def explain_what_to_do(_request: HttpRequest, panels: list[Component]) -> None:
    panels.insert(0, WhatToDo())


class ReadOrDelete(ModelPermissionPolicy):
    """Reports come from visitors: nobody writes or changes them here."""

    def user_has_permission(self, user: User, action: str) -> bool:
        return action not in {"add", "change"} and bool(super().user_has_permission(user, action))


class BarrierReports(ModelViewSet):
    """The reports of barriers: read, answer by mail, delete."""

    model = BarrierReport
    url_prefix = "barrieren"
    url_namespace = "barrier_reports"
    name = "barrier_reports"
    menu_label = _("Gemeldete Barrieren")
    icon = "warning"
    add_to_admin_menu = True
    menu_order = 400
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display: ClassVar = ["received_at", "message", "page_address", "delete_on"]
    list_filter: ClassVar = ["received_at"]
    form_fields: ClassVar = ["message"]
    inspect_view_fields: ClassVar = ["received_at", "message", "page_address", "name", "email", "delete_on"]
    permission_policy = ReadOrDelete(BarrierReport)


@hooks.register("register_admin_viewset")
def barrier_reports() -> BarrierReports:
    return BarrierReports()
