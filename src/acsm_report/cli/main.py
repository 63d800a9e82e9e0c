"""The command line: the list of commands, and the only place that prints errors.

Exit status: 0 done, 1 problems in the data, 2 usage, 3 the machine is not ready, 4 drawing failed,
129 terminal closed, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

import click

from .. import __version__
from ..errors import ReportError, SetupError, UsageError, quote_value
from ..system.termination import TerminationSignal, install_signal_handlers
from .command import long_options, value_location

if TYPE_CHECKING:
    from .config_file import ConfigurableOption

__all__ = ["COMMANDS", "cli", "main", "run"]

COMMANDS = {
    "build": "Make the brochure and the infographic.",
    "brochure": "Make the brochure.",
    "infographic": "Make the infographic.",
    "batch": "Make a copy for each recipient.",
    "gallery": "Show every page, chart and picture on one sheet.",
    "check": "Check the data: list every problem, its place and its fix.",
    "explain": "Trace a printed figure to its source.",
    "diff": "List what changed between two editions.",
    "recall": "Check whether a printed sheet is still right.",
    "cache": "Show or clear the cache of drawings.",
    "init": "Start a project of your own: data, brand, configuration, CI.",
    "template": "Write a workbook to fill in.",
    "doctor": "Check that this machine can draw.",
}

MAX_ERROR_LINES = 50  # of one error


class LazyGroup(click.Group):
    """A group that imports a command when it is called, so that --help is fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f".commands.{cmd_name}", __package__), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            from .config_file import suggest

            what = f"there is no command {quote_value(args[0])}"
            raise UsageError(what, suggest(args[0].lower(), COMMANDS, "acsm-report --help lists them"))
        name, command, rest = super().resolve_command(ctx, args)
        if name and command:
            try:
                _apply_settings(ctx, name, command)
            except UsageError:
                if not {"-h", "--help"} & set(rest):  # help is shown in spite of a wrong setting
                    raise
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="acsm-report")
@click.option("--debug", is_flag=True, help="Print the traceback of an error.")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False),
    envvar=["ACSM_REPORT_CONFIG"],
    metavar="FILE",
    help="Settings.  [default: the nearest acsm-report.toml, or pyproject.toml with a table tool.acsm-report]",
)
def cli(debug: bool, config: str | None) -> None:
    """Turn certification data into print: a brochure and an infographic.

    \b
    acsm-report build                     everything, into out/
    acsm-report brochure -o guide.pdf     the brochure alone
    acsm-report check                     check the data
    acsm-report doctor                    check that this machine can draw

    Exit status: 0 done, 1 problems in the data, 2 usage, 3 the machine is not ready,
    4 drawing failed, 129 terminal closed, 130 interrupted, 143 terminated.
    """


@cache
def _configurable_options(name: str) -> Mapping[str, ConfigurableOption]:
    """Return the options of a command that a file or a variable can set, by long name."""
    from .config_file import ConfigurableOption
    from .shared_options import NameOrPath

    command = cli.get_command(click.Context(cli), name)
    assert command
    return {
        long: ConfigurableOption(
            parameter.name,
            is_flag=parameter.is_bool_flag,
            is_multiple=parameter.multiple,
            is_path=isinstance(parameter.type, click.Path),
            is_name_or_path=isinstance(parameter.type, NameOrPath),
        )
        for long, parameter in long_options(command).items()
    }


def _apply_settings(context: click.Context, name: str, command: click.Command) -> None:
    """Make the settings of file and variables the defaults of a command. Raise UsageError for unknown ones."""
    from . import config_file

    given = context.params["config"]
    file = config_file.read_config_file(given) if given else config_file.find_config_file()
    context.obj = config_file.resolve_settings(file, name, tuple(COMMANDS), _configurable_options)
    context.default_map = {name: {key: setting.value for key, setting in context.obj.settings.items()}}
    for long, option in long_options(command).items():
        option.envvar = config_file.variable_names(name, long, _configurable_options(name)[long])


def main(args: list[str] | None = None) -> NoReturn:
    """Run the command line and exit. An error is one line on standard error; bad data is one line for each problem."""
    install_signal_handlers()
    _open_closed_streams()
    debug = "--debug" in (sys.argv if args is None else args)
    status = 0
    try:
        _check_current_folder()
        result = cli.main(args, prog_name="acsm-report", standalone_mode=False)
        sys.stdout.flush()
        status = result if isinstance(result, int) else 0
    except ReportError as error:
        status = _print_error(_limit_lines(error.lines, getattr(error, "rest", "")), error.exit_status, debug)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        status = 2
    except click.UsageError as error:
        status = _print_error(_format_usage_error(error), 2, debug)
    except click.ClickException as error:
        status = _print_error(error.format_message(), error.exit_code, debug)
    except TerminationSignal as end:
        number = end.args[0]
        if number == signal.SIGINT:
            _print_error("interrupted; run it again, no file is half written", 0, debug)
        status = 128 + number
    except SystemExit:  # click exits so when the reader of a pipe has gone
        _discard_output()
    except OSError as error:
        place = error.filename or "standard output"
        status = _print_error(f"{place}: cannot be used ({error.strerror}); free it or name another", 3, debug)
        _discard_output()
    except MemoryError:
        status = _print_error("this is too large for this machine; give it less data", 3, debug)
    except Exception as error:
        what = f"a fault of the program ({type(error).__name__}: {error})"
        status = _print_error(f"{what}; report it with what acsm-report --debug prints", 4, debug)
    raise SystemExit(status)


def _open_closed_streams() -> None:
    """Send the standard streams that the caller has closed to nowhere: a file would get their numbers otherwise."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  # until the process ends


def _check_current_folder() -> None:
    """Raise SetupError if the current folder was removed: paths could not be found, and other errors would follow."""
    try:
        os.getcwd()  # noqa: PTH109  # pathlib is not imported for --help
    except FileNotFoundError:
        raise SetupError("the current folder no longer exists", "change to another folder") from None


def run() -> NoReturn:
    """Run the command line as a process. Skips the shutdown of the interpreter, which has nothing left to clean up."""
    try:
        main()
    except SystemExit as end:
        for stream in (sys.stdout, sys.stderr):
            if stream:
                with contextlib.suppress(OSError, ValueError):
                    stream.flush()
        os._exit(end.code if isinstance(end.code, int) else 1)  # 8 % less CPU time, see bench/README.md


def _format_usage_error(error: click.UsageError) -> str:
    """Return an error of click as one line, with the place where the refused value was set."""
    path = error.ctx.command_path if error.ctx else "acsm-report"
    parameter = error.param if isinstance(error, click.BadParameter) else None
    location = value_location(error.ctx, parameter) if error.ctx and parameter else ""
    return f"{f'{location}: ' if location else ''}{error.format_message().rstrip('.')}; see '{path} --help'"


def _limit_lines(lines: Sequence[str], rest: str) -> list[str]:
    more = len(lines) - MAX_ERROR_LINES
    return [*lines[:MAX_ERROR_LINES], *([f"... and {more} more: {rest}"] if more > 0 else [])]


def _print_error(lines: str | Sequence[str], status: int, debug: bool) -> int:
    if sys.stderr:
        from ..dataset.diagnostics import make_printable

        for line in [lines] if isinstance(lines, str) else lines:
            click.echo(f"acsm-report: error: {make_printable(line)}", err=True)
    if debug:
        import traceback

        traceback.print_exc()
    return status


def _discard_output() -> None:
    """Redirect standard output to nowhere, so that Python does not complain about unwritten output at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
