"""PDF files, read back: pages, text, fonts, metadata, attachments, links and bookmarks."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageCms

from acsm_report.dataset.insights import Insights
from acsm_report.errors import DrawError
from acsm_report.export.pdf.writer import render_pdf
from acsm_report.export.raster import render_png
from acsm_report.geometry import Box, Size, VectorPath
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import Chart, DocumentMetadata, Drawing, Link, PlacedBlock, Scene, Shape, TextRun
from acsm_report.provenance import attachments
from acsm_report.provenance.file_names import LEDGER_FILE
from acsm_report.provenance.model import Ledger
from acsm_report.system import resources
from acsm_report.theme.model import Brand, Ink
from support.processes import run
from support.xmp import xmp_properties

ABOUT = DocumentMetadata("A title", "A subject", "en")
PAGE_SIZE = Size(200, 100)
BLACK = Ink("ink")


def one_page(*blocks: PlacedBlock, ground: str = "paper") -> Scene:
    return Scene("page", "A page", PAGE_SIZE, blocks, ground)


def text_block(text: str, ink: Ink | None = BLACK, **options: Any) -> PlacedBlock:
    run = TextRun(10, 50, text, "Source Sans Pro", 400, 12, ink=ink, **options)
    return PlacedBlock(Box(10, 40, 100, 12), Drawing((run,)), "P")


def extract_text(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    finally:
        document.close()


def normalize_spaces(text: str) -> str:
    return " ".join(text.split())


def test_brochure_has_16_letter_pages(finished: Path) -> None:
    """The brochure has 16 US Letter pages, the infographic one tall page 1080 points wide."""
    with pikepdf.open(finished / "brochure.pdf") as document:
        assert [[float(v) for v in p.mediabox] for p in document.pages] == [[0, 0, 612, 792]] * 16
    with pikepdf.open(finished / "infographic.pdf") as document:
        ((left, bottom, width, height),) = [[float(v) for v in p.mediabox] for p in document.pages]
        assert (left, bottom, width) == (0, 0, 1080)
        assert 2500 <= height <= 4000


def test_extracted_text_has_spaces_between_words(finished: Path) -> None:
    """Extracted text has spaces between words, also at line ends; lane numbers and chart labels are text."""
    pages = [normalize_spaces(page) for page in extract_text(finished / "brochure.pdf")]
    cover, decision_path, requirements, statistics, sources = (pages[n] for n in (0, 2, 8, 9, 14))
    assert "Five certifications. Which lane is yours?" in cover
    assert "Your degree and your clients choose the lane" in decision_path
    assert "28,463" in decision_path
    assert "three need a degree" in requirements
    assert {"CPT", "HFS", "CES", "RCEP", "2012", "2013", "2014", "69%", "55%"} <= set(statistics.split())
    assert re.search(r"weighted by candidates\. Published rates", sources)
    picture = normalize_spaces(extract_text(finished / "infographic.pdf")[0])
    assert "13,999" in picture
    assert (
        "Independent guide: not published, endorsed or reviewed by the American College of Sports Medicine" in picture
    )


def fonts_of(document: pikepdf.Pdf) -> Iterator[Any]:
    for page in document.pages:
        yield from page.resources.get("/Font", {}).values()


@pytest.mark.parametrize("name", ["brochure.pdf", "infographic.pdf"])
def test_fonts_are_embedded_subsets_with_to_unicode(name: str, finished: Path) -> None:
    """Each font has an embedded TrueType subset and a ToUnicode table."""
    with pikepdf.open(finished / name) as document:
        fonts = list(fonts_of(document))
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font.FontDescriptor, font.BaseFont
            assert "/ToUnicode" in font
            assert re.match(r"/[A-Z]{6}\+SourceSansPro", str(font.BaseFont))


def test_to_unicode_has_no_null_characters(brand: Brand) -> None:
    """The ToUnicode tables have no U+0000, which PDF/UA-1 forbids, and at most 100 rows in a block."""
    rows = 0
    with pikepdf.open(io.BytesIO(render_pdf([one_page(text_block("ÄÖÜäöüß – 50%"))], brand, ABOUT))) as document:
        for font in fonts_of(document):
            table = pikepdf.parse_content_stream(font.ToUnicode, "endbfchar")
            for operands in [instruction.operands for instruction in table if str(instruction.operator) == "endbfchar"]:
                assert len(operands) <= 200
                texts = [bytes(text).decode("utf-16-be") for text in list(operands)[1::2]]
                assert "\0" not in "".join(texts)
                rows += len(texts)
    assert rows > 100


@pytest.mark.parametrize("name", ["brochure.pdf", "infographic.pdf"])
def test_documents_have_no_raster_images(name: str, finished: Path) -> None:
    """Charts are vectors: no page has an image, a form or an inline image."""
    with pikepdf.open(finished / name) as document:
        for page in document.pages:
            assert not page.resources.get("/XObject")
            assert not [
                o for o in pikepdf.parse_content_stream(page) if str(o.operator) in ("INLINE IMAGE", "BI", "sh")
            ]
        streams = [o for o in document.objects if isinstance(o, pikepdf.Stream)]
        assert not [o for o in streams if o.get("/Subtype") == "/Image"]


def test_document_has_title_subject_language_and_dates(finished: Path, insights: Insights) -> None:
    """Title, subject, language and day of issue are set, and viewers show the title instead of the file name."""
    with pikepdf.open(finished / "brochure.pdf") as document:
        assert str(document.docinfo.Title) == "Certification guide: ACSM health and fitness certifications"
        assert str(document.docinfo.Subject)
        assert str(document.Root.Lang) == "en"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        day = f"D:{insights.dataset.latest_date.replace('-', '')}000000Z"
        assert str(document.docinfo.CreationDate) == str(document.docinfo.ModDate) == day


def test_every_page_has_a_bookmark(finished: Path) -> None:
    """The outline has the title of each page, in order."""
    with pikepdf.open(finished / "brochure.pdf") as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert titles[0] == "Five certifications. Which lane is yours?"
        assert len(titles) == len(document.pages)
        assert all(titles)


def test_documents_have_no_syntax_errors(finished: Path) -> None:
    """qpdf repairs nothing when it reads them."""
    for name in ("brochure.pdf", "infographic.pdf"):
        with pikepdf.open(finished / name) as document:
            assert document.check_pdf_syntax() == []


def test_same_scenes_give_same_bytes(brand: Brand, context: LayoutContext) -> None:
    """Rendering twice gives the same file."""
    scene = one_page(
        text_block("Same"),
        PlacedBlock(Box(0, 0, 1, 1), Drawing((Shape(VectorPath.rectangle(Box(0, 0, 9, 9)), Ink("lane.1")),))),
    )
    assert render_pdf([scene], brand, ABOUT) == render_pdf([scene], brand, ABOUT)


def test_undrawn_chart_is_an_error(brand: Brand) -> None:
    """A chart that was not drawn is an error, not a gap."""
    chart = PlacedBlock(Box(0, 0, 10, 10), Chart("rates", {}, Size(10, 10), "", ()))
    with pytest.raises(DrawError, match="page/rates: the chart was not drawn"):
        render_pdf([one_page(chart)], brand, ABOUT)


def render_image(scene: Scene, brand: Brand) -> Image.Image:
    return Image.open(io.BytesIO(render_png(render_pdf([scene], brand, ABOUT)))).convert("RGB")


def test_marks_have_their_position_color_and_clip(brand: Brand) -> None:
    """Coordinates start at the top left; colors are the brand's; a clip cuts; the ground fills the page."""
    box = Shape(VectorPath.rectangle(Box(20, 10, 60, 30)), Ink("lane.2"), clip=Box(20, 10, 30, 30))
    picture = render_image(one_page(PlacedBlock(Box(20, 10, 60, 30), Drawing((box,))), ground="ink"), brand)

    def color_at(x: int, y: int) -> str:
        return "#{:02X}{:02X}{:02X}".format(*picture.getpixel((x, y)))  # type: ignore[misc]

    assert picture.size == (200, 100)
    assert (color_at(25, 15), color_at(70, 15), color_at(25, 45)) == (
        brand.rgb(Ink("lane.2")),
        brand.rgb(Ink("ink")),
        brand.rgb(Ink("ink")),
    )


def test_text_without_ink_is_invisible_but_extractable(brand: Brand, tmp_path: Path) -> None:
    """Text without ink paints no pixel and can be extracted."""
    scene = one_page(text_block("hidden 55%", ink=None, stretch=1.4, tracking=0.5))
    assert len(set(render_image(scene, brand).convert("L").tobytes())) == 1
    (tmp_path / "a.pdf").write_bytes(render_pdf([scene], brand, ABOUT))
    assert normalize_spaces(extract_text(tmp_path / "a.pdf")[0]) == "hidden 55%"


def test_text_state_ends_with_its_run(brand: Brand) -> None:
    """Tracking, stretch and invisibility do not affect the next text run."""
    alone = render_image(one_page(text_block("plain")), brand)
    after_other_run = one_page(
        PlacedBlock(Box(0, 0, 1, 1), Drawing((TextRun(0, 0, "x", "Source Sans Pro", 900, 5, 9, None, 3),))),
        text_block("plain"),
    )
    assert render_image(after_other_run, brand).tobytes() == alone.tobytes()


@pytest.mark.parametrize("text", ["R&D <b>", "“quoted” ‘so’", "]]> &amp;", "a\x00\x1bb"])
def test_xmp_holds_any_text(text: str, brand: Brand) -> None:
    """XMP returns title and subject unchanged, except for characters that XML cannot hold."""
    data = render_pdf([one_page()], brand, DocumentMetadata(text, f"about {text}", "en"))
    with pikepdf.open(io.BytesIO(data)) as document:
        properties = xmp_properties(document.Root.Metadata.read_bytes().decode())
    expected = re.sub(r"[\x00\x1b]", "\N{REPLACEMENT CHARACTER}", text)
    assert (properties["title"], properties["description"]) == (expected, f"about {expected}")


def test_output_intent_is_srgb(brand: Brand) -> None:
    """The output intent has the shipped profile, which Pillow reads as sRGB with three channels."""
    with pikepdf.open(io.BytesIO(render_pdf([one_page()], brand, ABOUT))) as document:
        (intent,) = document.Root.OutputIntents
        profile = intent.DestOutputProfile.read_bytes()
    assert profile == resources.color_profile().read_bytes()
    assert (str(intent.OutputConditionIdentifier), int(intent.DestOutputProfile.N)) == ("sRGB IEC61966-2.1", 3)
    shipped = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile
    assert (shipped.xcolor_space.strip(), shipped.profile_description) == ("RGB", "sRGB built-in")


def test_ledger_is_an_associated_file(finished: Path) -> None:
    """The catalog associates the ledger with the document as data, and it is an attachment, too."""
    for name in ("brochure.pdf", "infographic.pdf"):
        with pikepdf.open(finished / name) as document:
            (spec,) = document.Root.AF
            assert (str(spec.UF), str(spec.AFRelationship)) == (LEDGER_FILE, "/Data")
            assert str(spec.EF.F.Subtype) == "/application/json"
            assert document.attachments[LEDGER_FILE].get_file().read_bytes() == spec.EF.F.read_bytes()


def test_source_urls_are_links(finished: Path) -> None:
    """Every printed URL of a source is a link to it."""
    ledger = attachments.read_ledger(finished / "brochure.pdf")
    with pikepdf.open(finished / "brochure.pdf") as document:
        links = [annotation for page in document.pages for annotation in page.get("/Annots", [])]
        urls = {str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A}
    assert urls == {source.url for key, source in ledger.sources.items() if f"source:{key}" in printed_urls(ledger)}
    assert len(links) > 5


def printed_urls(ledger: Ledger) -> set[str]:
    """The keys of the sources whose URL is printed."""
    return {value.of for value in ledger.figures if value.shows == "url"}


def test_link_that_is_not_a_web_address_is_an_error(brand: Brand) -> None:
    """A link to a file is an error."""
    run = TextRun(10, 50, "here", "Source Sans Pro", 400, 10, ink=Ink("ink"), link=Link("file:///etc/passwd"))
    scene = Scene("page", "Page", Size(100, 100), (PlacedBlock(Box(10, 40, 20, 10), Drawing((run,)), "P"),))
    with pytest.raises(DrawError, match=r"page: the link 'file:///etc/passwd' is not a web address"):
        render_pdf([scene], brand, DocumentMetadata("t", "s", "en"))


def test_table_of_contents_links_to_its_pages(finished: Path) -> None:
    """The table of contents links to every page that it names; every page has a label and a bookmark."""
    with pikepdf.open(finished / "brochure.pdf") as document:
        links = [annotation for annotation in document.pages[1].get("/Annots", []) if "/Dest" in annotation]
        linked_pages = {document.pages.index(pikepdf.Page(annotation.Dest[0])) + 1 for annotation in links}
        assert linked_pages == set(range(3, 15))
        assert [page.label for page in document.pages] == [str(n) for n in range(1, 17)]
        with document.open_outline() as outline:
            assert len(outline.root) == 16
            assert [item.title for item in outline.root[1].children] == ["You pass at 550", "How to read the lanes"]


def test_white_ground_has_white_corners_and_colored_lanes(finished: Path, tmp_path: Path) -> None:
    """On the white ground, the corners of the pages are white and the lanes keep their colors."""
    result = run("brochure", "--ground", "white", "-o", tmp_path / "white.pdf")
    assert result.returncode == 0, result.stderr
    document = pypdfium2.PdfDocument(tmp_path / "white.pdf")
    for page in document:
        picture = page.render(scale=0.25).to_pil().convert("RGB")
        assert picture.getpixel((1, 1)) == picture.getpixel((1, picture.height - 2)) == (255, 255, 255)
    cover = document[0].render(scale=0.25).to_pil().convert("RGB")
    assert (240, 100, 30) in {color for _, color in cover.getcolors(1 << 20)}
    document.close()
