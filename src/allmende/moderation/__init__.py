# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Moderation: what organisations want to publish, under review; hints by anyone; care for what is published."""
