# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The tree of municipal tasks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager


class TopicQuerySet(models.QuerySet["Topic"]):
    def main_areas(self) -> TopicQuerySet:
        """The top of the tree; their sub-topics are ``children``."""
        return self.filter(parent=None)

    def as_choices(self) -> list[tuple[int, str]]:
        """Main areas, each followed by its sub-topics with a dash, so that one is found without knowing its name."""
        tree = list(self)
        choices = []
        for main in tree:
            if main.parent_id is None:
                choices.append((main.pk, main.name))
                choices += [(topic.pk, f"– {topic.name}") for topic in tree if topic.parent_id == main.pk]
        return choices


class Topic(models.Model):
    """A field of municipal tasks: a main area (no parent) or one of its sub-topics; the tree has these two levels.

    ``product_key`` is the main area or product area in the Produktrahmen that the Länder use for municipal budgets
    (e.g. „12“ security, „25“ culture). The assignment is our own reading, not checked against the tables of each Land.
    """

    name = models.CharField(_("Name"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("Gehört zu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # a topic with sub-topics is emptied first
        related_name="children",
    )
    product_key = models.CharField(
        _("Schlüssel im Produktrahmen"),
        max_length=12,
        blank=True,
        help_text=_("Hauptproduktbereich oder Produktbereich, z. B. 12. Die Zuordnung ist nicht amtlich geprüft."),
    )
    description = models.TextField(_("Beschreibung"), blank=True)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    objects = TopicQuerySet.as_manager()

    if TYPE_CHECKING:
        children: RelatedManager[Topic]

    class Meta:
        verbose_name = _("Themenfeld")
        verbose_name_plural = _("Themenfelder")
        ordering: ClassVar = ["order", "name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=models.F("id")),
                name="topic_not_its_own_parent",
                violation_error_message=_("Ein Themenfeld kann nicht zu sich selbst gehören."),
            ),
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="topic_name_once",
                violation_error_message=_("Dieses Themenfeld gibt es hier schon."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('cooperation:list')}?thema={self.slug}"
