# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the desk, below those of the cooperations."""

from django.urls import URLPattern, path

from allmende.cooperation.desk import views


def _of(kind: str, prefix: str, above: str) -> list[URLPattern]:
    steps = {"bearbeiten": views.change, "veroeffentlichen": views.publish, "zurueckziehen": views.withdraw,
             "bestaetigen": views.confirm}  # fmt: skip
    names = {"bearbeiten": "change", "veroeffentlichen": "publish", "zurueckziehen": "withdraw",
             "bestaetigen": "confirm"}  # fmt: skip
    return [
        path(f"{above}neu/", views.enter, {"kind": kind}, name=f"{prefix}enter"),
        *(
            path(f"{above}<slug:slug>/{step}/", view, {"kind": kind}, name=f"{prefix}{names[step]}")
            for step, view in steps.items()
        ),
    ]


patterns = [*_of("alliance", "alliance_", "verbuende/"), *_of("cooperation", "", "")]
