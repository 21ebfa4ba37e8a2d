# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The audit log as people read it: by pages that need no counting, and without what a reader must not see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from allmende.accounts.models import Membership
from allmende.core import audit, audit_words
from allmende.core.audit_persons import EMAIL
from allmende.core.models import AuditEntry

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from allmende.accounts.models import Organisation
    from allmende.core.models import AuditEntryQuerySet

PER_PAGE: Final = 50
ADDRESS: Final = re.compile(r"[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]+")
LARGEST_KEY: Final = 2**63 - 1


class Redaction:
    """What a reader may see of texts. Operators see everything."""

    def text(self, text: str) -> str:
        return text

    def actor(self, entry: AuditEntry) -> str:
        return self.text(entry.actor_label)

    def value(self, value: Any) -> Any:
        """The same for JSON."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.value(item) for item in value]
        if isinstance(value, dict):
            return {name: self.value(item) for name, item in value.items()}
        return value


class ForOrganisation(Redaction):
    """Managers of an organisation read no mail address but those of its own people, and no network address.

    Who decided at the desk is no business of theirs, as everywhere: they read „Die Redaktion“.
    """

    def __init__(self, organisation: Organisation) -> None:
        self._organisation = organisation

    @cached_property
    def _own(self) -> frozenset[str]:
        live = Membership.objects.live().filter(organisation=self._organisation)
        return frozenset(live.values_list("user__email", flat=True))

    @cached_property
    def _people(self) -> frozenset[int]:
        """Whoever belongs to it, did or wanted to."""
        return frozenset(Membership.objects.filter(organisation=self._organisation).values_list("user_id", flat=True))

    def actor(self, entry: AuditEntry) -> str:
        if entry.actor_id is not None and entry.actor_id not in self._people:
            return _("Die Redaktion")
        return self.text(entry.actor_label)

    def text(self, text: str) -> str:
        if "@" in text:
            text = EMAIL.sub(lambda found: found[0] if found[0].lower() in self._own else _("[Mail-Adresse]"), text)
        if "." in text or ":" in text:
            text = ADDRESS.sub(lambda found: _("[Netzadresse]") if _is_address(found[0]) else found[0], text)
        return text


def _is_address(text: str) -> bool:
    try:
        ip_address(text.rstrip("."))
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Row:
    """One audit row as its reader may see it."""

    entry: AuditEntry
    redaction: Redaction

    @property
    def at(self) -> dt.datetime:
        return self.entry.at

    @property
    def actor(self) -> str:
        return self.redaction.actor(self.entry)

    @property
    def organisation(self) -> str:
        return self.redaction.text(self.entry.organisation_label)

    @property
    def label(self) -> str:
        return audit.verb_label(self.entry.verb)

    @property
    def kind(self) -> str:
        return audit_words.kind_label(self.entry.object_type)

    @property
    def object_label(self) -> str:
        return self.redaction.text(self.entry.object_label)

    @property
    def before(self) -> Any:
        return self.redaction.value(self.entry.before)

    @property
    def after(self) -> Any:
        return self.redaction.value(self.entry.after)

    @property
    def lines(self) -> list[audit_words.Line]:
        return audit_words.lines(self.entry.object_type, self.before, self.after)


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of the log. ``older`` and ``newer`` are the keys that lead on, None at an end."""

    rows: list[Row]
    older: int | None
    newer: int | None


def page_of(rows: AuditEntryQuerySet, params: Mapping[str, Any], redaction: Redaction) -> Page:
    """The rows that follow ``?vor=<key>`` or precede ``?nach=<key>``; without either the newest ones.

    No row is counted and none is skipped: a page deep in the log costs as much as the first one.
    """
    before, after = _anchor(params.get("vor")), _anchor(params.get("nach"))
    if after is not None:
        found = list(rows.newer_than(*after).order_by("at", "pk")[: PER_PAGE + 1])
        is_more, found = len(found) > PER_PAGE, found[:PER_PAGE][::-1]
        newer = found[0].pk if is_more else None
        older = found[-1].pk if found else None
    else:
        found = list((rows.older_than(*before) if before else rows).order_by("-at", "-pk")[: PER_PAGE + 1])
        is_more, found = len(found) > PER_PAGE, found[:PER_PAGE]
        newer = found[0].pk if before and found else None
        older = found[-1].pk if is_more else None
    return Page([Row(entry, redaction) for entry in found], older, newer)


def _anchor(text: Any) -> tuple[dt.datetime, int] | None:
    """Time and key of the row with this key; None if there is none."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,19}", text) or int(text) > LARGEST_KEY:
        return None
    return AuditEntry.objects.filter(pk=int(text)).order_by().values_list("at", "pk").first()
