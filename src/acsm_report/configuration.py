"""What a user settled once: acsm-report.toml, or [tool.acsm-report] of a pyproject.toml, and variables ACSM_REPORT_*.

What can be settled the commands themselves say (`Option`). Whatever none of them has is refused, whichever of them
runs: a misspelt key that is passed over would print the wrong sheets. What reads TOML and what finds the nearest word
is imported for a file and for an error: most runs have neither.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from . import resources
from .errors import UsageError, shown

__all__ = ["CONFIG", "File", "Option", "Options", "Setting", "Settled", "nearest", "read", "settle", "variables"]

OWN, SHARED = "acsm-report.toml", "pyproject.toml"
TABLE = ("tool", "acsm-report")  # of the shared file
HEADED = rb"\btool\W+acsm-report\b"  # by which a file without that table is known before it is parsed
PREFIX = "ACSM_REPORT_"
CONFIG = f"{PREFIX}CONFIG"  # the variable that names the file
KINDS = {
    bool: ("true or false", "write a text in quotes, or a number"),
    list: ("a list", "write one value"),
    dict: ("a table", "write one value"),
}
PLACED = r"(.*) \(at line (\d+), column (\d+)\)"  # an error of tomllib


class Option(NamedTuple):
    """An option of a command, as far as it can be settled: its parameter, and how its values are read."""

    parameter: str
    flag: bool = False  # yes or no
    many: bool = False  # may be given more than once
    path: bool = False  # a file or a folder, which is another for each command
    named: bool = False  # the name of something shipped, or a path


Options = Callable[[str], Mapping[str, Option]]  # of a command, by long name; to ask imports the command


class Setting(NamedTuple):
    """The value of an option, and the keys that lead to it in its file."""

    value: bool | str | list[str]
    keys: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """Return the value as the texts that it is given in."""
        return self.value if isinstance(self.value, list) else [str(self.value)]


class File:
    """A file of settings: its path in the user's words, its text, and our table with the keys that lead to it."""

    def __init__(self, path: str, text: str, root: tuple[str, ...], table: Mapping[str, Any]) -> None:
        self.path, self.text, self.root, self.table = path, text, root, table

    def place(self, *keys: str) -> str:
        """Return file:line:column of a key: as tomllib tells none, the last line before which it was not there."""
        word = re.compile(rf"(?<![\w-]){re.escape(keys[-1])}(?![\w-])")
        lines = self.text.split("\n")
        for number in reversed(range(len(lines))):
            found = word.search(lines[number])
            if found and not _holds("\n".join(lines[:number]), (*self.root, *keys)):
                return f"{self.path}:{number + 1}:{found.start() + 1}"
        return self.path

    def settings(self, command: str, commands: Sequence[str], options: Options) -> dict[str, Setting]:
        """Return what holds for a command, by parameter. Raise UsageError for the first entry that says nothing."""
        common: dict[str, Setting] = {}
        own: dict[str, Setting] = {}
        for key, value in self.table.items():
            if not isinstance(value, dict):
                common |= self._common(key, value, command, commands, options)
            elif key not in commands:
                near = _near(key, commands, _listed("commands", commands))
                self._refuse((key,), f"there is no command {shown(key)}", near)
            else:
                found = self._own(key, value, options(key))
                own = found if key == command else own
        return common | own

    def _common(
        self, key: str, value: Any, command: str, commands: Sequence[str], options: Options
    ) -> dict[str, Setting]:
        """Return what is settled for every command that has an option, if this command is one of them."""
        owner = next((name for name in (command, *commands) if key in options(name)), None)
        if owner is None:
            every = {name for each in commands for name, option in options(each).items() if not option.path}
            near = _near(key, every, _listed("options", every))
            self._refuse((key,), f"no command has the option {shown(key)}", near)
        option = options(owner)[key]
        if option.path:
            header = ".".join((*self.root, owner))
            self._refuse((key,), f"{key} is another for each command", f"write it below [{header}]")
        setting = self._setting((key,), value, option)
        return {option.parameter: setting} if owner == command else {}

    def _own(self, command: str, table: Mapping[str, Any], options: Mapping[str, Option]) -> dict[str, Setting]:
        """Return what the table of a command settles for it."""
        for key in table:
            if key not in options:
                what = f"{command} has no option {shown(key)}"
                self._refuse((command, key), what, _near(key, options, _listed("options", options)))
        return {options[key].parameter: self._setting((command, key), table[key], options[key]) for key in table}

    def _setting(self, keys: tuple[str, ...], value: Any, option: Option) -> Setting:
        """Return what a value settles; a list only below one command, for another may want a single one."""
        if option.flag and isinstance(value, bool):
            return Setting(value, keys)
        several = value if option.many and isinstance(value, list) and len(keys) > 1 else [value]
        values = [self._value(keys, each, option) for each in several]
        return Setting(values if option.many else values[0], keys)

    def _value(self, keys: tuple[str, ...], value: Any, option: Option) -> str:
        """Return a value as the text that the command line would have for it."""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            kind, cure = KINDS.get(type(value), ("a date or a time", "write it in quotes"))
            self._refuse(keys, f"{keys[-1]} cannot be {kind}", cure)
        text = str(value)
        if not text or not (option.path or option.named):
            return text
        near = str(Path(self.path).parent / text)
        shipped = option.named and resources.shipped(text) and not os.path.exists(near)  # noqa: PTH110  # see resources
        return text if shipped else near

    def _refuse(self, keys: tuple[str, ...], what: str, cure: str) -> NoReturn:
        raise UsageError(what, cure, self.place(*keys))


class Settled:
    """What is settled for a command: by a file, by parameter, and by variables, by their names."""

    def __init__(self, file: File | None, settings: Mapping[str, Setting], variables: Mapping[str, str]) -> None:
        self.file, self.settings, self.variables = file, settings, variables

    def place(self, parameter: str) -> str:
        """Return file:line:column of what the file settles for a parameter."""
        assert self.file is not None
        return self.file.place(*self.settings[parameter].keys)

    def blamed(self, what: str) -> str:
        """Return the place of the settled value that an error quotes; "" when it quotes none."""
        for name, value in self.variables.items():
            if shown(value) in what:
                return name
        for name, setting in self.settings.items():
            if any(shown(text) in what for text in setting.texts):
                return self.place(name)
        return ""


def nearest() -> File | None:
    """Return the nearest file of settings, from the current folder up to the one with .git; None when there is none.

    Outside of a repository it is the current folder's: what lies above may be anybody's.
    """
    try:
        folders = [Path(*[os.pardir] * steps) for steps in range(len(Path.cwd().parts))]
    except OSError:  # it was removed
        return None
    top = next((number for number, folder in enumerate(folders) if os.path.exists(folder / ".git")), 0)  # noqa: PTH110
    for path in (folder / name for folder in folders[: top + 1] for name in (OWN, SHARED)):
        # Path.is_file raises for a folder that may not be entered
        if os.path.isfile(path) and (file := _load(path)):  # noqa: PTH113
            return file
    return None


def read(path: str) -> File:
    """Return the file of settings at a path. Raise UsageError for a pyproject.toml without our table."""
    if file := _load(Path(path)):
        return file
    raise UsageError(f"has no table [{'.'.join(TABLE)}]", "write one, or name another file", path)


def settle(file: File | None, command: str, commands: Sequence[str], options: Options) -> Settled:
    """Return what a file and the variables settle for a command. Raise UsageError for what no command has."""
    settings = file.settings(command, commands, options) if file else {}
    found = {name: value for name, value in os.environ.items() if name.startswith(PREFIX) and value}
    found.pop(CONFIG, None)
    own = _names(command, options) if found else set()
    if strange := found.keys() - own:
        known = {CONFIG}.union(*(_names(name, options) for name in commands))
        for name in sorted(strange - known):
            near = _near(name, known, f"they are called {PREFIX}OPTION and {PREFIX}COMMAND_OPTION", PREFIX)
            raise UsageError("no option has this variable", near, name)
    return Settled(file, settings, {name: value for name, value in found.items() if name in own})


def variables(command: str, key: str, option: Option) -> tuple[str, ...]:
    """Return the variables that settle an option of a command, the stronger first."""
    names = (f"{command}_{key}",) if option.path else (f"{command}_{key}", key)
    return tuple(PREFIX + name.upper().replace("-", "_") for name in names)


def _names(command: str, options: Options) -> set[str]:
    return {name for key, option in options(command).items() for name in variables(command, key, option)}


def _near(word: str, known: Collection[str], otherwise: str, prefix: str = "") -> str:
    """Return as a cure the known word nearest to one, compared without the prefix of all; `otherwise` if none is."""
    from difflib import get_close_matches

    ends = sorted(each.removeprefix(prefix) for each in known)
    found = get_close_matches(word.removeprefix(prefix), ends, 1)
    return f"did you mean {prefix}{found[0]}?" if found else otherwise


def _listed(what: str, known: Collection[str]) -> str:
    return f"{what}: {', '.join(sorted(known))}"


def _load(path: Path) -> File | None:
    """Return a file of settings; None for a pyproject.toml without our table. Raise UsageError for what is no TOML."""
    content = path.read_bytes()
    root = TABLE if path.name == SHARED else ()
    if root and not re.search(HEADED, content):
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
        what, place = _told(str(error), text)
        raise UsageError(f"is no TOML: {what}", "correct it", f"{path}:{place}") from None
    for key in root:
        if not isinstance(table, dict) or key not in table:
            return None
        table = table[key]
    if not isinstance(table, dict):
        raise UsageError(f"{'.'.join(root)} is no table", f"write [{'.'.join(root)}]", str(path))
    return File(str(path), text, root, table)


def _told(error: str, text: str) -> tuple[str, str]:
    """Return what tomllib says, and line:column of it; what it says of no line is said of the last."""
    if found := re.fullmatch(PLACED, error, re.DOTALL):
        return found[1], f"{found[2]}:{found[3]}"
    lines = text.rstrip().split("\n")
    return error.partition(" (at ")[0], f"{len(lines)}:{len(lines[-1]) + 1}"


def _holds(text: str, keys: tuple[str, ...]) -> bool:
    """Is there something at these keys? Of a text that ends within a value yes: no key begins there."""
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
