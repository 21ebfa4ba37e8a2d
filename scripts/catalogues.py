# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Compiles translation catalogues (.po) into what gettext reads (.mo); no gettext tools are needed.

python scripts/catalogues.py src/allmende/locale/en/LC_MESSAGES/django.po …
"""

from __future__ import annotations

import sys
from pathlib import Path

import polib

for name in sys.argv[1:]:
    polib.pofile(name).save_as_mofile(str(Path(name).with_suffix(".mo")))
