"""Every error the API can answer with has a status and Chinese words; commands speak for themselves."""

import importlib
import pkgutil

import engine
from engine.api.error_responses import STATUSES, status_of
from engine.errors import JiuzhuError
from engine.labels import ERRORS

COMMANDS = "engine.cli"


def _kinds_below(kind: type[JiuzhuError]) -> set[type[JiuzhuError]]:
    return {kind}.union(*(_kinds_below(child) for child in kind.__subclasses__()))


def _kinds_below_the_commands() -> set[type[JiuzhuError]]:
    for module in pkgutil.walk_packages(engine.__path__, "engine."):
        if not module.name.startswith(COMMANDS):
            importlib.import_module(module.name)
    return {
        kind
        for kind in _kinds_below(JiuzhuError)
        if kind.__module__.startswith("engine.") and not kind.__module__.startswith(COMMANDS)
    }


def test_every_error_has_chinese_words() -> None:
    missing = {kind.code for kind in _kinds_below_the_commands()} - set(ERRORS)

    assert not missing


def test_every_error_has_a_status() -> None:
    for kind in _kinds_below_the_commands():
        assert status_of(kind) in STATUSES.values()
