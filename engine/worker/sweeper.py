"""The sweeper: does what is due, sends what is ready, gives signs of life; any number may run on PostgreSQL."""

import logging
import os
import socket
from collections.abc import Callable
from datetime import timedelta
from threading import Event, Thread
from typing import Final
from uuid import UUID, uuid4

from engine.clock import real_now
from engine.errors import JiuzhuError
from engine.services import audit_chain, due_work, housekeeping, outbox
from engine.services.ledger_worker import LedgerWorker
from engine.services.outbox import Deliver
from engine.services.unit_of_work import Resources

logger = logging.getLogger(__name__)

POLL_SECONDS: Final = 2.0
BEAT_EVERY: Final = timedelta(seconds=5)
SEAL_EVERY: Final = timedelta(seconds=30)
TIDY_EVERY: Final = timedelta(hours=1)
DUE_PER_ROUND: Final = 200


class Sweeper:
    """One worker; `run` blocks until `stop`, `start` runs it in a thread of this process."""

    def __init__(self, resources: Resources, deliver: Deliver, query_outside: Callable[[], None]) -> None:
        self._resources, self._deliver, self._query_outside = resources, deliver, query_outside
        self._query_every = timedelta(minutes=resources.settings.outside_query_minutes)
        self._id: UUID = uuid4()
        self._stopping = Event()
        self._thread: Thread | None = None
        self._beat_at = real_now() - BEAT_EVERY
        self._sealed_at = real_now()
        self._tidied_at = real_now() - TIDY_EVERY
        self._queried_at = real_now() - self._query_every
        self._ledgers = LedgerWorker(resources)

    @property
    def name(self) -> str:
        """How this worker signs its leases."""
        return f"{socket.gethostname()}:{os.getpid()}:{self._id.hex[:8]}"

    def start(self) -> None:
        """Run in a thread until `stop`."""
        self._thread = Thread(target=self.run, name="sweeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the present round and wait for it."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def run(self) -> None:
        """Sweep until stopped; a round that fails is logged and followed by the next."""
        while not self._stopping.is_set():
            busy = False
            try:
                busy = self.sweep()
            except JiuzhuError as error:
                logger.warning("sweep_failed code=%s", error.code)
            except Exception:
                logger.exception("sweep_broke")
            if not busy:
                self._stopping.wait(POLL_SECONDS)

    def sweep(self) -> bool:
        """One round: due work, outbox, a ledger's batch, questions outside, sign of life; whether more is left."""
        now = real_now()
        if now - self._beat_at >= BEAT_EVERY:
            housekeeping.beat(self._resources, self._id)
            self._beat_at = now
        if now - self._tidied_at >= TIDY_EVERY:
            housekeeping.tidy(self._resources)
            self._tidied_at = now
        if now - self._sealed_at >= SEAL_EVERY:
            audit_chain.seal(self._resources)
            self._sealed_at = now
        if now - self._queried_at >= self._query_every:
            self._query_outside()
            self._queried_at = now
        done = due_work.run_due(self._resources, self._resources.clock.now(), limit=DUE_PER_ROUND)
        sent = outbox.deliver_ready(self._resources, self.name, self._deliver)
        has_ledger = self._ledgers.advance()
        return done >= DUE_PER_ROUND or sent >= outbox.BATCH or has_ledger
