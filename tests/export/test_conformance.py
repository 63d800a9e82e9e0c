"""What the self-check of a finished PDF finds: nothing in a good one, and each of many seeded faults."""

from __future__ import annotations

import io
import json
import pickle
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from acsm_report.dataset.insights import Insights
from acsm_report.documents.compose import compose
from acsm_report.documents.registry import BROCHURE, INFOGRAPHIC
from acsm_report.errors import ConformanceError
from acsm_report.export.chrome.session import BrowserSession
from acsm_report.export.chrome.svg_import import place_labels
from acsm_report.export.pdf.conformance import (
    CHECKS,
    CLAIMS,
    ConformanceFault,
    ConformanceResult,
    check_conformance,
    find_faults,
    raise_first_fault,
    render_evidence,
)
from acsm_report.export.pdf.writer import render_pdf
from acsm_report.export.xmp import CONFORMANCE_CLAIM
from acsm_report.geometry import Box, Size
from acsm_report.layout.context import LayoutContext
from acsm_report.layout.scene import DocumentMetadata, Drawing, PlacedBlock, Scene, TextRun
from acsm_report.page_formats import PAGE_FORMATS, PICTURE_NAMES
from acsm_report.pipeline.drawing import draw_charts
from acsm_report.provenance.file_names import LEDGER_FILE
from acsm_report.system import resources
from acsm_report.theme.model import Brand, Ink
from support.paths import DATASETS
from support.processes import run
from support.shared_folder import once

ABOUT = DocumentMetadata("A guide & more", "What it is about", "en")
Good = tuple[bytes, tuple[Scene, ...]]
Pdf = pikepdf.Pdf


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory, insights: Insights, context: LayoutContext) -> Good:
    """The brochure, drawn once for the whole run, with a file attached."""

    def fill(folder: Path) -> None:
        with BrowserSession(context.brand.font_faces, 60) as session:
            drawn = draw_charts({"brochure": compose(BROCHURE, insights, context)}, session)["brochure"]
        (folder / "scenes").write_bytes(pickle.dumps(drawn))

    scenes = pickle.loads((once(tmp_path_factory, "drawn", fill) / "scenes").read_bytes())
    return render_pdf(scenes, context.brand, ABOUT, {LEDGER_FILE: b"{}"}), scenes


def told(found: dict[str, list[ConformanceFault]]) -> dict[str, list[str]]:
    return {check: list(map(str, some)) for check, some in found.items() if some}


@pytest.mark.parametrize("data", DATASETS)
@pytest.mark.parametrize("paper", ["letter", "a4", *PICTURE_NAMES])
def test_a_finished_document_has_no_fault(
    data: str, paper: str, stories: dict[str, Insights], context: LayoutContext
) -> None:
    """No check finds anything in a brochure or an infographic of either edition, on any paper, in any shape.

    Its charts are their words alone here, so words on their bars are not judged: a build judges them.
    """
    document = INFOGRAPHIC if paper in PICTURE_NAMES else BROCHURE
    scenes = place_labels(compose(document, stories[data], context.with_page_format(PAGE_FORMATS[paper])))
    made = render_pdf(scenes, context.brand, ABOUT, {LEDGER_FILE: b"{}"})
    found = find_faults(made, scenes, context.brand, ABOUT)
    assert told({check: some for check, some in found.items() if check != "contrast"}) == {}


def test_only_a_file_without_fault_claims_to_conform(good: Good, brand: Brand) -> None:
    """The identifiers are written in place: the file that claims is, but for them, the one that was examined."""
    made, scenes = good
    file = check_conformance(made, scenes, brand, ABOUT)
    assert (file.conforms, file.content.count(CONFORMANCE_CLAIM.encode()), made.count(CONFORMANCE_CLAIM.encode())) == (
        True,
        1,
        0,
    )
    assert file.content.replace(CONFORMANCE_CLAIM.encode(), b" " * len(CONFORMANCE_CLAIM)) == made
    other = check_conformance(made, scenes, brand, replace(ABOUT, language="de"))
    assert (other.conforms, other.content) == (False, made)


def test_any_title_may_be_claimed(brand: Brand) -> None:
    """Signs that XML writes otherwise, quotes among them, are the same title in the metadata and in the file."""
    about = DocumentMetadata('“So” & "so" <now>', "R&D 'here'", "en")
    title = PlacedBlock(
        Box(10, 10, 80, 20), Drawing((TextRun(10, 30, "Title", "Source Sans Pro", 700, 12, ink=Ink("ink")),)), "H1"
    )
    scenes = (Scene("page", "Title", Size(200, 200), (title,)),)
    assert told(find_faults(render_pdf(scenes, brand, about), scenes, brand, about)) == {}


def test_a_file_without_room_for_the_claim_makes_none(good: Good, brand: Brand) -> None:
    """Where the room for the identifiers is missing, that is a fault, and nothing else changes."""
    packed = changed(good[0], lambda document: None)
    without = packed.replace(b" " * len(CONFORMANCE_CLAIM), b"")
    assert not check_conformance(without, good[1], brand, ABOUT).conforms


# ── Seeded faults ─────────────────────────────────────────────────────────────────────────────────


def changed(data: bytes, change: Callable[[Pdf], object]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)
        buffer = io.BytesIO()
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def elements(document: Pdf, tag: str = "") -> list[Any]:
    """The elements of the tree with this tag, in order."""

    def walk(element: Any) -> Iterator[Any]:
        yield element
        for kid in element.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from walk(kid)

    return [e for e in walk(document.Root.StructTreeRoot.K[0]) if tag in ("", str(e.S)[1:])]


def rewrite(document: Pdf, page: int, change: Callable[[bytes], bytes]) -> None:
    """Change the content of a page."""
    before = document.pages[page].Contents.read_bytes()
    after = change(before)
    assert before != after
    document.pages[page].Contents = document.make_stream(after)


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old, new)


def swap(array: Any, one: int, other: int) -> None:
    array[one], array[other] = array[other], array[one]


def glue(document: Pdf) -> None:
    """Take the space from the end of the first line of a paragraph."""

    def unspaced(content: bytes) -> bytes:
        return re.sub(rb" \) Tj", b") Tj", content, count=1)

    rewrite(document, 1, unspaced)


def without(key: str, tag: str) -> Callable[[Pdf], None]:
    """Return what takes a key from the first element with a tag."""

    def change(document: Pdf) -> None:
        del elements(document, tag)[0][key]

    return change


def renamed(tag: str, to: str) -> Callable[[Pdf], None]:
    """Return what gives the first element with a tag another, on the page too."""

    def change(document: Pdf) -> None:
        element = elements(document, tag)[0]
        element.S = pikepdf.Name(f"/{to}")
        for kid in element.get("/K", []):
            if "/MCID" in kid:
                page = next(n for n, p in enumerate(document.pages) if p.obj.objgen == kid.Pg.objgen)
                number = int(kid.MCID)
                old, new = (f"/{name} <</MCID {number}>>".encode() for name in (tag, to))
                rewrite(document, page, replaced(old, new))

    return change


def each_font(key: str, descriptor: bool = False) -> Callable[[Pdf], None]:
    def change(document: Pdf) -> None:
        font = next(iter(document.pages[0].Resources.Font.values()))
        del (font.FontDescriptor if descriptor else font)[key]

    return change


def code_without_meaning(document: Pdf) -> None:
    """Map a code of a font that no page draws to U+0000."""
    font = next(iter(document.pages[0].Resources.Font.values()))
    table = font.ToUnicode.read_bytes()
    assert b"<7F> <007F>" in table
    font.ToUnicode.write(table.replace(b"<7F> <007F>", b"<7F> <0000>"))


def root(**keys: Any) -> Callable[[Pdf], None]:
    def change(document: Pdf) -> None:
        for name, value in keys.items():
            document.Root[f"/{name}"] = value

    return change


def unmarked(document: Pdf) -> None:
    document.Root.MarkInfo.Marked = False


def untitled(document: Pdf) -> None:
    document.Root.ViewerPreferences.DisplayDocTitle = False


def claimed_twice(document: Pdf) -> None:
    one, other = elements(document, "P")[:2]
    other.K.append(one.K[0])


def misled(document: Pdf) -> None:
    swap(document.Root.StructTreeRoot.ParentTree.Nums[1], 0, 1)


def orphan(document: Pdf) -> None:
    one, other = elements(document, "P")[:2]
    one.P = other


def lost_row(document: Pdf) -> None:
    row = elements(document, "TR")[2]
    row.K = pikepdf.Array(list(row.K)[:-1])


def same_notes(document: Pdf) -> None:
    one, other = elements(document, "Note")[:2]
    other.ID = one.ID


def said(document: Pdf) -> None:
    elements(document, "P")[2].ActualText = pikepdf.String("something else")


def unsaid(document: Pdf) -> None:
    del next(e for e in elements(document, "P") if "/ActualText" in e)["/ActualText"]


def fewer_bookmarks(document: Pdf) -> None:
    with document.open_outline() as outline:
        del outline.root[2]


def running(document: Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def silent_link(document: Pdf) -> None:
    document.pages[1].Annots[0].Contents = pikepdf.String(" ")


def loose_note(document: Pdf) -> None:
    document.pages[1].Annots.append(document.make_indirect(pikepdf.Dictionary(Subtype=pikepdf.Name.Text)))


def unheld_link(document: Pdf) -> None:
    link = elements(document, "Link")[0]
    link.K = pikepdf.Array([kid for kid in link.K if "/Obj" not in kid])


def unprinted(document: Pdf) -> None:
    document.pages[1].Annots[0].F = 0


def unnamed_file(document: Pdf) -> None:
    del document.Root.AF[0]["/AFRelationship"]


def another_title(document: Pdf) -> None:
    document.docinfo["/Title"] = pikepdf.String("Another")


def alternative(of: Callable[[str], str]) -> Callable[[Pdf], None]:
    """Return what makes another of a chart's alternative."""

    def change(document: Pdf) -> None:
        figure = elements(document, "Figure")[1]
        figure.Alt = pikepdf.String(of(str(figure.Alt)))

    return change


def at(page: int, old: bytes, new: bytes) -> Callable[[Pdf], None]:
    """Return what replaces a piece of a page's content."""
    return lambda document: rewrite(document, page, replaced(old, new))


SEEDED: dict[str, tuple[str, Callable[[Pdf], object]]] = {
    "a mark without an element": ("marks", lambda d: elements(d, "P")[3].__delitem__("/K")),
    "an element without its mark": ("marks", lambda d: elements(d, "P")[3].K[0].__setitem__("/MCID", 999)),
    "a mark that two elements claim": ("marks", claimed_twice),
    "a way back to another element": ("marks", misled),
    "an element whose parent is another": ("marks", orphan),
    "a mark with another tag": ("marks", at(0, b"/H1 <</MCID", b"/P <</MCID")),
    "a number that two marks have": ("marks", at(0, b"/MCID 1>", b"/MCID 0>")),
    "paint outside every mark": ("paint", at(3, b"/Artifact BMC", b"0 0 9 9 re f /Artifact BMC")),
    "words outside every mark": ("paint", at(0, b"/P <</MCID 0>> BDC", b"/X BMC")),
    "an artifact within content": (
        "paint", at(0, b"/P <</MCID 0>> BDC", b"/P <</MCID 0>> BDC /Artifact BMC EMC")
    ),
    "two paragraphs in the wrong order": ("order", lambda d: swap(elements(d, "Sect")[0].K, 0, 1)),
    "two pages in the wrong order": ("order", lambda d: swap(elements(d, "Document")[0].K, 3, 4)),
    "glued words": ("order", glue),
    "words that another font means": ("order", each_font("/ToUnicode")),
    "words that are read as others": ("order", said),
    "words that are not read as they should": ("order", unsaid),
    "no tree": ("order", lambda d: d.Root.__delitem__("/StructTreeRoot")),
    "a figure without an alternative": ("figures", without("/Alt", "Figure")),
    "an alternative without the figures": ("figures", alternative(lambda text: "A bar chart.")),
    "an alternative with another figure": (
        "figures", alternative(lambda text: text.replace("69%", "96%"))
    ),
    "a figure without a box": ("figures", without("/A", "Figure")),
    "a gap in the headings": ("headings", renamed("H2", "H3")),
    "a document that begins with a lower heading": ("headings", renamed("H1", "H2")),
    "a list that holds a paragraph": ("parts", renamed("LI", "P")),
    "two notes with one identifier": ("parts", same_notes),
    "a header cell without scope": ("tables", without("/A", "TH")),
    "a row without a header": ("tables", renamed("TH", "TD")),
    "a row with a cell too few": ("tables", lost_row),
    "a link that does not say what for": ("links", silent_link),
    "an annotation that no link holds": ("links", loose_note),
    "a link without its annotation": ("links", unheld_link),
    "a link that is not printed": ("links", unprinted),
    "a font that does not say what its codes mean": ("fonts", each_font("/ToUnicode")),
    "a font that is not in the file": ("fonts", each_font("/FontFile2", descriptor=True)),
    "a font that maps a code to no character": ("fonts", code_without_meaning),
    "a heading without a bookmark": ("bookmarks", fewer_bookmarks),
    "the wrong language": ("document", root(Lang=pikepdf.String("de"))),
    "a file that is not marked as tagged": ("document", unmarked),
    "a title that is not shown": ("document", untitled),
    "a page in another order of tabs": ("document", lambda d: d.pages[4].obj.__delitem__("/Tabs")),
    "another title": ("document", another_title),
    "no output intent": ("archive", lambda d: d.Root.__delitem__("/OutputIntents")),
    "no metadata": ("archive", lambda d: d.Root.__delitem__("/Metadata")),
    "something that runs": ("archive", running),
    "an attachment without its relation": ("archive", unnamed_file),
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDED)
def test_a_seeded_fault_is_caught_by_its_check(seed: str, good: Good, brand: Brand) -> None:
    """A good file with one thing spoilt is not sound any more, and the check that is about it says so."""
    check, change = SEEDED[seed]
    found = told(find_faults(changed(good[0], change), good[1], brand, ABOUT))
    assert check in found
    assert all("page 0" not in text for text in found[check])


def test_pale_words_are_caught(good: Good, brand: Brand) -> None:
    """Words in a colour close to what lies beneath them are a fault with their page, their text and their contrast."""
    made, scenes = good
    item = next(i for i in scenes[2].blocks if i.tag == "P" and isinstance(i.block, Drawing))
    assert isinstance(item.block, Drawing)
    marks = tuple(replace(m, ink=Ink("rule")) if isinstance(m, TextRun) else m for m in item.block.marks)
    pale = replace(item, block=Drawing(marks))
    spoilt = replace(scenes[2], blocks=tuple(pale if other is item else other for other in scenes[2].blocks))
    (fault,) = find_faults(made, (*scenes[:2], spoilt, *scenes[3:]), brand, ABOUT)["contrast"]
    assert (fault.page, fault.block) == (3, item.block.text)
    assert re.fullmatch(r"its contrast is 1\.\d\d:1, below 4\.5:1", fault.what)


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n"])
def test_what_cannot_be_read_back_is_a_fault(data: bytes, good: Good, brand: Brand) -> None:
    """Bytes that are no PDF are refused like any other fault, not by an error of the reader."""
    found = find_faults(data, good[1], brand, ABOUT)
    assert list(found) == ["readable"] and "cannot be read back" in str(found["readable"][0])


def test_every_check_is_seeded() -> None:
    """There is no check that cannot fail."""
    assert {check for check, _ in SEEDED.values()} | {"contrast"} == {check.id for check in CHECKS}


# ── What a failure does ───────────────────────────────────────────────────────────────────────────


def test_the_first_fault_is_told_in_one_line(good: Good, brand: Brand) -> None:
    """The error names file, page and block and ends the program with status 1."""
    found = {"order": [ConformanceFault(3, "some words", "the file reads 'other words'")]}
    with pytest.raises(ConformanceError) as caught:
        raise_first_fault({"good.pdf": ConformanceResult(b"", {}), "guide.pdf": ConformanceResult(b"", found)})
    assert str(caught.value) == (
        "guide.pdf: it would not be what it claims: page 3: 'some words': the file reads 'other words'; report this"
    )
    assert caught.value.exit_status == 1


def test_evidence_says_what_was_checked_and_what_needs_a_person(good: Good, brand: Brand) -> None:
    """Every check has its claim and its faults, the file its hash and its claims; what a person must see is open."""
    sound = check_conformance(good[0], good[1], brand, ABOUT)
    spoilt = ConformanceResult(b"", {**sound.faults, "links": [ConformanceFault(2, "", "a link that leads nowhere")]})
    one, other = json.loads(render_evidence({"one.pdf": sound, "other.pdf": spoilt}))["files"]
    assert (one["file"], one["claims"], other["claims"]) == ("one.pdf", CLAIMS, [])
    assert [row["check"] for row in one["machine"]] == [check.id for check in CHECKS]
    assert {row["check"]: row["faults"] for row in other["machine"]}["links"] == ["page 2: a link that leads nowhere"]
    assert len(one["sha256"]) == 64 and all(row["checked"] is False for row in one["person"])


@pytest.fixture
def pale_brand(tmp_path: Path) -> Path:
    """The shipped brand with a grey that cannot be read."""
    folder = tmp_path / "pale"
    shutil.copytree(resources.find_brand_folder(), folder)
    text = (folder / "brand.yml").read_text(encoding="utf-8")
    before = text
    text = re.sub(r'(\n +slate: )"#[0-9A-Fa-f]{6}"', r'\1"#C9C9C9"', text, count=1)
    assert text != before
    (folder / "brand.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.browser
def test_a_file_that_fails_replaces_none(pale_brand: Path, tmp_path: Path) -> None:
    """A brand with pale words ends in one line and status 1; old files stay, only the evidence is written."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "brochure.pdf").write_bytes(b"old")
    done = run("build", "-o", out, "--brand", pale_brand, "--evidence", tmp_path / "evidence.json")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1), done.stderr
    assert re.match(
        r"acsm-report: error: .*/out/brochure\.pdf: it would not be what it claims: page \d+: '.+': "
        r"its contrast is 1\.\d\d:1, below 4\.5:1; change the colour in brand\.yml$",
        done.stderr,
    )
    assert [path.name for path in out.iterdir()] == ["brochure.pdf"] and (out / "brochure.pdf").read_bytes() == b"old"
    told = json.loads((tmp_path / "evidence.json").read_bytes())
    assert all(file["claims"] == [] for file in told["files"])


def test_the_checks_are_said_in_whole_sentences() -> None:
    """Each claim of the evidence is one sentence of its own."""
    claims = [check.description for check in CHECKS]
    assert len(set(claims)) == len(claims) and all(re.fullmatch(r"[A-Z][^\n]+\.", claim) for claim in claims)
