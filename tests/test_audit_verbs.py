# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every verb of the audit log has a German label.

Found here: verbs that are written out, stand in a constant or a table, or are put together from a model and an action.
What is put together in another way is watched while all tests run (``tests.guards``).
"""

from __future__ import annotations

import ast
import re
from itertools import chain
from typing import TYPE_CHECKING

from allmende.core import audit
from tests.databases import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

VERB = re.compile(r"[a-z_]+\.[a-z_]+")
RECORDERS = {"record", "_record", "note_security_event"}
SOURCES = {
    path: ast.parse(path.read_text())
    for path in sorted((ROOT / "src/allmende").rglob("*.py"))
    if not {"tests", "migrations"} & set(path.parts)
}
FAMILIES = {
    # Where a verb is put together: (file, as it is written) → what can come out.
    "accounts/receivers.py": [],  # in a table there
    "cooperation/personal_data.py": ["cooperation.contact_removed", "alliance.contact_removed"],
    "cooperation/services/care.py": [
        f"{noun}.{action}"
        for noun in ("cooperation", "alliance")
        for action in ("owner_set", "marked_unconfirmed", "mark_removed")
    ],
    "cooperation/services/catalogue.py": [
        f"{noun}.{action}"
        for noun in ("topic", "programme", "programmebudget", "grantphase")
        for action in ("created", "changed")
    ],
    "cooperation/services/ownership.py": ["cooperation.owner_set", "alliance.owner_set"],
    "cooperation/services/writing.py": [
        f"{noun}.{action}"
        for noun in ("cooperation", "alliance")
        for action in ("created", "changed", "published", "withdrawn", "confirmed")
    ],
    "content/receivers.py": [f"page.{action}" for action in ("published", "unpublished", "deleted", "moved")],
    "moderation/services/hints.py": ["hint.done", "hint.declined", "hint.taken"],
}
"""A new file that puts verbs together without a line here fails."""


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path, tree in SOURCES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in RECORDERS and (node.args or node.keywords):
                    yield str(path.relative_to(ROOT / "src/allmende")), node


def constants() -> dict[str, set[str]]:
    """Names of module constants and tables, and the verbs in them."""
    found: dict[str, set[str]] = {}
    for tree in SOURCES.values():
        for node in tree.body:
            if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            names = [item.id for item in ast.walk(target) if isinstance(item, ast.Name)]
            texts = {item.value for item in ast.walk(node.value) if isinstance(item, ast.Constant)}
            verbs = {text for text in texts if isinstance(text, str) and VERB.fullmatch(text)}
            for name in names:
                found.setdefault(name, set()).update(verbs)
    return found


CONSTANTS = constants()


def verbs_in(expression: ast.expr) -> set[str] | None:
    """What ``expression`` can be; None if that cannot be read from the source."""
    if isinstance(expression, ast.Constant) and isinstance(expression.value, str):
        return {expression.value}
    if isinstance(expression, ast.IfExp):
        one, other = verbs_in(expression.body), verbs_in(expression.orelse)
        return None if one is None or other is None else one | other
    if isinstance(expression, ast.Subscript):
        expression = expression.value
    if isinstance(expression, ast.Name):
        return CONSTANTS.get(expression.id)
    return None


def used() -> dict[str, str]:
    """Every verb that can be read from the source, and a file that uses it."""
    found: dict[str, str] = {}
    for file, call in calls():
        verb = next((item.value for item in call.keywords if item.arg == "verb"), call.args[0] if call.args else None)
        for text in (verbs_in(verb) if verb is not None else None) or ():
            if VERB.fullmatch(text):
                found[text] = file
    return found | {verb: file for file, verbs in FAMILIES.items() for verb in verbs}


def test_what_is_put_together_is_listed() -> None:
    unread = {
        file
        for file, call in calls()
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.Call) and file not in FAMILIES
    }
    assert not unread


def test_every_verb_has_a_label() -> None:
    assert not {verb: file for verb, file in used().items() if verb not in audit.verbs()}


def test_the_source_was_read() -> None:
    found = set(used())
    assert len(found) > 50
    assert {"user.signed_in", "change.submitted", "membership.requested", "alliance.owner_set"} <= found


def test_no_label_is_left_behind() -> None:
    """A verb that is described is one that some source file speaks of, at least by its action."""
    texts = set(
        chain.from_iterable(
            re.findall(r"[a-z_]+", item.value)
            for path, tree in SOURCES.items()
            if path.name not in {"audit_labels.py", "audit.py"}
            for item in ast.walk(tree)
            if isinstance(item, ast.Constant) and isinstance(item.value, str)
        )
    )
    assert not [verb for verb in audit.verbs() if verb.partition(".")[2] not in texts]
