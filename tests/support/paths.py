"""Folders of the repository, names of the shipped data sets and of the PDFs that tests share."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "acsm_report"
BAD = ROOT / "tests" / "data" / "invalid"
GOLDEN = ROOT / "tests" / "golden"
DATASETS = ("acsm-2014", "acsm-2023")


PAPERS = tuple(f"{dataset}-{kind}.pdf" for dataset in DATASETS for kind in ("letter", "a4", "infographic"))
