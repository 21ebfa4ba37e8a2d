# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Reading of files nobody vouches for: text page by page, and a small picture of the first page.

``runner.extract`` starts ``python -m allmende.library.extraction`` for one file: a process of its own with limits of
memory, time and size, without secrets in its environment. Only that process opens the file; what it reports is
judged like anything else that comes from outside. Nothing in this package knows Django or the database.
"""
