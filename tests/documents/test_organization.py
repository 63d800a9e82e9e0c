"""Products of other organizations: whom they name in their own handout, in an independent guide and without a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from acsm_report.dataset.insights import compute_insights
from acsm_report.dataset.model import NO_ORGANIZATION, Organization
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, DOCUMENTS, INFOGRAPHIC, PERSONALIZED_DOCUMENTS
from acsm_report.i18n.organization import organization_terms
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.logical_tree import compose_alt_text, iterate_passages
from acsm_report.layout.preflight import find_layout_errors
from acsm_report.page_formats import PAGE_FORMATS, PAPER_NAMES, PICTURE_NAMES
from acsm_report.pipeline.products import describe_document
from support.packages import Package, read

MADE_UP = Organization(
    name="Board of Made-up Examples",
    name_in_text="the Board of Made-up Examples",
    short_name="BOME",
    url="https://bome.example/",
    noun="credential",
    plural="credentials",
    description="example training credentials",
    handbook="guide for applicants",
)
LONG = Organization(
    name="International Federation for the Certification of Made-up Example Professionals",
    noun="qualification certificate",
    plural="qualification certificates",
    description="exercise, nutrition and rehabilitation qualification certificates",
)
OTHER_NAMES = {"American College of Sports Medicine": MADE_UP.name, "ACSM": "BOME", "acsm": "bome"}


@pytest.fixture
def made_up(package: Package) -> Package:
    """The shipped data, as if it were about a made-up organization."""
    for path in package.folder.iterdir():
        text = path.read_text(encoding="utf-8")
        for name, other in OTHER_NAMES.items():
            text = text.replace(name, other)
        path.write_text(text, encoding="utf-8")
    cells = {column: getattr(MADE_UP, column) for column in package.rows("organization")[0]}
    package.save("organization", [{**cells, "publication": "own"}])
    return package


def texts(made_up: Package, context: LayoutContext, organization: Organization) -> Iterator[str]:
    """Yield titles, passages and alternatives of every document in every format, and their metadata."""
    dataset = made_up.read()
    insights, context = compute_insights(dataset), replace(context, organization=organization)
    sheets = [(BROCHURE, name) for name in PAPER_NAMES] + [(INFOGRAPHIC, name) for name in PICTURE_NAMES]
    sheets += [(PERSONALIZED_DOCUMENTS["brochure"], "letter"), (PERSONALIZED_DOCUMENTS["infographic"], "infographic")]
    for document, page_format in sheets:
        scenes = compose(document, insights, context.with_page_format(PAGE_FORMATS[page_format]))
        assert [*find_layout_errors(scenes)] == []
        yield from (scene.title for scene in scenes)
        yield from (text for _, text in iterate_passages(scenes))
        yield from map(compose_alt_text, scenes)
    for document in DOCUMENTS.values():
        about = describe_document(document, context, dataset)
        yield from (about.title, about.subject)


@pytest.mark.parametrize("publication", ["own", "independent"])
def test_no_product_of_another_organization_names_acsm(
    publication: str, made_up: Package, context: LayoutContext
) -> None:
    """No title, passage, alternative or metadata does, whoever publishes it."""
    found = "\n".join(texts(made_up, context, replace(MADE_UP, publication=publication)))
    assert "ACSM" not in found
    assert "American College" not in found
    assert "Credential guide: BOME example training credentials" in found
    assert "BOME Credential Requirements and Statistics" in found
    assert "Five credentials." in found
    assert "BOME founded" in found


@pytest.mark.browser
def test_finished_files_of_another_organization_do_not_name_acsm(made_up: Package, tmp_path: Path) -> None:
    """Neither in their text nor in their metadata, alternatives or ledgers."""
    from acsm_report.pipeline.build import build
    from acsm_report.pipeline.options import BuildOptions
    from acsm_report.pipeline.outputs import all_outputs

    paths = build(all_outputs(tmp_path / "out"), BuildOptions(data=str(made_up.folder)))
    assert {path.suffix for path in paths} >= {".pdf", ".png", ".svg", ".html", ".json"}
    for path in paths:
        found = "".join(_readable_text(path))
        assert "ACSM" not in found and "American College" not in found, path.name
        assert "BOME" in found, path.name


def _readable_text(path: Path) -> Iterator[str]:
    """Yield what a file shows and says of itself."""
    if path.suffix == ".pdf":
        yield from (page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(path))
        with pikepdf.open(path) as pdf:
            yield str(pdf.docinfo)
            yield str(pdf.open_metadata())
            yield from (str(item.get("/Alt", "")) for item in pdf.objects if isinstance(item, pikepdf.Dictionary))
            yield from (file.get_file().read_bytes().decode() for file in pdf.attachments.values())
    elif path.suffix == ".png":
        with Image.open(path) as picture:
            yield str(picture.info)
    else:
        yield path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("organization", "notice"),
    [
        (MADE_UP, "not published, endorsed or reviewed by the Board of Made-up Examples (BOME)."),
        (replace(MADE_UP, short_name=""), "not published, endorsed or reviewed by the Board of Made-up Examples."),
        (replace(MADE_UP, publication="own"), "Published by the Board of Made-up Examples (BOME), bome.example."),
        (replace(MADE_UP, publication="own", url=""), "Published by the Board of Made-up Examples (BOME)."),
        (NO_ORGANIZATION, "not published, endorsed or reviewed by the organization that it describes."),
    ],
)
def test_notice_says_who_publishes(organization: Organization, notice: str, context: LayoutContext) -> None:
    """An independent guide says whose it is not; the organization's own handout says whose it is."""
    assert str(replace(context, organization=organization).message("independent")).endswith(notice)


def test_own_handout_has_no_notice_of_independence(made_up: Package, context: LayoutContext) -> None:
    """No page, picture or alternative calls it independent."""
    found = "\n".join(texts(made_up, context, replace(MADE_UP, publication="own")))
    assert "ndependent" not in found
    assert "no logo or artwork" not in found


def test_data_without_an_organization_gets_general_words(made_up: Package, context: LayoutContext) -> None:
    """No name is invented for it."""
    (made_up.folder / "organization.csv").unlink()
    (made_up.folder / "datapackage.json").unlink()
    assert read(made_up.folder).organization == NO_ORGANIZATION
    found = "\n".join(texts(made_up, context, NO_ORGANIZATION))
    for words in ("Certification Requirements and Statistics", "Five certifications.", "exam fee, members\n"):
        assert words in found
    assert "ACSM" not in found


def test_long_names_fit_every_format(made_up: Package, context: LayoutContext) -> None:
    """Names and nouns without a short form wrap or take a smaller style on every paper and picture."""
    found = " ".join("\n".join(texts(made_up, context, LONG)).split())
    assert f"{LONG.name} Qualification Certificate Requirements and Statistics" in found


def test_numeral_in_a_name_is_declared(context: LayoutContext) -> None:
    """A digit in a name is not a fact, and the ledger says so."""
    terms = organization_terms(context.language, Organization(name="Studio 54 Trainers"))
    assert [span.shows for span in terms.label.spans] == ["organization"]
    assert organization_terms(context.language, MADE_UP).label.spans == ()


def test_article_follows_the_noun(context: LayoutContext) -> None:
    """A lane is an accreditation, but a credential."""
    nouns = {noun: replace(MADE_UP, noun=noun) for noun in ("credential", "accreditation")}
    said = {noun: str(replace(context, organization=each).message("sign.lane")) for noun, each in nouns.items()}
    assert said == {"credential": "A lane is a credential", "accreditation": "A lane is an accreditation"}
