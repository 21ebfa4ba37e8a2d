# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Why seats are not given, moved or given back, in words for whoever asked. After one of these nothing has changed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class BookingError(ValidationError):
    """The base of all of them; forms show its text."""

    def __str__(self) -> str:
        return " ".join(self.messages)


class BookingClosedError(BookingError):
    """The session cannot be booked: not yet, no longer, cancelled, over; or the package is no longer offered."""


class NobodyError(BookingError):
    """An order for nobody."""

    def __init__(self) -> None:
        super().__init__(_("Bitte nennen Sie mindestens eine Person, die teilnimmt."))


class TooManyError(BookingError):
    """More persons than one registration of the event may hold."""

    def __init__(self, most: int) -> None:
        super().__init__(_("Eine Anmeldung nimmt höchstens %(most)s Personen auf.") % {"most": most})


class AlreadyRegisteredError(BookingError):
    """A person has a place at this session already, or stands twice in one order."""

    def __init__(self, name: str, session: str = "") -> None:
        self.name = name
        if session:
            text = _("%(name)s ist für „%(session)s“ schon angemeldet.") % {"name": name, "session": session}
        else:
            text = _("%(name)s steht zweimal in dieser Anmeldung.") % {"name": name}
        super().__init__(text)


class OrganisationLimitError(BookingError):
    """More persons of one organisation than the session allows; those who wait count."""

    def __init__(self, limit: int, there: int, session: str) -> None:
        self.left = max(0, limit - there)
        text = _(
            "Für „%(session)s“ sind höchstens %(limit)s Plätze je Organisation vorgesehen; "
            "%(there)s Personen Ihrer Organisation sind schon angemeldet."
        )
        super().__init__(text % {"session": session, "limit": limit, "there": there})


class AnswersMissingError(BookingError):
    """Required questions or consents without an answer; ``questions`` and ``consents`` are their keys."""

    def __init__(self, questions: frozenset[int], consents: frozenset[int]) -> None:
        self.questions, self.consents = questions, consents
        super().__init__(_("Bitte beantworten Sie alle Fragen, die beantwortet werden müssen."))


class AnswerRefusedError(BookingError):
    """An answer that is none of the choices, or a file that is not accepted; ``question`` is its key."""

    def __init__(self, question: int, message: str) -> None:
        self.question = question
        super().__init__(message)


class NotFreeError(BookingError):
    """There is no free seat."""

    def __init__(self) -> None:
        super().__init__(_("Es ist kein Platz mehr frei."))


class TooLateError(BookingError):
    """The session has begun, or the person has been there: nothing is given back any more."""

    def __init__(self) -> None:
        super().__init__(_("Der Termin hat schon begonnen. Das lässt sich jetzt nicht mehr ändern."))


class OfferGoneError(BookingError):
    """The seat is no longer offered: accepted already, expired, or given up."""

    def __init__(self) -> None:
        super().__init__(_("Dieses Angebot gilt nicht mehr. Der Platz geht an die Nächsten auf der Warteliste."))


class NotPossibleError(BookingError):
    """What was asked for makes no sense with these places; the message says why."""


class CapacityTooSmallError(BookingError):
    """Fewer seats than are taken."""

    def __init__(self, taken: int) -> None:
        self.taken = taken
        text = _("%(taken)s Plätze sind schon vergeben. Weniger gehen erst, wenn sich jemand abmeldet.")
        super().__init__(text % {"taken": taken})
