# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Every write of the cooperation app. Other apps import from here."""

from allmende.cooperation.services.care import mark_unconfirmed, set_owner
from allmende.cooperation.services.catalogue import load_programmes, load_topics
from allmende.cooperation.services.demo import DemoReport, load_demo_cooperations
from allmende.cooperation.services.writing import (
    NotReadyError,
    OutsideAreaError,
    change_alliance,
    change_cooperation,
    confirm,
    create_alliance,
    create_cooperation,
    publish,
    withdraw,
)

__all__ = [
    "DemoReport",
    "NotReadyError",
    "OutsideAreaError",
    "change_alliance",
    "change_cooperation",
    "confirm",
    "create_alliance",
    "create_cooperation",
    "load_demo_cooperations",
    "load_programmes",
    "load_topics",
    "mark_unconfirmed",
    "publish",
    "set_owner",
    "withdraw",
]
