# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Bringing what a change says onto the live object. Acceptance and trial both go this way, so they cannot differ."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from allmende.moderation import contents, kinds
from allmende.moderation.workflow import ConflictError, MissingObjectError, NotReadyError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from allmende.accounts.models import User
    from allmende.moderation.contents import Content
    from allmende.moderation.models import Change

MINE: Final = "mine"
LIVE: Final = "live"


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which side counts for each part that both have changed: MINE or LIVE.

    ``seen`` is the ``mark`` of the conflict that was looked at: a choice about an older version counts for nothing.
    """

    choices: Mapping[str, str] = field(default_factory=dict)
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """The change on top of the live object. ``conflicts`` are the parts that both have changed since ``base``."""

    obj: Any | None
    base: Content
    live: Content
    content: Content
    conflicts: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """Changes as soon as one side of a conflict does."""
        sides = [[part, contents.part_of(self.live, part)] for part in self.conflicts]
        return hashlib.sha256(json.dumps(sides, sort_keys=True).encode()).hexdigest()[:16]

    def resolved(self, resolution: Resolution | None) -> Content:
        """The content in which every conflict is decided. Raises ConflictError for those that are not."""
        choices = resolution.choices if resolution and resolution.seen == self.mark else {}
        open_parts = [part for part in self.conflicts if choices.get(part) not in {MINE, LIVE}]
        if open_parts:
            raise ConflictError(
                _("Der veröffentlichte Eintrag hat sich inzwischen an denselben Stellen geändert."), open_parts
            )
        result = self.content
        for part in self.conflicts:
            if choices[part] == LIVE:
                is_section = part in self.live["rows"] or part in result["rows"]
                result = contents.with_part(result, part, contents.part_of(self.live, part), is_section=is_section)
        return result


def merge(*, change: Change, lock: bool = False) -> Merge:
    """The change on top of what is live now. With ``lock`` the live object stays as it is until the transaction ends.

    Raises MissingObjectError when the live object is gone.
    """
    kind = kinds.kind(change.kind)
    if change.object_key is None:
        empty = contents.empty()
        return Merge(obj=None, base=empty, live=empty, content=change.content)
    if lock:
        kind.model.objects.select_for_update().filter(pk=change.object_key).order_by("pk").first()
    obj = kind.object_of(change.object_key)
    if obj is None:
        raise MissingObjectError(_("Den Eintrag, um den es geht, gibt es nicht mehr."))
    live = kind.content_of(obj)
    base: Content = change.base if change.base is not None else live
    content, conflicts = contents.merged(base=base, mine=change.content, live=live)
    return Merge(obj=obj, base=base, live=live, content=content, conflicts=tuple(conflicts))


def publish_content(*, change: Change, obj: Any | None, content: Content, by: User | None) -> Any:
    """Make ``obj`` (or a new object) what ``content`` says, and public. Raises NotReadyError with the problems.

    Runs in the caller's transaction, which must be given up when this raises.
    """
    kind = kinds.kind(change.kind)
    require_ready(kind.problems(content, obj=obj))
    try:
        with transaction.atomic():
            return kind.publish(content, obj=obj, organisation=change.organisation, by=by)
    except NotReadyError:
        raise
    except PermissionDenied as error:
        raise NotReadyError(_("Für diesen Eintrag ist eine andere Redaktion zuständig.")) from error
    except ValidationError as error:
        raise NotReadyError(" ".join(error.messages)) from error
    except IntegrityError as error:
        raise NotReadyError(_("Eine Angabe verträgt sich nicht mit dem, was schon veröffentlicht ist.")) from error


def require_ready(problems: Sequence[kinds.Problem]) -> None:
    """Raises NotReadyError that names the parts in which something is missing or wrong."""
    if problems:
        parts = ", ".join(dict.fromkeys(str(problem.label) for problem in problems))
        raise NotReadyError(_("Noch nicht in Ordnung: %(parts)s.") % {"parts": parts}, problems)
