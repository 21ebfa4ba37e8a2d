# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the cooperation app holds about persons: who is named as a contact, with their consent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from allmende.cooperation.models import Alliance, Cooperation
from allmende.core import audit, personal_data
from allmende.core.mailboxes import looks_personal
from allmende.core.personal_data import Processing, with_address
from allmende.core.traces import GONE, Traces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.base_user import AbstractBaseUser

    from allmende.core.personal_data import Identity, Touched

    Subject = Cooperation | Alliance

CONTACT = Processing(
    key="contacts",
    label=_("Ansprechpersonen in Steckbriefen"),
    purpose=_("Interessierten nennen, wer Auskunft gibt, wo die Stelle allein nicht genügt"),
    legal_basis=_("Art. 6 Abs. 1 Buchst. a DSGVO (Einwilligung)"),
    persons=_("Personen, die eingewilligt haben, genannt zu werden"),
    data=_("Name, dienstliche E-Mail-Adresse, Tag der Einwilligung"),
    recipients=_("Öffentlichkeit, bis zum Widerruf oder zur Löschung des Kontos"),
)


class Contacts:
    """Consent ends with the account: the contact goes from the page."""

    name = "cooperation"

    def export(self, user: AbstractBaseUser) -> dict[str, Any]:
        address = str(getattr(user, user.get_email_field_name()))
        return {
            "Ansprechperson in Steckbriefen": [
                {
                    "Steckbrief": subject.title,
                    "Name": subject.contact_person,
                    "E-Mail-Adresse": subject.contact_email,
                    "Eingewilligt am": subject.contact_consented_on.isoformat() if subject.contact_consented_on else "",
                }
                for subject in _with_contact([address], [user.get_username(), str(user)])
            ]
        }

    def erase(self, user: AbstractBaseUser, identity: Identity) -> None:
        """Where the mailbox is the person's; where only the name stands, the sweep decides (``follow``)."""
        traces = Traces(identity)
        for subject in _with_contact(identity.addresses, []):
            if not subject.contact_person or traces.found_in(subject.contact_person):
                _remove_contact(subject, with_mailbox=True)


def follow(touched: Touched) -> None:
    """After the sweep: a contact whose name is gone is none."""
    for model in (Cooperation, Alliance):
        for subject in model._meta.base_manager.filter(pk__in=touched.get(model, set())).order_by("pk"):
            if GONE in subject.contact_person:
                _remove_contact(subject, with_mailbox=looks_personal(subject.contact_email))


def _with_contact(addresses: list[str], names: list[str]) -> Iterator[Subject]:
    named = Q(pk__in=[])
    for name in names:
        named |= Q(contact_person__iexact=name)
    for model in (Cooperation, Alliance):
        rows = model._meta.base_manager.all()
        mine = with_address(rows, "contact_email", addresses).values_list("pk", flat=True)
        yield from rows.filter(named | Q(pk__in=[*mine])).order_by("pk")


def _remove_contact(subject: Subject, *, with_mailbox: bool) -> None:
    subject.contact_person, subject.contact_consented_on = "", None
    if with_mailbox:
        subject.contact_email = ""
    subject.save(update_fields=["contact_person", "contact_consented_on", "contact_email", "updated_at"])
    audit.record(f"{subject._meta.model_name}.contact_removed", subject, by=None)


def register() -> None:
    """Called when the app is ready."""
    personal_data.register_holder(Contacts())
    personal_data.register_follower(follow)
    personal_data.register_processing(CONTACT)
    personal_data.register_shared("cooperation.*", "legal.*")
