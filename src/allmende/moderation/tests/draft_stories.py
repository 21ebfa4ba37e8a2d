# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Two towns with their editors, and drafts of cooperations as they type them."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.test import Client

from allmende.cooperation.tests.factories import make_rhineland
from allmende.cooperation.tests.factories import make_topic as make_task
from allmende.moderation import kinds
from allmende.moderation.models import Change
from allmende.moderation.services import begin_change
from allmende.moderation.tests.stories import make_editor, make_town

if TYPE_CHECKING:
    from allmende.accounts.models import Organisation, User
    from allmende.territory.models import Territory

HIDDEN = re.compile(r'name="(version|seen)" value="([^"]*)"')


@dataclass
class Town:
    """An organisation with one editor who is signed in."""

    organisation: Organisation
    editor: User
    client: Client

    def post_new(self, **data: Any) -> Any:
        return self.client.post("/beitraege/neu/", {"art": "cooperation", "organisation": self.organisation.pk, **data})

    def begin(self, **data: Any) -> Change:
        """Press „Neue Kooperation“."""
        response = self.post_new(**data)
        assert response.status_code == 302, response.content
        return Change.objects.get(pk=int(response["Location"].split("/")[2]))

    def opened(self, change: Change, step: str) -> dict[str, str]:
        """What the form of a step holds when it is opened: its version and marks, and no rows."""
        page = self.client.get(f"/beitraege/{change.pk}/{step}/")
        assert page.status_code == 200
        return {name: html.unescape(value) for name, value in HIDDEN.findall(page.content.decode())}

    def save(self, change: Change, step: str, opened: dict[str, str] | None = None, **typed: Any) -> Any:
        data = {**(self.opened(change, step) if opened is None else opened), **shown(change, step), **typed}
        return self.client.post(f"/beitraege/{change.pk}/{step}/", data)


def shown(change: Change, key: str) -> dict[str, Any]:
    """What is in the controls of a step before anybody types."""
    kind = kinds.kind(change.kind)
    step = next(step for step in kind.steps if step.key == key)
    data: dict[str, Any] = {}
    for part in step.parts:
        if part in change.content["fields"]:
            data[part] = change.content["fields"][part]
            continue
        rows = change.content["rows"].get(part, [])
        data[f"{part}-TOTAL_FORMS"] = len(rows)
        for number, row in enumerate(rows):
            data |= {f"{part}-{number}-{name}": text for name, text in row.items()}
    return data


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_place_town(territory: Territory, name: str) -> Town:
    organisation = make_town(f"VG {name}", territory)
    editor = make_editor(organisation, f"editha@{name.lower()}.example", name=f"Editha {name}")
    return Town(organisation, editor, signed_in(editor))


def two_towns() -> tuple[Town, Town]:
    """Mendig and Andernach, both of the Kreis Mayen-Koblenz."""
    places = make_rhineland()
    return make_place_town(places["071375004"], "Mendig"), make_place_town(places["071370003003"], "Andernach")


def complete(change: Change) -> Change:
    """Everything that must be there before it can be submitted."""
    content = change.content
    content["fields"] |= {"title": "Archiv", "summary": "Kurz.", "topics": [str(make_task().pk)]}
    change.content, change.title = content, "Archiv"
    change.save()
    return change


def make_draft(town: Town, obj: Any = None, kind: str = "cooperation") -> Change:
    return begin_change(kind=kinds.kind(kind), obj=obj, organisation=town.organisation, by=town.editor)


def seen_json(**marks: str) -> str:
    return json.dumps(marks)
