"""What integration tests share: the API as people reach it."""

from relief_office import office, standing_office
from served_api import api
from typical_player import burnt_house, player

__all__ = ["api", "burnt_house", "office", "player", "standing_office"]
