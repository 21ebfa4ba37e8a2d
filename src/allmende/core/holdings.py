# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What core holds about persons: rows of the log, and letters and results in jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from allmende.core import audit, mail, personal_data, sweeping
from allmende.core.models import AuditEntry
from allmende.core.personal_data import Processing
from allmende.core.traces import Traces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.contrib.auth.base_user import AbstractBaseUser

    from allmende.core.personal_data import Identity

REFERENCES: Final = (
    "core.contentversion", "core.jobworker", "core.periodicjob", "core.loadeddata",
    "auth.permission", "contenttypes.contenttype", "migrations.migration",
)  # fmt: skip
"""Only names that the program itself writes."""


class LogAndLetters:
    """The log keeps that something happened; letters to the person are dropped, answers no longer go to them."""

    name = "core"

    def export(self, user: AbstractBaseUser) -> dict[str, Any]:
        rows = AuditEntry.objects.filter(actor=user.pk)
        return {
            "Protokoll": [
                {
                    "Zeitpunkt": timezone.localtime(row.at).isoformat(timespec="seconds"),
                    "Vorgang": audit.verb_label(row.verb),
                    "Gegenstand": row.object_label,
                    "Für": row.organisation_label,
                }
                for row in rows
            ],
            "Mails des Portals": [
                {
                    "Betreff": job.args_kwargs["kwargs"].get("subject", ""),
                    "Angelegt am": timezone.localtime(job.enqueued_at).isoformat(timespec="seconds"),
                }
                for job in _letters_to(_address(user))
            ],
        }

    def erase(self, user: AbstractBaseUser, identity: Identity) -> None:
        own = Q(actor=user.pk) | Q(object_type=user._meta.label_lower, object_id=str(user.pk))
        sweeping.scrub(AuditEntry.objects.filter(own), Traces(identity))
        audit.anonymise_person(key=identity.key, texts=identity.addresses)
        over = {TaskResultStatus.READY, TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED}
        for address in identity.addresses:
            keys = [job.pk for job in _letters_to(address) if job.status in over]
            DBTaskResult.objects.filter(pk__in=keys).delete()
            for job in _letters(address):
                _answer_others(job, address)


def _answer_others(job: DBTaskResult[..., Any], address: str) -> None:
    """Answers to a letter that goes to somebody else no longer come here."""
    kwargs = job.args_kwargs["kwargs"]
    answers = [other for other in kwargs.get("reply_to", []) if other.lower() != address.lower()]
    if answers != kwargs.get("reply_to", []):
        changed = {**job.args_kwargs, "kwargs": {**kwargs, "reply_to": answers}}
        DBTaskResult.objects.filter(pk=job.pk).update(args_kwargs=changed)


def _address(user: AbstractBaseUser) -> str:
    return str(getattr(user, user.get_email_field_name()))


def _letters(email: str) -> Iterator[DBTaskResult[..., Any]]:
    """Letters in which the address may stand."""
    for job in DBTaskResult.objects.filter(task_path=mail.deliver.module_path).order_by("pk"):
        if email and email.lower() in str(job.args_kwargs).lower():
            yield job


def _letters_to(email: str) -> Iterator[DBTaskResult[..., Any]]:
    return (job for job in _letters(email) if str(job.args_kwargs["kwargs"].get("to", "")).lower() == email.lower())


LOG = Processing(
    key="log",
    label=_("Protokoll der Vorgänge"),
    purpose=_("Nachvollziehen, wer was veröffentlicht, geprüft oder entschieden hat; Fehler und Missbrauch aufklären"),
    legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO (Aufgabe im öffentlichen Interesse), Art. 5 Abs. 2 DSGVO"),
    persons=_("Personen mit Konto"),
    data=_("Name zum Zeitpunkt, Organisation, Vorgang, Gegenstand, Zeitpunkt, alte und neue Angaben"),
    recipients=_("Betrieb; für Vorgänge der eigenen Organisation deren Verwaltung"),
    rules=("audit.persons",),
)
LETTERS = Processing(
    key="mail",
    label=_("Versand von Mails"),
    purpose=_("Mails des Portals zustellen und bei Störungen erneut versuchen"),
    legal_basis=_("Art. 6 Abs. 1 Buchst. e DSGVO (Aufgabe im öffentlichen Interesse)"),
    persons=_("Personen mit Konto; Personen, die um Antwort gebeten haben"),
    data=_("E-Mail-Adresse, Betreff und Text der Mail"),
    recipients=_("Mailserver des Betriebs"),
    rules=("jobs.done", "jobs.failed"),
)


def register() -> None:
    """Called when the app is ready."""
    personal_data.register_holder(LogAndLetters())
    personal_data.register_processing(LOG)
    personal_data.register_processing(LETTERS)
    personal_data.register_references(*REFERENCES)
    personal_data.register_shared("core.auditentry")
