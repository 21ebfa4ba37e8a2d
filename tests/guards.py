# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What no test may do, and what no page may do in a test.

* A variable of one of our templates that is not defined fails.
* A form of one of our pages that posts without a csrf token fails.
* A queryset of ours without an order comes back in random order; a slice of it fails.
* A row that the portal writes into its audit log has a verb with a German label.
* Nothing is fetched from another machine.
"""

from __future__ import annotations

import random
import re
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db.models.query import MAX_GET_RESULTS, QuerySet
from django.template import engines
from django.template.base import Node
from django.test import Client

import allmende
from allmende.core import audit

if TYPE_CHECKING:
    from types import FrameType

    from django.db.models import Model

PACKAGE = str(Path(allmende.__file__).parent)
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL | re.IGNORECASE)
POSTS = re.compile(r"<form\b[^>]*(method=[\"']?post|hx-post)", re.IGNORECASE)


def install() -> None:
    """Put all guards in place for the whole run."""
    engines["django"].engine.string_if_invalid = Undefined()  # type: ignore[attr-defined]
    _shuffle_unordered_querysets()
    _check_forms_of_the_client()
    _describe_what_is_recorded()
    _stay_on_this_machine()


class Undefined(str):
    """Takes the place of a variable that is not defined: an error in our templates, nothing in those of others."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return _template_being_rendered().startswith(PACKAGE)

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, variable: object) -> str:
        pytest.fail(f"{_template_being_rendered()}: „{variable}“ is not defined.")


def _template_being_rendered() -> str:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if frame.f_code is Node.render_annotated.__code__:
            return str(getattr(frame.f_locals["self"], "origin", ""))
        frame = frame.f_back
    return ""


def _shuffle_unordered_querysets() -> None:
    fetch_all = QuerySet._fetch_all

    def fetch_all_shuffled(self: QuerySet[Model]) -> None:
        is_new = self._result_cache is None
        fetch_all(self)
        if not is_new or self.ordered or not self.model.__module__.startswith("allmende."):
            return
        if self.query.is_sliced and self.query.high_mark != MAX_GET_RESULTS:
            pytest.fail(f"A slice of {self.model.__name__} objects without an order is an accident.")
        random.shuffle(self._result_cache or [])

    QuerySet._fetch_all = fetch_all_shuffled  # type: ignore[method-assign, assignment]


def _check_forms_of_the_client() -> None:
    request = Client.request

    def request_and_check(self: Client, **environment: Any) -> Any:
        response = request(self, **environment)
        is_page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
        is_ours = not environment.get("PATH_INFO", "").startswith(
            "/redaktion/"
        )  # Wagtail's scripts send it as a header
        if is_page and is_ours:
            for form in FORM.findall(response.content.decode()):
                if POSTS.match(form) and "csrfmiddlewaretoken" not in form:
                    pytest.fail(f"{environment.get('PATH_INFO')}: a form posts without csrf token: {form[:200]}")
        return response

    Client.request = request_and_check  # type: ignore[method-assign]


def _describe_what_is_recorded() -> None:
    record = audit.record

    def record_described(verb: str, *args: Any, **kwargs: Any) -> Any:
        caller = sys._getframe(1).f_globals["__name__"]
        if verb not in audit.verbs() and caller.startswith("allmende.") and ".tests." not in caller:
            pytest.fail(f"{caller}: the verb {verb!r} has no label; see the audit_labels of its app.")
        return record(verb, *args, **kwargs)

    audit.record = record_described


def _stay_on_this_machine() -> None:
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"localhost", "127.0.0.1", "::1"}:
            pytest.fail(f"A test wanted to reach {address[0]}.")
        connect(self, address)

    socket.socket.connect = connect_here  # type: ignore[method-assign, assignment]
