# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""A small kind for tests of the review: Themenfelder, which need no more than a name and a description."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.html import escape
from django.utils.translation import gettext_lazy

from allmende.cooperation.models import Topic
from allmende.core import audit
from allmende.core.content_version import content_changed
from allmende.moderation.form_contents import typed_fields
from allmende.moderation.kinds import Kind, PartText, Problem, Step, StepPage
from allmende.territory.naming import slug


class TopicForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120)
    description = forms.CharField(label="Beschreibung", widget=forms.Textarea, required=False)
    order = forms.ChoiceField(label="Reihenfolge", choices=[("0", "vorn"), ("1", "hinten")], required=False)


class TopicKind(Kind):
    name = "topic"
    label = gettext_lazy("Themenfeld")
    label_plural = gettext_lazy("Themenfelder")
    label_new = gettext_lazy("Neues Themenfeld")
    about = gettext_lazy("Ein Themenfeld.")
    steps = (Step("basics", gettext_lazy("Grundlagen"), ("name", "description", "order")),)
    model = Topic

    def published(self):
        return Topic.objects.all()

    def object_at(self, path):
        return None

    def content_of(self, obj):
        return {"fields": {"name": obj.name, "description": obj.description, "order": str(obj.order)}, "rows": {}}

    def page(self, step, content, *, obj, data=None):
        return StepPage(step, TopicForm(data, initial=content["fields"]))

    def typed(self, step, content, data):
        return {"fields": {**content["fields"], **typed_fields(TopicForm(), data)}, "rows": {}}

    def problems(self, content, *, obj):
        form = TopicForm(content["fields"])
        return [
            Problem(name, str(form.fields[name].label), " ".join(errors), is_missing=not content["fields"].get(name))
            for name, errors in form.errors.items()
        ]

    def title_of(self, content):
        return content["fields"].get("name", "")

    def places_of(self, content):
        return []

    def in_words(self, obj):
        return [
            PartText("name", "Name", (obj.name,)),
            PartText("description", "Beschreibung", tuple(obj.description.splitlines())),
            PartText("order", "Reihenfolge", ("hinten",) if obj.order else ("vorn",)),
        ]

    def publish(self, content, *, obj, organisation, by):
        fields = content["fields"]
        if "geht nie" in fields["name"]:
            raise ValidationError("Dieser Name geht nie.")
        topic = obj or Topic(slug=slug(fields["name"]))
        topic.name = fields["name"]
        topic.description = fields.get("description", "")
        topic.order = int(fields.get("order") or 0)
        topic.save()
        audit.record("topic.published", topic, by=by, organisation=organisation)
        content_changed()
        return topic

    def preview(self, request, obj):
        return HttpResponse(f"<html><body><h1>{escape(obj.name)}</h1></body></html>")
