"""The ``allmende`` command."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run a command of the portal; Django's own commands are behind it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "allmende.config.settings")
    execute_from_command_line(sys.argv)
