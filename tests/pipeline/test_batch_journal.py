"""Copies in a folder: whole or not there, listed with their hashes, gone on with after a run that ended."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from acsm_report.errors import SetupError
from acsm_report.pipeline.batch_journal import BatchJournal

LIST, BATCH = "brochure.jsonl", {"program": "one"}


def begun(folder: Path, batch: dict[str, Any] = BATCH) -> BatchJournal:
    return BatchJournal(folder / LIST, batch, b"shared ")


def ended(folder: Path) -> None:
    """A folder as a run leaves it that was killed after two copies."""
    with begun(folder) as run:
        run.write_copy("a.pdf", "for a", b"a")
        run.write_copy("b.pdf", "for b", b"b")


def listed(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / LIST).read_text(encoding="utf-8").splitlines()]


def test_a_copy_is_what_all_share_and_what_is_its_own(tmp_path: Path) -> None:
    ended(tmp_path)
    assert (tmp_path / "a.pdf").read_bytes() == b"shared a"


def test_the_list_tells_the_hash_of_every_file(tmp_path: Path) -> None:
    ended(tmp_path)
    for line in listed(tmp_path)[1:]:
        assert line["sha256"] == hashlib.sha256((tmp_path / line["file"]).read_bytes()).hexdigest()


def test_a_run_that_ended_is_gone_on_with(tmp_path: Path) -> None:
    """The next run of the same batch has the copies that were written, and no other."""
    ended(tmp_path)
    with begun(tmp_path) as after:
        assert [after.has_copy(f"{name}.pdf", f"for {name}") for name in "abc"] == [True, True, False]


def test_a_copy_for_somebody_else_is_made_again(tmp_path: Path) -> None:
    ended(tmp_path)
    with begun(tmp_path) as after:
        assert not after.has_copy("a.pdf", "for another")


def test_another_batch_keeps_nothing(tmp_path: Path) -> None:
    """With another template, or by another version, every copy is made again."""
    ended(tmp_path)
    with begun(tmp_path, {"program": "two"}) as after:
        assert not after.has_copy("a.pdf", "for a")
    assert listed(tmp_path)[0] == {"program": "two"}


@pytest.mark.parametrize("harm", ["changed", "emptied", "removed"])
def test_a_file_that_is_not_what_was_written_is_made_again(tmp_path: Path, harm: str) -> None:
    ended(tmp_path)
    file = tmp_path / "a.pdf"
    file.unlink() if harm == "removed" else file.write_bytes(b"" if harm == "emptied" else b"shared A")
    with begun(tmp_path) as after:
        assert not after.has_copy("a.pdf", "for a")


@pytest.mark.parametrize("tail", ['{"file": "c.pdf", "sha', "[" * 100_000, "{}", "7", '{"file": 1}', "\0"])
def test_a_damaged_line_ends_the_list(tmp_path: Path, tail: str) -> None:
    """A run that was killed may have left half a line: what stands before it holds, and the run goes on."""
    ended(tmp_path)
    with (tmp_path / LIST).open("a", encoding="utf-8") as file:
        file.write(tail)
    with begun(tmp_path) as after:
        assert after.has_copy("b.pdf", "for b")
        after.write_copy("c.pdf", "for c", b"c")
    assert [line["file"] for line in listed(tmp_path)[1:]] == ["a.pdf", "b.pdf", "c.pdf"]


def test_the_list_of_a_finished_run_is_that_of_one_that_never_ended(tmp_path: Path) -> None:
    """It has the copies in the order of the run, each once, however often it was begun."""
    ended(tmp_path / "ended")
    for folder in (tmp_path / "ended", tmp_path / "whole"):
        with begun(folder) as run:
            for name in "cba":
                if not run.has_copy(f"{name}.pdf", f"for {name}"):
                    run.write_copy(f"{name}.pdf", f"for {name}", name.encode())
            run.finish()
    assert (tmp_path / "ended" / LIST).read_bytes() == (tmp_path / "whole" / LIST).read_bytes()


def test_what_is_left_is_told_until_it_is_gone(tmp_path: Path) -> None:
    """Even a run of another batch that was killed does not make the next forget a file of an earlier one."""
    ended(tmp_path)
    with begun(tmp_path, {"program": "two"}):
        pass
    for _ in range(2):
        with begun(tmp_path, {"program": "two"}) as after:
            assert after.finish() == ["a.pdf", "b.pdf"]
    (tmp_path / "a.pdf").unlink()
    with begun(tmp_path, {"program": "two"}) as after:
        assert after.finish() == ["b.pdf"]


@pytest.mark.skipif(sys.platform == "win32", reason="no locks")
def test_one_run_at_a_time_has_a_folder(tmp_path: Path) -> None:
    """A second is refused while the first is there, and not after."""
    with begun(tmp_path), pytest.raises(SetupError, match="another run is writing there; wait for its end"):
        begun(tmp_path)
    with begun(tmp_path):
        pass


def test_two_documents_in_one_folder_have_lists_of_their_own(tmp_path: Path) -> None:
    """The copies of one are not those that the other left."""
    ended(tmp_path)
    with BatchJournal(tmp_path / "infographic.jsonl", BATCH, b"other ") as other:
        other.write_copy("i.pdf", "for a", b"a")
        assert other.finish() == []
    with begun(tmp_path) as again:
        assert again.has_copy("a.pdf", "for a")


def test_a_name_that_no_disk_takes_is_told(tmp_path: Path) -> None:
    with begun(tmp_path) as run, pytest.raises(SetupError, match="cannot be written"):
        run.write_copy("a" * 300, "for a", b"a")


@pytest.mark.parametrize("batch", [BATCH, {"program": "two"}], ids=["same", "other"])
def test_what_is_left_of_an_earlier_run_is_told(tmp_path: Path, batch: dict[str, Any]) -> None:
    """A file that an earlier list names, of this batch or of another, and that this run did not make is told."""
    ended(tmp_path)
    with begun(tmp_path, batch) as after:
        after.write_copy("a.pdf", "for a", b"a")
        assert after.finish() == ["b.pdf"]


def test_a_copy_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    """Where a folder has its name, neither half a file nor a line of the list remains."""
    (tmp_path / "a.pdf").mkdir()
    with begun(tmp_path) as run, pytest.raises(SetupError, match=r"a\.pdf: cannot be written \(Is a directory\)"):
        run.write_copy("a.pdf", "for a", b"a")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.pdf", LIST]
    assert listed(tmp_path) == [BATCH]
