"""A build says how many warnings and notes there are on the data, so that nothing is dropped in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from acsm_report.cli.shared_options import print_note_count
from acsm_report.pipeline.build import build
from acsm_report.pipeline.options import BuildOptions, Progress
from support.packages import Small, read


def test_a_warning_is_counted(tmp_path: Path) -> None:
    """A dataset knows how many warnings and notes reading it gave."""
    small = Small(tmp_path / "small")
    before = read(small.folder).note_count
    small.edit("sources.csv + unused,Title,Publisher,https://example.org,2020,official,,")
    assert read(small.folder).note_count == before + 1


@pytest.mark.browser
def test_a_build_hands_over_the_count(tmp_path: Path) -> None:
    """After a build of both documents, rows that neither prints are counted, too."""
    small, counts = Small(tmp_path / "small"), list[int]()
    small.edit("facts.csv + ,regional_chapters,,,7,chapters,page,,,,,,,")
    outputs = {tmp_path / "brochure.pdf": "brochure", tmp_path / "infographic.svg": "infographic"}
    build(outputs, BuildOptions(data=str(small.folder)), Progress(on_notes=counts.append))
    assert counts[0] > read(small.folder).note_count


def test_the_line_names_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    """One line with its plural names the command that lists the notes; without notes there is none."""
    for count in (0, 1, 2):
        print_note_count(count)
    assert capsys.readouterr().err.splitlines() == [
        "1 warning or note on the data; run `acsm-report check`",
        "2 warnings and notes on the data; run `acsm-report check`",
    ]
