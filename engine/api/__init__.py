"""The HTTP edge: read input, call one service, shape the answer."""
