"""The class of all commands: names the file or the variable that a refused value comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click
from click.core import ParameterSource

from ..errors import UsageError

__all__ = ["ConfigurableCommand", "long_options", "value_location"]


class ConfigurableCommand(click.Command):
    """A command whose errors about an option say where its value was set, if not on the command line."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with self._locate_errors(ctx):
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        with self._locate_errors(ctx):
            return super().invoke(ctx)

    @contextmanager
    def _locate_errors(self, context: click.Context) -> Iterator[None]:
        try:
            yield
        except UsageError as error:
            option = long_options(self).get(error.option.removeprefix("--"))
            if option and not error.where:
                error.where = value_location(context, option)
            raise


def long_options(command: click.Command) -> dict[str, click.Option]:
    """Return the options of a command by their long names, without the dashes in front."""
    options = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    return {name[2:]: option for option in options for name in option.opts if name.startswith("--")}


def value_location(context: click.Context, parameter: click.Parameter) -> str:
    """Return the variable, or FILE:LINE:COLUMN, that sets the value of a parameter; "" if neither does."""
    source = context.get_parameter_source(parameter.name) if parameter.name else None
    if source is ParameterSource.ENVIRONMENT:
        names = [parameter.envvar] if isinstance(parameter.envvar, str) else parameter.envvar or ()
        return next(name for name in names if os.environ.get(name))
    return str(context.obj.locate(parameter.name)) if source is ParameterSource.DEFAULT_MAP else ""
