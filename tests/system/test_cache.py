"""The cache: stores texts completely, checks them, limits their size, and is shared by several runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from acsm_report.cli.commands import cache as command
from acsm_report.errors import SetupError
from acsm_report.system.cache import Cache, cache_folder, cache_key
from support.paths import SOURCE
from support.processes import run

NAME, OTHER = cache_key("a"), cache_key("b")


@given(some.text(some.characters(codec="utf-8")))
def test_stored_text_is_returned(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    cache.put({NAME: text})
    assert cache.get(NAME) == text


def test_keys_differ() -> None:
    """Texts that are split elsewhere have another key."""
    assert len({cache_key("ab"), cache_key("a", "b"), cache_key("b", "a"), cache_key("", "ab")}) == 4


@pytest.mark.parametrize("damage", [b"", b"short", b"0" * 64 + b"\nother words"], ids=["empty", "cut", "changed"])
def test_damaged_entry_is_ignored(tmp_path: Path, damage: bytes) -> None:
    cache = Cache(tmp_path)
    cache.put({NAME: "words"})
    (tmp_path / NAME).write_bytes(damage)
    assert cache.get(NAME) is None


def test_cache_without_folder_stores_nothing() -> None:
    cache = Cache(None)
    cache.put({NAME: "words"})
    assert cache.get(NAME) is None and cache.size() == (0, 0)


def test_unusable_folder_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "cache")
    cache.put({NAME: "words"})
    assert cache.get(NAME) is None and cache.size() == (0, 0)


def test_least_recently_used_entries_are_removed(tmp_path: Path) -> None:
    """An entry that is read often stays."""
    cache, names = Cache(tmp_path, max_bytes=4000), [cache_key(str(number)) for number in range(9)]
    for age, name in enumerate(names):
        cache.put({name: "x" * 500})
        if (tmp_path / name).exists():
            os.utime(tmp_path / name, (age, age))
        cache.get(names[0])
    assert cache.size().total_bytes <= 4000
    assert cache.get(names[0]) and cache.get(names[-1]) and cache.get(names[1]) is None


def test_list_is_complete_if_all_its_entries_exist(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put({NAME: "words", OTHER: "words", cache_key("list"): f"{NAME}\n{OTHER}"})
    assert cache.has_listed(cache_key("list")) and not cache.has_listed(cache_key("no list"))
    (tmp_path / OTHER).unlink()
    assert not cache.has_listed(cache_key("list"))


def test_several_processes_share_the_cache(tmp_path: Path) -> None:
    """Six processes write the same entries repeatedly. Each read is complete or empty."""
    code = (
        "import sys; from pathlib import Path; from acsm_report.system.cache import Cache, cache_key\n"
        "cache = Cache(Path(sys.argv[1]), max_bytes=200_000)\n"
        "for turn in range(40):\n"
        "    cache.put({cache_key(str(n)): str(n) * 20_000 for n in range(5)})\n"
        "    found = [cache.get(cache_key(str(n))) for n in range(5)]\n"
        "    assert all(text in (None, str(n) * 20_000) for n, text in enumerate(found))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCE.parent)}
    runs = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], env=environment) for _ in range(6)]
    assert [each.wait(60) for each in runs] == [0] * 6
    assert all(len(path.name) == 64 for path in tmp_path.iterdir())


def test_cache_command_shows_size_and_clears(tmp_path: Path) -> None:
    environment = {"XDG_CACHE_HOME": str(tmp_path)}
    place = tmp_path / "acsm-report"
    Cache(place).put({NAME: "words"})
    assert run("cache", env=environment).stdout == f"{place}: 1 entry, 0.0 MB\n"
    assert run("cache", "--clear", env=environment).stdout == f"{place}: 1 entry, 0.0 MB removed\n"
    assert run("cache", env=environment).stdout == f"{place}: 0 entries, 0.0 MB\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the folder depends on the system")
def test_cache_folder_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "acsm-report"


@pytest.mark.skipif(sys.platform == "win32", reason="HOME")
def test_no_cache_folder_without_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user of a container may have an id but no home. Builds work; the cache command raises."""
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setattr("os.path.expanduser", lambda path: path)
    assert cache_folder() is None
    with pytest.raises(SetupError, match="there is no cache folder; name one in XDG_CACHE_HOME"):
        command.cache.callback(clear=False)  # type: ignore[misc]
