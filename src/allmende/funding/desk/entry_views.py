# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One page for each entry of a draft and for its base data: what is typed is tried at once, saved when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from allmende.core.pages import render_page
from allmende.funding.desk.access import edited_directive, trail, user_of
from allmende.funding.desk.case_form import CheckAddressForm
from allmende.funding.desk.entry_forms import BaseForm, Surroundings
from allmende.funding.desk.lines import amount_line, rule_line
from allmende.funding.desk.parts import PARTS, Part, entries_of, mark_of, with_entries
from allmende.funding.desk.trial import tried
from allmende.funding.engine.directive import AmountRule
from allmende.funding.files.difference_words import described
from allmende.funding.files.differences import SECTIONS, differences
from allmende.funding.files.reading import DirectiveFileError, read
from allmende.funding.models import Directive, DirectiveState
from allmende.funding.names import open_names
from allmende.funding.rules import land_of
from allmende.funding.services.directives import ChangedMeanwhileError, change_directive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from allmende.funding.desk.entry_forms import EntryForm
    from allmende.funding.desk.trial import Trial
    from allmende.funding.wording import Names

ORIGIN: Final = "herkunft"
"""The query of the check from which a case was taken over."""
MORE, PROBE, TAKE_OVER = "mehr", "probe", "uebernehmen"
"""Buttons that do not save: one row more, try what was typed, take the facts of a check over."""
KEPT: Final = ("name", "verdict", "amount", "ceiling")
"""What no check says of a case."""
TIMES: Final = 3
"""So often we save again when somebody else has saved something else in between."""


@dataclass(slots=True)
class Editing:
    """An entry on the page. ``part`` None: the base data. ``number`` from 1; None: a new entry."""

    request: HttpRequest
    directive: Directive
    names: Names
    part: Part | None
    number: int | None
    is_tried: bool = False
    """Whether what is shown on trial holds what was typed."""

    def form_of(self, data: Any, entry: Mapping[str, Any] | None, *, more: str = "") -> EntryForm:
        around = Surroundings(self.names, land_of(self.directive.profile), self.directive.content)
        form_class: type[EntryForm] = BaseForm if self.part is None else self.part.form
        return form_class(data, around=around, entry=self._with_origin(data, entry), more=more)

    def _with_origin(self, data: Any, entry: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """The partners of a case are those of the check from which it was taken over, if it was."""
        if data is None or not self.origin(data):
            return entry
        asked = CheckAddressForm({"adresse": f"?{self.origin(data)}"})
        try:
            facts = asked.facts() if asked.is_valid() else {}
        except ValidationError:
            return entry
        return {**(entry or {}), **{name: facts[name] for name in ("partners", "lead") if name in facts}}

    def origin(self, data: Any) -> str:
        return str(data.get(ORIGIN, "")) if self.part is not None and self.part.key == "cases" else ""

    def stored(self) -> dict[str, Any] | None:
        """The entry as it is saved; None for a new one."""
        content = self.directive.content
        if self.part is None:
            return {name: value for name, value in content.items() if name not in SECTIONS}
        entries = entries_of(content, self.part)
        if self.number is None or not 0 < self.number <= len(entries):
            return None
        return entries[self.number - 1]

    def found_again(self, mark: str) -> bool:
        """Whether the entry that the page was made from is still there as it was; its place may be another."""
        if self.part is None:
            return mark_of(self.stored() or {}) == mark
        if not mark:
            self.number = None
            return True
        marks = [mark_of(entry) for entry in entries_of(self.directive.content, self.part)]
        if self.number is not None and 0 < self.number <= len(marks) and marks[self.number - 1] == mark:
            return True
        self.number = marks.index(mark) + 1 if mark in marks else self.number
        return mark in marks

    def content_with(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """The whole version with this entry in its place."""
        content = self.directive.content
        if self.part is None:
            return {**entry, **{name: content[name] for name in SECTIONS if name in content}}
        entries = entries_of(content, self.part)
        if self.number is None:
            entries.append(dict(entry))
        else:
            entries[self.number - 1] = dict(entry)
        return with_entries(content, self.part, entries)

    @property
    def path(self) -> str:
        """Where ``files.reading`` says what is wrong with this entry."""
        if self.part is None:
            return ""
        place = len(entries_of(self.directive.content, self.part)) if self.number is None else self.number - 1
        return f"{self.part.key}[{place}]"

    @property
    def back(self) -> str:
        anchor = f"#{self.part.word}" if self.part else ""
        return reverse("funding:desk_directive", args=[self.directive.key]) + anchor


@require_http_methods(["GET", "HEAD", "POST"])
def base(request: HttpRequest, key: str) -> HttpResponse:
    """Title, period, summary, and where the directive is written."""
    return _work(Editing(request, _draft(request, key), open_names(), None, None))


@require_http_methods(["GET", "HEAD", "POST"])
def entry_create(request: HttpRequest, key: str, word: str) -> HttpResponse:
    """A new rule, amount, kind of cost, paper, award or test case."""
    return _work(Editing(request, _draft(request, key), open_names(), _part(word), None))


@require_http_methods(["GET", "HEAD", "POST"])
def entry_change(request: HttpRequest, key: str, word: str, number: int) -> HttpResponse:
    """Change what an entry says."""
    editing = Editing(request, _draft(request, key), open_names(), _part(word), number)
    if request.method != "POST" and editing.stored() is None:
        raise Http404
    return _work(editing)


@require_POST
def entry_order(request: HttpRequest, key: str, word: str, number: int) -> HttpResponse:
    """Move an entry up or down, or take it away."""
    editing = Editing(request, _draft(request, key), open_names(), _part(word), number)
    part = _part(word)
    if not request.POST.get("mark") or not editing.found_again(request.POST["mark"]) or editing.number is None:
        messages.error(request, _("Diesen Eintrag hat inzwischen jemand geändert oder gelöscht. Bitte sehen Sie nach."))
        return redirect(editing.back)
    entries = entries_of(editing.directive.content, part)
    place, act = editing.number - 1, request.POST.get("schritt", "")
    other = {"hoch": place - 1, "runter": place + 1}.get(act)
    if act == "loeschen":
        del entries[place]
    elif other is not None and 0 <= other < len(entries):
        entries[place], entries[other] = entries[other], entries[place]
    else:
        raise Http404
    try:
        change_directive(
            directive=editing.directive,
            content=with_entries(editing.directive.content, part, entries),
            version=editing.directive.version,
            by=user_of(request),
        )
    except ChangedMeanwhileError:
        messages.error(request, _("Jemand anderes hat gerade gespeichert. Bitte versuchen Sie es noch einmal."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Gelöscht.") if act == "loeschen" else _("Verschoben."))
    return redirect(editing.back)


def _draft(request: HttpRequest, key: str) -> Directive:
    """Only drafts are edited. What is sent after somebody submitted it is refused by the service, and not lost."""
    directive = edited_directive(request, key)
    if directive.state != DirectiveState.DRAFT and request.method != "POST":
        raise Http404
    return directive


def _part(word: str) -> Part:
    try:
        return PARTS[word]
    except KeyError:
        raise Http404 from None


def _work(editing: Editing) -> HttpResponse:
    request = editing.request
    if request.method != "POST":
        stored = editing.stored()
        return _page(editing, editing.form_of(None, stored), mark=mark_of(stored) if stored else "")
    mark = request.POST.get("mark", "")
    is_there = editing.found_again(mark)
    stored = editing.stored() if is_there and mark else None
    if TAKE_OVER in request.POST and editing.part is not None and editing.part.key == "cases":
        return _taken_over(editing, mark)
    if MORE in request.POST or PROBE in request.POST:
        return _probed(editing, stored, mark)
    form = editing.form_of(request.POST, stored)
    if not form.is_valid():
        return _page(editing, form, mark=mark, status=422)
    if not is_there:
        return _conflict(editing)
    return _saved(editing, form, mark)


def _probed(editing: Editing, stored: Mapping[str, Any] | None, mark: str) -> HttpResponse:
    """What was typed, with the fields that fit it and what comes out; nothing is saved, nothing is complained of."""
    data = editing.request.POST
    checked = editing.form_of(data, stored)
    content = editing.content_with(checked.as_entry()) if checked.is_valid() else None
    shown = editing.form_of(data, stored, more=data.get(MORE, ""))
    shown.quieten()
    return _page(editing, shown, mark=mark, content=content, is_incomplete=content is None)


def _taken_over(editing: Editing, mark: str) -> HttpResponse:
    """The facts of a check in the form of a case, with the name and what is expected as they were typed."""
    data = editing.request.POST
    asked = CheckAddressForm(data)
    asked.is_valid()
    try:
        facts = asked.facts()
    except ValidationError as error:
        form = editing.form_of(data, None)
        form.quieten()
        asked = CheckAddressForm(data)
        asked.errors["adresse"] = forms.utils.ErrorList(error.messages)
        return _page(editing, form, mark=mark, address_form=asked, status=422)
    form = editing.form_of(None, facts)
    form.initial = {**form.initial, **{name: data.get(name, "") for name in KEPT}}
    return _page(editing, form, mark=mark, origin=asked.cleaned_data["adresse"], is_taken=True)


def _saved(editing: Editing, form: EntryForm, mark: str) -> HttpResponse:
    """Write it, into what others have saved meanwhile if that is something else."""
    request = editing.request
    opened_at, others = request.POST.get("version", ""), False
    for _time in range(TIMES):
        others = others or str(editing.directive.version) != opened_at
        content = editing.content_with(form.as_entry())
        try:
            change_directive(
                directive=editing.directive, content=content, version=editing.directive.version, by=user_of(request)
            )
        except ChangedMeanwhileError as error:
            error.current.profile = editing.directive.profile
            editing.directive = error.current
            if not editing.found_again(mark):
                return _conflict(editing)
            continue
        except DirectiveFileError as error:
            for problem in error.problems:
                inside = problem.path.startswith(editing.path)
                form.refuse(problem.path.removeprefix(editing.path).lstrip(".") if inside else "", problem.message)
            return _page(editing, form, mark=mark, status=422)
        except ValidationError as error:
            form.add_error(None, error.messages)
            return _page(editing, form, mark=mark, status=422)
        except PermissionDenied as error:
            raise Http404 from error
        return _done(editing, content, others=others)
    messages.error(request, _("Gerade speichern mehrere. Bitte versuchen Sie es noch einmal."))
    return _page(editing, form, mark=mark, status=409)


def _done(editing: Editing, content: Mapping[str, Any], *, others: bool) -> HttpResponse:
    messages.success(editing.request, _("Gespeichert."))
    if others:
        words = _("Inzwischen wurde anderes an dieser Fassung geändert. Beides ist jetzt enthalten.")
        messages.info(editing.request, words)
    trial = tried(content, editing.names)
    for flaw in trial.errors:
        messages.warning(editing.request, _("Widerspruch: %(text)s") % {"text": flaw.text})
    return redirect(editing.back)


def _conflict(editing: Editing) -> HttpResponse:
    """Somebody else has changed or deleted this entry: both are shown, and what was typed stays in the form.

    Saving once more writes what was typed, over the entry as it is now or as a new one.
    """
    stored = editing.stored()
    form = editing.form_of(editing.request.POST, stored)
    form.is_valid()
    sections: Any = ()
    if stored is not None:
        try:
            both = read(editing.directive.content), read(editing.content_with(form.as_entry()))
        except DirectiveFileError:
            sections = ()
        else:
            sections = described(differences(*both), editing.names)
    else:
        editing.number = None
    return _page(
        editing,
        form,
        mark=mark_of(stored) if stored is not None else "",
        status=409,
        conflict=True,
        sections=sections,
        is_gone=stored is None,
    )


def _page(
    editing: Editing,
    form: EntryForm,
    *,
    mark: str,
    status: int = 200,
    content: Mapping[str, Any] | None = None,
    address_form: forms.Form | None = None,
    **more: Any,
) -> HttpResponse:
    part = editing.part
    is_new = part is not None and not mark
    if part is None:
        title = _("Grunddaten")
    else:
        title = str(part.new) if is_new else _("%(what)s bearbeiten") % {"what": part.one}
    errors = form.all_errors if status in {409, 422} else []
    editing.is_tried = content is not None
    trial = tried(content if content is not None else editing.directive.content, editing.names)
    context: dict[str, Any] = {
        "directive": editing.directive,
        "part": part,
        "form": form,
        "rows": form.rows,
        "mark": mark,
        "version": editing.directive.version,
        "title": title,
        "is_new": is_new,
        "entry_errors": errors,
        "trial": trial,
        "sentence": _sentence(editing, trial),
        "is_tried": editing.is_tried,
        "back": editing.back,
        "trail": trail(editing.directive.profile, editing.directive, title),
        **more,
    }
    if part is not None and part.key == "cases":
        context["address_form"] = address_form or CheckAddressForm(use_required_attribute=False)
        context.setdefault("origin", editing.origin(editing.request.POST))
    return render_page(editing.request, "funding/desk/entry.html", "funding/desk/_entry.html", context, status=status)


def _sentence(editing: Editing, trial: Trial) -> str:
    """How the entry reads, as it is tried."""
    if editing.part is None or trial.text is None or editing.part.key not in {"rules", "amounts"}:
        return ""
    entries = getattr(trial.text, editing.part.key)
    place = len(entries) if editing.number is None else editing.number
    if not 0 < place <= len(entries) or (editing.number is None and not editing.is_tried):
        return ""
    entry = entries[place - 1]
    return amount_line(entry, editing.names) if isinstance(entry, AmountRule) else rule_line(entry, editing.names)
