# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who acts (Organisation) and who acts for it (Membership)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.territory.models import Territory

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django_stubs_ext.db.models.manager import RelatedManager

    from allmende.accounts.models.user import User


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Kommune")
    ZWECKVERBAND = "zweckverband", _("Zweckverband")
    ASSOCIATION = "association", _("Verein")
    UNIVERSITY = "university", _("Hochschule")
    AUTHORITY = "authority", _("Behörde")
    CENTRE = "centre", _("Beratungsstelle")
    OTHER = "other", _("Sonstige Einrichtung")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def active(self) -> OrganisationQuerySet:
        """Those that can act: checked by the centre, neither merged nor deactivated."""
        return self.exclude(confirmed_at=None).filter(deactivated_at=None)

    def of(self, user: User | AnonymousUser) -> OrganisationQuerySet:
        """Those for which ``user`` may act now."""
        if not user.is_authenticated:
            return self.none()
        mine = Membership.objects.active().filter(user=user).values("organisation")
        return self.active().filter(pk__in=mine)


class Organisation(models.Model):
    """Who acts: a municipality's administration, a Zweckverband, the centre, an authority, a university.

    ``confirmed_at`` is empty while only a user has named it and the centre has not yet looked; ``merged_into`` and
    ``deactivated_at`` say why it acts no more. ``mail_domain`` („mendig.de“) is a hint for who confirms members, never
    proof. What trusted organisations send in may be accepted in bulk.
    """

    name = models.CharField(_("Name"), max_length=200, unique=True)
    kind = models.CharField(_("Art"), max_length=20, choices=OrganisationKind)
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("Gebiet"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # an organisation outlives a reform by moving to the successor
        related_name="organisations",
    )
    seat = models.CharField(_("Sitz"), max_length=120, blank=True)
    homepage = models.URLField(_("Internetseite"), blank=True)
    mail_domain = models.CharField(
        _("Amtliche Mail-Domain"), max_length=120, blank=True, help_text=_("z. B. mendig.de; ein Hinweis, kein Beweis.")
    )
    is_trusted = models.BooleanField(
        _("Sammelannahme erlaubt"),
        default=False,
        help_text=_("Die Redaktion darf Beiträge dieser Organisation gesammelt annehmen."),
    )
    confirmed_at = models.DateTimeField(_("geprüft am"), null=True, blank=True)
    deactivated_at = models.DateTimeField(_("stillgelegt am"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("aufgegangen in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,  # the former name must lead somewhere
        related_name="merged",
    )

    objects = OrganisationQuerySet.as_manager()

    if TYPE_CHECKING:
        memberships: RelatedManager[Membership]

    class Meta:
        verbose_name = _("Organisation")
        verbose_name_plural = _("Organisationen")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["territory"],
                condition=Q(kind=OrganisationKind.MUNICIPALITY, deactivated_at=None),
                name="organisation_one_municipality_per_territory",
                violation_error_message=_("Für dieses Gebiet gibt es die Kommune schon."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(deactivated_at__isnull=False),
                name="organisation_merged_acts_no_more",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.confirmed_at is not None and self.deactivated_at is None


class Role(models.TextChoices):
    """What a member may do for the organisation. One person may have several roles."""

    EDITOR = "editor", _("Bearbeitung")
    SIGNATORY = "signatory", _("Zeichnungsbefugt")
    MANAGER = "manager", _("Verwaltung")


class MembershipState(models.TextChoices):
    REQUESTED = "requested", _("angefragt")
    ACTIVE = "active", _("aktiv")
    DECLINED = "declined", _("abgelehnt")
    ENDED = "ended", _("beendet")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        return self.filter(state=MembershipState.ACTIVE)

    def requested(self) -> MembershipQuerySet:
        return self.filter(state=MembershipState.REQUESTED)

    def managers(self) -> MembershipQuerySet:
        return self.active().filter(is_manager=True)

    def acting(self) -> MembershipQuerySet:
        """Those by which somebody can act now: active, and so is the organisation."""
        return self.active().filter(organisation__confirmed_at__isnull=False, organisation__deactivated_at=None)


class Membership(models.Model):
    """A user acts for an organisation in one or several roles, from the request to the end.

    An editor enters and keeps up; a signatory also submits in binding matters (applications); a manager also decides
    who belongs to the organisation. Ended and declined rows stay until their time of keeping is over.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("Person"), on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Organisation"),
        on_delete=models.PROTECT,  # deactivated, never deleted
        related_name="memberships",
    )
    state = models.CharField(
        _("Stand"), max_length=10, choices=MembershipState, default=MembershipState.REQUESTED, db_index=True
    )
    is_editor = models.BooleanField(Role.EDITOR.label, default=True)
    is_signatory = models.BooleanField(Role.SIGNATORY.label, default=False)
    is_manager = models.BooleanField(Role.MANAGER.label, default=False)
    message = models.CharField(_("Nachricht"), max_length=500, blank=True)
    requested_at = models.DateTimeField(_("angefragt am"), default=timezone.now)
    decided_at = models.DateTimeField(_("entschieden am"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entschieden von"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,  # the decision stands when the account goes
        related_name="+",
    )
    answer = models.CharField(_("Antwort"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("beendet am"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")
        ordering: ClassVar = ["organisation__name", "user__name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=Q(state__in=[MembershipState.REQUESTED, MembershipState.ACTIVE]),
                name="membership_once",
                violation_error_message=_("Diese Mitgliedschaft gibt es schon."),
            ),
            models.CheckConstraint(
                condition=~Q(state=MembershipState.ACTIVE)
                | Q(is_editor=True)
                | Q(is_signatory=True)
                | Q(is_manager=True),
                name="membership_has_role",
                violation_error_message=_("Bitte mindestens eine Rolle wählen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation}"

    @property
    def roles(self) -> set[Role]:
        """The roles as a set; whether they count depends on ``state``."""
        flags = {Role.EDITOR: self.is_editor, Role.SIGNATORY: self.is_signatory, Role.MANAGER: self.is_manager}
        return {role for role, given in flags.items() if given}
