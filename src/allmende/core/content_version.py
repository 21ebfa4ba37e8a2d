"""The content version: what the anonymous page cache is keyed by."""

from __future__ import annotations

from django.db.models import F

from allmende.core.models import ContentVersion


def current() -> int:
    """The version visitors see now; 0 before the first published write."""
    return ContentVersion.objects.filter(pk=1).values_list("value", flat=True).first() or 0


def content_changed() -> None:
    """Say that something visitors can see has changed. Call it inside the transaction of the write."""
    if not ContentVersion.objects.filter(pk=1).update(value=F("value") + 1):
        ContentVersion.objects.get_or_create(pk=1)
