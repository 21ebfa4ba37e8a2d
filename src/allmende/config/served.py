# SPDX-FileCopyrightText: 2026 The Allmende contributors
#
# SPDX-License-Identifier: EUPL-1.2

"""The portal as each process of ``allmende serve`` loads it.

Granian's main thread waits for the signal to stop without a limit, and Python runs handlers in that thread only. The
system may give a signal to any thread of the process, though; then the main thread goes on waiting, and the process is
killed after 20 s. So a thread of ours hands every order to stop on to the main thread.
"""

from __future__ import annotations

import os
import signal
import threading

from allmende.config.wsgi import application

__all__ = ["application"]

STOPS = frozenset({signal.SIGINT, signal.SIGTERM})


def _hand_on(reader: int, main_thread: int) -> None:
    """Wait for the first order to stop, whichever thread it came to, and give it to the main thread."""
    while True:
        for number in os.read(reader, 64):
            if number in STOPS:
                signal.pthread_kill(main_thread, number)
                return


def wake_main_thread() -> None:
    """Called in the main thread of a process of the server."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    main_thread = threading.main_thread().ident
    threading.Thread(target=_hand_on, args=(reader, main_thread), name="stop-order", daemon=True).start()


wake_main_thread()
