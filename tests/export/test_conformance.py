"""The checks of a finished PDF find nothing in a good file, and each of many seeded faults."""

from __future__ import annotations

import io
import json
import pickle
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from support.pdf_faults import map_code_to_null
from support.processes import run
from support.shared_folder import once

ABOUT = DocumentMetadata("A guide & more", "What it is about", "en")
GoodFile = tuple[bytes, tuple[Scene, ...]]
Pdf = pikepdf.Pdf


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory, insights: Insights, context: LayoutContext) -> GoodFile:
    """The brochure with an attachment, and its scenes; charts are drawn once per test run."""

    def fill(folder: Path) -> None:
        with BrowserSession(context.brand.font_faces, 60) as session:
            drawn = draw_charts({"brochure": compose(BROCHURE, insights, context)}, session)["brochure"]
        (folder / "scenes").write_bytes(pickle.dumps(drawn))

    scenes = pickle.loads((once(tmp_path_factory, "drawn", fill) / "scenes").read_bytes())
    return render_pdf(scenes, context.brand, ABOUT, {LEDGER_FILE: b"{}"}), scenes


def messages(faults: Mapping[str, Sequence[ConformanceFault]]) -> dict[str, list[str]]:
    """The messages of the faults by check id, without checks that found none."""
    return {check_id: list(map(str, some)) for check_id, some in faults.items() if some}


@pytest.mark.parametrize("data", DATASETS)
@pytest.mark.parametrize("paper", ["letter", "a4", *PICTURE_NAMES])
def test_finished_documents_have_no_faults(
    data: str, paper: str, stories: dict[str, Insights], context: LayoutContext
) -> None:
    """No check finds a fault in the brochure or infographic of a shipped data set, in any page format.

    Charts are only their labels and bars here.
    """
    document = INFOGRAPHIC if paper in PICTURE_NAMES else BROCHURE
    scenes = place_labels(compose(document, stories[data], context.with_page_format(PAGE_FORMATS[paper])))
    pdf = render_pdf(scenes, context.brand, ABOUT, {LEDGER_FILE: b"{}"})
    faults = find_faults(pdf, scenes, context.brand, ABOUT)
    assert messages(faults) == {}


def test_only_a_file_without_faults_claims_conformance(good: GoodFile, brand: Brand) -> None:
    """The claim is written in place: apart from it, the file is the one that was checked."""
    pdf, scenes = good
    claim = CONFORMANCE_CLAIM.encode()
    result = check_conformance(pdf, scenes, brand, ABOUT)
    assert result.conforms
    assert (result.content.count(claim), pdf.count(claim)) == (1, 0)
    assert result.content.replace(claim, b" " * len(claim)) == pdf
    refused = check_conformance(pdf, scenes, brand, replace(ABOUT, language="de"))
    assert (refused.conforms, refused.content) == (False, pdf)


def test_title_can_have_any_character(brand: Brand) -> None:
    """Characters that XML escapes, such as quotes, are the same in the XMP and in the document information."""
    about = DocumentMetadata('“So” & "so" <now>', "R&D 'here'", "en")
    title = PlacedBlock(
        Box(10, 10, 80, 20), Drawing((TextRun(10, 30, "Title", "Source Sans Pro", 700, 12, ink=Ink("ink")),)), "H1"
    )
    scenes = (Scene("page", "Title", Size(200, 200), (title,)),)
    assert messages(find_faults(render_pdf(scenes, brand, about), scenes, brand, about)) == {}


def test_file_without_room_for_the_claim_makes_none(good: GoodFile, brand: Brand) -> None:
    """A missing placeholder for the claim is a fault."""
    resaved = change_pdf(good[0], lambda document: None)
    without_room = resaved.replace(b" " * len(CONFORMANCE_CLAIM), b"")
    result = check_conformance(without_room, good[1], brand, ABOUT)
    assert messages(result.faults) == {"document": ["it has no room for what it claims"]}


# ── Seeded faults ─────────────────────────────────────────────────────────────────────────────────


def change_pdf(data: bytes, change: Callable[[Pdf], object]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)
        buffer = io.BytesIO()
        document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def elements(document: Pdf, tag: str = "") -> list[Any]:
    """The structure elements with this tag, or all, in order."""

    def walk(element: Any) -> Iterator[Any]:
        yield element
        for kid in element.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from walk(kid)

    return [e for e in walk(document.Root.StructTreeRoot.K[0]) if tag in ("", str(e.S)[1:])]


def rewrite_content(document: Pdf, page: int, change: Callable[[bytes], bytes]) -> None:
    """Change the content of a page."""
    before = document.pages[page].Contents.read_bytes()
    after = change(before)
    assert before != after
    document.pages[page].Contents = document.make_stream(after)


def swap_entries(array: Any, one: int, other: int) -> None:
    array[one], array[other] = array[other], array[one]


def remove_line_end_space(document: Pdf) -> None:
    """Remove the space at the end of the first line of a paragraph."""
    rewrite_content(document, 1, lambda content: content.replace(b" ) Tj", b") Tj", 1))


def remove_entry(key: str, tag: str) -> Callable[[Pdf], None]:
    """Return a function that removes an entry of the first element with a tag."""

    def change(document: Pdf) -> None:
        del elements(document, tag)[0][key]

    return change


def rename_element(tag: str, to: str) -> Callable[[Pdf], None]:
    """Return a function that changes the tag of the first element with a tag, on the page too."""

    def change(document: Pdf) -> None:
        element = elements(document, tag)[0]
        element.S = pikepdf.Name(f"/{to}")
        for kid in element.get("/K", []):
            if "/MCID" in kid:
                page = next(n for n, p in enumerate(document.pages) if p.obj.objgen == kid.Pg.objgen)
                number = int(kid.MCID)
                old, new = (f"/{name} <</MCID {number}>>".encode() for name in (tag, to))
                replace_content(page, old, new)(document)

    return change


def remove_font_entry(key: str, descriptor: bool = False) -> Callable[[Pdf], None]:
    def change(document: Pdf) -> None:
        font = next(iter(document.pages[0].Resources.Font.values()))
        del (font.FontDescriptor if descriptor else font)[key]

    return change


def set_in_catalog(**keys: Any) -> Callable[[Pdf], None]:
    def change(document: Pdf) -> None:
        for name, value in keys.items():
            document.Root[f"/{name}"] = value

    return change


def unset_marked(document: Pdf) -> None:
    document.Root.MarkInfo.Marked = False


def hide_title(document: Pdf) -> None:
    document.Root.ViewerPreferences.DisplayDocTitle = False


def claim_mark_twice(document: Pdf) -> None:
    one, other = elements(document, "P")[:2]
    other.K.append(one.K[0])


def swap_parent_tree_entries(document: Pdf) -> None:
    swap_entries(document.Root.StructTreeRoot.ParentTree.Nums[1], 0, 1)


def change_parent(document: Pdf) -> None:
    one, other = elements(document, "P")[:2]
    one.P = other


def remove_cell(document: Pdf) -> None:
    row = elements(document, "TR")[2]
    row.K = pikepdf.Array(list(row.K)[:-1])


def repeat_note_id(document: Pdf) -> None:
    one, other = elements(document, "Note")[:2]
    other.ID = one.ID


def add_actual_text(document: Pdf) -> None:
    elements(document, "P")[2].ActualText = pikepdf.String("something else")


def remove_actual_text(document: Pdf) -> None:
    del next(e for e in elements(document, "P") if "/ActualText" in e)["/ActualText"]


def remove_bookmark(document: Pdf) -> None:
    with document.open_outline() as outline:
        del outline.root[2]


def add_open_action(document: Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def clear_link_contents(document: Pdf) -> None:
    document.pages[1].Annots[0].Contents = pikepdf.String(" ")


def add_annotation(document: Pdf) -> None:
    document.pages[1].Annots.append(document.make_indirect(pikepdf.Dictionary(Subtype=pikepdf.Name.Text)))


def detach_annotation(document: Pdf) -> None:
    link = elements(document, "Link")[0]
    link.K = pikepdf.Array([kid for kid in link.K if "/Obj" not in kid])


def unset_print_flag(document: Pdf) -> None:
    document.pages[1].Annots[0].F = 0


def remove_relationship(document: Pdf) -> None:
    del document.Root.AF[0]["/AFRelationship"]


def change_title(document: Pdf) -> None:
    document.docinfo["/Title"] = pikepdf.String("Another")


def change_alt(to: Callable[[str], str]) -> Callable[[Pdf], None]:
    """Return a function that changes the alt text of a chart."""

    def change(document: Pdf) -> None:
        figure = elements(document, "Figure")[1]
        figure.Alt = pikepdf.String(to(str(figure.Alt)))

    return change


def replace_content(page: int, old: bytes, new: bytes) -> Callable[[Pdf], None]:
    """Return a function that replaces a piece of a page's content."""
    return lambda document: rewrite_content(document, page, lambda content: content.replace(old, new))


SEEDED_FAULTS: dict[str, tuple[str, Callable[[Pdf], object]]] = {
    "marked content without an element": ("marks", lambda d: elements(d, "P")[3].__delitem__("/K")),
    "element without its marked content": ("marks", lambda d: elements(d, "P")[3].K[0].__setitem__("/MCID", 999)),
    "marked content of two elements": ("marks", claim_mark_twice),
    "parent tree leads to another element": ("marks", swap_parent_tree_entries),
    "element with another parent": ("marks", change_parent),
    "marked content with another tag": ("marks", replace_content(0, b"/H1 <</MCID", b"/P <</MCID")),
    "duplicate MCID": ("marks", replace_content(0, b"/MCID 1>", b"/MCID 0>")),
    "painting outside marked content": ("paint", replace_content(3, b"/Artifact BMC", b"0 0 9 9 re f /Artifact BMC")),
    "text outside marked content": ("paint", replace_content(0, b"/P <</MCID 0>> BDC", b"/X BMC")),
    "artifact within content": (
        "paint", replace_content(0, b"/P <</MCID 0>> BDC", b"/P <</MCID 0>> BDC /Artifact BMC EMC")
    ),
    "paragraphs in the wrong order": ("order", lambda d: swap_entries(elements(d, "Sect")[0].K, 0, 1)),
    "pages in the wrong order": ("order", lambda d: swap_entries(elements(d, "Document")[0].K, 3, 4)),
    "no space at a line end": ("order", remove_line_end_space),
    "text without ToUnicode": ("order", remove_font_entry("/ToUnicode")),
    "ActualText that does not belong": ("order", add_actual_text),
    "missing ActualText": ("order", remove_actual_text),
    "no structure tree": ("order", lambda d: d.Root.__delitem__("/StructTreeRoot")),
    "figure without alt text": ("figures", remove_entry("/Alt", "Figure")),
    "alt text without numbers": ("figures", change_alt(lambda text: "A bar chart.")),
    "alt text with a wrong number": (
        "figures", change_alt(lambda text: text.replace("69%", "96%"))
    ),
    "figure without a BBox": ("figures", remove_entry("/A", "Figure")),
    "skipped heading level": ("headings", rename_element("H2", "H3")),
    "first heading is not H1": ("headings", rename_element("H1", "H2")),
    "paragraph in a list": ("parts", rename_element("LI", "P")),
    "duplicate note ID": ("parts", repeat_note_id),
    "header cell without scope": ("tables", remove_entry("/A", "TH")),
    "row without a header": ("tables", rename_element("TH", "TD")),
    "row with a missing cell": ("tables", remove_cell),
    "link without a description": ("links", clear_link_contents),
    "annotation outside links": ("links", add_annotation),
    "link without an annotation": ("links", detach_annotation),
    "link without the print flag": ("links", unset_print_flag),
    "font without ToUnicode": ("fonts", remove_font_entry("/ToUnicode")),
    "font that is not embedded": ("fonts", remove_font_entry("/FontFile2", descriptor=True)),
    "font that maps a code to U+0000": ("fonts", map_code_to_null),
    "heading without a bookmark": ("bookmarks", remove_bookmark),
    "wrong language": ("document", set_in_catalog(Lang=pikepdf.String("de"))),
    "file not marked as tagged": ("document", unset_marked),
    "title not shown": ("document", hide_title),
    "page without structure tab order": ("document", lambda d: d.pages[4].obj.__delitem__("/Tabs")),
    "wrong title": ("document", change_title),
    "no output intent": ("archive", lambda d: d.Root.__delitem__("/OutputIntents")),
    "no metadata": ("archive", lambda d: d.Root.__delitem__("/Metadata")),
    "open action": ("archive", add_open_action),
    "attachment without relationship": ("archive", remove_relationship),
    "attachment without a type": ("archive", lambda d: d.Root.AF[0].EF.F.__delitem__("/Subtype")),
    "wrong day of issue": ("archive", lambda d: d.docinfo.__setitem__("/ModDate", "D:20200101000000Z")),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEDED_FAULTS)
def test_seeded_fault_is_found_by_its_check(name: str, good: GoodFile, brand: Brand) -> None:
    """One change to a good file makes the check that covers it report a fault."""
    check_id, change = SEEDED_FAULTS[name]
    faults = messages(find_faults(change_pdf(good[0], change), good[1], brand, ABOUT))
    assert check_id in faults
    assert all("page 0" not in message for message in faults[check_id])


def test_low_contrast_is_found(good: GoodFile, brand: Brand) -> None:
    """Text with low contrast to its background is a fault with page, text and contrast."""
    pdf, scenes = good
    scene = scenes[2]
    index = next(n for n, p in enumerate(scene.blocks) if p.tag == "P" and isinstance(p.block, Drawing))
    placed = scene.blocks[index]
    assert isinstance(placed.block, Drawing)
    pale_marks = tuple(replace(m, ink=Ink("rule")) if isinstance(m, TextRun) else m for m in placed.block.marks)
    pale_block = replace(placed, block=Drawing(pale_marks))
    pale_scene = replace(scene, blocks=(*scene.blocks[:index], pale_block, *scene.blocks[index + 1 :]))
    (fault,) = find_faults(pdf, (*scenes[:2], pale_scene, *scenes[3:]), brand, ABOUT)["contrast"]
    assert (fault.page, fault.block) == (3, placed.block.text)
    assert re.fullmatch(r"#[0-9A-F]{6} on #[0-9A-F]{6} is 1\.\d\d:1, below 4\.5:1", fault.what)


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n"])
def test_unreadable_data_is_a_fault(data: bytes, good: GoodFile, brand: Brand) -> None:
    """Data that is not a PDF is a fault like any other, not an exception."""
    faults = find_faults(data, good[1], brand, ABOUT)
    assert list(faults) == ["readable"] and "cannot be read back" in str(faults["readable"][0])


def test_every_check_has_a_seeded_fault() -> None:
    """Every check can fail."""
    assert {check_id for check_id, _ in SEEDED_FAULTS.values()} | {"contrast"} == {check.id for check in CHECKS}


# ── What a failure does ───────────────────────────────────────────────────────────────────────────


def test_first_fault_is_one_line(good: GoodFile, brand: Brand) -> None:
    """The error names file, page and block, and ends the program with status 1."""
    faults = {"order": [ConformanceFault(3, "some words", "the file reads 'other words'")]}
    with pytest.raises(ConformanceError) as caught:
        raise_first_fault({"good.pdf": ConformanceResult(b"", {}), "guide.pdf": ConformanceResult(b"", faults)})
    assert str(caught.value) == (
        "guide.pdf: the PDF/UA and PDF/A check failed: page 3: 'some words': the file reads 'other words'; report this"
    )
    assert caught.value.exit_status == 1


def test_evidence_has_checks_faults_and_manual_checks(good: GoodFile, brand: Brand) -> None:
    """Every check has its description and faults, every file its hash and claims; manual checks are open."""
    good_result = check_conformance(good[0], good[1], brand, ABOUT)
    bad_result = ConformanceResult(
        b"", {**good_result.faults, "links": [ConformanceFault(2, "", "a link without a target")]}
    )
    one, other = json.loads(render_evidence({"one.pdf": good_result, "other.pdf": bad_result}))["files"]
    assert (one["file"], one["claims"], other["claims"]) == ("one.pdf", CLAIMS, [])
    assert [row["check"] for row in one["machine"]] == [check.id for check in CHECKS]
    assert {row["check"]: row["faults"] for row in other["machine"]}["links"] == ["page 2: a link without a target"]
    assert len(one["sha256"]) == 64 and all(row["checked"] is False for row in one["person"])


@pytest.fixture
def pale_brand(tmp_path: Path) -> Path:
    """The shipped brand with a gray that has too little contrast."""
    folder = tmp_path / "pale"
    shutil.copytree(resources.find_brand_folder(), folder)
    text = (folder / "brand.yml").read_text(encoding="utf-8")
    before = text
    text = re.sub(r'(\n +slate: )"#[0-9A-Fa-f]{6}"', r'\1"#C9C9C9"', text, count=1)
    assert text != before
    (folder / "brand.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.browser
def test_build_that_fails_the_checks_keeps_old_files(pale_brand: Path, tmp_path: Path) -> None:
    """A brand with low contrast ends in one line and status 1; old files stay, and only the evidence is written."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "brochure.pdf").write_bytes(b"old")
    result = run("build", "-o", out, "--brand", pale_brand, "--evidence", tmp_path / "evidence.json")
    assert (result.returncode, result.stdout, len(result.stderr.splitlines())) == (1, "", 1), result.stderr
    assert re.match(
        r"acsm-report: error: .*/out/brochure\.pdf: the PDF/UA and PDF/A check failed: page \d+: '.+': "
        r"#C9C9C9 on #[0-9A-F]{6} is 1\.\d\d:1, below 4\.5:1; #[0-9A-F]{6} passes \(.*/brand\.yml:\d+:\d+\)$",
        result.stderr,
    )
    assert [path.name for path in out.iterdir()] == ["brochure.pdf"] and (out / "brochure.pdf").read_bytes() == b"old"
    evidence = json.loads((tmp_path / "evidence.json").read_bytes())
    assert all(file["claims"] == [] for file in evidence["files"])


def test_descriptions_are_sentences() -> None:
    """Each description of a check is one sentence, different from the others."""
    descriptions = [check.description for check in CHECKS]
    assert len(set(descriptions)) == len(descriptions)
    assert all(re.fullmatch(r"[A-Z][^\n]+\.", description) for description in descriptions)
