"""The worker: delivers what is due and runs periodic jobs, in threads, until it is stopped.

It runs inside ``kalem run`` and as ``kalem work``; as many as there are share the work by the leases in the database.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock, Thread
from time import monotonic
from uuid import uuid4

from flask import Flask

from kalem.db import connected

from . import lanes
from .delivering import work_off
from .outbox import listening
from .periodic import run_due

logger = logging.getLogger("kalem.jobs")

#: Seconds between two looks at what is due.
PAUSE = 1.0

#: Consumers that are told something at once.
THREADS = 4

#: Seconds for which one consumer is served before the others that wait have their turn.
TURN = 10.0

#: Seconds for which nothing is tried with a consumer after a fault of this program's own.
AFTER_FAULT = 5.0

#: Under this name the periodic jobs stand among what is being done.
_PERIODIC = "periodic"


class Worker:
    """Background work of one application in one process."""

    def __init__(self, app: Flask, *, pause: float = PAUSE, threads: int = THREADS) -> None:
        """``pause``: seconds between two looks; ``threads``: how many consumers are served at once."""
        self._app = app
        self._pause = pause
        self._threads = threads
        self._id = str(uuid4())
        self._stopping, self._wake, self._lock = Event(), Event(), Lock()
        #: What is being done: consumers, and the periodic jobs.
        self._busy: set[str] = set()
        self._told = ""
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin, in threads of its own."""
        self._thread = Thread(target=self.run, name="kalem-worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more, and wait for what is being done: at most one attempt a consumer."""
        self.ask_to_stop()
        if self._thread is not None:
            self._thread.join()

    def ask_to_stop(self) -> None:
        """Begin nothing more; does not wait, so a signal's handler may call it."""
        self._stopping.set()
        self._wake.set()

    def run(self) -> None:
        """Work until somebody stops it."""
        with ThreadPoolExecutor(self._threads, thread_name_prefix="kalem-worker") as pool:
            while not self._stopping.is_set():
                self._wake.clear()
                for name in self._found():
                    with self._lock:
                        free = len(self._busy) < self._threads and name not in self._busy
                        if free:
                            self._busy.add(name)
                    if free:
                        pool.submit(self._do, name)
                self._wake.wait(self._pause)

    def once(self) -> int:
        """Do all that is due now, in this thread, and return how many events were delivered: for tests and commands."""
        with self._app.app_context():
            self._periodic()
            told = 0
            while names := self._due():
                told += sum(self._serve(name, lambda: False) for name in names)
            return told

    def _found(self) -> list[str]:
        """Return what is to be done; nothing, where the database cannot be asked now."""
        try:
            with self._app.app_context():
                return [_PERIODIC, *self._due()]
        except Exception as fault:
            self._complain("looking for work", fault)
            return []

    def _due(self) -> list[str]:
        with connected():
            lanes.ensure(*(f"plugin:{each}" for each in listening()))
            return lanes.due()

    def _do(self, name: str) -> None:
        """Do one thing; whatever goes wrong with it is told and tried again."""
        try:
            with self._app.app_context():
                if name == _PERIODIC:
                    self._periodic()
                else:
                    ends = self._ends()
                    self._serve(name, ends)
        except Exception as fault:
            self._complain(name, fault)
            # Under another file, or without a database, the next attempt would fail as well.
            self._stopping.wait(AFTER_FAULT)
        finally:
            with self._lock:
                self._busy.discard(name)
            if name != _PERIODIC:
                self._wake.set()

    def _periodic(self) -> None:
        with connected():
            run_due()

    def _serve(self, consumer: str, stop: Callable[[], bool]) -> int:
        with connected():
            mine = lanes.lease(consumer, self._id)
        if not mine:
            return 0
        try:
            return work_off(consumer, self._id, stop)
        finally:
            with connected():
                lanes.release(consumer, self._id)

    def _ends(self) -> Callable[[], bool]:
        """Return what says whether a consumer's turn is over."""
        until = monotonic() + TURN
        return lambda: self._stopping.is_set() or monotonic() > until

    def _complain(self, what: str, fault: Exception) -> None:
        """Log a fault, but not the same one again and again: the database may be away for an hour."""
        told = f"{what}: {type(fault).__name__}: {fault}"
        if told != self._told:
            self._told = told
            logger.error("worker: %s", told, exc_info=fault)
