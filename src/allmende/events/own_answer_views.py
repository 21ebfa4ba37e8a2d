# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Questions of an event answered afterwards, cases handed in, consents taken back: by whoever registered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from allmende.core.access import public
from allmende.events import rules
from allmende.events.booking_forms import QuestionsForm, question_key
from allmende.events.models import Answer, QuestionKind
from allmende.events.own_access import private, registration_or_404
from allmende.events.services.own_details import open_questions, save_answers, withdraw_consent

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from allmende.events.models import ConsentGiven, Question, Registration

UNPROCESSABLE = 422


def _confirmed(request: HttpRequest, secret: str) -> Registration:
    registration = registration_or_404(request, secret)
    if registration.number is None:
        raise Http404
    return registration


@public
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, secret: str) -> HttpResponse:
    """The questions of the events, with what was answered; a case can be handed in until its day begins."""
    registration = _confirmed(request, secret)
    questions = list(open_questions(registration))
    if not questions:
        messages.info(request, _("Hier gibt es nichts mehr zu beantworten."))
        return private(redirect(registration))
    given = {answer.question_id: answer for answer in registration.answers.all()}
    form = _form(request, questions, given)
    if request.method == "POST" and form.is_valid():
        values = {question.pk: form.cleaned_data[question_key(question)] for question in questions}
        try:
            save_answers(registration=registration, values=values, by=rules.acting(request.user, registration))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Danke, Ihre Antworten sind gespeichert."))
            return private(redirect(registration))
    fields = [(form[question_key(question)], given.get(question.pk)) for question in questions]
    context = {"registration": registration, "form": form, "fields": fields}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return private(render(request, "events/booking/answers.html", context, status=status))


def _form(request: HttpRequest, questions: list[Question], given: dict[int, Answer]) -> QuestionsForm:
    initial = {
        question_key(question): given[question.pk].text
        for question in questions
        if question.pk in given and question.kind != QuestionKind.FILE
    }
    is_post = request.method == "POST"
    form = QuestionsForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        questions=questions,
        initial=initial,
    )
    for question in questions:
        if question.kind == QuestionKind.FILE and question.pk in given:
            form.fields[question_key(question)].required = False  # the one that is there stays
    return form


@public
@require_safe
def answer_file(request: HttpRequest, secret: str, pk: int) -> FileResponse:
    """A file that was handed in with this registration; for saving, never shown as a page of the portal."""
    registration = _confirmed(request, secret)
    found = get_object_or_404(Answer.objects.filter(registration=registration).exclude(file=""), pk=pk)
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, as_attachment=True, filename=found.file_name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return private(response)


@public
@require_POST
def withdraw(request: HttpRequest, secret: str, pk: int) -> HttpResponse:
    """Take a consent back."""
    registration = _confirmed(request, secret)
    given: ConsentGiven = get_object_or_404(registration.consents.all(), pk=pk)
    withdraw_consent(given=given, by=rules.acting(request.user, registration))
    messages.success(request, _("Ihre Einwilligung ist widerrufen."))
    return private(redirect(registration))
