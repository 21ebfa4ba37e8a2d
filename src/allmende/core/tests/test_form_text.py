# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Texts as browsers send them."""

from __future__ import annotations

import pytest
from django import forms

from allmende.core.form_text import clean_texts


class TextForm(forms.Form):
    text = forms.CharField(widget=forms.Textarea, strip=False)

    def clean(self):
        clean_texts(self)


@pytest.mark.parametrize("typed", ["eine\r\nzwei", "eine\rzwei", "eine\nzwei"])
def test_lines_end_with_a_line_feed(typed):
    form = TextForm({"text": typed})
    assert form.is_valid()
    assert form.cleaned_data["text"] == "eine\nzwei"


@pytest.mark.parametrize("typed", ["a\x07b", "a\x1bb", "a\ufffeb", "a\x0bb"])
def test_control_characters_are_refused_at_the_field(typed):
    form = TextForm({"text": typed})
    assert not form.is_valid()
    assert "text" in form.errors
