"""acsm-report cache: the size of the cache, and how to clear it."""

import click

from ...errors import SetupError
from ...system.cache import Cache, cache_folder
from ..command import ConfigurableCommand

__all__ = ["cache"]


@click.command(cls=ConfigurableCommand)
@click.option("--clear", is_flag=True, help="Delete all cached drawings.")
def cache(clear: bool) -> None:
    """Show the size of the cache of drawings, or clear it.

    \b
    acsm-report cache
    acsm-report cache --clear
    """
    place = cache_folder()
    if place is None:
        raise SetupError("there is no cache folder", "name one in XDG_CACHE_HOME, or set HOME")
    size = Cache(place).clear() if clear else Cache(place).size()
    what = f"{size.entries} {'entry' if size.entries == 1 else 'entries'}, {size.total_bytes / 1e6:.1f} MB"
    click.echo(f"{place}: {what}{' removed' if clear else ''}")
