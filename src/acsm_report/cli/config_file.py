"""Settings: acsm-report.toml, or [tool.acsm-report] of pyproject.toml, and environment variables ACSM_REPORT_*.

Every option of a command can be set. A key that no command has is an error, whichever command runs: ignoring a
misspelled one would print the wrong pages. tomllib and difflib are imported only for a file and for an error.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from ..errors import UsageError, quote_value
from ..system import resources

__all__ = [
    "CONFIG_VARIABLE",
    "CommandSettings",
    "ConfigFile",
    "ConfigurableOption",
    "OptionLookup",
    "Setting",
    "find_config_file",
    "read_config_file",
    "resolve_settings",
    "suggest",
    "variable_names",
]

CONFIG_FILE, PYPROJECT_FILE = "acsm-report.toml", "pyproject.toml"
PYPROJECT_TABLE = ("tool", "acsm-report")  # of the shared file
TABLE_HEADER = rb"\btool\W+acsm-report\b"  # a file without it is not parsed
VARIABLE_PREFIX = "ACSM_REPORT_"
CONFIG_VARIABLE = f"{VARIABLE_PREFIX}CONFIG"  # the variable that names the file
REJECTED_TYPES = {
    bool: ("true or false", "write a text in quotes, or a number"),
    list: ("a list", "write one value"),
    dict: ("a table", "write one value"),
}
TOML_ERROR = r"(.*) \(at line (\d+), column (\d+)\)"  # an error of tomllib


class ConfigurableOption(NamedTuple):
    """An option of a command: its parameter, and how its values are read."""

    parameter: str
    is_flag: bool = False  # yes or no
    is_multiple: bool = False  # may be given more than once
    is_path: bool = False  # a file or folder; set below one command only
    is_name_or_path: bool = False  # the name of something shipped, or a path


OptionLookup = Callable[[str], Mapping[str, ConfigurableOption]]  # of a command, by long name; imports the command


class Setting(NamedTuple):
    """The value of an option, and its keys in the file."""

    value: bool | str | list[str]
    keys: tuple[str, ...]


class ConfigFile:
    """A configuration file: its path as the user gave it, its text, and our table with the keys that lead to it."""

    def __init__(self, path: str, text: str, root: tuple[str, ...], table: Mapping[str, Any]) -> None:
        self.path, self.text, self.root, self.table = path, text, root, table

    def locate(self, *keys: str) -> str:
        """Return FILE:LINE:COLUMN of a key.

        tomllib gives no positions: this is the last line that has the word and before which the key does not exist.
        """
        word = re.compile(rf"(?<![\w-]){re.escape(keys[-1])}(?![\w-])")
        lines = self.text.split("\n")
        for number in reversed(range(len(lines))):
            found = word.search(lines[number])
            if found and not _has_key("\n".join(lines[:number]), (*self.root, *keys)):
                return f"{self.path}:{number + 1}:{found.start() + 1}"
        return self.path

    def settings_for(self, command: str, commands: Sequence[str], options: OptionLookup) -> dict[str, Setting]:
        """Return the settings of a command, by parameter. Raise UsageError for the first invalid entry of the file."""
        common: dict[str, Setting] = {}
        own: dict[str, Setting] = {}
        for key, value in self.table.items():
            if not isinstance(value, dict):
                common |= self._common_settings(key, value, command, commands, options)
            elif key not in commands:
                near = suggest(key, commands, _list_known("commands", commands))
                self._raise_error((key,), f"there is no command {quote_value(key)}", near)
            else:
                found = self._command_settings(key, value, options(key))
                own = found if key == command else own
        return common | own

    def _common_settings(
        self, key: str, value: Any, command: str, commands: Sequence[str], options: OptionLookup
    ) -> dict[str, Setting]:
        """Return the setting of a top-level key, if the command has that option."""
        owner = next((name for name in (command, *commands) if key in options(name)), None)
        if owner is None:
            every = {name for each in commands for name, option in options(each).items() if not option.is_path}
            near = suggest(key, every, _list_known("options", every))
            self._raise_error((key,), f"no command has the option {quote_value(key)}", near)
        option = options(owner)[key]
        if option.is_path:
            header = ".".join((*self.root, owner))
            self._raise_error((key,), f"{key} is another for each command", f"write it below [{header}]")
        setting = self._to_setting((key,), value, option)
        return {option.parameter: setting} if owner == command else {}

    def _command_settings(
        self, command: str, table: Mapping[str, Any], options: Mapping[str, ConfigurableOption]
    ) -> dict[str, Setting]:
        """Return the settings in the table of a command."""
        for key in table:
            if key not in options:
                what = f"{command} has no option {quote_value(key)}"
                self._raise_error((command, key), what, suggest(key, options, _list_known("options", options)))
        return {options[key].parameter: self._to_setting((command, key), table[key], options[key]) for key in table}

    def _to_setting(self, keys: tuple[str, ...], value: Any, option: ConfigurableOption) -> Setting:
        """Return a value as a setting. Lists are allowed below one command only: another may take a single value."""
        if option.is_flag and isinstance(value, bool):
            return Setting(value, keys)
        several = value if option.is_multiple and isinstance(value, list) and len(keys) > 1 else [value]
        values = [self._to_text(keys, each, option) for each in several]
        return Setting(values if option.is_multiple else values[0], keys)

    def _to_text(self, keys: tuple[str, ...], value: Any, option: ConfigurableOption) -> str:
        """Return a value as the text that one would type for it."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            kind, cure = REJECTED_TYPES.get(type(value), ("a date or a time", "write it in quotes"))
            self._raise_error(keys, f"{keys[-1]} cannot be {kind}", cure)
        text = str(value)
        if not text or not (option.is_path or option.is_name_or_path):
            return text
        near = str(Path(self.path).parent / text)
        shipped = option.is_name_or_path and resources.is_shipped(text) and not os.path.exists(near)  # noqa: PTH110  # see resources
        return text if shipped else near

    def _raise_error(self, keys: tuple[str, ...], what: str, hint: str) -> NoReturn:
        raise UsageError(what, hint, self.locate(*keys))


class CommandSettings:
    """What a configuration file sets for a command, by parameter."""

    def __init__(self, file: ConfigFile | None, settings: Mapping[str, Setting]) -> None:
        self.file, self.settings = file, settings

    def locate(self, parameter: str) -> str:
        """Return FILE:LINE:COLUMN of the setting of a parameter."""
        assert self.file is not None
        return self.file.locate(*self.settings[parameter].keys)


def find_config_file() -> ConfigFile | None:
    """Return the nearest configuration file, from the current folder up to the one with .git; None if there is none.

    Outside of a repository only the current folder counts: folders above may belong to anybody.
    """
    try:
        folders = [Path(*[os.pardir] * steps) for steps in range(len(Path.cwd().parts))]
    except OSError:  # the current folder was removed
        return None
    top = next((number for number, folder in enumerate(folders) if os.path.exists(folder / ".git")), 0)  # noqa: PTH110
    for path in (folder / name for folder in folders[: top + 1] for name in (CONFIG_FILE, PYPROJECT_FILE)):
        # Path.is_file raises for a folder that may not be entered
        if os.path.isfile(path) and (file := _load_config_file(path)):  # noqa: PTH113
            return file
    return None


def read_config_file(path: str) -> ConfigFile:
    """Read the configuration file at a path. Raise UsageError for a pyproject.toml without our table."""
    if file := _load_config_file(Path(path)):
        return file
    raise UsageError(f"has no table [{'.'.join(PYPROJECT_TABLE)}]", "write one, or name another file", path)


def resolve_settings(
    file: ConfigFile | None, command: str, commands: Sequence[str], options: OptionLookup
) -> CommandSettings:
    """Return the settings of a command. Raise UsageError for a key or variable that no command has."""
    settings = file.settings_for(command, commands, options) if file else {}
    found = {name: value for name, value in os.environ.items() if name.startswith(VARIABLE_PREFIX) and value}
    found.pop(CONFIG_VARIABLE, None)
    own = _all_variable_names(command, options) if found else set()
    if unknown := found.keys() - own:
        known = {CONFIG_VARIABLE}.union(*(_all_variable_names(name, options) for name in commands))
        for name in sorted(unknown - known):
            near = suggest(
                name,
                known,
                f"they are called {VARIABLE_PREFIX}OPTION and {VARIABLE_PREFIX}COMMAND_OPTION",
                VARIABLE_PREFIX,
            )
            raise UsageError("no option has this variable", near, name)
    return CommandSettings(file, settings)


def variable_names(command: str, key: str, option: ConfigurableOption) -> tuple[str, ...]:
    """Return the environment variables of an option of a command, the one with precedence first."""
    names = (f"{command}_{key}",) if option.is_path else (f"{command}_{key}", key)
    return tuple(VARIABLE_PREFIX + name.upper().replace("-", "_") for name in names)


def _all_variable_names(command: str, options: OptionLookup) -> set[str]:
    return {name for key, option in options(command).items() for name in variable_names(command, key, option)}


def suggest(word: str, known: Collection[str], default: str, prefix: str = "") -> str:
    """Return a hint with the known word that is most similar, compared without the common prefix; else `default`."""
    from difflib import get_close_matches

    ends = sorted(each.removeprefix(prefix) for each in known)
    found = get_close_matches(word.removeprefix(prefix), ends, 1)
    return f"did you mean {prefix}{found[0]}?" if found else default


def _list_known(what: str, known: Collection[str]) -> str:
    return f"{what}: {', '.join(sorted(known))}"


def _load_config_file(path: Path) -> ConfigFile | None:
    """Read a configuration file; None for a pyproject.toml without our table. Raise UsageError for invalid TOML."""
    content = path.read_bytes()
    root = PYPROJECT_TABLE if path.name == PYPROJECT_FILE else ()
    if root and not re.search(TABLE_HEADER, content):
        return None
    import tomllib

    try:
        text = content.decode("utf-8-sig")
        table = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError("is not UTF-8", "save the file as UTF-8", f"{path}:{line}:1") from None
    except RecursionError:
        raise UsageError("is nested too deeply", "write it flat", f"{path}:1:1") from None
    except ValueError as error:  # a TOMLDecodeError, or a number of too many digits
        what, place = _parse_toml_error(str(error), text)
        raise UsageError(f"is not valid TOML: {what}", "correct it", f"{path}:{place}") from None
    for key in root:
        if not isinstance(table, dict) or key not in table:
            return None
        table = table[key]
    if not isinstance(table, dict):
        raise UsageError(f"{'.'.join(root)} is not a table", f"write [{'.'.join(root)}]", str(path))
    return ConfigFile(str(path), text, root, table)


def _parse_toml_error(error: str, text: str) -> tuple[str, str]:
    """Return the message of tomllib and its LINE:COLUMN, the end of the file if the message has none."""
    if found := re.fullmatch(TOML_ERROR, error, re.DOTALL):
        return found[1], f"{found[2]}:{found[3]}"
    lines = text.rstrip().split("\n")
    return error.partition(" (at ")[0], f"{len(lines)}:{len(lines[-1]) + 1}"


def _has_key(text: str, keys: tuple[str, ...]) -> bool:
    """Return whether the keys exist. True for text that ends within a value: no key begins there."""
    import tomllib

    try:
        table: Any = tomllib.loads(text)
    except ValueError:
        return True
    for key in keys:
        if not isinstance(table, dict) or key not in table:
            return False
        table = table[key]
    return True
