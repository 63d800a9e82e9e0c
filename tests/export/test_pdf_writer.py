"""The finished files, read back; and how they reach the disk."""

from __future__ import annotations

import errno
import io
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageCms

from acsm_report.dataset.insights import Insights
from acsm_report.errors import DrawError, SetupError, UsageError
from acsm_report.export.pdf.writer import render_pdf
from acsm_report.export.raster import render_png
from acsm_report.geometry import Box, Size
from acsm_report.geometry import VectorPath as Outline
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import Chart, DocumentMetadata, Drawing, Link, PlacedBlock, Scene, Shape, TextRun
from acsm_report.provenance import attachments
from acsm_report.provenance.file_names import LEDGER_FILE
from acsm_report.provenance.model import Ledger, serialize_ledger
from acsm_report.system import resources
from acsm_report.system.atomic_files import check_writable, write_atomically
from acsm_report.theme.model import Brand, Ink
from support.processes import run

ABOUT = DocumentMetadata("A title", "A subject", "en")
SHEET = Size(200, 100)


def page(*items: PlacedBlock, ground: str = "paper") -> Scene:
    return Scene("page", "A page", SHEET, items, ground)


def words(text: str, **more: Any) -> PlacedBlock:
    run = TextRun(10, 50, text, "Source Sans Pro", 400, 12, ink=more.pop("ink", Ink("ink")), **more)
    return PlacedBlock(Box(10, 40, 100, 12), Drawing((run,)), "P")


def read(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return [document[n].get_textpage().get_text_bounded() for n in range(len(document))]
    finally:
        document.close()


def flat(text: str) -> str:
    return " ".join(text.split())


# ── PDF ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_brochure_is_four_sheets_of_letter(finished: Path) -> None:
    """The brochure is sixteen pages of US Letter, the infographic one tall page 1080 wide."""
    with pikepdf.open(finished / "brochure.pdf") as document:
        assert [[float(v) for v in p.mediabox] for p in document.pages] == [[0, 0, 612, 792]] * 16
    with pikepdf.open(finished / "infographic.pdf") as document:
        ((left, bottom, width, height),) = [[float(v) for v in p.mediabox] for p in document.pages]
        assert (left, bottom, width) == (0, 0, 1080)
        assert 2500 <= height <= 4000


def test_the_pages_can_be_read_as_words(finished: Path) -> None:
    """Text read back has its words apart, also where a line ends; lane figures and chart labels are text."""
    pages = [flat(page) for page in read(finished / "brochure.pdf")]
    cover, glance, requirements, statistics, sources = (pages[n] for n in (0, 2, 8, 9, 14))
    assert "Five certifications. Which lane is yours?" in cover
    assert "Your degree and your clients choose the lane" in glance
    assert "28,463" in glance
    assert "three need a degree" in requirements
    assert {"CPT", "HFS", "CES", "RCEP", "2012", "2013", "2014", "69%", "55%"} <= set(statistics.split())
    assert re.search(r"weighted by candidates\. Published rates", sources)
    picture = flat(read(finished / "infographic.pdf")[0])
    assert "13,999" in picture
    assert (
        "Independent guide: not published, endorsed or reviewed by the American College of Sports Medicine" in picture
    )


def fonts_of(document: pikepdf.Pdf) -> Iterator[Any]:
    for sheet in document.pages:
        yield from sheet.resources.get("/Font", {}).values()


@pytest.mark.parametrize("name", ["brochure.pdf", "infographic.pdf"])
def test_every_font_is_embedded_and_can_be_read(name: str, finished: Path) -> None:
    """Each font carries its TrueType program, subset, and a table from glyphs to characters."""
    with pikepdf.open(finished / name) as document:
        fonts = list(fonts_of(document))
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font.FontDescriptor, font.BaseFont
            assert "/ToUnicode" in font
            assert re.match(r"/[A-Z]{6}\+SourceSansPro", str(font.BaseFont))


def test_no_code_of_a_font_means_nothing(brand: Brand) -> None:
    """The ToUnicode tables have no U+0000, which PDF/UA-1 forbids, and at most 100 rows in a block."""
    rows = 0
    with pikepdf.open(io.BytesIO(render_pdf([page(words("ÄÖÜäöüß – 50%"))], brand, ABOUT))) as document:
        for font in fonts_of(document):
            table = pikepdf.parse_content_stream(font.ToUnicode, "endbfchar")
            for operands in [instruction.operands for instruction in table if str(instruction.operator) == "endbfchar"]:
                assert len(operands) <= 200
                texts = [bytes(text).decode("utf-16-be") for text in list(operands)[1::2]]
                assert "\0" not in "".join(texts)
                rows += len(texts)
    assert rows > 100


@pytest.mark.parametrize("name", ["brochure.pdf", "infographic.pdf"])
def test_there_is_no_picture_in_a_document(name: str, finished: Path) -> None:
    """Charts are vectors: no image, no form, no inline picture on any page."""
    with pikepdf.open(finished / name) as document:
        for sheet in document.pages:
            assert not sheet.resources.get("/XObject")
            assert not [
                o for o in pikepdf.parse_content_stream(sheet) if str(o.operator) in ("INLINE IMAGE", "BI", "sh")
            ]
        streams = [o for o in document.objects if isinstance(o, pikepdf.Stream)]
        assert not [o for o in streams if o.get("/Subtype") == "/Image"]


def test_a_document_says_what_it_is(finished: Path, insights: Insights) -> None:
    """Title, subject and language are set, and a reader shows the title in place of the file's name."""
    with pikepdf.open(finished / "brochure.pdf") as document:
        assert str(document.docinfo.Title) == "Certification guide: ACSM health and fitness certifications"
        assert str(document.docinfo.Subject)
        assert str(document.Root.Lang) == "en"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        day = f"D:{insights.dataset.latest_date.replace('-', '')}000000Z"
        assert str(document.docinfo.CreationDate) == str(document.docinfo.ModDate) == day


def test_every_page_has_a_bookmark(finished: Path) -> None:
    """The outline names each page by its title, in order."""
    with pikepdf.open(finished / "brochure.pdf") as document, document.open_outline() as outline:
        titles = [item.title for item in outline.root]
        assert titles[0] == "Five certifications. Which lane is yours?"
        assert len(titles) == len(document.pages)
        assert all(titles)


def test_a_document_is_sound(finished: Path) -> None:
    """Nothing in it has to be repaired to be read."""
    for name in ("brochure.pdf", "infographic.pdf"):
        with pikepdf.open(finished / name) as document:
            assert document.check_pdf_syntax() == []


def test_the_same_scenes_give_the_same_bytes(brand: Brand, context: LayoutContext) -> None:
    """Twice the same is the same file."""
    scene = page(
        words("Same"),
        PlacedBlock(Box(0, 0, 1, 1), Drawing((Shape(Outline.rectangle(Box(0, 0, 9, 9)), Ink("lane.1")),))),
    )
    assert render_pdf([scene], brand, ABOUT) == render_pdf([scene], brand, ABOUT)


def test_a_chart_that_was_not_drawn_is_no_hole(brand: Brand) -> None:
    """A chart that is still a figure is refused, not left out."""
    chart = PlacedBlock(Box(0, 0, 10, 10), Chart("rates", {}, Size(10, 10), "", ()))
    with pytest.raises(DrawError, match="page/rates: the chart was not drawn"):
        render_pdf([page(chart)], brand, ABOUT)


def seen(scene: Scene, brand: Brand) -> Image.Image:
    return Image.open(io.BytesIO(render_png(render_pdf([scene], brand, ABOUT)))).convert("RGB")


def test_a_mark_is_painted_where_and_how_it_says(brand: Brand) -> None:
    """Coordinates are from the top left corner; colours are the brand's; a clip cuts; the ground fills the sheet."""
    box = Shape(Outline.rectangle(Box(20, 10, 60, 30)), Ink("lane.2"), clip=Box(20, 10, 30, 30))
    picture = seen(page(PlacedBlock(Box(20, 10, 60, 30), Drawing((box,))), ground="ink"), brand)

    def colour(x: int, y: int) -> str:
        return "#{:02X}{:02X}{:02X}".format(*picture.getpixel((x, y)))  # type: ignore[misc]

    assert picture.size == (200, 100)
    assert (colour(25, 15), colour(70, 15), colour(25, 45)) == (
        brand.rgb(Ink("lane.2")),
        brand.rgb(Ink("ink")),
        brand.rgb(Ink("ink")),
    )


def test_text_without_ink_is_there_and_not_seen(brand: Brand, tmp_path: Path) -> None:
    """Hidden text leaves no pixel and can be read."""
    scene = page(words("hidden 55%", ink=None, stretch=1.4, tracking=0.5))
    assert len(set(seen(scene, brand).convert("L").tobytes())) == 1
    (tmp_path / "a.pdf").write_bytes(render_pdf([scene], brand, ABOUT))
    assert flat(read(tmp_path / "a.pdf")[0]) == "hidden 55%"


def test_one_run_does_not_change_the_next(brand: Brand) -> None:
    """Tracking, stretch and hiding end with their run."""
    plain = seen(page(words("plain")), brand)
    after = page(
        PlacedBlock(Box(0, 0, 1, 1), Drawing((TextRun(0, 0, "x", "Source Sans Pro", 900, 5, 9, None, 3),))),
        words("plain"),
    )
    assert seen(after, brand).tobytes() == plain.tobytes()


# ── PNG ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_infographic_is_a_picture_for_screens(finished: Path) -> None:
    """1080 pixels wide, about 3000 high, in many colours, with its resolution."""
    with Image.open(finished / "infographic.png") as picture:
        assert picture.format == "PNG"
        assert picture.width == 1080
        assert 2500 <= picture.height <= 4000
        assert picture.info["dpi"] == (pytest.approx(72, abs=0.1), pytest.approx(72, abs=0.1))
        colours = picture.convert("RGB").getcolors(10_000_000)
        assert len(colours) > 200
        assert max(count for count, _ in colours) < 0.7 * picture.width * picture.height


def test_the_picture_is_that_of_the_document(finished: Path) -> None:
    """The PNG is made from the PDF beside it: there is one truth."""
    book = attachments.read_ledger(finished / "infographic.pdf")
    with Image.open(finished / "infographic.png") as picture:
        told, packet = picture.info["Description"], picture.info["XML:com.adobe.xmp"]
        subject = re.findall(r"<dc:description><rdf:Alt><rdf:li[^>]*>([^<]+)<", packet)
        about = DocumentMetadata(picture.info["Title"], *subject, "en", book.issued)
    brief = next(line for line in told.splitlines() if line.startswith("In 2014"))
    made = render_png(
        (finished / "infographic.pdf").read_bytes(), 1, {LEDGER_FILE: serialize_ledger(book)}, about, told, brief
    )
    assert made == (finished / "infographic.png").read_bytes()


def test_a_picture_can_be_told(finished: Path) -> None:
    """The PNG has a title and a description, in its language and uncompressed, as the SVG beside it has."""
    content = (finished / "infographic.png").read_bytes()
    assert (
        content.index(b"iTXtTitle\0\0\0en\0Title\0")
        < content.index(b"iTXtDescription\0\0\0en\0")
        < content.index(b"IDAT")
    )
    root = ElementTree.parse(finished / "infographic.svg").getroot()
    with Image.open(finished / "infographic.png") as picture:
        said = [picture.info["Title"], picture.info["Description"]]
    assert said == [root.findtext(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc")]


def described(packet: str) -> dict[str, str]:
    """The texts of an XMP packet by the names of their properties."""
    rdf = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
    (about,) = ElementTree.fromstring(packet.strip("\ufeff")).iter(f"{rdf}Description")
    return {kid.tag.partition("}")[2]: "".join(kid.itertext()) for kid in about}


def test_a_picture_says_what_is_seen_as_the_iptc_names_it(finished: Path) -> None:
    """The PNG's XMP has the alternative in a few words, and whole; both in the language of the file."""
    with Image.open(finished / "infographic.png") as picture:
        packet, whole = picture.info["XML:com.adobe.xmp"], picture.info["Description"]
    told = described(packet)
    assert told["AltTextAccessibility"] == (
        "ACSM Certification Requirements and Statistics. In 2014 only half reached the finish"
    )
    assert (told["ExtDescrAccessibility"], told["language"]) == (whole, "en")
    assert len(told["AltTextAccessibility"]) <= 250  # what the IPTC allows


@pytest.mark.parametrize("text", ["R&D <b>", "“quoted” ‘so’", "]]> &amp;", "a\x00\x1bb"])
def test_metadata_take_any_text(text: str, brand: Brand) -> None:
    """Title and subject come back from the XMP as they are, but for what XML cannot hold."""
    data = render_pdf([page()], brand, DocumentMetadata(text, f"about {text}", "en"))
    with pikepdf.open(io.BytesIO(data)) as document:
        told = described(document.Root.Metadata.read_bytes().decode())
    plain = re.sub(r"[\x00\x1b]", "\N{REPLACEMENT CHARACTER}", text)
    assert (told["title"], told["description"]) == (plain, f"about {plain}")


def test_colours_are_those_of_a_screen(brand: Brand) -> None:
    """The output intent is sRGB, the profile that is shipped, and Pillow agrees that it is one of three colours."""
    with pikepdf.open(io.BytesIO(render_pdf([page()], brand, ABOUT))) as document:
        (intent,) = document.Root.OutputIntents
        profile = intent.DestOutputProfile.read_bytes()
    assert profile == resources.color_profile().read_bytes()
    assert (str(intent.OutputConditionIdentifier), int(intent.DestOutputProfile.N)) == ("sRGB IEC61966-2.1", 3)
    told = ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile
    assert (told.xcolor_space.strip(), told.profile_description) == ("RGB", "sRGB built-in")


def test_a_scale_is_pixels_per_point(brand: Brand) -> None:
    """Twice the scale is twice the pixels, and says so."""
    with Image.open(io.BytesIO(render_png(render_pdf([page()], brand, ABOUT), 2))) as picture:
        assert picture.size == (400, 200)
        assert picture.info["dpi"][0] == pytest.approx(144, abs=0.1)


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full: what is written never arrives."""

    def fsync(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_files_are_written_and_nothing_else(tmp_path: Path) -> None:
    """Missing folders are made, and beside the files nothing is left."""
    write_atomically({tmp_path / "a" / "b" / "one.pdf": b"one", tmp_path / "a" / "two.png": b"two"})
    assert (tmp_path / "a" / "b" / "one.pdf").read_bytes() == b"one"
    assert names(tmp_path / "a") == ["b", "two.png"]
    assert names(tmp_path / "a" / "b") == ["one.pdf"]


def test_on_a_full_disk_the_old_file_stays_whole(tmp_path: Path, full: None) -> None:
    """What was there is there, byte for byte, with nothing beside it; the error says what to do."""
    (tmp_path / "one.pdf").write_bytes(b"old")
    with pytest.raises(SetupError, match=r"one\.pdf: cannot be written \(No space left on device\); free some space"):
        write_atomically({tmp_path / "one.pdf": b"new"})
    assert (tmp_path / "one.pdf").read_bytes() == b"old"
    assert names(tmp_path) == ["one.pdf"]


def test_several_files_are_all_new_or_all_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second of two files does not fit, the first is not replaced either."""
    real, calls = os.fsync, []

    def fsync(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    for name in ("one.pdf", "two.png"):
        (tmp_path / name).write_bytes(b"old")
    with pytest.raises(SetupError, match=r"two\.png"):
        write_atomically({tmp_path / "one.pdf": b"new", tmp_path / "two.png": b"new"})
    assert [(tmp_path / n).read_bytes() for n in names(tmp_path)] == [b"old", b"old"]


def test_an_interruption_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither does Ctrl-C in the middle of writing leave a half file or a trace."""

    def fsync(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", fsync)
    (tmp_path / "one.pdf").write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_atomically({tmp_path / "one.pdf": b"new"})
    assert (tmp_path / "one.pdf").read_bytes() == b"old"
    assert names(tmp_path) == ["one.pdf"]


def test_a_disk_that_is_really_full_leaves_the_old_file(tmp_path: Path) -> None:
    """The same on a small disk of its own, where the system lets us mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("cannot mount a small disk")
    try:
        (disk / "one.pdf").write_bytes(b"old")
        with pytest.raises(SetupError, match="No space left on device"):
            write_atomically({disk / "one.pdf": bytes(100_000)})
        assert (disk / "one.pdf").read_bytes() == b"old"
        assert names(disk) == ["one.pdf"]
    finally:
        subprocess.run(["umount", disk], check=True)


def test_permissions_are_kept(tmp_path: Path) -> None:
    """A file that was replaced may be read by whoever might read it before."""
    (tmp_path / "one.pdf").write_bytes(b"old")
    (tmp_path / "one.pdf").chmod(0o640)
    write_atomically({tmp_path / "one.pdf": b"new"})
    assert (tmp_path / "one.pdf").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "one.pdf").read_bytes() == b"new"


def test_a_link_is_kept(tmp_path: Path) -> None:
    """A link stays a link, and what it points to is replaced."""
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "one.pdf").write_bytes(b"old")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "real" / "one.pdf")
    write_atomically({tmp_path / "link.pdf": b"new"})
    assert (tmp_path / "link.pdf").is_symlink()
    assert (tmp_path / "real" / "one.pdf").read_bytes() == b"new"
    assert names(tmp_path) == ["link.pdf", "real"]


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    """A new file obeys the umask, as any program's does."""
    before = os.umask(0o027)
    try:
        write_atomically({tmp_path / "one.pdf": b"new"})
    finally:
        os.umask(before)
    assert (tmp_path / "one.pdf").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("place", "error", "told"),
    [
        ("folder", UsageError, "folder: is a folder; name a file"),
        ("file/one.pdf", UsageError, "file is no folder; name another place"),
        ("file/deep/one.pdf", UsageError, "file is no folder; name another place"),
        (f"{'x' * 300}.pdf", SetupError, "cannot be written"),
        (f"{'x' * 250}.pdf", SetupError, "cannot be written"),
    ],
    ids=["a folder", "in a file", "deep in a file", "a name too long", "a name just short enough"],
)
def test_what_cannot_be_a_file_is_told(place: str, error: type[Exception], told: str, tmp_path: Path) -> None:
    """A target that is a folder, lies in a file or has no possible name is told, in words."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("text")
    with pytest.raises(error, match=re.escape(told)):
        check_writable([tmp_path / place])
        write_atomically({tmp_path / place: b"new"})
    assert names(tmp_path) == ["file", "folder"]


def test_a_folder_that_is_made_later_is_no_error(tmp_path: Path) -> None:
    """A missing folder in a writable one can be written to."""
    check_writable([tmp_path / "new" / "deep" / "one.pdf"])
    assert names(tmp_path) == []


# ── What travels within ───────────────────────────────────────────────────────────────────────────


def test_the_ledger_is_an_associated_file(finished: Path) -> None:
    """The catalogue associates the ledger with the whole document, as data, and it is an attachment too."""
    for name in ("brochure.pdf", "infographic.pdf"):
        with pikepdf.open(finished / name) as document:
            (spec,) = document.Root.AF
            assert (str(spec.UF), str(spec.AFRelationship)) == (LEDGER_FILE, "/Data")
            assert str(spec.EF.F.Subtype) == "/application/json"
            assert document.attachments[LEDGER_FILE].get_file().read_bytes() == spec.EF.F.read_bytes()


def test_a_source_can_be_followed(finished: Path) -> None:
    """Every address on the sources page leads where its row says, over the words that show it."""
    book = attachments.read_ledger(finished / "brochure.pdf")
    with pikepdf.open(finished / "brochure.pdf") as document:
        links = [note for page in document.pages for note in page.get("/Annots", [])]
        told = {str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A}
    assert told == {source.url for key, source in book.sources.items() if f"source:{key}" in shown(book)}
    assert len(links) > 5


def shown(book: Ledger) -> set[str]:
    return {figure.of for figure in book.figures if figure.shows == "url"}


def test_no_other_address_can_be_followed(brand: Brand) -> None:
    """A link that is no web address is a fault, not a door to the reader's files."""
    run = TextRun(10, 50, "here", "Source Sans Pro", 400, 10, ink=Ink("ink"), link=Link("file:///etc/passwd"))
    scene = Scene("page", "Page", Size(100, 100), (PlacedBlock(Box(10, 40, 20, 10), Drawing((run,)), "P"),))
    with pytest.raises(DrawError, match=r"page: the link 'file:///etc/passwd' is no web address"):
        render_pdf([scene], brand, DocumentMetadata("t", "s", "en"))


def test_contents_and_references_lead_to_their_pages(finished: Path) -> None:
    """The list of contents leads to each page that it names; every page has its label and its bookmark."""
    with pikepdf.open(finished / "brochure.pdf") as document:
        links = [note for note in document.pages[1].get("/Annots", []) if "/Dest" in note]
        led = {document.pages.index(pikepdf.Page(note.Dest[0])) + 1 for note in links}
        assert led == set(range(3, 15))
        assert [page.label for page in document.pages] == [str(n) for n in range(1, 17)]
        with document.open_outline() as outline:
            assert len(outline.root) == 16
            assert [item.title for item in outline.root[1].children] == ["You pass at 550", "How to read the lanes"]


def test_the_white_edition_has_no_dark_ground(finished: Path, tmp_path: Path) -> None:
    """On white paper the corners of every page are white; the lanes keep their colours."""
    done = run("brochure", "--ground", "white", "-o", tmp_path / "white.pdf")
    assert done.returncode == 0, done.stderr
    document = pypdfium2.PdfDocument(tmp_path / "white.pdf")
    for page in document:
        picture = page.render(scale=0.25).to_pil().convert("RGB")
        assert picture.getpixel((1, 1)) == picture.getpixel((1, picture.height - 2)) == (255, 255, 255)
    cover = document[0].render(scale=0.25).to_pil().convert("RGB")
    assert (240, 100, 30) in {colour for _, colour in cover.getcolors(1 << 20)}
    document.close()
