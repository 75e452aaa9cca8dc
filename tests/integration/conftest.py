"""What integration tests share: the API as people reach it."""

from served_api import api

__all__ = ["api"]
