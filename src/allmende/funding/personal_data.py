# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What funding holds about persons: their saved checks, the programmes they follow, the directives they wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from allmende.core import personal_data
from allmende.funding.models import Directive, FollowedProgramme, SavedCheck

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from allmende.core.personal_data import Identity


class Funding:
    """Saved checks and followed programmes go with the account; directives stay, without the name."""

    name = "funding"

    def export(self, user: AbstractBaseUser) -> dict[str, Any]:
        worked_on = Q(changed_by=user.pk) | Q(submitted_by=user.pk) | Q(released_by=user.pk)
        return {
            "Gespeicherte Förderchecks": [
                {
                    "Name": row.name,
                    "Angaben": row.query,
                    "Zuletzt gesehenes Ergebnis": row.seen,
                    "Am": timezone.localtime(row.updated_at).isoformat(),
                }
                for row in SavedCheck.objects.filter(user=user.pk)
            ],
            "Beobachtete Förderprogramme": [
                {"Programm": str(row.profile), "Seit": timezone.localtime(row.created_at).isoformat()}
                for row in FollowedProgramme.objects.filter(user=user.pk).select_related("profile__programme")
            ],
            "Bearbeitete Förderrichtlinien": [row.title for row in Directive.objects.filter(worked_on)],
        }

    def erase(self, user: AbstractBaseUser, identity: Identity) -> None:
        SavedCheck.objects.filter(user=identity.key).delete()
        FollowedProgramme.objects.filter(user=identity.key).delete()


def register() -> None:
    """Called when the app is ready."""
    personal_data.register_holder(Funding())
    personal_data.register_shared("funding.*")
