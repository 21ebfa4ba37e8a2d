# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Cooperations and alliances as kinds: from the object to what is typed and back, in words, published."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from allmende.accounts.models import Organisation, OrganisationKind
from allmende.cooperation.keeping import snapshot
from allmende.cooperation.models import Alliance, Cooperation
from allmende.cooperation.parts import (
    AllianceParts,
    CooperationParts,
    CostData,
    GrantData,
    PartnerData,
    PeriodData,
    ReportData,
    SourceData,
)
from allmende.cooperation.services import change_alliance, change_cooperation
from allmende.cooperation.tests.factories import (
    make_alliance,
    make_cooperation,
    make_organisation,
    make_programme,
    make_rhineland,
    make_topic,
)
from allmende.core.models import AuditEntry
from allmende.core.partial_dates import PartialDate, Precision
from allmende.legal.models import LegalForm
from allmende.moderation import kinds
from allmende.moderation.contents import changed_parts
from allmende.moderation.form_contents import posted

pytestmark = pytest.mark.django_db
TODAY = "2026-11-22"
YEAR = PartialDate(dt.date(2023, 1, 1), Precision.YEAR)
MONTH = PartialDate(dt.date(2023, 7, 1), Precision.MONTH)


@pytest.fixture
def places():
    return make_rhineland()


@pytest.fixture
def mendig(places):
    return Organisation.objects.create(
        name="VG Mendig",
        kind=OrganisationKind.MUNICIPALITY,
        territory=places["071375004"],
        confirmed_at=timezone.now(),
    )


@pytest.fixture
def full(places):
    """A cooperation with something in every part."""
    university = make_organisation()
    cooperation = make_cooperation("Gemeinsame Bußgeldstelle", places["071375004"], topics=[make_topic()])
    return change_cooperation(
        cooperation=cooperation,
        by=None,
        values={
            "summary": "Zwei Sätze.\nNoch einer.",
            "status": "running",
            "starts_on": MONTH.on,
            "starts_precision": MONTH.precision,
            "ends_on": YEAR.on.replace(year=2030),
            "ends_precision": "year",
            "participants_complete": False,
            "saving": Decimal("12500.50"),
            "contact_person": "Erika Muster",
            "contact_consented_on": dt.date(2026, 3, 2),
        },
        parts=CooperationParts(
            participations=[
                PartnerData(stated_name="VG Mendig", territory=places["071375004"], role="lead", joined=YEAR),
                PartnerData(stated_name="Uni", organisation=university, role="associated"),
                PartnerData(stated_name="Ein Verein", unresolved_reason="kein Gebiet"),
            ],
            grants=[GrantData(programme=make_programme(), amount=Decimal(60000), amount_is_maximum=True, notice=MONTH)],
            sources=[SourceData(title="Presse", url="https://example.org/a", read_on=dt.date(2026, 1, 5))],
        ),
    )


@pytest.fixture
def full_alliance(places):
    alliance = make_alliance("IKZ Eifel", places["071375004"], places["071375004008"])
    project = make_cooperation("Archiv", places["071375004"])
    project.alliance = alliance
    project.save()
    period = PeriodData(
        number=1,
        start=YEAR,
        budget=Decimal(250000),
        reports=[ReportData(title="Schlussbericht", summary="Alles\ngut", dated=MONTH)],
        costs=[CostData(cooperation=project, amount=Decimal("99.90"))],
    )
    return change_alliance(
        alliance=alliance,
        by=None,
        values={"homepage": "https://example.org/", "summary": "Kurz."},
        parts=AllianceParts(periods=[period], sources=[SourceData(title="Vertrag")]),
    )


def kind_of(name):
    return kinds.kind(name)


def step_of(kind, key):
    return next(step for step in kind.steps if step.key == key)


def lines(kind, obj):
    return {part.part: part.lines for part in kind.in_words(obj)}


def as_query(pairs):
    data = QueryDict(mutable=True)
    for key, value in pairs.items():
        data.setlist(key, value if isinstance(value, list) else [value])
    return data


def test_every_part_is_on_exactly_one_step_and_the_owner_on_none():
    for name in ("cooperation", "alliance"):
        parts = [part for step in kind_of(name).steps for part in step.parts]
        assert len(parts) == len(set(parts))
        assert "owner" not in parts


def test_what_the_form_shows_publishes_the_same_again(full, mendig):
    kind = kind_of("cooperation")
    before, content = snapshot(full), kind.content_of(full)
    assert content["fields"]["start"] == "07.2023"
    assert content["fields"]["saving"] == "12500,50"
    assert content["rows"]["participations"][2]["unresolved_reason"] == "kein Gebiet"
    assert kind.problems(content, obj=full) == []
    kind.publish(content, obj=full, organisation=mendig, by=None)
    assert snapshot(Cooperation.objects.get()) == before
    assert not AuditEntry.objects.filter(verb="cooperation.changed", organisation_label="VG Mendig").exists()


def test_an_alliance_publishes_the_same_again(full_alliance, mendig):
    kind = kind_of("alliance")
    before, content = snapshot(full_alliance), kind.content_of(full_alliance)
    assert content["rows"]["costs"][0]["amount"] == "99,90"
    assert kind.problems(content, obj=full_alliance) == []
    kind.publish(content, obj=full_alliance, organisation=mendig, by=None)
    assert snapshot(Alliance.objects.get()) == before


@pytest.mark.parametrize("name", ["cooperation", "alliance"])
def test_going_through_every_step_without_a_change_changes_nothing(name, full, full_alliance):
    kind, obj = kind_of(name), {"cooperation": full, "alliance": full_alliance}[name]
    content = kind.content_of(obj)
    for step in kind.steps:
        page = kind.page(step, content, obj=obj, data=posted(content, step.parts))
        assert not page.form.errors
        assert not any(error for _part, _label, rows in page.sections for error in rows.errors)
        content = kind.typed(step, content, posted(content, step.parts))
    assert changed_parts(kind.content_of(obj), content) == []


def test_a_new_one_begins_with_the_municipality_as_lead(mendig):
    content = kind_of("cooperation").begin(mendig)
    (row,) = content["rows"]["participations"]
    assert (row["stated_name"], row["ars"], row["role"]) == ("Verbandsgemeinde Mendig", "071375004", "lead")
    assert kind_of("cooperation").places_of(content) == [mendig.territory]


def test_other_organisations_begin_as_themselves(places):
    university = make_organisation()
    content = kind_of("alliance").begin(university)
    assert content["rows"]["participations"][0]["organisation"] == str(university.pk)


def test_a_new_one_says_what_is_missing_where(mendig):
    kind = kind_of("cooperation")
    problems = kind.problems(kind.begin(mendig), obj=None)
    assert [(item.part, item.is_missing) for item in problems] == [("title", True), ("summary", True), ("topics", True)]


def test_wrong_values_are_named_with_row_and_field(mendig):
    kind = kind_of("cooperation")
    content = kind.begin(mendig)
    content["fields"] |= {"title": "Archiv", "saving": "viel", "status": "nonsense", "start": "irgendwann"}
    content["rows"]["participations"].append({"stated_name": "Nirgendwo an der Nette", "role": "partner"})
    content["rows"]["sources"] = [{"title": "", "url": "https://example.org"}]
    wrong = {item.part: item for item in kind.problems(content, obj=None)}
    assert not wrong["saving"].is_missing
    assert not wrong["status"].is_missing
    assert not wrong["start"].is_missing
    assert wrong["participations"].label == "Partner 2, Name"
    assert wrong["sources"].is_missing


def test_one_leads_and_nobody_is_named_twice(mendig):
    kind = kind_of("cooperation")
    content = kind.begin(mendig)
    content["rows"]["participations"] += [
        {"stated_name": "Stadt Mainz", "role": "lead"},
        {"stated_name": "VG Mendig", "role": "partner"},
    ]
    wrong = {item.label: item.text for item in kind.problems(content, obj=None) if not item.is_missing}
    assert wrong == {
        "Partner 2, Rolle": "Die Federführung hat schon ein anderer Partner. Sie kann nur einer haben.",
        "Partner 3, Name": "Diesen Partner haben Sie schon genannt.",
    }


@pytest.mark.parametrize(
    ("name", "typed", "part", "text"),
    [
        ("cooperation", {"start": "2025", "end": "1999"}, "end", "Das Ende liegt vor dem Beginn."),
        ("alliance", {"founded": "2025", "ended": "1999"}, "ended", "Das Ende liegt vor der Gründung."),
    ],
)
def test_an_end_before_the_beginning_is_said_on_its_page_and_before_submitting(mendig, name, typed, part, text):
    kind = kind_of(name)
    content = kind.begin(mendig)
    content["fields"] |= typed
    assert [item.text for item in kind.problems(content, obj=None) if item.part == part] == [text]
    step = next(step for step in kind.steps if part in step.parts)
    page = kind.page(step, content, obj=None, data=posted(content, step.parts))
    assert page.form.errors[part] == [text]


def test_what_is_missing_is_not_said_twice(mendig):
    kind = kind_of("cooperation")
    texts = [f"{item.label}: {item.text}" for item in kind.problems(kind.begin(mendig), obj=None)]
    assert texts[1:] == ["Kurzbeschreibung: fehlt noch.", "Themenfelder: mindestens eines fehlt noch."]


def test_steps_take_only_their_own_parts(mendig):
    kind = kind_of("cooperation")
    content = kind.begin(mendig)
    data = as_query(
        {
            "title": " <b>Archiv</b>\x00",
            "saving": "5",
            "owner": "1",
            "slug": "x",
            "published_at": TODAY,
            "topics": ["99"],
        }
    )
    typed = kind.typed(step_of(kind, "thema"), content, data)
    assert changed_parts(content, typed) == ["title"]
    assert typed["fields"]["title"] == "<b>Archiv</b>"
    assert typed["fields"]["topics"] == []


def test_rows_are_taken_as_typed_without_empty_and_removed_ones(mendig):
    kind = kind_of("cooperation")
    data = as_query(
        {
            "participations-TOTAL_FORMS": "4",
            "participations-0-stated_name": "Mendig",
            "participations-0-role": "lead",
            "participations-1-role": "partner",
            "participations-2-stated_name": "weg",
            "participations-2-DELETE": "on",
            "participations-3-stated_name": "Bell",
            "participations-3-role": "partner",
            "participations-3-cooperation": "7",
        }
    )
    rows = kind.typed(step_of(kind, "beteiligte"), kind.begin(mendig), data)["rows"]["participations"]
    assert [row["stated_name"] for row in rows] == ["Mendig", "Bell"]
    assert "cooperation" not in rows[1]


@pytest.mark.parametrize("number", ["-1", "abc", "99999999999", "²"])
def test_a_forged_number_of_rows_does_no_harm(mendig, number):
    kind = kind_of("cooperation")
    data = as_query({"participations-TOTAL_FORMS": number})
    assert kind.typed(step_of(kind, "beteiligte"), kind.begin(mendig), data)["rows"]["participations"] == []


def test_publishing_a_new_one(mendig):
    kind = kind_of("cooperation")
    content = kind.begin(mendig)
    content["fields"] |= {"title": "Archiv", "summary": "Kurz.", "topics": [str(make_topic().pk)]}
    made = kind.publish(content, obj=None, organisation=mendig, by=None)
    assert (made.owner, made.confirmed_on, made.slug) == (mendig, timezone.localdate(), "archiv")
    assert made in kind.published()
    assert kind.object_at("/kooperationen/archiv/") == made
    verbs = AuditEntry.objects.filter(organisation_label="VG Mendig").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["cooperation.created", "cooperation.published", "cooperation.confirmed"]


def test_publishing_a_change_confirms_it_and_keeps_the_owner(full, mendig):
    full.owner, full.unconfirmed_since = make_organisation("Zweckverband Netz", "zweckverband"), dt.date(2026, 1, 1)
    full.save()
    kind = kind_of("cooperation")
    content = kind.content_of(full)
    content["fields"] |= {"summary": "Neu.", "owner": str(mendig.pk)}
    kind.publish(content, obj=full, organisation=mendig, by=None)
    full.refresh_from_db()
    assert (full.summary, full.owner.name) == ("Neu.", "Zweckverband Netz")
    assert (full.confirmed_on, full.unconfirmed_since) == (timezone.localdate(), None)


def test_with_problems_nothing_is_published(mendig):
    kind = kind_of("cooperation")
    with pytest.raises(ValidationError, match="Titel"):
        kind.publish(kind.begin(mendig), obj=None, organisation=mendig, by=None)
    assert not Cooperation.objects.exists()


def test_a_person_is_named_only_with_the_day_of_consent(full):
    kind = kind_of("cooperation")
    content = kind.content_of(full)
    content["fields"]["contact_consented_on"] = ""
    (problem,) = kind.problems(content, obj=full)
    assert problem.part == "contact_consented_on"


def test_in_words(full, full_alliance):
    words = lines(kind_of("cooperation"), full)
    assert words["summary"] == ("Zwei Sätze.", "Noch einer.")
    assert words["start"] == ("Juli 2023",)
    assert words["saving"] == ("12.500,50\u00a0€",)
    assert words["participants_complete"] == ("nein",)
    assert words["contact_consented_on"] == ("2. März 2026",)
    assert words["status"] == ("läuft",)
    assert words["participations"][0].startswith("Verbandsgemeinde Mendig · Federführung")
    assert "nicht zugeordnet, weil kein Gebiet" in words["participations"][1]
    assert "bis zu 60.000\u00a0€ · Bescheid vom Juli 2023" in words["grants"][0]
    assert words["tasks"] == ()
    words = lines(kind_of("alliance"), full_alliance)
    assert words["costs"] == ("1. Periode · Archiv · 99,90\u00a0€",)
    assert "Alles gut" in words["reports"][0]


def test_drafts_of_the_desk_are_not_offered(mendig):
    hidden, open_one = make_alliance("Geheim"), make_alliance("Offen")
    Alliance.objects.filter(pk=hidden.pk).update(published_at=None)
    kind = kind_of("cooperation")
    page = kind.page(kind.steps[0], kind.begin(mendig), obj=None)
    offered = set(page.form.fields["alliance"].queryset)
    assert offered == {open_one}


def test_addresses_lead_to_what_is_published(full):
    kind = kind_of("cooperation")
    assert kind.object_at(full.get_absolute_url()) == full
    assert kind.object_at(f"{full.get_absolute_url()}bearbeiten/") is None
    Cooperation.objects.update(published_at=None)
    assert kind.object_at(full.get_absolute_url()) is None
    assert kind_of("alliance").object_at("/kooperationen/verbuende/nichts/") is None


def test_who_takes_part_is_concerned(full, mendig, places):
    other = Organisation(name="Kusel", kind=OrganisationKind.MUNICIPALITY, territory=places["07336"], pk=0)
    assert kind_of("cooperation").concerns(full, mendig)
    assert not kind_of("cooperation").concerns(full, other)


def test_links(full, full_alliance):
    assert list(kind_of("cooperation").links(full)) == [("https://example.org/a", "Quelle: Presse")]
    assert list(kind_of("alliance").links(full_alliance)) == [("https://example.org/", "Internetseite")]


def test_legal_forms_stand_below_their_land(mendig, places):
    LegalForm.objects.create(key="rp-zv", name="Zweckverband", land=places["07"])
    LegalForm.objects.create(key="gmbh", name="GmbH")
    kind = kind_of("cooperation")
    step = step_of(kind, "recht-und-geld")
    html = str(kind.page(step, kind.begin(mendig), obj=None).form["legal_form"])
    assert re.search(r'<optgroup label="Rheinland-Pfalz">\s*<option[^>]*>Zweckverband', html)
    assert re.search(r'<optgroup label="in allen Ländern">\s*<option[^>]*>GmbH', html)
    assert ">nicht bekannt</option>" in html
