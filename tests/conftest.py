"""What the tests share: the shipped story, packages with changed cells, one real build, goldens."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from acsm_report.dataset.insights import Insights, compute_insights
from acsm_report.i18n import catalog
from acsm_report.layout.context import LayoutContext
from acsm_report.page_formats import PAGE_FORMATS
from acsm_report.system import resources
from acsm_report.theme.fonts import register_fonts
from acsm_report.theme.loader import load_brand
from acsm_report.theme.model import Brand
from support.packages import Package, Small, read
from support.paths import DATASETS, GOLDEN, PAPERS
from support.shared_folder import once
from support.validators import require_validators

settings.register_profile("short", deadline=None, derandomize=True, database=None, max_examples=20)
settings.register_profile("thorough", settings.get_profile("short"), max_examples=120)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write current results into tests/golden")
    parser.addoption("--thorough", action="store_true", help="try six times as many examples in property tests")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("thorough" if config.getoption("--thorough") else "short")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for finished files or drawings needs a browser."""
    for item in items:
        if {"drawings", "finished", "good", "papers"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test when its judges lack something; on CI, where everything is there, nothing passes by being skipped."""
    require_validators(item)


@pytest.fixture(scope="session")
def thorough(request: pytest.FixtureRequest) -> bool:
    """Whether property tests try many examples."""
    return bool(request.config.getoption("--thorough"))


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let no test see what its user has drawn; the command lines of a worker draw a chart once."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def brand() -> Brand:
    """The default brand, its faces registered."""
    found = load_brand(resources.find_brand_folder())
    register_fonts(found)
    return found


@pytest.fixture(scope="session")
def context(brand: Brand) -> LayoutContext:
    """US Letter, in English, of the organization of the shipped data."""
    organization = read(resources.find_data_package()).organization
    return LayoutContext(brand, catalog.load_language("en"), PAGE_FORMATS["letter"], organization=organization)


@pytest.fixture(scope="session")
def insights() -> Insights:
    """What the shipped data tells."""
    return compute_insights(read(resources.find_data_package()))


@pytest.fixture(scope="session")
def stories() -> dict[str, Insights]:
    """What every shipped edition tells, by name."""
    return {name: compute_insights(read(resources.find_data_package(name))) for name in DATASETS}


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that a real build makes, made once for the whole run."""
    from acsm_report.pipeline import build_manifest
    from acsm_report.pipeline.build import build
    from acsm_report.pipeline.options import BuildOptions
    from acsm_report.pipeline.outputs import all_outputs

    inputs = build_manifest.collect_inputs("acsm-2014", "track", {"paper": "letter", "ground": "screen"})
    return once(tmp_path_factory, "finished", lambda folder: build(all_outputs(folder), BuildOptions(), inputs=inputs))


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with PAPERS: every PDF for screens of both editions, made once for the whole run."""
    from acsm_report.pipeline.build import build
    from acsm_report.pipeline.options import BuildOptions

    def fill(folder: Path) -> None:
        for dataset in DATASETS:
            letter, a4, infographic = (folder / f"{dataset}-{kind}.pdf" for kind in ("letter", "a4", "infographic"))
            build({letter: "brochure", infographic: "infographic"}, BuildOptions(data=dataset))
            build({a4: "brochure"}, BuildOptions(data=dataset, paper="a4"))

    return once(tmp_path_factory, "papers", fill)


@pytest.fixture(params=PAPERS)
def paper(request: pytest.FixtureRequest, papers: Path) -> Path:
    """Each of the papers."""
    return papers / str(request.param)


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """A data package of the test's own."""
    return Package(tmp_path / "package")


@pytest.fixture
def small(tmp_path: Path) -> Small:
    """A copy of the small package without a fault."""
    return Small(tmp_path / "base")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str | Path, str], None]:
    """Compare a text with tests/golden/<name>, or with a file; `pytest --update-golden` writes it there."""

    def compare(name: str | Path, now: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(now, encoding="utf-8")
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        if now != before:
            lines = before.splitlines(), now.splitlines()
            difference = difflib.unified_diff(*lines, f"golden/{name}", "now", lineterm="", n=1)
            pytest.fail("\n".join([*difference, "if that is meant: pytest --update-golden"]), pytrace=False)

    return compare
