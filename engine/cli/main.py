"""`jiuzhu`: one command for operators and developers."""

import logging
import sys

import click

from engine.cli.commands import audit, bundles, installation, running, working_calendar
from engine.errors import JiuzhuError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def jiuzhu() -> None:
    """救助：临时救助流程系统。"""


jiuzhu.add_command(installation.init)
jiuzhu.add_command(bundles.check)
jiuzhu.add_command(bundles.deploy)
jiuzhu.add_command(running.serve)
jiuzhu.add_command(running.work)
jiuzhu.add_command(audit.audit)
jiuzhu.add_command(working_calendar.calendar)


def main() -> None:
    """Run the command; what cannot be done is said in one line."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        jiuzhu(standalone_mode=True)
    except JiuzhuError as error:
        click.echo(f"{error.code}: {error}", err=True)
        sys.exit(1)
