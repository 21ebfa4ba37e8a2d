# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The portal's own icons: strokes on a field of 24 × 24, drawn in the colour of the text around them."""

from __future__ import annotations

from django.utils.safestring import SafeString, mark_safe

ICONS: dict[str, str] = {
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
    "menu": '<path d="M4 6.5h16M4 12h16M4 17.5h16"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "arrow-right": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "arrow-left": '<path d="M20 12H5M11 6l-6 6 6 6"/>',
    "chevron-right": '<path d="m9 5 7 7-7 7"/>',
    "chevron-down": '<path d="m5 9 7 7 7-7"/>',
    "external": '<path d="M13 5h6v6M19 5l-9 9M10 6H5v13h13v-5"/>',
    "download": '<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "user": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>',
    "users": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 19.5c.6-3.5 3.2-5 6.5-5s5.9 1.5 6.5 5M15.5 5.3a3.5 '
    '3.5 0 0 1 0 6.4M18 14.9c2 .7 3.2 2.3 3.5 4.6"/>',
    "place": '<path d="M12 21c4.5-5 7-8.4 7-11.5a7 7 0 1 0-14 0C5 12.6 7.5 16 12 21z"/>'
    '<circle cx="12" cy="9.5" r="2.5"/>',
    "map": '<path d="m3.5 6.5 5.7-2.5 5.6 2.5L20.5 4v13.5L14.8 20l-5.6-2.5L3.5 20zM9.2 4v13.5M14.8 6.5V20"/>',
    "handshake": '<path d="m3 8 4-3 5 2 5-2 4 3M3 8v7l3 1.5M21 8v7l-3 1.5M12 7 8.5 10.5a1.6 1.6 0 0 0 2.3 2.2L13 11l5 '
    '5-1.8 1.7L14.5 19l-1.8.8L6 16.5"/>',
    "topic": '<path d="M4 12V4.5h7.5L20 13l-7.5 7.5z"/><circle cx="8" cy="8.5" r="1.3"/>',
    "calendar": '<path d="M4 6h16v14H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4"/>',
    "document": '<path d="M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5M9 12.5h6.5M9 16h6.5"/>',
    "euro": '<path d="M18 6.2A7 7 0 1 0 18 17.8M3.5 10.3h9.5M3.5 13.7h9.5"/>',
    "chart": '<path d="M4 20h16M6.5 20v-6.5M12 20V5M17.5 20V9.5"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.5v.5"/>',
    "success": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 2.8 2.8L16 9.5"/>',
    "warning": '<path d="M12 4 2.8 20h18.4zM12 10v4.7M12 17v.5"/>',
    "danger": '<path d="M8.5 3.5h7l5 5v7l-5 5h-7l-5-5v-7zM12 7.5v5.5M12 16v.5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "filter": '<path d="M4 6h16l-6 7.5V19l-4 1.5v-7z"/>',
    "sort": '<path d="M7.5 4.5v15M4 16l3.5 3.5L11 16M16.5 19.5v-15M13 8l3.5-3.5L20 8"/>',
    "mail": '<path d="M3.5 6h17v12.5h-17zM4 6.5l8 6.5 8-6.5"/>',
    "phone": '<path d="M6 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 6 6l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2C10.6 19.3 4.7 13.4 4 '
    '5.7A2 2 0 0 1 6 3.5z"/>',
    "language": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5 5 12 0 17M12 3.5c-5 5-5 12 0 17"/>',
    "sign-in": '<path d="M10 4h9.5v16H10M4 12h11M11 8l4 4-4 4"/>',
    "sign-out": '<path d="M14 4H4.5v16H14M9.5 12H20.5M16.5 8l4 4-4 4"/>',
    "home": '<path d="m3.5 11.5 8.5-7.5 8.5 7.5M6 10v10h12V10M10 20v-5.5h4V20"/>',
    "law": '<path d="M12 4v16M7.5 20h9M5 6.5h14M5 6.5l-2.5 7h5zM19 6.5l-2.5 7h5z"/>',
    "news": '<path d="M4 5h13v14.5H6a2 2 0 0 1-2-2zM17 9h3v8.5a2 2 0 0 1-2 2h-1M7.5 9h6M7.5 12.5h6M7.5 16h6"/>',
    "question": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.7c.2-1.5 1.2-2.3 2.6-2.3 1.5 0 2.5.9 2.5 2.2 0 1.9'
    '-2.6 2-2.6 4M12 16.5v.4"/>',
    "edit": '<path d="M4 20l1-4.5L15.5 5 19 8.5 8.5 19zM13 7.5l3.5 3.5"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3.5-3.5a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.5 3.5a4 4 0 0 0'
    ' 5.7 5.7l1.5-1.5"/>',
    "list": '<path d="M8.5 6.5H20M8.5 12H20M8.5 17.5H20M4 6.5h.5M4 12h.5M4 17.5h.5"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.5l3.5 2"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "minus": '<path d="M5 12h14"/>',
}


def svg(name: str) -> SafeString:
    """The icon ``name`` as inline SVG, hidden from assistive technology: the text beside it says it."""
    return mark_safe(  # noqa: S308 - the drawing comes from the table above
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" '
        'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f"{ICONS[name]}</svg>"
    )
