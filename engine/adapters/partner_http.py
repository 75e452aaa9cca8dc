"""A charity or fund over HTTP: `PUT /referrals/<id>` hands a need over, `GET /referrals/<id>` says what came of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from engine.adapters.signed_http import OutsideRefusedError, OutsideSystem
from engine.domain.partners import ANSWER_STATUSES, PartnerAnswer

LONGEST_TEXT: Final = 200
MOST_FEN: Final = 99_999_999_900


class ConnectedPartner:
    """One project's own system; a referral is known by its id, handing it over again changes nothing."""

    def __init__(self, system: OutsideSystem) -> None:
        self._system = system

    def refer(self, referral_id: UUID, content: Mapping[str, Any]) -> None:
        """Hand a referral over with the data that the person has agreed to share.

        Raises:
            OutsideRefusedError: it did not arrive, or nobody knows whether it did.
        """
        self._system.put(f"/referrals/{referral_id}", {**content, "referral_id": str(referral_id)})

    def answer(self, referral_id: UUID) -> PartnerAnswer | None:
        """What the partner says of a referral, or nothing as long as it says nothing.

        Raises:
            OutsideRefusedError: the answer cannot be read.
        """
        found = self._system.get(f"/referrals/{referral_id}")
        if found is None or found.get("status", "pending") == "pending":
            return None
        return _answer(referral_id, found)


def _answer(referral_id: UUID, found: Mapping[str, Any]) -> PartnerAnswer:
    try:
        return PartnerAnswer(
            status=ANSWER_STATUSES[ANSWER_STATUSES.index(found["status"])],
            reason=_text(found.get("reason")),
            result=_text(found.get("result")),
            goods=_text(found.get("goods")),
            money_fen=_amount(found.get("money_fen")),
            done_on=date.fromisoformat(found["done_on"]) if found.get("done_on") else None,
        )
    except (TypeError, ValueError) as error:
        raise OutsideRefusedError(f"the answer about referral {referral_id} cannot be read") from error


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value[:LONGEST_TEXT]


def _amount(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= MOST_FEN:
        raise ValueError("not an amount in fen")
    return value
