"""`check` and `build` agree, with any data and brand: without an error all builds, and with one something does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from acsm_report.dataset.readers import read_package
from acsm_report.errors import ReportError
from acsm_report.page_formats import PAPER_NAMES
from acsm_report.pipeline.build import build
from acsm_report.pipeline.data_check import check_data
from acsm_report.pipeline.options import BuildOptions
from acsm_report.system import resources
from acsm_report.theme.loader import load_brand
from support.generated import DATASET_SHAPES, DatasetShape, generate_dataset, write_package

BRANDS = {  # of few colors; the rest of their themes is derived
    "track": "",
    "blue": 'meta: {name: Blue}\ncolor: {palette: {blue: "#005CA9", gold: "#F2B700"}, primary: blue}\n',
    "dark": 'meta: {name: Dark}\ncolor: {foreground: "#F4F4F4", background: "#1B1B1B", primary: "#E2725B"}\n',
}
PRODUCTS = {"brochure.pdf": "brochure", "infographic.pdf": "infographic", "infographic.svg": "infographic"}
BUILDS = max(settings().max_examples // 10, 1)  # each draws charts in a browser


def first_failure(data: Path, brand: str, folder: Path) -> str:
    """Build all products on each paper; return the first error, or ""."""
    for paper in PAPER_NAMES:
        (folder / paper).mkdir()
        outputs = {folder / paper / name: product for name, product in PRODUCTS.items()}
        try:
            build(outputs, BuildOptions(data=str(data), brand=brand, paper=paper))
        except ReportError as error:
            return str(error)
    return ""


@pytest.mark.browser
def test_check_and_build_agree(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of any data: if check finds no error, every product builds on Letter and A4; if it finds one, a build fails."""

    @settings(max_examples=BUILDS, phases=(Phase.explicit, Phase.generate))
    @given(shape=DATASET_SHAPES, brand_name=st.sampled_from(sorted(BRANDS)))
    def check(shape: DatasetShape, brand_name: str) -> None:
        folder = tmp_path_factory.mktemp("generated")
        data = write_package(generate_dataset(shape), folder / "data")
        brand = brand_name
        if BRANDS[brand_name]:
            (folder / "brand.yml").write_text(BRANDS[brand_name], encoding="utf-8")
            brand = str(folder)
        found = check_data(read_package(data), load_brand(resources.find_brand_file(brand)), date(2020, 1, 1))
        errors = [str(diagnostic) for diagnostic in found if diagnostic.severity == "error"]
        failure = first_failure(data, brand, folder)
        assert bool(errors) == bool(failure), (errors, failure)

    check()
