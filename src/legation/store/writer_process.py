"""The program of the process that writes for the service: one write after the other, each published, until its end."""

from __future__ import annotations

import signal
import sys
from multiprocessing.connection import Connection

from legation.errors import LegationError
from legation.settings import Settings
from legation.store.reader_process import limit_memory
from legation.store.writes import Check, Corrects, perform
from legation.store.writing import Told, opened


def main(check: Check | None = None, corrects: Corrects | None = None) -> None:
    """Serve the socket whose number is the first argument: first the settings, then writes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with Connection(int(sys.argv[1])) as peer:
        try:
            settings: Settings = peer.recv()
            limit_memory(settings.query_memory)
            if settings.write_check == "none":
                check = None
            while True:
                write = peer.recv()
                try:
                    with opened(settings) as store:
                        peer.send(Told.BEGUN)
                        result = perform(store, write, settings.base, check, corrects)
                    peer.send(result)
                except LegationError as error:
                    # Not kept any longer: where it was raised the store is still open.
                    peer.send(error)
        except (EOFError, OSError):
            return


if __name__ == "__main__":
    main()
