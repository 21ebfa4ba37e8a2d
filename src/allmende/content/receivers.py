# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Wagtail writes its own objects; here every such write gets its audit row and raises the content version."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from allmende.content.models import FaqPage, PortalDocument, PortalImage, PortalSettings
from allmende.content.searchables import PageSource, QuestionSource
from allmende.core import audit, searchables
from allmende.core.content_version import content_changed

AUDITED = {
    "wagtail.publish": "published",
    "wagtail.unpublish": "unpublished",
    "wagtail.delete": "deleted",
    "wagtail.move": "moved",
    "wagtail.create": "created",
    "wagtail.edit": "changed",
}
"""Wagtail's actions that are ours to account for, with our verb."""


def visitors_see_it(**_kwargs: Any) -> None:
    """A picture, a file, a setting was deleted."""
    content_changed()


def page_changed(instance: Page, **_kwargs: Any) -> None:
    """A page was published or taken back. Questions belong to their page: some may have gone with it."""
    searchables.changed_keys(PageSource.key, [instance.pk])
    if isinstance(instance.specific, FaqPage):
        searchables.changed_keys(QuestionSource.key)


def pages_moved(**_kwargs: Any) -> None:
    """A page was moved or renamed, and all pages below it have other addresses."""
    searchables.changed_keys(PageSource.key)
    searchables.changed_keys(QuestionSource.key)


def saved(sender: type, *, created: bool, **_kwargs: Any) -> None:
    """A picture, a file, a redirect, a setting was saved. A new picture or file is on no page yet."""
    if not (created and sender in {PortalImage, PortalDocument}):
        content_changed()


def page_deleted(instance: Page, **_kwargs: Any) -> None:
    if instance.live:
        searchables.changed_keys(PageSource.key, [instance.pk])
        searchables.changed_keys(QuestionSource.key)


def logged(sender: type, instance: PageLogEntry | ModelLogEntry, *, created: bool, **_kwargs: Any) -> None:
    """Wagtail has logged an action, with who did it: take it over into the portal's audit log.

    Editing a draft is not audited: visitors see nothing of it, and the revision keeps it.
    """
    verb = AUDITED.get(instance.action)
    if not created or verb is None or (sender is PageLogEntry and verb in {"created", "changed"}):
        return
    if sender is PageLogEntry:
        audit.record(f"page.{verb}", Page(pk=instance.page_id, title=instance.label), by=instance.user)
        return
    model = instance.content_type.model_class()
    subject = model.objects.filter(pk=instance.object_id).first() or model(pk=instance.object_id)
    audit.record(f"{model._meta.model_name}.{verb}", subject, by=instance.user, after={"label": instance.label})


def connect() -> None:
    """Listen to Wagtail; called once when the app is ready."""
    for signal in (page_published, page_unpublished):
        signal.connect(page_changed, dispatch_uid="content.page_changed")
    for signal in (page_slug_changed, post_page_move):
        signal.connect(pages_moved, dispatch_uid="content.pages_moved")
    post_delete.connect(page_deleted, sender=Page, dispatch_uid="content.page_deleted")
    for model in (PortalImage, PortalDocument, PortalSettings, Redirect, Site):
        post_save.connect(saved, sender=model, dispatch_uid=f"content.saved.{model.__name__}")
        post_delete.connect(visitors_see_it, sender=model, dispatch_uid=f"content.gone.{model.__name__}")
    for log in (PageLogEntry, ModelLogEntry):
        post_save.connect(logged, sender=log, dispatch_uid=f"content.logged.{log.__name__}")
