# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Keys under which near-duplicates of a file meet; derived from its shingles, see ``library.duplicates``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from allmende.library.models.document import DocumentVersion


class ShingleBand(models.Model):
    """One of 21 numbers of a version. Two versions that share one are candidates; alike texts share several."""

    version = models.ForeignKey(DocumentVersion, on_delete=models.CASCADE, related_name="bands")
    value = models.BigIntegerField(db_index=True)

    if TYPE_CHECKING:
        version_id: int

    class Meta:
        ordering: ClassVar = ["version", "pk"]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.value}"
