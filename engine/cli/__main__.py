"""`python -m engine.cli` is `jiuzhu`, also where no script of that name is installed."""

from engine.cli.main import main

main()
