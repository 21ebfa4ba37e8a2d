# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the moderation app holds about persons: changes they wrote in, their hints, answers of the care."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from allmende.core import personal_data, sweeping
from allmende.core.personal_data import Processing, RetentionRule, with_address
from allmende.core.traces import Traces
from allmende.moderation.models import Attachment, CareRequest, Change, ChangeStep, FieldComment, Hint, State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import QuerySet

    from allmende.core.personal_data import Identity


class Moderation:
    """Changes belong to the organisation and stay, without the person; files the person uploaded go.

    A file cannot be searched for names, is never published, and what it proved is decided or can be uploaded again.
    """

    name = "moderation"

    def export(self, user: AbstractBaseUser) -> dict[str, Any]:
        address = str(getattr(user, user.get_email_field_name()))
        changes = Change.objects.select_related("organisation")
        return {
            "Begonnene Beiträge": [_change(row) for row in changes.filter(author=user.pk)],
            "Zugewiesene Beiträge": [_change(row) for row in changes.filter(assigned_to=user.pk)],
            "Schritte in Beiträgen": [
                {"Beitrag": str(row.change), "Schritt": row.step, "Kommentar": row.comment, "Am": _said(row.at)}
                for row in ChangeStep.objects.filter(by=user.pk).select_related("change")
            ],
            "Kommentare zu Angaben": [
                {"Beitrag": str(row.change), "Angabe": row.part, "Kommentar": row.text, "Am": _said(row.at)}
                for row in FieldComment.objects.filter(by=user.pk).select_related("change")
            ],
            "Anlagen": [
                {"Beitrag": str(row.change), "Datei": row.name, "Größe in Byte": row.size, "Am": _said(row.at)}
                for row in Attachment.objects.filter(by=user.pk).select_related("change")
            ],
            "Hinweise": [
                {
                    "Seite": row.page,
                    "Hinweis": row.text,
                    "Richtig wäre": row.suggestion,
                    "Name": row.name,
                    "E-Mail-Adresse": row.email,
                    "Eingegangen am": _said(row.received_at),
                    "Stand": str(row.get_state_display()),
                    "Antwort": row.answer,
                }
                for row in _hints_of(user, [address])
            ],
            "Bearbeitete Hinweise": [
                {"Seite": row.page, "Antwort": row.answer, "Am": _said(row.handled_at)}
                for row in Hint.objects.filter(handled_by=user.pk)
            ],
            "Antworten auf Nachfragen": [
                {"Art": row.kind, "Antwort": str(row.get_answer_display()), "Am": _said(row.answered_at)}
                for row in CareRequest.objects.filter(answered_by=user.pk)
            ],
        }

    def erase(self, user: AbstractBaseUser, identity: Identity) -> None:
        remove_attachments(Attachment.objects.filter(by=user.pk))
        own = _hints_of(user, identity.addresses)
        sweeping.scrub(own, Traces(identity))
        own.update(user=None, name="", email="")


def _hints_of(user: AbstractBaseUser, addresses: Iterable[str]) -> QuerySet[Hint]:
    by_address = with_address(Hint.objects.all(), "email", addresses)
    return Hint.objects.filter(Q(user=user.pk) | Q(pk__in=[*by_address.values_list("pk", flat=True)]))


def remove_attachments(attachments: QuerySet[Attachment]) -> int:
    """Delete rows now and their files with the commit; returns how many."""
    rows = list(attachments.order_by("pk"))
    for row in rows:
        sweeping.remove_later(row.file.storage, str(row.file.name))
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _change(change: Change) -> dict[str, Any]:
    return {
        "Titel": change.title,
        "Organisation": change.organisation.name,
        "Stand": str(change.get_state_display()),
        "Nachricht an die Redaktion": change.note,
        "Begonnen am": _said(change.created_at),
        "Inhalt": change.content,
    }


def _said(moment: dt.datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def forget_unpublished(before: dt.datetime) -> int:
    """Delete changes that came to nothing, with everything in them."""
    over = Q(state=State.DECLINED, decided_at__lt=before) | Q(state=State.DISCARDED, updated_at__lt=before)
    changes = [change.pk for change in Change.objects.filter(over)]
    remove_attachments(Attachment.objects.filter(change__in=changes))
    Change.objects.filter(pk__in=changes).delete()
    return len(changes)


def forget_attachments(before: dt.datetime) -> int:
    """Delete the files of changes that were accepted: what they proved is decided."""
    return remove_attachments(Attachment.objects.filter(change__state=State.ACCEPTED, change__decided_at__lt=before))


def forget_who(before: dt.datetime) -> int:
    """Take the persons out of decided changes and answered questions; the steps themselves stay."""
    decided = Change.objects.filter(decided_at__lt=before).values("pk")
    number = (
        Change.objects.filter(pk__in=decided)
        .exclude(author=None, assigned_to=None)
        .update(author=None, assigned_to=None, updated_at=F("updated_at"))
    )
    for rows in (ChangeStep.objects, FieldComment.objects):
        number += rows.filter(change__in=decided).exclude(by=None).update(by=None)
    answered = CareRequest.objects.filter(answered_at__lt=before).exclude(answered_by=None)
    return number + answered.update(answered_by=None)


def forget_hints(before: dt.datetime) -> int:
    """Delete hints that have been dealt with."""
    return Hint.objects.filter(handled_at__lt=before).delete()[0]


def forget_senders(before: dt.datetime) -> int:
    """Take name and address out of hints, also of those that wait."""
    named = Hint.objects.filter(received_at__lt=before).exclude(name="", email="", user=None)
    return named.update(name="", email="", user=None)


def forget_care(before: dt.datetime) -> int:
    """Delete questions that were answered; the day of confirmation stands with the published entry."""
    return CareRequest.objects.filter(answered_at__lt=before).delete()[0]


RULES = (
    RetentionRule(
        "changes.unpublished",
        _("Verworfene und abgelehnte Beiträge samt Anlagen, ab dem Ende"),
        365,
        30,
        forget_unpublished,
    ),
    RetentionRule(
        "changes.attachments", _("Anlagen angenommener Beiträge, ab der Annahme"), 365, 30, forget_attachments
    ),
    RetentionRule("changes.persons", _("Namen an entschiedenen Beiträgen, ab der Entscheidung"), 730, 90, forget_who),
    RetentionRule("hints.done", _("Bearbeitete Hinweise, ab der Bearbeitung"), 365, 30, forget_hints),
    RetentionRule("hints.persons", _("Name und E-Mail-Adresse an Hinweisen, ab dem Eingang"), 365, 30, forget_senders),
    RetentionRule("care.answered", _("Beantwortete Nachfragen der Pflege, ab der Antwort"), 1095, 365, forget_care),
)
PUBLIC_TASK = _("Art. 6 Abs. 1 Buchst. e DSGVO (Aufgabe im öffentlichen Interesse)")
PROCESSINGS = (
    Processing(
        key="changes",
        label=_("Beiträge und ihre Prüfung"),
        purpose=_("Was Kommunen und andere Stellen veröffentlichen wollen, entgegennehmen, prüfen und entscheiden"),
        legal_basis=PUBLIC_TASK,
        persons=_("Personen, die für eine Organisation schreiben; Personen der Redaktion"),
        data=_("Wer begonnen, eingereicht, kommentiert und entschieden hat, mit Zeitpunkt; Texte und Anlagen"),
        recipients=_("Mitglieder der Organisation, Redaktion"),
        rules=("changes.unpublished", "changes.attachments", "changes.persons"),
    ),
    Processing(
        key="hints",
        label=_("Hinweise auf Fehler"),
        purpose=_("Fehler auf veröffentlichten Seiten beheben und auf Wunsch antworten"),
        legal_basis=PUBLIC_TASK,
        persons=_("Personen, die einen Hinweis geben"),
        data=_("Text des Hinweises; Name und E-Mail-Adresse nur, wenn angegeben"),
        recipients=_("Organisation, der der Eintrag gehört; Redaktion"),
        rules=("hints.done", "hints.persons"),
    ),
    Processing(
        key="care",
        label=_("Pflege der Einträge"),
        purpose=_("Nachfragen, ob Veröffentlichtes noch stimmt"),
        legal_basis=PUBLIC_TASK,
        persons=_("Personen, die für eine Organisation antworten"),
        data=_("Wer geantwortet hat, Antwort und Zeitpunkt"),
        recipients=_("Organisation, Redaktion"),
        rules=("care.answered", "changes.persons"),
    ),
)


def register() -> None:
    """Called when the app is ready."""
    personal_data.register_holder(Moderation())
    personal_data.register_shared("moderation.*")
    for rule in RULES:
        personal_data.register_rule(rule)
    for processing in PROCESSINGS:
        personal_data.register_processing(processing)
