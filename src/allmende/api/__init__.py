# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""What other systems ask: JSON in and out, described by OpenAPI."""
