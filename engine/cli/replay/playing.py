"""Plays one typical case from its registration to its end, and gathers what was found."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine.cli.replay import stage
from engine.cli.replay.driving import MAIN, Player
from engine.cli.replay.gathering import gathered
from engine.cli.replay.observed import Observed, Trial
from engine.cli.replay.stage import Scenery, Stage
from engine.cli.replay.trials import trials_afterwards, trials_before, trials_before_message
from engine.cli.replay.typical_cases import TypicalCase
from engine.errors import InvalidInputError, JiuzhuError
from engine.services.unit_of_work import read
from engine.store import relief

FIRST_BUNDLE: Final = 1


@dataclass(frozen=True, slots=True)
class Failure:
    """The action at which a case came to a stand, counted from 0, and why."""

    action: int
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Played:
    """What came of playing a case: the facts, or where it came to a stand; `seconds` is real time."""

    observed: Observed | None
    failure: Failure | None
    seconds: float


def play(case: TypicalCase, scenery: Scenery | None = None, *, restart: bool = False) -> Played:
    """Play `case` on a fresh stage; `restart` forgets all memory of the process before every action.

    Raises:
        DatabaseNotEmptyError: the database given in `scenery` is not empty.
    """
    began = time.monotonic()
    starts_at = datetime.fromisoformat(case.actions[0]["at"])
    with stage.fresh_stage(dict(case.content), starts_at, scenery) as world:
        observed, failure = _played_on(world, case, restart=restart)
    return Played(observed, failure, time.monotonic() - began)


def _played_on(world: Stage, case: TypicalCase, *, restart: bool) -> tuple[Observed | None, Failure | None]:
    player, trials = Player(world), list[Trial]()
    towns = stage.towns_of(dict(case.content))
    funds = read(world.resources, lambda work: {town: relief.balance_of(work.session, town) for town in towns})
    for number, action in enumerate(case.actions):
        if restart:
            world.restart()
        try:
            _act(player, action, trials)
        except (JiuzhuError, ValueError) as error:
            return None, Failure(number, _named(action), _reason(error) + _lacking(world, case))
    if MAIN not in player.case_ids:
        return None, Failure(len(case.actions), "open", "no case was opened")
    case_id, town_code = player.case_ids[MAIN], player.towns[MAIN]
    trials.extend(trials_afterwards(player, case_id, town_code))
    observed = read(world.resources, lambda work: gathered(work, player, case_id, funds[town_code], trials))
    return observed, None


def _act(player: Player, action: Mapping[str, Any], trials: list[Trial]) -> None:
    match action["do"]:
        case "complete":
            player.move_clock(datetime.fromisoformat(action["at"]))
            trials.extend(trials_before(player, player.completion(action)))
        case "message":
            player.move_clock(datetime.fromisoformat(action["at"]))
            case_id, data = player.message(action)
            trials.extend(trials_before_message(player, case_id, action["message"], data))
    player.play(action)


def _lacking(world: Stage, case: TypicalCase) -> str:
    """What the case does that the bundle has no element for, so that it cannot come to its end."""
    bundle = read(world.resources, lambda work: work.resources.bundles.of(work.session, FIRST_BUNDLE))
    named = dict.fromkeys(action["element_id"] for action in case.actions if "element_id" in action)
    missing = [element_id for element_id in named if element_id not in bundle.elements]
    return f"; the bundle lacks {', '.join(missing)}" if missing else ""


def _named(action: Mapping[str, Any]) -> str:
    name = action.get("element_id") or action.get("message") or action.get("process_id") or ""
    return f"{action['do']} {name}".strip()


def _reason(error: Exception) -> str:
    """The code and message of a refusal; of a form its fields, never what was filled in."""
    if isinstance(error, InvalidInputError):
        return "; ".join([error.code, *(f"{one.path}: {one.message}" for one in error.errors)])
    return f"{error.code}: {error}" if isinstance(error, JiuzhuError) else f"{type(error).__name__}: {error}"
