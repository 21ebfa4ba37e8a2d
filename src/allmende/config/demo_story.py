# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What the demo shows of work under way: owners, submissions waiting for review, a piece of news, a hint.

All of it is an example and every title begins with „Beispiel“: the real administrations have sent in nothing. Only the
news is published.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from allmende.accounts.models import Membership, Organisation, User
from allmende.cooperation.models import Cooperation, Status, Topic
from allmende.cooperation.services import set_owner
from allmende.moderation import kinds
from allmende.moderation.form_contents import posted
from allmende.moderation.kinds import Step
from allmende.moderation.models import Change, Hint, State
from allmende.moderation.services.drafting import begin_change, marks, save_step, set_note
from allmende.moderation.services.hints import give_hint
from allmende.moderation.services.steps import take_step

if TYPE_CHECKING:
    from allmende.moderation.contents import Content

OWNED = {
    "Gemeinsamer Kommunaler Vollzugsdienst": "mendig",
    "Gemeinsames Archivwesen in der Südpfalz": "herxheim",
    "Interkommunale Verwaltungsstäbe": "donnersberg",
}
"""Whom the demo lets keep a real cooperation."""

NEIGHBOURS = {
    "mendig": ("Verbandsgemeinde Pellenz", "Verbandsgemeinde Maifeld", "Verbandsgemeinde Vordereifel"),
    "herxheim": ("Verbandsgemeinde Edenkoben", "Verbandsgemeinde Maikammer", "Verbandsgemeinde Landau-Land"),
    "donnersberg": ("Landkreis Kusel", "Landkreis Kaiserslautern", "Landkreis Alzey-Worms"),
}

TASKS = (
    ("mendig", "Standesamt", "Standesamt", "Ein Standesamt beurkundet für vier Verbandsgemeinden."),
    ("mendig", "Vergabestelle", "Vergabe und Einkauf", "Eine Stelle schreibt Bau- und Lieferaufträge für alle aus."),
    ("mendig", "Bauhof", "Bauhof", "Maschinen und Winterdienst werden gemeinsam geplant."),
    ("mendig", "IT-Sicherheit", "IT-Sicherheit", "Ein Beauftragter für Informationssicherheit für alle Verwaltungen."),
    ("mendig", "Personalabrechnung", "Personal", "Die Bezüge werden an einer Stelle abgerechnet."),
    ("mendig", "Klimaschutz", "Klimaschutz", "Ein Klimaschutzmanagement arbeitet für vier Verbandsgemeinden."),
    ("mendig", "Abwasser", "Abwasser", "Betrieb und Bereitschaft der Kläranlagen werden gemeinsam gestellt."),
    ("herxheim", "Bauleitplanung", "Bauleitplanung", "Zwei Fachkräfte begleiten die Bebauungspläne aller Beteiligten."),
    ("herxheim", "Bibliothek", "Bibliothek", "Ein gemeinsamer Katalog und ein Ausweis für alle Büchereien."),
    ("herxheim", "Kita-Springerpool", "Kindertagesbetreuung", "Vertretungskräfte für die Kitas aller Beteiligten."),
    ("herxheim", "Tourismus", "Tourismus", "Eine Stelle wirbt für die Region und pflegt die Wanderwege."),
    ("herxheim", "Steueramt", "Steuern und Abgaben", "Grund- und Gewerbesteuer werden an einer Stelle veranlagt."),
    ("herxheim", "Feuerwehr-Werkstatt", "Brandschutz", "Geräte aller Wehren werden in einer Werkstatt geprüft."),
    ("herxheim", "Jugendpflege", "Jugendarbeit", "Zwei Jugendpflegerinnen arbeiten für alle Beteiligten."),
    ("donnersberg", "Bauaufsicht", "Bauaufsicht", "Bauanträge werden kreisübergreifend digital bearbeitet."),
    ("donnersberg", "Wohngeld", "Wohngeld", "Eine Stelle bearbeitet Wohngeldanträge für vier Landkreise."),
    ("donnersberg", "Nahverkehr", "Öffentlicher Nahverkehr", "Linien über die Kreisgrenze werden gemeinsam bestellt."),
    ("donnersberg", "Hochwasservorsorge", "Gewässer und Hochwasser", "Pegel und Warnungen werden gemeinsam betrieben."),
    ("donnersberg", "Breitband", "Breitband", "Eine Koordination begleitet den Ausbau in vier Landkreisen."),
    ("donnersberg", "Denkmalschutz", "Denkmalschutz", "Eine Fachstelle berät in vier Landkreisen."),
)
"""Who, what, topic, summary: the submissions that wait for the desk."""


NEWS: dict[str, str | list[str]] = {
    "title": "Beispiel: Vier Verbandsgemeinden planen ein gemeinsames Standesamt",
    "lead": "So sieht eine Meldung aus, die eine Kommune selbst geschrieben und die Redaktion angenommen hat.",
    "text": "Diese Meldung gehört zur Vorführung und ist erfunden.",
}


@dataclass(frozen=True, slots=True)
class Sender:
    """Whoever writes and submits for one organisation of the demo."""

    user: User
    organisation: Organisation


def load_story() -> int:
    """Make what is missing of the story; returns how many submissions wait for review. Refuses outside the demo."""
    if not settings.DEMO:
        raise ImproperlyConfigured("The story is made up and belongs to the demo only.")
    senders = {key: sender for key in NEIGHBOURS if (sender := _sender(key)) is not None}
    for title, key in OWNED.items():
        cooperation = Cooperation.objects.filter(title=title).first()
        if cooperation is not None and key in senders:
            set_owner(subject=cooperation, owner=senders[key].organisation, by=None)
    for key, task, topic, summary in TASKS:
        if key in senders and not Change.objects.filter(title=_title(task)).exists():
            _submit(senders[key], key, _title(task), topic, summary)
    if "mendig" in senders and not Change.objects.filter(title=_title("Fuhrpark")).exists():
        _write(senders["mendig"], {"title": _title("Fuhrpark"), "summary": "Ein Entwurf, dem noch Angaben fehlen."})
    if "mendig" in senders and not Change.objects.filter(title=NEWS["title"]).exists():
        _announce(senders["mendig"])
    _give_hint()
    return Change.objects.filter(state=State.SUBMITTED).count()


def _give_hint() -> None:
    """A visitor's suggestion about the cooperation that Mendig keeps."""
    title = next(title for title, key in OWNED.items() if key == "mendig")
    cooperation = Cooperation.objects.published().filter(title=title).first()
    if cooperation is not None and not Hint.objects.exists():
        give_hint(
            page=cooperation.get_absolute_url(),
            part="contact_function",
            text="Beispiel: Welche Stelle ist für Rückfragen da? Auf der Seite steht keine.",
            suggestion="Ordnungsamt (Beispiel)",
            by=None,
        )


def _title(task: str) -> str:
    return f"Beispiel: Gemeinsam für {task}"


def _sender(key: str) -> Sender | None:
    membership = (
        Membership.objects.acting()
        .filter(user__email=f"bearbeitung.{key}@example.org")
        .select_related("user", "organisation__territory")
        .first()
    )
    return None if membership is None else Sender(membership.user, membership.organisation)


def _submit(sender: Sender, key: str, title: str, topic: str, summary: str) -> None:
    change = _write(
        sender,
        {
            "title": title,
            "summary": summary,
            "topics": [str(found) for found in Topic.objects.filter(name=topic).values_list("pk", flat=True)],
            "status": Status.PLANNED.value,
            "contact_function": "Stabsstelle Zusammenarbeit (Beispiel)",
        },
        partners=NEIGHBOURS[key],
    )
    set_note(change=change, note="Ein Beispiel aus der Vorführung.", by=sender.user)
    change.refresh_from_db()
    take_step(change=change, step="submit", by=sender.user, organisation=sender.organisation)


def _announce(sender: Sender) -> None:
    change = _write(sender, NEWS, kind_name="news")
    take_step(change=change, step="submit", by=sender.user, organisation=sender.organisation)
    take_step(change=change, step="accept", by=None)


def _write(
    sender: Sender,
    fields: dict[str, str | list[str]],
    *,
    partners: tuple[str, ...] = (),
    kind_name: str = "cooperation",
) -> Change:
    """A draft, all its pages at once."""
    kind = kinds.kind(kind_name)
    change = begin_change(kind=kind, obj=None, organisation=sender.organisation, by=sender.user)
    everything = Step("alles", kind.label, tuple(part for step in kind.steps for part in step.parts))
    content: Content = {"fields": {**change.content["fields"], **fields}, "rows": dict(change.content["rows"])}
    if partners:
        more = [{"stated_name": name, "role": "partner"} for name in partners]
        content["rows"]["participations"] = [*content["rows"]["participations"], *more]
    return save_step(
        change=change,
        kind=kind,
        step=everything,
        data=posted(content, everything.parts),
        version=change.version,
        seen=marks(change.content, everything.parts),
        by=sender.user,
    ).change
