# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The papers of an event as PDF files: what stands on them. How they look is in the templates beside.

They are German documents whoever asks for them, so their words are German in the templates and here.
"""
