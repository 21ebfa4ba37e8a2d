"""``python -m allmende`` is the ``allmende`` command."""

from allmende.config.cli import main

if __name__ == "__main__":
    main()
