# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What is answered to the questions of an event, and what is agreed to: checked, then kept with the registration."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from allmende.core.form_text import CONTROL_CHARACTERS, plain_lines
from allmende.events.errors import AnswerRefusedError, AnswersMissingError
from allmende.events.models import Answer, ConsentGiven, ConsentText, Question, QuestionKind, Session
from allmende.moderation.file_types import clean_name, type_of, why_not

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.files.uploadedfile import UploadedFile

    from allmende.events.models import Registration
    from allmende.events.orders import Order

LARGEST_FILE: Final = 10 * 1024 * 1024
LONGEST_TEXT: Final = 5000


@dataclass(slots=True)
class Answers:
    """What of an order was read and found good. Files lie in the storage already, so that no lock waits for them."""

    answers: list[Answer] = field(default_factory=list)
    consents: list[ConsentText] = field(default_factory=list)

    def keep(self, registration: Registration) -> None:
        """In the transaction of the registration."""
        for answer in self.answers:
            answer.registration = registration
            answer.save()
        ConsentGiven.objects.bulk_create(
            ConsentGiven(registration=registration, consent=consent, wording=consent.text) for consent in self.consents
        )

    def discard(self) -> None:
        """The registration did not come about: no file stays."""
        for answer in self.answers:
            if answer.file:
                answer.file.delete(save=False)


def read_answers(order: Order) -> Answers:
    """What ``order`` answers to the questions of its events; what belongs to other events is left out.

    Raises AnswersMissingError, AnswerRefusedError.
    """
    target = order.target
    here = {"pk": target.pk} if isinstance(target, Session) else {"packages": target.pk}
    events = list(Session.objects.filter(**here).order_by().values_list("event", flat=True).distinct())
    questions = list(Question.objects.filter(event__in=events))
    consents = list(ConsentText.objects.filter(event__in=events))
    given = {consent.pk for consent in order.consents}
    values = {question.pk: value for question, value in order.answers.items()}
    missing = frozenset(row.pk for row in questions if row.is_required and not _is_something(values.get(row.pk)))
    not_given = frozenset(row.pk for row in consents if row.is_required and row.pk not in given)
    if missing or not_given:
        raise AnswersMissingError(missing, not_given)
    answers = read(questions, values)
    return Answers(answers, [consent for consent in consents if consent.pk in given])


def read(questions: list[Question], values: Mapping[int, str | UploadedFile[bytes]]) -> list[Answer]:
    """The answers to ``questions``, not yet saved; files are in the storage when all of them are good."""
    uploads: list[tuple[Answer, UploadedFile[bytes]]] = []
    answers: list[Answer] = []
    for question in questions:
        value = values.get(question.pk)
        if not _is_something(value):
            continue
        answer = Answer(question=question)
        if question.kind == QuestionKind.FILE:
            if isinstance(value, str) or value is None:
                raise AnswerRefusedError(question.pk, _("Bitte wählen Sie eine Datei."))
            _check_file(answer, value)
            uploads.append((answer, value))
        else:
            answer.text = _text(question, value)
        answers.append(answer)
    for answer, upload in uploads:
        upload.seek(0)
        answer.file.save("antwort", upload, save=False)
    return answers


def _is_something(value: str | UploadedFile[bytes] | None) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _text(question: Question, value: str | UploadedFile[bytes] | None) -> str:
    text = plain_lines(value).strip() if isinstance(value, str) else ""
    if question.kind == QuestionKind.CHOICE and text not in question.choices:
        raise AnswerRefusedError(question.pk, _("Bitte wählen Sie eine der vorgegebenen Antworten."))
    if len(text) > LONGEST_TEXT:
        message = _("Bitte fassen Sie sich kürzer: höchstens %(limit_value)s Zeichen.") % {"limit_value": LONGEST_TEXT}
        raise AnswerRefusedError(question.pk, message)
    if CONTROL_CHARACTERS.search(text):
        raise AnswerRefusedError(question.pk, _("Der Text enthält Steuerzeichen, die nicht angezeigt werden können."))
    return text


def _check_file(answer: Answer, upload: UploadedFile[bytes]) -> None:
    name = upload.name or ""
    if (upload.size or 0) > LARGEST_FILE:
        raise AnswerRefusedError(answer.question_id, _("Die Datei ist zu groß. Erlaubt sind höchstens 10 MB."))
    found = type_of(upload, name)
    if found is None:
        raise AnswerRefusedError(answer.question_id, why_not(upload, name))
    answer.file_name = clean_name(name, found)
    answer.file_size = upload.size or 0


def copy_answers(former: Registration, new: Registration) -> None:
    """Take over what was said with ``former``; files are copied, since each registration is deleted with its own."""
    for answer in former.answers.select_related("question"):
        copy = Answer(
            registration=new,
            question=answer.question,
            text=answer.text,
            file_name=answer.file_name,
            file_size=answer.file_size,
        )
        if answer.file:
            with answer.file.open("rb") as content:
                copy.file.save("antwort", content, save=False)
        copy.save()
    ConsentGiven.objects.bulk_create(
        ConsentGiven(registration=new, consent_id=given.consent_id, wording=given.wording)
        for given in former.consents.filter(withdrawn_at=None)
    )
