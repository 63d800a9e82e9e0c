"""Reads a brand.yml within limits of size and depth, and gives the line and column of its keys."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from .. import __version__
from ..errors import UsageError
from ..system.cache import Cache, cache_key

__all__ = ["BrandFile", "Keys", "read_brand_file"]

MAX_BYTES = 100_000
DEEP_NESTING = re.compile(r"(?:[\[{]\s*){40}|(?:-[ \t]+){40}")

Keys = tuple[str | int, ...]  # of nested keys, such as ("color", "palette", "blue")


class BrandFile:
    """The content of a brand.yml. Locations are read from the file only if they are asked for."""

    def __init__(self, path: Path, content: dict[str, Any]) -> None:
        self.path, self.content = path, content

    def line_and_column(self, keys: Keys) -> tuple[int, int]:
        """Return line and column of nested keys, or of the deepest of them that the file has."""
        tree, line, column = _read_yaml(self.path), 0, 0
        for key in keys:
            try:
                line, column = tree.lc.item(key) if isinstance(key, int) else tree.lc.key(key)
                tree = tree[key]
            except (AttributeError, KeyError, IndexError, TypeError):
                break
        return line + 1, column + 1

    def fail(self, keys: Keys, what: str, hint: str) -> NoReturn:
        """Raise UsageError with file:line:column of nested keys."""
        where = ":".join(map(str, (self.path, *self.line_and_column(keys))))
        raise UsageError(what, hint, where) from None


def read_brand_file(path: Path, cache: Cache) -> BrandFile:
    """Read a brand.yml. Its content is cached as JSON, because reading YAML is slow.

    Raise UsageError with file:line:column for a file that cannot be read.
    """
    content = _read_content(path, cache)
    if not isinstance(content, dict):
        what = "is empty" if content is None else "is not a mapping of keys to values"
        raise UsageError(what, "begin with meta: and color:", str(path))
    return BrandFile(path, content)


def _read_content(path: Path, cache: Cache) -> Any:
    name = ""
    with suppress(OSError, UnicodeDecodeError):  # reported below
        if cache.folder and path.stat().st_size <= MAX_BYTES:
            name = cache_key("brand", __version__, path.read_text(encoding="utf-8"))
    if name and (text := cache.get(name)) is not None:
        return json.loads(text)
    tree = _read_yaml(path)
    with suppress(TypeError, ValueError):  # JSON has no dates, for instance
        plain = json.dumps(tree)
        if name and json.loads(plain) == tree:
            cache.put({name: plain})
    return tree


def _read_yaml(path: Path) -> Any:
    """Read YAML with the line and column of each key."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        if path.stat().st_size > MAX_BYTES:
            raise UsageError(f"it is larger than {MAX_BYTES:,} bytes", "name colors and fonts only", str(path))
        text = path.read_text(encoding="utf-8-sig")
        _refuse_aliases(text, path)
        if DEEP_NESTING.search(text):  # the parser would take seconds to fail
            raise RecursionError
        return YAML().load(text)
    except RecursionError:
        raise UsageError("nested too deeply", "write it as flat as the brand that is shipped", str(path)) from None
    except FileNotFoundError:
        raise UsageError("there is no brand.yml", "name the folder of a brand", str(path.parent)) from None
    except OSError as error:
        raise UsageError(f"cannot be read ({error.strerror})", "name the folder of a brand", str(path)) from None
    except UnicodeDecodeError as error:
        raise UsageError(f"byte {error.start} is not UTF-8", "save the file as UTF-8", str(path)) from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{path}:{mark.line + 1}:{mark.column + 1}" if mark else str(path)
        raise UsageError(*_describe_problem(str(error.problem or error.context)), where) from None
    except YAMLError as error:
        raise UsageError(f"it is not YAML ({error})", "correct it", str(path)) from None


def _describe_problem(problem: str) -> tuple[str, str]:
    """Return what is wrong and how to fix it, for a problem that the parser found."""
    if problem.startswith("found duplicate key"):
        return problem.partition(" with value")[0].replace("found duplicate", "there is a second"), "remove one of them"
    if problem.startswith("found character '\\t'"):
        return "a tab begins this line", "indent with spaces"
    if problem == "but found another document":
        return "a second document begins here", "remove it, and the line --- before it"
    return problem, "correct the YAML"


def _refuse_aliases(text: str, path: Path) -> None:
    """Raise UsageError for an alias: nine lines of aliases can expand to more than any machine holds."""
    if re.search(r"[&*]\S", text) is None:
        return
    from ruamel.yaml import YAML
    from ruamel.yaml.events import AliasEvent

    for event in YAML().parse(text):
        if isinstance(event, AliasEvent):
            mark = event.start_mark
            where = f"{path}:{mark.line + 1}:{mark.column + 1}"
            raise UsageError(f"the alias *{event.anchor} is not read", "write out what it stands for", where)
