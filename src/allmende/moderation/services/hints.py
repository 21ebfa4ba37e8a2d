# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Writes about hints: what anyone says is wrong, who takes care of it, how it ends.

No audit row names the person who gave the hint or repeats a word of it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from allmende.accounts.models import Organisation
from allmende.accounts.notifications import notify
from allmende.accounts.rate_limit import Limit, is_exceeded, note_attempt
from allmende.core import audit, mail
from allmende.moderation import contents, kinds
from allmende.moderation.hint_notifications import HintReceived, subject_of
from allmende.moderation.models import UNSETTLED, Hint, HintState, State
from allmende.moderation.models.hint import new_form_key
from allmende.moderation.services.drafting import SAVED, begin_change, locked, may_begin
from allmende.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from allmende.accounts.models import User
    from allmende.moderation.kinds import Kind
    from allmende.moderation.models import Change

RECEIPT_LIMIT = Limit("hint_receipt", count=1, minutes=60)
"""Letters to an address that nobody has proven to be theirs: one an hour, whatever is sent in."""


TYPED = {"text", "textarea", "url", "email", "tel", "number", "date", "datetime-local"}
"""Widgets that show whatever was typed."""


class HintGoneError(ValidationError):
    """Somebody else was faster."""


def give_hint(
    *,
    page: str,
    text: str,
    part: str = "",
    suggestion: str = "",
    name: str = "",
    email: str = "",
    form_key: str = "",
    by: User | None = None,
) -> Hint:
    """Keep what somebody says is wrong with ``page`` and tell those who answer for it.

    A form that is sent twice makes one hint: the second time the first one is given back.
    """
    about = kinds.at(page)
    known = about is not None and part in {item.part for item in about[0].public_words(about[1])}
    hint = Hint(
        page=page,
        kind=about[0].name if about else "",
        object_key=about[1].pk if about else None,
        part=part if known else "",
        text=text,
        suggestion=suggestion,
        name=name,
        email=email,
        user=by,
        organisation=_answering_organisation(about),
        form_key=_digest(form_key, page, part, text, suggestion, email),
    )
    hint.full_clean(exclude=["form_key", "handled_by", "handled_at"])
    try:
        with transaction.atomic():
            hint.save()
            hint.areas.set(_areas(page, about))
            _record("hint.received", hint, by=None)
            notify(HintReceived(hint))
            if email and not is_exceeded(RECEIPT_LIMIT, email.lower()):
                note_attempt(RECEIPT_LIMIT, email.lower())
                _write(hint, _("Ihr Hinweis ist angekommen"), "moderation/mail/hint_receipt.txt", {})
    except IntegrityError:
        former = Hint.objects.filter(form_key=hint.form_key).first()
        if former is None:
            raise
        return former
    return hint


def _digest(form_key: str, *contents: str) -> str:
    """The same form with the same words; without a key nothing is the same."""
    if not form_key:
        return new_form_key()
    return hashlib.sha256("\0".join((form_key, *contents)).encode()).hexdigest()


def _answering_organisation(about: tuple[Kind, Any] | None) -> Organisation | None:
    """Whoever owns the object, as long as it can act; nobody else's members get to see the hint."""
    owner = about[1].owner if about else None
    return owner if isinstance(owner, Organisation) and owner.is_active else None


def _areas(page: str, about: tuple[Kind, Any] | None) -> list[Territory]:
    """The territories a hint concerns: those of the object, of its owner, or the place whose page it is."""
    if about is not None:
        kind, obj = about
        keys = list(kind.areas_of(obj))
        if obj.owner is not None and obj.owner.territory is not None:
            keys.append(obj.owner.territory.ars)
        return list(Territory.objects.filter(ars__in=keys))
    try:
        key = resolve(page).kwargs.get("ars")
    except Resolver404:
        return []
    return list(Territory.objects.filter(ars=key)) if key else []


def may_draft(hint: Hint, organisation: Organisation | None, by: User) -> bool:
    """Whether taking over begins a change of ``organisation`` to what the hint is about."""
    about = subject_of(hint)
    return about is not None and organisation is not None and may_begin(about[0], about[1], organisation, by)


def take_over(*, hint: Hint, by: User, organisation: Organisation | None = None) -> Hint:
    """Say that ``by`` takes care of it; where ``organisation`` may change the entry, begin or continue its change.

    The suggested value is written into the draft where the part is a plain field that nobody has changed there yet.
    One of two who do it at once wins. Raises HintGoneError, TakenByOthersError, ClosedError; then nothing has changed.
    """
    with transaction.atomic():
        current = _locked(hint, {HintState.OPEN}, by)
        about = subject_of(current)
        if about is not None and organisation is not None and may_begin(about[0], about[1], organisation, by):
            kind, obj = about
            change = locked(begin_change(kind=kind, obj=obj, organisation=organisation, by=by), by)
            _write_suggestion(current, kind, obj, change, by)
            current.change = change
            current.save(update_fields=["change"])
        _set_state(current, HintState.TAKEN, by=by)
        _record("hint.taken", current, by=by)
    return current


def _write_suggestion(hint: Hint, kind: Kind, obj: Any, change: Change, by: User) -> None:
    """Into the draft, if there is a field for it that one types in. Fields to choose from stay as they are."""
    step = next((step for step in kind.steps if hint.part in step.parts), None)
    if step is None or not hint.suggestion:
        return
    field = kind.page(step, change.content, obj=obj).form.fields.get(hint.part)
    base = change.base or change.content
    is_untouched = contents.part_of(change.content, hint.part) == contents.part_of(base, hint.part)
    if field is None or not is_untouched or getattr(field.widget, "input_type", "text") not in TYPED:
        return
    change.content = contents.with_part(change.content, hint.part, hint.suggestion, is_section=False)
    change.version += 1
    change.save(update_fields=["content", "version", "updated_at"])
    after = {"step": step.key, "parts": [hint.part]}
    audit.record(SAVED, change, by=by, organisation=change.organisation, after=after)


def give_back(*, hint: Hint, by: User) -> Hint:
    """Let somebody else take care of it."""
    with transaction.atomic():
        current = _locked(hint, {HintState.TAKEN}, by)
        _reopen(current, by=by)
    return current


def settle(*, hint: Hint, is_right: bool, answer: str = "", by: User) -> Hint:
    """End it: mended (``is_right``), or not taken over, which needs an answer. Who left an address gets a letter."""
    if not is_right and not answer.strip():
        raise ValidationError({"answer": _("Bitte schreiben Sie, warum der Hinweis nicht übernommen wird.")})
    with transaction.atomic():
        current = _locked(hint, UNSETTLED, by)
        _settle(current, HintState.DONE if is_right else HintState.DECLINED, answer=answer.strip(), by=by)
    return current


def follow_change(*, change: Change, by: User | None) -> None:
    """Called in the transaction of every step of ``change``: its end is the end of the hints it goes back to."""
    if change.state == State.ACCEPTED:
        note_accepted(change=change, by=by)
    elif change.state in {State.DECLINED, State.DISCARDED}:
        note_dropped(change=change, by=by)


def note_accepted(*, change: Change, by: User | None) -> int:
    """``change`` is published: the hints it goes back to are done. In the caller's transaction; returns how many."""
    hints = list(Hint.objects.select_for_update().filter(change=change, state__in=UNSETTLED))
    for hint in hints:
        _settle(hint, HintState.DONE, answer="", by=by)
    return len(hints)


def note_dropped(*, change: Change, by: User | None) -> int:
    """``change`` was discarded or declined: somebody must look at its hints again. Returns how many."""
    hints = list(Hint.objects.select_for_update().filter(change=change, state=HintState.TAKEN))
    for hint in hints:
        _reopen(hint, by=by)
    return len(hints)


def hand_over(*, source: Organisation, target: Organisation | None, by: User | None) -> int:
    """Let ``target`` answer what went to ``source``; without one the desk answers the open ones. Returns how many."""
    with transaction.atomic():
        hints = Hint.objects.filter(organisation=source)
        hints = hints if target is not None else hints.unsettled()
        found = hints.update(organisation=target)
        if found:
            after = {"hints": found, "target": target.name if target else None}
            audit.record("hint.handed_over", source, by=by, after=after)
    return found


def _locked(hint: Hint, states: Collection[str], by: User) -> Hint:
    """The hint as it is now, if ``by`` may see it; whoever comes second finds it in another state."""
    if not Hint.objects.visible_to(by).filter(pk=hint.pk).exists():
        raise PermissionDenied
    current = Hint.objects.select_for_update().get(pk=hint.pk)
    if current.state not in states:
        message = _("Jemand anderes war schneller: Der Hinweis ist inzwischen „%(state)s“.")
        raise HintGoneError(message % {"state": current.get_state_display()})
    return current


def _set_state(hint: Hint, state: HintState, *, by: User | None) -> None:
    hint.state = state
    hint.handled_by = by
    hint.handled_at = timezone.now()
    hint.save(update_fields=["state", "handled_by", "handled_at"])


def _reopen(hint: Hint, *, by: User | None) -> None:
    hint.state = HintState.OPEN
    hint.handled_by = hint.handled_at = hint.change = None
    hint.save(update_fields=["state", "handled_by", "handled_at", "change"])
    _record("hint.reopened", hint, by=by)


def _settle(hint: Hint, state: HintState, *, answer: str, by: User | None) -> None:
    hint.answer = answer
    hint.save(update_fields=["answer"])
    _set_state(hint, state, by=by)
    _record(f"hint.{state.value}", hint, by=by)
    if hint.email:
        context = {"is_done": state == HintState.DONE, "answer": answer}
        _write(hint, _("Antwort auf Ihren Hinweis"), "moderation/mail/hint_answer.txt", context)


def _record(verb: str, hint: Hint, *, by: User | None) -> None:
    """In the log of the organisation that answers, too, whoever has done it: its managers see how the hint ended."""
    audit.record(verb, Hint(pk=hint.pk, received_at=hint.received_at), by=by, organisation=hint.organisation)


def _write(hint: Hint, subject: str, template: str, context: dict[str, Any]) -> None:
    """A letter to the address somebody left. It never repeats what was typed: the address may be somebody else's."""
    mail.send(to=[hint.email], subject=subject, template=template, context={"hint": hint, **context})
