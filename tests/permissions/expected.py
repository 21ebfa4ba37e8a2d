# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Who may open which address: one line per address of the URL configuration, more where it depends on a state."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from allmende.moderation.models import State
from tests.permissions import (
    barcamp,
    booking,
    calendars,
    day,
    directives,
    event_desk,
    funding,
    importing,
    saved_checks,
    survey,
)
from tests.permissions.cast import (
    DESK,
    DESK_HERE,
    EVERYBODY,
    MEMBERS,
    NOBODY,
    OPERATOR,
    SIGNED_IN,
    Person,
)
from tests.permissions.table import Case, People, fixed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.permissions.cast import Cast

MANAGERS = frozenset({Person.MANAGER})
INSIDE = MEMBERS | DESK_HERE
DESK_EVERYWHERE = frozenset({Person.DESK, Person.OPERATOR})
"""Those of the desk without a limit."""
SUBMITTED = {State.SUBMITTED, State.RETURNED, State.SCHEDULED, State.ACCEPTED, State.DECLINED}
"""States in which the desk has seen a change."""
EDITABLE = {State.DRAFT, State.RETURNED}


def one(may: People, kwargs: Callable[[Cast], Mapping[str, Any]], **more: Any) -> list[Case]:
    return [Case(may, kwargs, **more)]


def per_state(may: Callable[[State], People], **more: Any) -> list[Case]:
    """A change of ours in each state."""

    def pk_of(state: State, cast: Cast) -> dict[str, Any]:
        return {"pk": cast.changes[state].pk, **more}

    return [Case(may(state), partial(pk_of, state), label=state) for state in State]


def file_of(state: State, cast: Cast) -> dict[str, int]:
    return cast.attachment_of(state)


def person(cast: Cast) -> dict[str, int]:
    return {"pk": cast.people[Person.CITIZEN].pk}


def own_change(_state: State) -> People:
    return MEMBERS


def reviewed(state: State) -> People:
    return DESK_HERE if state in SUBMITTED else NOBODY


def previewed(state: State) -> People:
    """As it will look: while it still can be published."""
    return DESK_HERE if state in {State.SUBMITTED, State.SCHEDULED} else NOBODY


def shown_to_both(state: State) -> People:
    return MEMBERS | reviewed(state)


def of_cooperation(may: People) -> list[Case]:
    return one(may, lambda cast: {"slug": cast.cooperation.slug}, label="published")


def of_draft(may: People) -> list[Case]:
    return one(may, lambda cast: {"slug": cast.unpublished.slug}, label="unpublished")


def of_alliance(may: People) -> list[Case]:
    return one(may, lambda cast: {"slug": cast.alliance.slug}, label="published")


def of_draft_alliance(may: People) -> list[Case]:
    return one(may, lambda cast: {"slug": cast.unpublished_alliance.slug}, label="unpublished")


def of_document(may: People, **more: Any) -> list[Case]:
    return one(may, lambda cast: {"slug": cast.document.slug, **more}, label="published")


def of_withdrawn_document(may: People, **more: Any) -> list[Case]:
    return one(may, lambda cast: {"slug": cast.withdrawn_document.slug, **more}, label="withdrawn")


def of_event(may: People, **more: Any) -> list[Case]:
    return one(may, lambda cast: {"slug": cast.event.slug, **more}, label="published")


def of_draft_event(may: People, **more: Any) -> list[Case]:
    return one(may, lambda cast: {"slug": cast.draft_event.slug, **more}, label="draft")


def of_ours(may: People, **more: Any) -> list[Case]:
    return one(may, lambda cast: {"pk": cast.ours.pk, **more})


def of_membership(person: Person, may: People) -> list[Case]:
    return one(may, lambda cast: {"pk": cast.memberships[person].pk}, label=person)


def of_hint(may: People) -> list[Case]:
    return one(may, lambda cast: {"pk": cast.hint.pk})


SIGN_IN: dict[str, list[Case]] = {
    **dict.fromkeys(
        (
            "account_login", "account_logout", "account_signup", "account_email_verification_sent",
            "account_reset_password", "account_confirm_password_reset_code", "account_complete_password_reset",
            "account_password_reset_completed", "mfa_authenticate", "mfa_login_webauthn", "socialaccount_signup",
        ),
        fixed(),
    ),
    **dict.fromkeys(
        (
            "account_reauthenticate", "account_email", "account_change_password", "account_set_password",
            "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_generate_recovery_codes",
            "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "usersessions_list",
            "socialaccount_connections", "accounts:dashboard", "accounts:session_end_others",
        ),
        fixed(SIGNED_IN),
    ),
    # Nobody of the cast has a second factor, a passkey or another session; of others' nobody ever sees any.
    **dict.fromkeys(
        ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"), fixed(NOBODY)
    ),
    "mfa_remove_webauthn": fixed(SIGNED_IN, pk=1),
    "mfa_edit_webauthn": fixed(SIGNED_IN, pk=1),
    "accounts:session_end": one(frozenset({Person.EDITOR}), lambda cast: {"pk": cast.session.pk}),
    "openid_connect_login": fixed(NOBODY, provider_id="none"),
    "openid_connect_callback": fixed(NOBODY, provider_id="none"),
}  # fmt: skip

OWN: dict[str, list[Case]] = {
    **dict.fromkeys(
        (
            "accounts:own_data", "accounts:own_data_json", "accounts:erase", "accounts:inbox", "accounts:inbox_json",
            "accounts:inbox_read", "accounts:deliveries", "accounts:organisations", "accounts:join",
        ),
        fixed(SIGNED_IN),
    ),
    "accounts:acting": [Case(SIGNED_IN, posts=NOBODY, label="nobody named")],
    "accounts:erased": fixed(),
    "accounts:unsubscribe": fixed(NOBODY, token="none"),
    "accounts:message": one(frozenset({Person.EDITOR}), lambda cast: {"pk": cast.message.pk}),
    "accounts:message_delete": one(frozenset({Person.EDITOR}), lambda cast: {"pk": cast.message.pk}),
}  # fmt: skip

ORGANISATIONS: dict[str, list[Case]] = {
    "accounts:organisation": of_ours(INSIDE),
    "accounts:organisation_log": of_ours(MANAGERS),
    "accounts:organisation_log_export": of_ours(MANAGERS, kind="csv"),
    "accounts:membership_decide": of_membership(Person.ASKING, MANAGERS),
    "accounts:membership_change": of_membership(Person.EDITOR, MANAGERS),
    "accounts:membership_withdraw": of_membership(Person.ASKING, frozenset({Person.ASKING})),
    "accounts:membership_leave": of_membership(Person.EDITOR, frozenset({Person.EDITOR})),
    "accounts:membership_hand_over": of_membership(Person.MANAGER, MANAGERS),
    "accounts:desk_organisations": fixed(DESK),
    "accounts:desk_organisations_export": fixed(DESK, kind="csv"),
    "accounts:desk_organisation_enter": fixed(DESK_EVERYWHERE),
    **{
        f"accounts:desk_organisation{step}": of_ours(DESK_HERE)
        for step in ("", "_change", "_confirm", "_merge", "_deactivate", "_work", "_reactivate")
    },
}

OPERATION: dict[str, list[Case]] = {
    "accounts:audit_log": fixed(OPERATOR),
    "accounts:audit_log_export": fixed(OPERATOR, kind="csv"),
    "accounts:retention": fixed(OPERATOR),
    "accounts:people": fixed(OPERATOR),
    "accounts:person": one(OPERATOR, person),
    "accounts:person_deactivate": one(OPERATOR, person),
    "accounts:person_reactivate": one(OPERATOR, person),
    "accounts:processings": fixed(),
    "accounts:processings_export": fixed(kind="csv"),
}

PUBLIC: dict[str, list[Case]] = {
    **dict.fromkeys(
        (
            "territory:index", "territory:search", "territory:suggest", "cooperation:list", "cooperation:feed",
            "cooperation:alliance_list", "cooperation:phases", "cooperation:phases_csv", "cooperation:figures",
            "map:index", "map:counts", "search:index", "search:json", "search:rss", "search:suggest",
            "search:opensearch", "core:healthz", "core:readyz", "core:robots",
            "core:sitemap", "core:security_txt", "content:news_feed", "content:barrier_report",
            "content:barrier_reported", "content:announcements", "content:announcement_rss",
            "content:announcement_json", "moderation:hint_thanks", "funding:directive_schema",
            "funding:check", "funding:check_map", "funding:check_pdf", "funding:compare", "funding:what_if",
        ),
        fixed(),
    ),
    "territory:facts": fixed(ars="07"),
    "territory:detail": fixed(ars="07", slug="rheinland-pfalz"),
    "cooperation:export": fixed(kind="csv"),
    "cooperation:figures_csv": fixed(table="laender"),
    "map:file": fixed(NOBODY, version="0", name="kreise.json"),
    "core:set_language": fixed(code="en"),
    "core:gallery": fixed(NOBODY),  # only in the demo
    "content:picture": fixed(NOBODY, name="none.png"),
    "moderation:hint_give": fixed(query="?seite=/kooperationen/"),
}  # fmt: skip

SEES_DRAFTS = INSIDE
"""The owner's members see what is not published, and the desk of the area."""

COOPERATIONS: dict[str, list[Case]] = {
    **{name: of_cooperation(EVERYBODY) + of_draft(SEES_DRAFTS) for name in ("cooperation:detail", "cooperation:json")},
    **{
        name: of_alliance(EVERYBODY) + of_draft_alliance(SEES_DRAFTS)
        for name in ("cooperation:alliance_detail", "cooperation:alliance_json")
    },
    "cooperation:enter": fixed(DESK),
    "cooperation:alliance_enter": fixed(DESK),
    **{
        f"cooperation:{step}": of_cooperation(DESK_HERE) + of_draft(DESK_HERE)
        for step in ("change", "publish", "withdraw")
    },
    **{
        f"cooperation:alliance_{step}": of_alliance(DESK_HERE) + of_draft_alliance(DESK_HERE)
        for step in ("change", "publish", "withdraw")
    },
    "cooperation:confirm": of_cooperation(INSIDE) + of_draft(NOBODY),
    "cooperation:alliance_confirm": of_alliance(INSIDE) + of_draft_alliance(NOBODY),
    "content:announcement": one(EVERYBODY, lambda cast: {"slug": cast.announcement.slug}, label="published")
    + one(INSIDE, lambda cast: {"slug": cast.withdrawn.slug}, label="withdrawn"),
    "content:announcement_withdraw": one(DESK_HERE, lambda cast: {"slug": cast.announcement.slug}),
}

LIBRARY: dict[str, list[Case]] = {
    **dict.fromkeys(("library:list", "library:rss", "library:json", "library:csv"), fixed()),
    **{
        f"library:{name}": of_document(EVERYBODY) + of_withdrawn_document(INSIDE)
        for name in ("detail", "document_json", "text")
    },
    "library:file": of_document(EVERYBODY, number=1) + of_withdrawn_document(INSIDE, number=1),
    "library:thumbnail": of_document(NOBODY, number=1),  # there is none
    "library:upload": one(INSIDE, lambda cast: {"pk": cast.upload.pk}),
    "library:withdraw": of_document(DESK_HERE) + of_withdrawn_document(DESK_HERE),
    "library:confirm": of_document(INSIDE) + of_withdrawn_document(NOBODY),
    **dict.fromkeys(("library:clauses", "library:clauses_json", "library:clause_compare", "library:outline"), fixed()),
    "library:outline_file": fixed(sort="entwurf"),
    **{
        f"library:{name}": of_document(EVERYBODY) + of_withdrawn_document(INSIDE)
        for name in ("document_clauses", "document_clauses_json", "checklist")
    },
    "library:clause_correct": of_document(DESK_HERE) + of_withdrawn_document(DESK_HERE),
}

PROGRAMME: dict[str, list[Case]] = {
    **dict.fromkeys(("events:list", "events:rss", "events:json"), fixed()),
    "events:detail": of_event(EVERYBODY) + of_draft_event(INSIDE),
}

CHANGES: dict[str, list[Case]] = {
    "moderation:change_list": fixed(SIGNED_IN),
    "moderation:change_list_json": fixed(SIGNED_IN),
    "moderation:change_new": fixed(SIGNED_IN),
    **{
        f"moderation:change{step}": per_state(own_change)
        for step in (
            "", "_preview", "_difference", "_submit", "_take_back", "_discard", "_note", "_attach",
        )
    },
    "moderation:change_step": per_state(own_change, step="thema"),
    "moderation:change_attachment": [
        Case(shown_to_both(state), partial(file_of, state), label=state) for state in State
    ],
    "moderation:change_detach": [Case(MEMBERS, partial(file_of, state), label=state) for state in State],
    "moderation:queue": fixed(DESK),
    "moderation:bulk_accept": fixed(DESK),
    "moderation:review_figures": fixed(DESK),
    "moderation:review_figures_export": fixed(DESK, form="csv"),
    **{f"moderation:review{step}": per_state(reviewed) for step in ("", "_assign")},
    "moderation:review_preview": per_state(previewed),
}  # fmt: skip

CARE: dict[str, list[Case]] = {
    "moderation:care": fixed(SIGNED_IN),
    "moderation:care_confirm_several": fixed(SIGNED_IN),
    "moderation:care_export": fixed(SIGNED_IN, kind="csv"),
    "moderation:care_confirm": fixed(NOBODY, token="none"),
    "moderation:care_desk": fixed(DESK),
    "moderation:care_desk_export": fixed(DESK, kind="csv"),
    "moderation:care_owner": one(DESK_HERE, lambda cast: {"kind": "cooperation", "key": cast.cooperation.pk}),
    "moderation:hints": fixed(MEMBERS | frozenset({Person.OTHER_EDITOR, Person.OTHER_MANAGER}) | DESK),
    "moderation:hint_export": fixed(DESK, kind="csv"),
    **{f"moderation:hint{step}": of_hint(INSIDE) for step in ("", "_take_over", "_give_back", "_settle")},
}

SEARCH: dict[str, list[Case]] = {
    **dict.fromkeys(("search:statistics", "search:statistics_csv"), fixed(DESK)),
    **dict.fromkeys(("search:synonyms", "search:synonym_create"), fixed(DESK_EVERYWHERE)),
    **dict.fromkeys(
        ("search:synonym_change", "search:synonym_delete", "search:synonym_restore"),
        one(DESK_EVERYWHERE, lambda cast: {"pk": cast.synonyms.pk}),
    ),
}

EXPECTED: dict[str, list[Case]] = {
    **SIGN_IN, **OWN, **ORGANISATIONS, **OPERATION, **PUBLIC, **COOPERATIONS, **CHANGES, **CARE, **SEARCH,
    **LIBRARY, **PROGRAMME, **barcamp.ADDRESSES, **event_desk.ADDRESSES, **day.ADDRESSES,
    **booking.ADDRESSES, **survey.ADDRESSES, **importing.ADDRESSES, **calendars.ADDRESSES, **funding.ADDRESSES,
    **directives.ADDRESSES, **saved_checks.ADDRESSES,
}  # fmt: skip
