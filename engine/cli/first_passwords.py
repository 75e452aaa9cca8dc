"""First passwords: made up here and shown once, or typed in on standard input, never given as an option."""

import secrets
import string
import sys
from typing import Final

import click

# without l, I, 1, O and 0: a first password is often read out or copied from paper
_SIGNS: Final = "".join(sorted(set(string.ascii_letters + string.digits) - set("lI1O0")))
_GROUPS: Final = 4
_GROUP_LENGTH: Final = 4


def generated_password() -> str:
    """A random password (93 bits) in groups that can be read out, with a letter of each case and a digit."""
    while True:
        groups = ("".join(secrets.choice(_SIGNS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
        password = "-".join(groups)
        signs = set(password)
        if signs & set(string.ascii_lowercase) and signs & set(string.ascii_uppercase) and signs & set(string.digits):
            return password


def typed_password() -> str:
    """The first line of standard input; asked for without echo, and twice, where a person types it.

    Raises:
        click.UsageError: there is nothing.
    """
    if sys.stdin.isatty():
        return str(click.prompt("密码", hide_input=True, confirmation_prompt="再次输入密码"))
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise click.UsageError("标准输入中没有密码")
    return password
