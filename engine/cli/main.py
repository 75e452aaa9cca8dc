"""`jiuzhu`: one command for operators and developers."""

import logging
from typing import Any

import click
from sqlalchemy.exc import OperationalError

from engine.cli.commands import (
    audit,
    backup,
    bank,
    benching,
    bundles,
    doctor,
    installation,
    ledger,
    means_check,
    replaying,
    reporting,
    running,
    staff,
    stock,
    units,
    working_calendar,
)
from engine.cli.wording import in_words
from engine.errors import JiuzhuError


class Commands(click.Group):
    """A group that says in one line what cannot be done."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command; exit 1 with a line on standard error when it is refused."""
        try:
            return super().invoke(ctx)
        except JiuzhuError as error:
            raise click.ClickException(in_words(error)) from error
        except OperationalError as error:
            raise click.ClickException(f"数据库不可用：{str(error.orig).splitlines()[0]}") from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def jiuzhu() -> None:
    """救助：临时救助流程系统。"""


jiuzhu.add_command(installation.init)
jiuzhu.add_command(bundles.check)
jiuzhu.add_command(bundles.deploy)
jiuzhu.add_command(running.serve)
jiuzhu.add_command(running.work)
jiuzhu.add_command(replaying.replay)
jiuzhu.add_command(staff.user)
jiuzhu.add_command(backup.backup)
jiuzhu.add_command(backup.restore)
jiuzhu.add_command(doctor.doctor)
jiuzhu.add_command(audit.audit)
jiuzhu.add_command(reporting.report)
jiuzhu.add_command(working_calendar.calendar)
jiuzhu.add_command(bank.bank)
jiuzhu.add_command(means_check.means_check)
jiuzhu.add_command(stock.stock)
jiuzhu.add_command(units.unit)
jiuzhu.add_command(ledger.ledger)
jiuzhu.add_command(benching.bench)


def main() -> None:
    """Run the command."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    for talkative in ("alembic", "weasyprint", "weasyprint.progress", "fontTools"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    jiuzhu()
