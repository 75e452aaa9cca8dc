"""Passwords: hashed with argon2id, never more than a few at once, chosen by the rules of a profile."""

import secrets
import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from engine.config import Settings
from engine.errors import FieldError, InvalidInputError, UnavailableError
from engine.labels import PASSWORD_RULES

MAX_LENGTH = 128
MIN_TELLING_USERNAME = 4
HASHING_WAIT_SECONDS = 5
WAITING_PLACES = 8
_PADDING = "0123456789!@#$%^&*._-"
_COMMON = frozenset(
    (
        "password",
        "passw0rd",
        "p@ssw0rd",
        "p@ssword",
        "qwerty",
        "qwertyuiop",
        "1q2w3e4r",
        "1qaz2wsx",
        "zaq12wsx",
        "iloveyou",
        "letmein",
        "welcome",
        "admin",
        "administrator",
        "abc",
        "a1b2c3d4",
        "woaini",
        "jiuzhu",
        "minzheng",
        "chongqing",
        "beijing",
        "zhongguo",
        "huanying",
        "test",
        "root",
        "user",
    )
)


class HashingBusyError(UnavailableError):
    """Too many passwords wait to be checked at this moment."""

    code = "sign_in_busy"


@dataclass(frozen=True, slots=True)
class PasswordProfile:
    """What a password must look like and how long it may be used."""

    min_length: int
    min_classes: int
    remembered: int
    max_age: timedelta | None

    def is_due_for_change(self, changed_at: datetime, now: datetime) -> bool:
        """Whether a password chosen at `changed_at` has been used for too long."""
        return self.max_age is not None and changed_at + self.max_age < now


# security.md's two standards disagree: GB/T 22239-2019 level 3 practice, and OWASP ASVS 5.0 chapter 6.2
PROFILES = {
    "djbh3": PasswordProfile(min_length=10, min_classes=3, remembered=5, max_age=timedelta(days=90)),
    "asvs": PasswordProfile(min_length=8, min_classes=1, remembered=0, max_age=None),
}


class Passwords:
    """Hashes and verifies; few at once, since each hashing takes 64 MiB, and few waiting, since each holds a thread."""

    def __init__(self, settings: Settings) -> None:
        self.profile = PROFILES[settings.password_profile]
        self._hasher = PasswordHasher(
            time_cost=settings.argon2_time_cost,
            memory_cost=settings.argon2_memory_kib,
            parallelism=settings.argon2_parallelism,
            type=Type.ID,
        )
        self._places = threading.BoundedSemaphore(settings.concurrent_hashings)
        self._queue = threading.BoundedSemaphore(settings.concurrent_hashings + WAITING_PLACES)
        self._nobodys_hash = self.hash(secrets.token_urlsafe(32))

    def hash(self, password: str) -> str:
        """The argon2id hash to keep for `password`."""
        with self._place():
            return self._hasher.hash(_normalised(password))

    def verify(self, kept_hash: str | None, password: str) -> bool:
        """Whether `password` is the one of `kept_hash`; without a hash it takes as long and says no."""
        with self._place():
            try:
                self._hasher.verify(kept_hash or self._nobodys_hash, _normalised(password))
            except (VerificationError, InvalidHashError):
                return False
        return kept_hash is not None

    def is_outdated(self, kept_hash: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(kept_hash)

    def require_acceptable(self, password: str, *, username: str, path: str = "password") -> None:
        """Refuse a password that breaks the profile, is commonly used, or contains the username."""
        normalised = _normalised(password)
        broken = [rule for rule, is_broken in _broken_rules(normalised, username, self.profile) if is_broken]
        if broken:
            raise InvalidInputError([FieldError(path, _rule_text(rule, self.profile)) for rule in broken])

    @contextmanager
    def _place(self) -> Iterator[None]:
        """One of the few places where a password may be hashed now."""
        if not self._queue.acquire(blocking=False):
            raise HashingBusyError("too many passwords wait to be hashed")
        try:
            if not self._places.acquire(timeout=HASHING_WAIT_SECONDS):
                raise HashingBusyError("no place to hash a password in time")
            try:
                yield
            finally:
                self._places.release()
        finally:
            self._queue.release()


def _normalised(password: str) -> str:
    """One spelling of a password, whatever input method typed it (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _broken_rules(password: str, username: str, profile: PasswordProfile) -> list[tuple[str, bool]]:
    lowered = password.lower()
    return [
        ("too_short", len(password) < profile.min_length),
        ("too_long", len(password) > MAX_LENGTH),
        ("too_few_classes", _classes(password) < profile.min_classes),
        ("common", lowered in _COMMON or lowered.strip(_PADDING) in _COMMON or not lowered.strip(_PADDING)),
        ("contains_username", len(username) >= MIN_TELLING_USERNAME and username.lower() in lowered),
    ]


def _classes(password: str) -> int:
    """How many of lower case, upper case, digits and other signs occur."""
    return sum(
        (
            any(sign.islower() for sign in password),
            any(sign.isupper() for sign in password),
            any(sign.isdigit() for sign in password),
            any(not sign.isalnum() for sign in password),
        )
    )


def _rule_text(rule: str, profile: PasswordProfile) -> str:
    return PASSWORD_RULES[rule].format(
        min_length=profile.min_length, max_length=MAX_LENGTH, classes=profile.min_classes
    )
