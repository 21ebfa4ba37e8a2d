# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes of operators about accounts: who belongs to the desk and where, who operates the portal, who is locked out.

``by=None`` is the command line, which may do everything. They raise ``PermissionDenied`` for who may not, and
``ValidationError`` with a message for what cannot be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from allmende.accounts.models import User
from allmende.accounts.rules import EDITORS_GROUP, LAND_EDITORS_GROUP
from allmende.accounts.services.privacy import LastOperatorError, managed_alone
from allmende.core import audit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from allmende.accounts.models import Organisation
    from allmende.territory.models import Territory


class DeskRole(models.TextChoices):
    """Which part of the desk an account belongs to; the groups behind it carry the rights."""

    NONE = "keine", _("Keine Redaktion")
    FULL = "redaktion", _("Redaktion: prüft Beiträge, bearbeitet Steckbriefe und redaktionelle Seiten")
    OF_LAND = "land", _("Redaktion eines Landes: prüft Beiträge und bearbeitet Steckbriefe der gewählten Gebiete")


GROUPS = {DeskRole.FULL: EDITORS_GROUP, DeskRole.OF_LAND: LAND_EDITORS_GROUP}


def desk_role(user: User) -> DeskRole:
    """What ``user`` is at the desk now; the larger role counts."""
    names = set(user.groups.values_list("name", flat=True))
    return next((role for role, group in GROUPS.items() if group in names), DeskRole.NONE)


def set_portal_roles(
    *, user: User, desk: DeskRole | str, areas: Iterable[Territory] = (), is_operator: bool, by: User | None
) -> bool:
    """Give and take what an account may do in the whole portal; returns whether anything has changed.

    ``areas`` limit the desk; whoever is not of the desk has none. Nobody changes the own roles, and one operator stays.
    """
    role, areas = DeskRole(desk), list(areas)
    if role == DeskRole.NONE:
        areas = []
    if role == DeskRole.OF_LAND and not areas:
        raise ValidationError(gettext("Bitte wählen Sie, für welche Gebiete diese Redaktion handelt."))
    with transaction.atomic():
        user = _locked(user, by=by)
        before = _roles(user)
        if before["is_operator"] and not is_operator:
            _keep_an_operator(without=user)
        user.is_superuser = user.is_staff = is_operator
        user.save(update_fields=["is_superuser", "is_staff"])
        user.groups.remove(*Group.objects.filter(name__in=GROUPS.values()))
        if role in GROUPS:
            user.groups.add(Group.objects.get_or_create(name=GROUPS[role])[0])
        user.desk_areas.set(areas)
        after = _roles(user)
        if before == after:
            return False
        audit.record("user.roles_changed", user, by=by, before=before, after=after)
    return True


def deactivate_account(*, user: User, by: User | None) -> list[Organisation]:
    """Lock an account out: all its sessions end. Returns the organisations that now have no manager."""
    with transaction.atomic():
        user = _locked(user, by=by)
        if not user.is_active:
            return []
        if user.is_superuser:
            _keep_an_operator(without=user)
        orphaned = list(managed_alone(user).order_by("name"))
        user.is_active = False
        user.save(update_fields=["is_active"])
        for session in UserSession.objects.filter(user=user).order_by("pk"):
            session.end()
        audit.record("user.deactivated", user, by=by)
        for organisation in orphaned:
            audit.record("organisation.without_manager", organisation, by=by, organisation=organisation)
    return orphaned


def reactivate_account(*, user: User, by: User | None) -> None:
    """Let an account in again, with everything it had."""
    with transaction.atomic():
        user = _locked(user, by=by)
        if not user.is_active:
            user.is_active = True
            user.save(update_fields=["is_active"])
            audit.record("user.reactivated", user, by=by)


def _locked(user: User, *, by: User | None) -> User:
    """The account of today. All operators are locked with it, so that of two who take each other's rights one stays."""
    if by is not None and not (by.is_active and by.is_superuser):
        raise PermissionDenied
    if by is not None and by.pk == user.pk:
        raise ValidationError(gettext("Ihr eigenes Konto ändert ein anderes Konto des Betriebs."))
    list(User.objects.filter(is_superuser=True).order_by("pk").select_for_update())
    if by is not None and not User.objects.filter(pk=by.pk, is_superuser=True, is_active=True).exists():
        raise PermissionDenied
    return User.objects.select_for_update().get(pk=user.pk)


def _keep_an_operator(*, without: User) -> None:
    if not User.objects.filter(is_superuser=True, is_active=True).exclude(pk=without.pk).exists():
        raise LastOperatorError


def _roles(user: User) -> dict[str, Any]:
    return {
        "desk": desk_role(user).value,
        "areas": list(user.desk_areas.order_by("ars").values_list("ars", flat=True)),
        "is_operator": user.is_superuser,
    }
