# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Surveys that wait for an answer, in templates: ``{% waiting_surveys access as surveys %}``."""

from __future__ import annotations

from django import template

from allmende.events import survey_access

register = template.Library()
register.simple_tag(survey_access.waiting_surveys)
