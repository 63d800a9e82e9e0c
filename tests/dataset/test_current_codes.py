"""Codes that certifications have today."""

from __future__ import annotations

from pathlib import Path

import pytest

from acsm_report.dataset.loader import build_dataset
from acsm_report.dataset.readers import read_package
from acsm_report.dataset.validation.rules import validate_package
from acsm_report.errors import DataErrors
from support.tables import HEADER, folder, grids

COLUMNS = [*HEADER["certifications"], "code_now", "note"]
TRAINER, NURSE = ["CPT", "1", "Trainer", "fitness", "page"], ["NUR", "2", "Nurse", "clinical", "page"]


def test_codes_are_unchanged_if_the_column_is_empty(tmp_path: Path) -> None:
    """Nobody has to write each code twice; one note says so."""
    rows = [COLUMNS, [*TRAINER, "", ""], [*NURSE, "", ""]]
    package = read_package(folder(tmp_path / "mine", grids(certifications=rows)))
    assert [p.rule for p in validate_package(package) if p.field == "code_now"] == ["unchanged-codes"]
    assert [(c.code_now, c.present_status) for c in build_dataset(package).certifications] == [
        ("CPT", "same"), ("NUR", "same"),
    ]  # fmt: skip


@pytest.mark.parametrize(("code", "note"), [("CPT", ""), ("", "Closed in 2018.")])
def test_an_empty_code_beside_others_is_an_error(code: str, note: str, tmp_path: Path) -> None:
    """It means that the certification is closed, and the note must say so."""
    rows = [COLUMNS, [*TRAINER, code, note], [*NURSE, "", ""]]
    with pytest.raises(DataErrors, match="csv:3:7: the certification has no current code, and"):
        build_dataset(read_package(folder(tmp_path / "mine", grids(certifications=rows))))
