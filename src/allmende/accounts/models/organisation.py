# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who acts (Organisation) and who acts for it (Membership)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.accounts import rules
from allmende.territory.models import Territory
from allmende.territory.naming import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

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

    def kept_by(self, user: User | AnonymousUser) -> OrganisationQuerySet:
        """Those a desk user answers for; all others do not exist for the desk's pages."""
        if not rules.is_desk(user):
            return self.none()
        areas = rules.desk_areas(user)
        inside = Q()
        for ars in areas:
            inside |= Q(territory__ars__startswith=ars)
        return self.filter(inside)

    def visible_to(self, user: User | AnonymousUser) -> OrganisationQuerySet:
        """Whose members ``user`` may see: one's own, also when they act no more; for the desk those it keeps."""
        if not user.is_authenticated:
            return self.none()
        mine = Membership.objects.active().filter(user=user).values("organisation")
        return self.filter(Q(pk__in=mine) | Q(pk__in=self.kept_by(user).values("pk")))

    def called(self, text: str) -> OrganisationQuerySet:
        """Those with every word of ``text`` in their name, however it is spelled."""
        found = self
        for word in fold(text).split()[:8]:
            found = found.filter(search_name__contains=word)
        return found

    def without_manager(self) -> OrganisationQuerySet:
        """Those that act, have or had members, and nobody of them decides who belongs to them."""
        ever = Membership.objects.filter(state__in=[MembershipState.ACTIVE, MembershipState.ENDED])
        return self.active().filter(
            Exists(ever.filter(organisation=OuterRef("pk"), decided_at__isnull=False)),
            ~Exists(Membership.objects.managers().filter(organisation=OuterRef("pk"))),
        )

    def on_dissolved_territory(self) -> OrganisationQuerySet:
        """Those that act for a territory that a reform has ended."""
        return self.filter(deactivated_at=None, territory__dissolved_on__isnull=False)

    def for_list(self) -> OrganisationQuerySet:
        """With place, and how many belong to it (``member_count``) and wait (``request_count``)."""
        return self.select_related("territory", "merged_into").annotate(
            member_count=Count("memberships", filter=Q(memberships__state=MembershipState.ACTIVE)),
            request_count=Count("memberships", filter=Q(memberships__state=MembershipState.REQUESTED)),
            manager_count=Count(
                "memberships",
                filter=Q(
                    memberships__state=MembershipState.ACTIVE,
                    memberships__is_manager=True,
                    memberships__user__is_active=True,
                ),
            ),
        )

    def with_requests(self) -> OrganisationQuerySet:
        return self.filter(Exists(Membership.objects.requested().filter(organisation=OuterRef("pk"))))


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

    search_name = models.CharField(max_length=400, editable=False, blank=True)  # folded by save()

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

    @property
    def keys(self) -> tuple[str, ...]:
        """The ARS by which the desk of a Land finds it."""
        return (self.territory.ars,) if self.territory is not None else ()

    @property
    def leads_to(self) -> Organisation:
        """Itself, or the one that goes on after a merger."""
        return self.merged_into.leads_to if self.merged_into is not None else self

    @staticmethod
    def folded(name: str) -> str:
        """The form in which names are compared and searched."""
        return fold(name)[:400]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_name = self.folded(self.name)
        super().save(*args, **kwargs)


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

    def live(self) -> MembershipQuerySet:
        """Requests that wait and memberships that count: one per person and organisation."""
        return self.filter(state__in=[MembershipState.REQUESTED, MembershipState.ACTIVE])

    def managers(self) -> MembershipQuerySet:
        """Those who decide now who belongs to the organisation; a closed account decides nothing."""
        return self.active().filter(is_manager=True, user__is_active=True)

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
        # No name of a person: the log keeps this text after the person's data is deleted.
        return f"{self._meta.verbose_name} {self.pk} – {self.organisation}"

    @property
    def is_active(self) -> bool:
        return self.state == MembershipState.ACTIVE

    @property
    def is_requested(self) -> bool:
        return self.state == MembershipState.REQUESTED

    @property
    def roles(self) -> set[Role]:
        """The roles as a set; whether they count depends on ``state``."""
        flags = {Role.EDITOR: self.is_editor, Role.SIGNATORY: self.is_signatory, Role.MANAGER: self.is_manager}
        return {role for role, given in flags.items() if given}

    @roles.setter
    def roles(self, given: Iterable[Role | str]) -> None:
        wanted = {Role(role) for role in given}
        self.is_editor, self.is_signatory, self.is_manager = (role in wanted for role in Role)

    @property
    def role_labels(self) -> list[str]:
        """The roles in words, always in the same order."""
        return [str(role.label) for role in Role if role in self.roles]
