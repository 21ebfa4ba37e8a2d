# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A session of a BarCamp becomes an idea of a cooperation: a draft of the Steckbrief, to be completed and sent in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from allmende.cooperation.models import Status
from allmende.events.barcamp_errors import HandedOverError
from allmende.events.models import Proposal
from allmende.moderation import kinds
from allmende.moderation.models import Change, State
from allmende.moderation.services import drafting

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation, User
    from allmende.moderation.contents import Typed

LONGEST_SUMMARY: Final = 400


class CooperationIdea:
    """The draft belongs to the organisation; from then on it is one like all others."""

    name = "cooperation"
    label = _("Idee einer Kooperation")
    about = _(
        "Titel, Beschreibung und Notizen kommen in einen Entwurf für einen Steckbrief. Sie ergänzen ihn und "
        "reichen ihn ein, wenn er fertig ist."
    )
    order = 10

    def made_of(self, proposal: Proposal, *, by: User) -> str:
        change = proposal.change
        if change is None or not Change.objects.of_members(by).filter(pk=change.pk).exists():
            return ""
        return reverse("moderation:change", kwargs={"pk": change.pk})

    def hand_over(self, proposal: Proposal, *, organisation: Organisation, by: User) -> str:
        change = proposal.change
        if change is not None and change.state != State.DISCARDED:
            if change.organisation_id != organisation.pk:
                raise HandedOverError(_now("Aus dieser Session hat schon eine andere Organisation eine Idee gemacht."))
            return reverse("moderation:change", kwargs={"pk": change.pk})
        change = drafting.begin_change(kind=kinds.kind("cooperation"), obj=None, organisation=organisation, by=by)
        change = fill(change, typed_from(proposal), by=by)
        Proposal.objects.filter(pk=proposal.pk).update(change=change)
        return reverse("moderation:change", kwargs={"pk": change.pk})


def typed_from(proposal: Proposal) -> dict[str, str]:
    """What stands in the draft: field of the Steckbrief → text."""
    event = proposal.session.event
    parts = [proposal.description]
    if proposal.notes:
        parts.append(_now("Notizen aus der Session:") + "\n" + proposal.notes)
    values = {"event": event.title, "date": f"{proposal.session.local_start:%d.%m.%Y}"}
    return {
        "title": proposal.title,
        "summary": Truncator(" ".join(proposal.description.split())).chars(LONGEST_SUMMARY),
        "tasks": "\n\n".join(part for part in parts if part),
        "status": Status.IDEA.value,
        "status_note": Truncator(_now("Aus dem BarCamp „%(event)s“ am %(date)s") % values).chars(250),
    }


def fill(change: Change, typed: dict[str, str], *, by: User) -> Change:
    """Keep ``typed`` in the draft, step by step; what is not in it stays as it is."""
    kind = kinds.kind(change.kind)
    for step in kind.steps:
        wanted = {part: text for part, text in typed.items() if part in step.parts}
        if not wanted:
            continue
        data = QueryDict(mutable=True)
        for part, value in _as_posted(change.content["fields"], step.parts).items():
            data.setlist(part, value)
        for part, text in wanted.items():
            data[part] = text
        change = drafting.save_step(
            change=change, kind=kind, step=step, data=data, version=change.version, seen={}, by=by
        ).change
    if not change.content["fields"].get("title"):
        raise ValidationError(_now("Der Entwurf ließ sich nicht füllen."))
    return change


def _as_posted(fields: dict[str, Typed], parts: tuple[str, ...]) -> dict[str, list[str]]:
    found = {part: fields[part] for part in parts if part in fields}
    return {part: value if isinstance(value, list) else [value] for part, value in found.items()}
