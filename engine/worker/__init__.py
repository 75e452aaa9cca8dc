"""Background work: sweeps due rows until it is stopped."""
