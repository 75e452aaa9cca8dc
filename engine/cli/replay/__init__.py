"""Typical cases driven through the real services on a virtual clock, and compared with what they expect."""
