# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""Precision, recall and F1 of splitting and of each subject, on the open, the held-back and all labelled texts.

python bench/clauses.py
"""

from __future__ import annotations

from allmende.library.tests.measuring import ALL, HELD_BACK, OPEN, measure

for name, numbers in (("open 01–20", OPEN), ("held back 21–40", HELD_BACK), ("all", ALL)):
    measured = measure(numbers)
    print(f"{name:20} precision  recall    F1  clauses")
    for subject, score in (("starts", measured.starts), *measured.subjects.items()):
        count = score.right + score.missed
        print(f"  {subject:18} {score.precision:9.3f} {score.recall:7.3f} {score.f1:5.3f} {count:8}")
    print(f"  {'mean F1':18} {measured.mean_f1:23.3f}\n")
