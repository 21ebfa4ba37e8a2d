"""Template tags every template has (registered as builtins)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from allmende.core.panels import panels_of

if TYPE_CHECKING:
    from django.template.context import RequestContext

register = template.Library()


@register.simple_tag(takes_context=True)
def panels(context: RequestContext, slot: str, subject: Any) -> SafeString:
    """Everything the apps above show in ``slot`` of this page."""
    request = context["request"]
    rendered = []
    for panel in panels_of(slot):
        values = panel.context(request, subject)
        if values is not None:
            rendered.append(render_to_string(panel.template, {**values, "subject": subject}, request=request))
    return mark_safe("".join(rendered))  # noqa: S308 - every part is a rendered, autoescaped template
