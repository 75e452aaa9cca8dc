"""What integration tests share: the API as people reach it."""

from relief_office import office, standing_office
from served_api import api

__all__ = ["api", "office", "standing_office"]
