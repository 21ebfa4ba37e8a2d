# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Template tags every template has (registered as builtins)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import forms, template
from django.conf import settings
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from allmende.core import icons
from allmende.core.combobox import combobox_attributes
from allmende.core.panels import panels_of

if TYPE_CHECKING:
    from django.core.paginator import Paginator
    from django.forms import BoundField
    from django.template.context import RequestContext

register = template.Library()
NO_BREAK_SPACE = "\u00a0"
INPUT_CLASS = "kern-form-input__input"
SELECT_CLASS = "kern-form-input__select"


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


@register.simple_tag(takes_context=True)
def url_with(context: RequestContext, **changes: Any) -> str:
    """This page's address with changed query parameters; None removes one, a list sets it several times."""
    request = context["request"]
    query = request.GET.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        elif isinstance(value, list | tuple):
            query.setlist(key, [str(item) for item in value])
        else:
            query[key] = str(value)
    encoded = query.urlencode()
    return f"{request.path}?{encoded}" if encoded else request.path


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of the portal's icons (``core.icons``), for the eye only."""
    return icons.svg(name)


def _number(value: Any) -> Decimal | None:
    """``value`` as a number, None if it is unknown or none."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@register.filter
def euro(value: Any) -> str:
    """„215.940 €“; cents only where there are any; empty when the amount is unknown."""
    amount = _number(value)
    if amount is None:
        return ""
    amount = amount.quantize(Decimal("0.01"))
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{number_format(amount, decimal_pos=places, force_grouping=True)}{NO_BREAK_SPACE}€"


@register.filter
def thousands(value: Any) -> str:
    """„83.577.140“, with the decimals it has; empty when unknown."""
    number = _number(value)
    return "" if number is None else number_format(number, force_grouping=True)


@register.filter
def field_kind(field: BoundField) -> str:
    """How a form field is laid out: "check" (one box), "choices" (several), "select" or "input"."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choices"
    return "select" if isinstance(widget, forms.Select) else "input"


@register.filter
def is_marked_optional(field: BoundField) -> bool:
    """Whether „freiwillig“ stands beside the label: only in forms where something else is required."""
    return not field.field.required and any(other.required for other in field.form.fields.values())


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The form control of ``field`` in the look of the portal, wired to its help text and error."""
    kind = field_kind(field)
    own = field.field.widget.attrs.get("class", "")
    look = {"select": SELECT_CLASS, "input": INPUT_CLASS}.get(kind, "choice__box")
    return field.as_widget(attrs={"class": f"{look} {own}".strip()})


@register.simple_tag
def suggested_by(url_name: str, value: str = "") -> SafeString:
    """The attributes that make a text field suggest what the page ``url_name`` finds."""
    return flatatt(dict(combobox_attributes(reverse(url_name), value=value)))


@register.filter
def page_numbers(paginator: Paginator[Any], current: int) -> list[int | None]:
    """The page numbers to offer: first, last and those around ``current``; None where some are left out."""
    return [
        number if isinstance(number, int) else None
        for number in paginator.get_elided_page_range(current, on_each_side=1, on_ends=1)
    ]


@register.filter
def notice_kind(level_tag: str) -> str:
    """The look of a message: Django's level as info, success, warning or danger."""
    return {"success": "success", "warning": "warning", "error": "danger"}.get(level_tag, "info")


@register.simple_tag
def content_lang() -> SafeString:
    """` lang="de"` for a part that is German whatever the language of the page is; nothing on a German page."""
    return _lang(settings.LANGUAGE_CODE, get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def interface_lang() -> SafeString:
    """The language of the page again, for a text of the portal inside a part marked by ``content_lang``."""
    return _lang(get_language() or settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)


def _lang(code: str, around: str) -> SafeString:
    return mark_safe("") if code == around else format_html(' lang="{}"', code)


@register.filter
def only_crumb(label: str) -> list[tuple[str, str]]:
    """The trail of a page that lies directly below the start page."""
    return [(label, "")]
