# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

from allmende.library.models.clause import Clause, Subject
from allmende.library.models.document import (
    Access,
    Document,
    DocumentPage,
    DocumentSort,
    DocumentVersion,
    Licence,
    PersonalFind,
    PersonalSort,
    Reading,
)
from allmende.library.models.shingle_band import ShingleBand

__all__ = [
    "Access",
    "Clause",
    "Document",
    "DocumentPage",
    "DocumentSort",
    "DocumentVersion",
    "Licence",
    "PersonalFind",
    "PersonalSort",
    "Reading",
    "ShingleBand",
    "Subject",
]
