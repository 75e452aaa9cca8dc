"""Background work: sweeps due rows until it is stopped."""

from engine.worker.sweeper import Sweeper

__all__ = ["Sweeper"]
