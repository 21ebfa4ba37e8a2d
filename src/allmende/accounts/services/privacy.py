# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What a person may demand: everything that is kept about them (Art. 15, 20 GDPR), and that it goes (Art. 17)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from allmende.accounts.models import Membership, MembershipState, Organisation, User
from allmende.core import audit, personal_data, searchables, sweeping
from allmende.core.personal_data import Identity
from allmende.core.traces import GONE, WORD, Traces
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet


MOST_SHARED: Final = 25
"""Rows of others in which a person's own wish may strike the name. More look like a phrase: an operator decides."""


class LastOperatorError(ValidationError):
    """Without an operator nobody could run the portal."""

    def __init__(self) -> None:
        super().__init__(
            _("Das ist das letzte Konto des Betriebs. Bitte geben Sie zuerst einem anderen Konto die Rechte.")
        )


class LastManagerError(ValidationError):
    """Organisations would be left with nobody who decides about members; ``organisations`` names them."""

    def __init__(self, organisations: list[Organisation]) -> None:
        names = ", ".join(organisation.name for organisation in organisations)
        super().__init__(_("Sie verwalten als Einzige oder Einziger: %(names)s.") % {"names": names})
        self.organisations = organisations


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did: rows in which name or address were replaced, by kind, and shared rows left as they are."""

    replaced: dict[str, int]
    left: int


def export_of(*, user: User) -> dict[str, Any]:
    """Everything every app holds about ``user``, as plain values under German headings."""
    found: dict[str, Any] = {}
    for holder in sorted(personal_data.holders(), key=lambda holder: holder.name != "accounts"):  # the account first
        found |= holder.export(user)
    return found


def managed_alone(user: User) -> QuerySet[Organisation]:
    """Active organisations that would have no manager without ``user``."""
    others = Membership.objects.managers().filter(organisation=OuterRef("pk")).exclude(user=user)
    mine = Membership.objects.managers().filter(user=user).values("organisation")
    return Organisation.objects.active().filter(pk__in=mine).filter(~Exists(others))


def vouched_for() -> QuerySet[User]:
    """Accounts of which somebody else has confirmed who they belong to: members, the desk, operators.

    Only their name is also taken out of texts of others, and only their name keeps the same name of another from being
    taken out: anybody may choose any name, and must not strike it from pages by closing an account.
    """
    states = [MembershipState.ACTIVE, MembershipState.ENDED]
    confirmed = Membership.objects.filter(user=OuterRef("pk"), state__in=states).exclude(decided_by=None)
    in_group = Group.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(Q(is_staff=True) | Q(is_superuser=True) | Exists(in_group) | Exists(confirmed))


def erase_account(*, user: User, by: User | None, leaves_organisations: bool = False) -> Erasure:
    """Delete the account and take the person out of everything that stays. ``by``: the person, an operator, or None.

    Refused for the last operator, and while the person alone manages an organisation, unless
    ``leaves_organisations`` leaves those to the centre. All in one transaction; files go with its commit.
    """
    if by is not None and by.pk != user.pk and not by.is_superuser:
        raise PermissionDenied
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        orphaned = _check(user, leaves_organisations=leaves_organisations)
        is_own = by is not None and by.pk == user.pk
        is_vouched = vouched_for().filter(pk=user.pk).exists()
        identity, others = identity_of(user), list(_meaning_others(user))
        traces = Traces(identity, others=others)
        for holder in personal_data.holders():
            holder.erase(user, identity)
        sweeping.let_go(user)
        key = user.pk
        user.delete()
        number = sum(sweeping.places(Traces(_only_names(identity), others=others), only_shared=True).values())
        with_names = not is_own or (is_vouched and number <= MOST_SHARED)
        in_shared = Traces(identity, others=others, with_names=with_names)
        touched = sweeping.sweep(traces, in_shared=in_shared)
        for follow in personal_data.followers():
            follow(touched)
        left = 0 if with_names else number
        after = {"by_the_person": is_own, "places_left": left}
        audit.record("account.erased", User(pk=key, name=GONE), by=None if is_own else by, after=after)
        for organisation in orphaned:
            audit.record("organisation.without_manager", organisation, by=None, organisation=organisation)
        searchables.everything_changed()
    return Erasure({str(model._meta.verbose_name_plural): len(keys) for model, keys in touched.items()}, left)


def places_of(*, user: User) -> dict[str, int]:
    """Where name and address stand now, as number of rows by kind; changes nothing."""
    traces = Traces(identity_of(user), others=_meaning_others(user))
    return {str(model._meta.verbose_name_plural): number for model, number in sweeping.places(traces).items()}


def _check(user: User, *, leaves_organisations: bool) -> list[Organisation]:
    """The organisations that lose their last manager; raises where that or the deletion itself is not allowed."""
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if user.is_superuser and not others.exists():
        raise LastOperatorError
    orphaned = list(managed_alone(user).order_by("name").select_for_update())
    if orphaned and not leaves_organisations:
        raise LastManagerError(orphaned)
    return orphaned


def identity_of(user: User) -> Identity:
    """By what ``user`` is found."""
    return Identity(user.pk, user.name, user.email, tuple(_proven_addresses(user)))


def _only_names(identity: Identity) -> Identity:
    return Identity(identity.key, "", "", tuple(identity.names))


def _proven_addresses(user: User) -> Iterable[str]:
    """Further addresses of the sign-in."""
    addresses = apps.get_model("account", "EmailAddress").objects.filter(user=user, verified=True)
    return list(addresses.exclude(email=user.email).order_by("pk").values_list("email", flat=True))


def _meaning_others(user: User) -> Iterable[str]:
    """Names of other people, organisations and places that contain the person's name, or are the same."""
    words = WORD.findall(user.name)
    if not words:
        return
    traces = Traces(Identity(user.pk, user.name, ""))
    person, unit = Q(name__icontains=words[-1]), Q()
    for word in words:
        unit |= Q(name__icontains=word) | Q(official_name__icontains=word)
    candidates = [
        *vouched_for().filter(person).exclude(pk=user.pk).values_list("name", flat=True),
        *Organisation.objects.filter(person).values_list("name", flat=True),
    ]
    for kind, name, official in Territory.objects.filter(unit).values_list("kind", "name", "official_name"):
        candidates += [f"{kind} {name}", official]
    yield from (text for text in dict.fromkeys(candidates) if traces.found_in(text))
