# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The audit log: one row for every write, in the writer's own transaction; what its verbs are called.

Each app names its verbs in ``AppConfig.ready()``: ``audit.describe({"cooperation.published": _("Steckbrief …")})``.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, Protocol

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from allmende.core.audit_persons import (
    anonymise_person,
    forget_persons_before,
    register_person_kinds,
    register_personal_keys,
)
from allmende.core.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db import models
    from django.utils.functional import _StrPromise

__all__ = [
    "SYSTEM",
    "anonymise_person",
    "describe",
    "describe_noun",
    "forget_persons_before",
    "plain",
    "record",
    "register_person_kinds",
    "register_personal_keys",
    "verb_label",
    "verbs",
]

SYSTEM = AuditEntry.SYSTEM
ACTIONS: Final = {
    "created": _("angelegt"),
    "changed": _("geändert"),
    "deleted": _("gelöscht"),
    "published": _("veröffentlicht"),
    "unpublished": _("von der Seite genommen"),
    "withdrawn": _("zurückgezogen"),
    "moved": _("verschoben"),
    "confirmed": _("bestätigt"),
    "declined": _("abgelehnt"),
    "handed_over": _("übergeben"),
}
"""What is done with many nouns, as it follows their name."""
_labels: dict[str, _StrPromise] = {}
NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


class ActingOrganisation(Protocol):
    """Whoever a user acts for; core knows no organisations, only that they have a key and a name."""

    pk: Any
    name: str


def plain(values: Mapping[str, Any] | None) -> Any:
    """``values`` as plain JSON (dates, decimals and lazy texts as strings), without NUL, which PostgreSQL refuses."""
    if values is None:
        return None
    return json.loads(NUL.sub(r"\1", json.dumps(values, cls=DjangoJSONEncoder)))


def record(
    verb: str,
    obj: models.Model,
    *,
    by: AbstractBaseUser | None,
    organisation: ActingOrganisation | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write one audit row: ``by`` did ``verb`` ("cooperation.published") to ``obj``.

    ``by=None`` means the system itself (a job, an import). ``before``/``after`` hold the changed values only.
    Call it inside the transaction of the write, so that both happen or neither.
    """
    return AuditEntry.objects.create(
        actor_id=by.pk if by is not None else None,
        actor_label=str(by)[:200] if by is not None else SYSTEM,
        organisation_key=str(organisation.pk) if organisation is not None else "",
        organisation_label=organisation.name if organisation is not None else "",
        verb=verb,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        object_label=str(obj)[:300],
        before=plain(before),
        after=plain(after),
    )


def describe(labels: Mapping[str, _StrPromise]) -> None:
    """Say what verbs are called where people read the log: „Steckbrief veröffentlicht“."""
    _labels.update(labels)


def describe_noun(noun: str, label: _StrPromise, *actions: str) -> None:
    """Describe what is usually done with one noun: ``describe_noun("cooperation", _("Kooperation"), "published")``."""
    _labels.update({f"{noun}.{action}": format_lazy("{} {}", label, ACTIONS[action]) for action in actions})


def verb_label(verb: str) -> str:
    """What ``verb`` is called; one that no app describes any more is shown as it is."""
    return str(_labels.get(verb, verb))


def verbs() -> dict[str, _StrPromise]:
    """Every verb that is described, with its label."""
    return dict(_labels)
