"""acsm-report cache: what was drawn before."""

import click

from ...errors import SetupError
from ...system.cache import Cache, cache_folder
from ..command import ConfigurableCommand

__all__ = ["cache"]


@click.command(cls=ConfigurableCommand)
@click.option("--clear", is_flag=True, help="Remove it all; charts are then drawn anew.")
def cache(clear: bool) -> None:
    """Show what was drawn before and need not be drawn again, or clear it.

    \b
    acsm-report cache
    acsm-report cache --clear
    """
    place = cache_folder()
    if place is None:
        raise SetupError("there is no folder for what was drawn", "name one in XDG_CACHE_HOME, or set HOME")
    held = Cache(place).clear() if clear else Cache(place).size()
    what = f"{held.entries} {'entry' if held.entries == 1 else 'entries'}, {held.total_bytes / 1e6:.1f} MB"
    click.echo(f"{place}: {what}{' removed' if clear else ''}")
