# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Words the desk teaches the search, and what was searched. The index itself is derived data and no table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class SynonymGroup(models.Model):
    """Words of the field that mean the same („Bauhof, Betriebshof“), or a short form and what it stands for.

    ``words`` are separated by commas; a word may consist of several („interkommunale Zusammenarbeit“). With
    ``is_one_way`` only the first stands for the others: who searches „Schwimmbad“ also means „Freibad“, not the
    reverse.

    Groups that come with the software have a ``supplied_key``. ``is_supplied`` as long as the desk has not touched
    them: then a newer version of the software may change them. One that the desk deletes stays as a row that does
    not act, or the next version would bring it back.
    """

    words = models.CharField(
        _("Wörter"), max_length=300, help_text=_("Durch Komma getrennt, zum Beispiel: Bauhof, Betriebshof")
    )
    is_one_way = models.BooleanField(
        _("nur in einer Richtung"), default=False, help_text=_("Nur wer das erste Wort sucht, findet auch die anderen.")
    )
    supplied_key = models.CharField(max_length=60, blank=True, editable=False)
    is_supplied = models.BooleanField(default=False, editable=False)
    is_active = models.BooleanField(default=True, editable=False)
    note = models.CharField(_("Anmerkung"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("Gruppe von Synonymen")
        verbose_name_plural = _("Synonyme")
        ordering: ClassVar = ["words", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["supplied_key"], condition=~models.Q(supplied_key=""), name="synonyms_supplied_once"
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def members(self) -> tuple[str, ...]:
        """The words one by one, as they were typed."""
        return tuple(word.strip() for word in self.words.split(",") if word.strip())


class SearchCount(models.Model):
    """How often a query was asked on one day, and how much it found. No person, no address, no time of day.

    A query becomes readable only after it was asked often enough (``search.statistics``); until then nobody can tell
    what a single visitor typed.
    """

    day = models.DateField()
    query = models.CharField(max_length=200)
    asked = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    """How many hits there were when it was last asked."""
    relaxed = models.BooleanField(default=False)
    """Nothing was found for the query as typed; a looser one was shown."""

    class Meta:
        ordering: ClassVar = ["-day", "query"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "query"], name="search_count_once_a_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.query}"
