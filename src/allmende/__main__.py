# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""``python -m allmende`` is the ``allmende`` command."""

from allmende.config.cli import main

if __name__ == "__main__":
    main()
