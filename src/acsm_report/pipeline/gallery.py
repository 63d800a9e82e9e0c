"""The gallery: everything that can be drawn of some data, on one sheet. Compose, one drawing call, export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..documents.contact_sheet.items import ContactSheetItem, DatasetItems, collect_items
from ..documents.contact_sheet.layout import lay_out_contact_sheet
from ..errors import UsageError, quote_value
from ..export.chrome.session import BrowserSession
from ..export.font_subset import font_face_rule
from ..export.html.gallery import GalleryRow, GallerySection, GalleryTile, render_gallery
from ..export.pdf.writer import render_pdf
from ..export.raster import PastedPage, render_contact_sheet, render_thumbnail
from ..export.svg import render_svg
from ..layout.context import LayoutContext
from ..layout.logical_tree import compose_alt_text
from ..layout.preflight import preflight_scenes
from ..layout.scene import DocumentMetadata
from ..system import resources
from ..system.atomic_files import check_writable, write_atomically
from ..system.cache import Cache
from ..theme.loader import load_brand
from ..theme.model import Brand
from .build import draw_charts, load_insights
from .options import BuildOptions
from .products import check_suffix

__all__ = ["GALLERY_SUFFIXES", "build_gallery"]

GALLERY_SUFFIXES = (".png", ".html")
UNSAFE_IN_FILE_NAME = re.compile(r"^\.+|[^\w.-]+")  # in a name of the data that becomes that of a file
FONT_WEIGHTS = (400, 700, 900)  # of the words of the HTML
PICTURE_WIDTHS = {"pages": 720, "charts": 960, "pictures": 480}  # of a picture that stands alone, in pixels


def build_gallery(
    output: Path, options: BuildOptions, dataset_names: Sequence[str], pictures_folder: Path | None = None
) -> tuple[Path, ...]:
    """Write everything that can be drawn of the data, by name or path, on one sheet; return the paths of the files.

    The ending of `output` says whether the sheet is a picture or HTML. With a folder `apart` every exhibit is a
    small picture there too, EDITION/pages/NAME.png. Raise ReportError; then no file has changed.
    """
    check_suffix(output, "gallery", GALLERY_SUFFIXES)
    check_writable((output, *((pictures_folder / "exhibit.png",) if pictures_folder else ())))
    options.on_step("read")
    brand = load_brand(resources.find_brand_folder(options.brand)).with_ground(options.ground)
    with BrowserSession(
        brand.font_faces, options.deadline, Cache(options.cache)
    ) as session:  # the browser starts while we read and compose
        stories = [load_insights(replace(options, data=name), brand) for name in dataset_names]
        _check_unique_names([insights.dataset.name for insights, _ in stories])
        options.on_step("compose")
        halls = [collect_items(insights, context) for insights, context in stories]
        scenes = {name: group for each in halls for name, group in each.scene_groups.items()}
        preflight_scenes(scene for group in scenes.values() for scene in group)
        options.on_step("draw")
        scenes = draw_charts(scenes, session)
    preflight_scenes(scene for group in scenes.values() for scene in group)
    options.on_step("export")
    halls = [each.with_scenes(scenes) for each in halls]
    context = stories[0][1]
    files = {output: (_render_html if output.suffix.lower() == ".html" else _render_png)(halls, context)}
    if pictures_folder:
        files |= {
            pictures_folder / name: content
            for each in halls
            for name, content in _render_item_pictures(each, brand, context).items()
        }
    write_atomically(files)
    return tuple(files)


def _check_unique_names(names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise UsageError(
                f"two of the data are called {quote_value(name)}", "name each once, or rename one", "--data"
            )


def _describe_gallery(context: LayoutContext) -> DocumentMetadata:
    return DocumentMetadata(
        context.message("gallery.title").text, context.message("gallery.sub").text, context.language.code
    )


def _render_pdfs(each: DatasetItems, brand: Brand, about: DocumentMetadata) -> dict[int, tuple[bytes, int]]:
    """Return for every exhibit, by its identity, a PDF and the number of its page in that, from 0."""
    groups = (each.pages, *each.chart_groups, *((exhibit,) for exhibit in each.pictures))
    found: dict[int, tuple[bytes, int]] = {}
    for group in groups:
        paper = render_pdf((exhibit.scene for exhibit in group), brand, about)
        found |= {id(exhibit): (paper, number) for number, exhibit in enumerate(group)}
    return found


def _render_png(halls: Sequence[DatasetItems], context: LayoutContext) -> bytes:
    """Return the sheet as a picture."""
    brand, about = context.brand, _describe_gallery(context)
    scene, hung = lay_out_contact_sheet(halls, context)
    preflight_scenes([scene])
    papers = [_render_pdfs(each, brand, about) for each in halls]
    leaves = (PastedPage(*papers[h.dataset_number][id(h.item)], h.box, h.is_gray) for h in hung)
    return render_contact_sheet(render_pdf([scene], brand, about), leaves, about, compose_alt_text(scene))


def _render_html(halls: Sequence[DatasetItems], context: LayoutContext) -> bytes:
    """Return the sheet as HTML, its pictures as vectors."""

    def tile(exhibit: ContactSheetItem) -> GalleryTile:
        about = DocumentMetadata(exhibit.scene.title, "", context.language.code)
        drawn = render_svg(exhibit.scene, context.brand, about)
        told = compose_alt_text(exhibit.scene)
        return GalleryTile(exhibit.name, exhibit.note.text, told or exhibit.note.text, drawn, exhibit.scene.size)

    def section(kind: str) -> GallerySection:
        rows = (GalleryRow(each.title, each.name, tuple(map(tile, each.items_by_kind[kind]))) for each in halls)
        return GallerySection(context.message(f"gallery.{kind}").text, kind, tuple(rows))

    sections = [section(kind) for kind in ("pages", "charts", "pictures")]
    about, proof, lanes = (
        _describe_gallery(context),
        context.message("gallery.grey").text,
        max(each.lane_count for each in halls),
    )
    words = [about.title, about.subject, proof, *(s.heading for s in sections)]
    words += [text for s in sections for row in s.rows for text in (row.heading, row.name)]
    words += [text for s in sections for row in s.rows for each in row.tiles for text in (each.name, each.note)]
    family = context.brand.font_faces[0].family
    faces = (f for f in context.brand.font_faces if f.family == family and f.weight in FONT_WEIGHTS)
    rules = [font_face_rule(face, set("".join(words))) for face in faces]
    return render_gallery(about, sections, context.brand, proof, lanes, rules)


def _render_item_pictures(each: DatasetItems, brand: Brand, context: LayoutContext) -> dict[str, bytes]:
    """Return every exhibit as a small picture, by the name of its file."""
    papers = _render_pdfs(each, brand, _describe_gallery(context))
    pictures = {}
    for kind, exhibits in each.items_by_kind.items():
        for exhibit in exhibits:
            name = exhibit.scene.name if kind == "pages" else exhibit.name
            path = "/".join(UNSAFE_IN_FILE_NAME.sub("-", part) for part in (each.name, kind, name))
            pictures[f"{path}.png"] = render_thumbnail(*papers[id(exhibit)], PICTURE_WIDTHS[kind])
    return pictures
