# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the starter content loader has done, so that it never undoes what editors did."""

from __future__ import annotations

from django.db import models
from wagtail.models import Page


class StarterRecord(models.Model):
    """One page of the starter content: from which file, and the revision the loader wrote.

    A page whose newest revision is another one was changed by an editor; a record without a page tells that an
    editor deleted it. The loader leaves both alone.
    """

    key = models.SlugField(max_length=120, unique=True)
    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="+")
    checksum = models.CharField(max_length=64)
    revision_id_written = models.BigIntegerField()

    def __str__(self) -> str:
        return self.key
