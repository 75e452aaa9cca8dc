"""What the screens read from an answer is what the API gives: their shapes are compared name by name."""

from typing import Any

import pytest
from pydantic import BaseModel

from admin_ui import api_shapes
