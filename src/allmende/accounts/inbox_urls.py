# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of the inbox, of how mails come, and of unsubscribing."""

from django.urls import path

from allmende.accounts import inbox_views as views

patterns = [
    path("konto/nachrichten/", views.inbox, name="inbox"),
    path("konto/nachrichten/nachrichten.json", views.inbox_json, name="inbox_json"),
    path("konto/nachrichten/gelesen/", views.inbox_read, name="inbox_read"),
    path("konto/nachrichten/<int:pk>/", views.message, name="message"),
    path("konto/nachrichten/<int:pk>/loeschen/", views.message_delete, name="message_delete"),
    path("konto/benachrichtigungen/", views.deliveries, name="deliveries"),
    path("abbestellen/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
