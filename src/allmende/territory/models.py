# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The official hierarchy of Germany: Land, Regierungsbezirk, Kreis, Gemeindeverband, Gemeinde, and who borders whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext.db.models.manager import RelatedManager

    from allmende.territory.distances import Point


class Level(models.TextChoices):
    """Levels of the official hierarchy, by the length of the ARS: 2, 3, 5, 9, 12 digits."""

    LAND = "land", _("Land")
    REGIERUNGSBEZIRK = "regierungsbezirk", _("Regierungsbezirk")
    KREIS = "kreis", _("Kreis")
    VERBAND = "verband", _("Gemeindeverband")
    GEMEINDE = "gemeinde", _("Gemeinde")


class Edition(models.Model):
    """One imported state of register and boundaries: its date, where it came from, what must be shown with it."""

    as_of = models.DateField(_("Gebietsstand"))
    register_source = models.CharField(_("Quelle des Verzeichnisses"), max_length=300)
    boundary_source = models.CharField(_("Quelle der Grenzen"), max_length=300, blank=True)
    attribution = models.CharField(_("Quellenvermerk"), max_length=300)
    map_version = models.CharField(_("Stand der Kartendateien"), max_length=40, blank=True)
    imported_at = models.DateTimeField(_("Eingespielt am"), auto_now=True)

    class Meta:
        verbose_name = _("Gebietsstand")
        verbose_name_plural = _("Gebietsstände")
        get_latest_by: ClassVar = ["as_of", "pk"]
        ordering: ClassVar = ["-as_of", "-pk"]

    def __str__(self) -> str:
        return f"{self.as_of:%d.%m.%Y}"


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def current(self) -> TerritoryQuerySet:
        """Units that exist at the imported state."""
        return self.filter(dissolved_on=None)

    def municipalities(self) -> TerritoryQuerySet:
        return self.filter(level=Level.GEMEINDE)

    def within(self, territory: Territory) -> TerritoryQuerySet:
        """Everything inside ``territory``, itself included (the ARS of a unit starts with that of its parents)."""
        return self.filter(ars__startswith=territory.ars)

    def neighbours_of(self, territory: Territory) -> TerritoryQuerySet:
        """Municipalities with a common border with ``territory`` (a municipality)."""
        return self.filter(Q(borders_as_a__b=territory) | Q(borders_as_b__a=territory)).distinct()


class Territory(models.Model):
    """A unit of the official hierarchy, keyed by its ARS (2, 3, 5, 9 or 12 digits).

    A kreisfreie Stadt is two units, the Kreis (5 digits) and its only Gemeinde (12). Areas in km², population in
    persons, the point in WGS84 degrees. Unknown is null, never 0.
    """

    ars = models.CharField(_("Regionalschlüssel (ARS)"), max_length=12, unique=True)
    ags = models.CharField(_("Gemeindeschlüssel (AGS)"), max_length=8, blank=True, db_index=True)
    level = models.CharField(_("Ebene"), max_length=20, choices=Level)
    kind = models.CharField(_("Amtliche Bezeichnung"), max_length=80, help_text=_("z. B. Verbandsgemeinde, Stadt"))
    kind_code = models.PositiveSmallIntegerField(_("Textkennzeichen"), null=True)
    name = models.CharField(_("Name"), max_length=120)
    official_name = models.CharField(_("Amtlicher Name"), max_length=200)
    slug = models.SlugField(max_length=140)
    search_name = models.CharField(max_length=200, db_index=True, editable=False)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("Gehört zu"),
        null=True,
        on_delete=models.PROTECT,  # a unit with members is dissolved, never deleted
        related_name="children",
    )
    population = models.PositiveIntegerField(_("Einwohnerzahl"), null=True)
    population_on = models.DateField(_("Einwohnerzahl am"), null=True)
    area_km2 = models.DecimalField(_("Fläche in km²"), max_digits=9, decimal_places=2, null=True)
    longitude = models.FloatField(_("Länge"), null=True)
    latitude = models.FloatField(_("Breite"), null=True)
    seat = models.CharField(_("Sitz der Verwaltung"), max_length=120, blank=True)
    postcode = models.CharField(_("Postleitzahl der Verwaltung"), max_length=5, blank=True)
    is_unincorporated = models.BooleanField(_("gemeindefreies Gebiet"), default=False)
    as_of = models.DateField(_("Gebietsstand"))
    dissolved_on = models.DateField(_("Aufgelöst am"), null=True)
    successors = models.ManyToManyField(
        "self", verbose_name=_("Nachfolger"), symmetrical=False, related_name="predecessors", blank=True
    )

    objects = TerritoryQuerySet.as_manager()

    if TYPE_CHECKING:
        children: RelatedManager[Territory]

    class Meta:
        verbose_name = _("Gebiet")
        verbose_name_plural = _("Gebiete")
        ordering: ClassVar = ["ars"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_municipality(self) -> bool:
        """Whether this is a Gemeinde that can act (a gemeindefreies Gebiet has no council)."""
        return self.level == Level.GEMEINDE and not self.is_unincorporated

    @property
    def point(self) -> Point | None:
        return None if self.longitude is None or self.latitude is None else (self.longitude, self.latitude)

    @property
    def land_key(self) -> str:
        return self.ars[:2]

    @property
    def kreis_key(self) -> str:
        return self.ars[:5] if len(self.ars) >= 5 else ""

    def get_absolute_url(self) -> str:
        return reverse("territory:detail", kwargs={"ars": self.ars, "slug": self.slug})


class Border(models.Model):
    """A common border of two municipalities; stored once, the smaller primary key first. Length in m."""

    a = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="borders_as_a")
    b = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="borders_as_b")
    length_m = models.FloatField(_("Länge der gemeinsamen Grenze in m"))

    class Meta:
        verbose_name = _("Grenze")
        verbose_name_plural = _("Grenzen")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["a", "b"], name="border_once"),
            models.CheckConstraint(condition=Q(a__lt=models.F("b")), name="border_smaller_key_first"),
            models.CheckConstraint(condition=Q(length_m__gt=0), name="border_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.a_id}–{self.b_id}"
