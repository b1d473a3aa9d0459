"""Brings the database up to date and makes the first accounts, in a process of its own:

`python -m api.cli.prepare [--demo]`. So `./msp up` can show progress meanwhile, and a
test can prepare another place than the one it runs in.
"""

import sys

from api.cli.accounts import make_demo, make_first_account, migrated_database
from api.reports.keeping import catch_up
from api.settings import get_settings


def prepare(demo: bool) -> None:
    settings = get_settings()
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with migrated_database(settings) as database:
        make = make_demo if demo else make_first_account
        make(database, settings.home)
        # What practice/ says may have changed since the last start.
        catch_up(database)


if __name__ == "__main__":
    prepare(demo="--demo" in sys.argv[1:])
