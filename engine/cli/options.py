"""The options that every command shares: the settings, under the same names."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from engine.config import Settings

_F = TypeVar("_F", bound=Callable[..., Any])

SHARED = ("database_url", "key_file", "upload_dir", "log_level")


def settings_options(*names: str) -> Callable[[_F], _F]:
    """Options for the named settings beside the shared ones; what is not given comes from `JIUZHU_…`."""

    def decorate(command: _F) -> _F:
        for name in reversed((*SHARED, *names)):
            command = click.option(f"--{name.replace('_', '-')}", name, default=None, type=str)(command)
        return command

    return decorate


def settings_from(given: dict[str, Any]) -> Settings:
    """The settings with the options that were given on the command line."""
    return Settings(**{name: value for name, value in given.items() if value is not None})
