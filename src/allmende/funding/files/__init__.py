# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""One directive as one file, YAML or JSON: read with an error per field, written in one fixed order."""
