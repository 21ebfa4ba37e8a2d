# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What cooperations and alliances have in common: legal form, contact, owner, care, publication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import Membership, Organisation
from allmende.accounts.rules import desk_areas
from allmende.cooperation.models.parts import Participation, Role
from allmende.legal.models import LegalForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext.db.models.manager import RelatedManager

    from allmende.accounts.models import User
    from allmende.cooperation.models.grants import Grant

ModelT = TypeVar("ModelT", bound=models.Model)


class UndertakingQuerySet(models.QuerySet[ModelT]):
    """Who sees which cooperations and alliances."""

    def published(self) -> Self:
        return self.exclude(published_at=None)

    def touching(self, areas: Iterable[str]) -> Self:
        """Those with a partner or an owner in one of the territories with these ARS."""
        partner, owner = Q(), Q()
        for ars in areas:
            partner |= Q(territory__ars__startswith=ars) | Q(organisation__territory__ars__startswith=ars)
            owner |= Q(owner__territory__ars__startswith=ars)
        parts = Participation.objects.filter(partner, **{str(self.model._meta.model_name): OuterRef("pk")})
        return self.filter(owner | Q(Exists(parts.order_by())))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Published ones for everybody, drafts for the desk of their areas and for who acts for the owner."""
        if not user.is_authenticated or not user.is_active:
            return self.published()
        mine = Q(owner__in=Organisation.objects.of(user).order_by().values("pk"))
        if not user.has_perm(f"cooperation.change_{self.model._meta.model_name}"):
            return self.filter(Q(published_at__isnull=False) | mine)
        areas = desk_areas(user)
        if not areas:
            return self
        model: Any = self.model
        answered_for = model.objects.touching(areas).order_by().values("pk")
        return self.filter(Q(published_at__isnull=False) | mine | Q(pk__in=answered_for))

    def with_standing(self, user: User | AnonymousUser) -> Self:
        """With what ``rules.owns`` asks about ``user``, so that a page asks nothing more."""
        if not user.is_authenticated:
            return self
        acting = Membership.objects.acting().filter(user=user, organisation=OuterRef("owner"))
        return self.annotate(is_own=Exists(acting.order_by()), standing_of=Value(user.pk))


class Undertaking(models.Model):
    """Something several partners do together, with an owner who keeps its page; empty means "not stated"."""

    slug = models.SlugField(_("Adresse"), max_length=220, unique=True)
    summary = models.TextField(_("Kurzbeschreibung"), blank=True, help_text=_("Zwei bis drei Sätze für die Liste."))
    legal_form = models.ForeignKey(
        LegalForm,
        verbose_name=_("Rechtsform"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # law stays as long as something rests on it
        related_name="%(class)ss",
    )
    legal_form_note = models.CharField(_("Anmerkung zur Rechtsform"), max_length=250, blank=True)
    contact_function = models.CharField(
        _("Ansprechstelle"), max_length=200, blank=True, help_text=_("Die Stelle, nicht die Person.")
    )
    contact_email = models.EmailField(_("Funktionspostfach"), blank=True)
    contact_person = models.CharField(
        _("Ansprechperson"),
        max_length=150,
        blank=True,
        help_text=_("Nur mit Einwilligung der Person. Meist genügt die Stelle."),
    )
    contact_consented_on = models.DateField(_("Einwilligung der Ansprechperson vom"), null=True, blank=True)
    figures_note = models.CharField(
        _("Anmerkung zu den Zahlen"),
        max_length=300,
        blank=True,
        help_text=_("Woher die Zahlen kommen, was ungefähr ist, was sich widerspricht."),
    )
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("Gepflegt von"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # handed over before an organisation ends
        related_name="%(class)ss",
    )
    confirmed_on = models.DateField(_("zuletzt bestätigt am"), null=True, blank=True)
    unconfirmed_since = models.DateField(_("nicht bestätigt seit"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, blank=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    if TYPE_CHECKING:
        participations: RelatedManager[Participation]
        grants: RelatedManager[Grant]

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(contact_person="") | Q(contact_consented_on__isnull=False),
                name="%(class)s_contact_person_consented",
                violation_error_message=_("Eine Person wird nur mit ihrer Einwilligung genannt."),
            ),
        ]

    @property
    def lead(self) -> Participation | None:
        """Who leads, if stated; costs no query after ``for_cards`` or ``with_details``."""
        return next((part for part in self.participations.all() if part.role == Role.LEAD), None)
