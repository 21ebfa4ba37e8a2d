"""``python -m allmende`` is the ``allmende`` command."""

from allmende.config.cli import main

main()
