# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""After an erasure the person's name and address occur nowhere: in no table, no file, no letter, no session."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from django.core.files.storage import storages
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from allmende.accounts.models import Membership, User
from allmende.accounts.services.privacy import erase_account
from allmende.core import sweeping
from allmende.core.models import AuditEntry
from allmende.moderation.models import Attachment, Change, Hint
from tests.person_story import EMAIL, NAME, NAMESAKE, NAMESAKE_EMAIL, PASSWORD, SECOND_EMAIL, Story, just_proven

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

pytestmark = pytest.mark.django_db(transaction=True)
TRACE = re.compile(
    rf"anna[\W_]{{0,3}}lena[\W_]{{0,3}}beispiel(?!mann)|beispiel, anna|{re.escape(EMAIL)}|{re.escape(SECOND_EMAIL)}",
    re.IGNORECASE,
)
OTHER = re.compile(rf"{NAMESAKE}|{re.escape(NAMESAKE_EMAIL)}", re.IGNORECASE)


@pytest.fixture
def story() -> Story:
    for folder in folders():  # files of other tests of this run are none of the story's
        shutil.rmtree(folder, ignore_errors=True)
    return Story()


def folders() -> list[Path]:
    return [Path(storages[alias].path("")) for alias in ("default", "private")]


def everything() -> Iterator[tuple[str, str]]:
    """Every table, every session and every file as text."""
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, " ".join(_text(value) for value in row)
    for session in Session.objects.order_by("pk"):
        yield "session", str(session.get_decoded())
    for folder in folders():
        for path in sorted(folder.rglob("*")):
            content = path.read_bytes().decode("latin-1") if path.is_file() else ""
            yield "file", f"{path.relative_to(folder)} {content}"


def _text(value: object) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("latin-1")
    return str(value)


def places(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    return [(where, found[0]) for where, text in everything() if (found := pattern.search(text))]


def test_the_person_is_nowhere_and_everything_else_stays(story: Story, client: Client) -> None:
    found = places(TRACE)
    assert len({where for where, _text in found}) > 20, "The story must leave traces in many places."
    assert len([where for where, _text in found if where == "file"]) >= 3
    namesake_before = places(OTHER)
    client.force_login(story.person)
    just_proven(client)

    response = client.post(reverse("accounts:erase"), {"word": "löschen"})

    assert response.headers["Location"] == reverse("accounts:erased")
    assert places(TRACE) == []
    assert sorted(places(OTHER)) == sorted(namesake_before)
    assert client.get(reverse("accounts:dashboard")).status_code == 302


def test_what_belongs_to_others_stays_without_the_person(story: Story, client: Client) -> None:
    log_before = AuditEntry.objects.count()
    erase_account(user=story.person, by=story.person)

    change = Change.objects.get()
    assert (change.author, change.assigned_to, change.title) == (None, None, "Gemeinsames Archiv")
    assert "[gelöscht]" in change.content["fields"]["tasks"]
    assert NAMESAKE in change.content["fields"]["n"]
    assert change.steps.get().by is None
    assert Attachment.objects.get().by == story.manager
    assert Hint.objects.filter(email="").count() == 3
    assert AuditEntry.objects.count() > log_before
    assert AuditEntry.objects.filter(verb="cooperation.changed", actor=None).exists()
    erased = AuditEntry.objects.get(verb="account.erased")
    assert (erased.object_label, (erased.after or {})["by_the_person"]) == ("[gelöscht]", True)
    page = client.get(story.cooperation.get_absolute_url())
    assert page.status_code == 200
    story.cooperation.refresh_from_db()
    assert (story.cooperation.contact_person, story.cooperation.contact_email) == ("", "")
    assert story.cooperation.contact_consented_on is None
    assert story.namesake.memberships.exists()


def test_letters_to_others_still_go_out_and_are_answered_by_others(story: Story) -> None:
    erase_account(user=story.person, by=story.person)
    kwargs = [job.args_kwargs["kwargs"] for job in DBTaskResult.objects.order_by("enqueued_at")]
    letters = {letter["to"]: letter for letter in kwargs if "to" in letter}
    assert EMAIL not in letters
    assert letters["dritte@example.org"]["reply_to"] == []
    assert letters["dritte@example.org"]["subject"] == "Post von [gelöscht]"
    assert letters[NAMESAKE_EMAIL]["subject"] == NAMESAKE


def test_every_text_column_there_is_gets_swept(story: Story) -> None:
    """A row of each table, with the name in every column that can hold it: no column is left out by accident."""
    written = 0
    for model in sweeping.swept_models():
        row = model._meta.base_manager.order_by("pk").first()
        if row is None:
            continue
        for field in sweeping.columns_of(model):
            value = _with_trace(field)
            if value is not None and model is not DBTaskResult:  # letters have a form of their own; the story has some
                with suppress(IntegrityError), transaction.atomic():
                    written += model._meta.base_manager.filter(pk=row.pk).update(**{field.name: value})
    assert written > 60
    erase_account(user=story.person, by=story.operator)
    assert places(TRACE) == []


def _with_trace(field: models.Field[object, object]) -> object:
    """A value with the trace for a column that can take any; page bodies have a form of their own (the story)."""
    text = f"{NAME} – {EMAIL}"
    if isinstance(field, models.JSONField):
        return {"an": [text], text: 1}
    is_free = type(field) in {models.CharField, models.TextField} and not field.unique
    return text if is_free and (field.max_length or len(text)) >= len(text) else None


def test_it_happens_whole_or_not_at_all(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(places(TRACE))

    def fail() -> None:
        raise RuntimeError

    monkeypatch.setattr("allmende.core.searchables.everything_changed", fail)
    with pytest.raises(RuntimeError):
        erase_account(user=story.person, by=story.person)
    assert User.objects.filter(pk=story.person.pk).exists()
    # A file under a new name may be left by a rollback, but the old ones are all there.
    assert set(before) <= set(places(TRACE))


def test_an_invented_name_strikes_no_words_of_others(story: Story) -> None:
    """Anybody may call themselves like a phrase; closing the account must not take the phrase from pages."""
    Membership.objects.filter(user=story.person).delete()
    User.objects.filter(pk=story.person.pk).update(name="Gemeinsame Bußgeldstelle")
    story.person.refresh_from_db()
    done = erase_account(user=story.person, by=story.person)
    story.cooperation.refresh_from_db()
    assert story.cooperation.title == "Gemeinsame Bußgeldstelle"
    assert done.left > 0
    assert AuditEntry.objects.filter(object_label="Gemeinsame Bußgeldstelle").exists()


def test_who_is_called_like_a_place_or_an_organisation_does_not_take_it_along(story: Story) -> None:
    User.objects.filter(pk=story.person.pk).update(name="Stadtwerke Mendig")
    story.person.refresh_from_db()
    erase_account(user=story.person, by=story.operator)
    story.organisation.refresh_from_db()
    assert story.organisation.name == "Stadtwerke Mendig"


def test_the_same_password_no_longer_signs_in(story: Story, client: Client) -> None:
    erase_account(user=story.person, by=story.person)
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    assert "_auth_user_id" not in client.session
