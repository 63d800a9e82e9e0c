"""The gallery: every page, chart and picture of one or more datasets on one sheet, as PNG or HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ..dataset.insights import compute_insights
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
from .build import read
from .drawing import draw_charts
from .options import SILENT, BuildOptions, Progress
from .outputs import check_suffix

__all__ = ["GALLERY_SUFFIXES", "build_gallery"]

GALLERY_SUFFIXES = (".png", ".html")
UNSAFE_IN_FILE_NAME = re.compile(r"^\.+|[^\w.-]+")
FONT_WEIGHTS = (400, 700, 900)  # that the HTML uses
PICTURE_WIDTHS = {"pages": 720, "charts": 960, "pictures": 480}  # pixels of a picture in the folder


def build_gallery(
    output: Path,
    options: BuildOptions,
    dataset_names: Sequence[str],
    pictures_folder: Path | None = None,
    progress: Progress = SILENT,
) -> tuple[Path, ...]:
    """Write all that can be drawn of the datasets, by name or path, on one sheet. Return the paths of what was written.

    The suffix of `output` decides between PNG and HTML. With `pictures_folder` each item is also a small picture there,
    DATASET/pages/NAME.png. Raise ReportError; no file has changed then.
    """
    check_suffix(output, "gallery", GALLERY_SUFFIXES)
    check_writable((output, *((pictures_folder / "exhibit.png",) if pictures_folder else ())))
    progress.on_step("read")
    brand = load_brand(resources.find_brand_file(options.brand)).with_ground(options.ground)
    # the browser starts while this process reads and composes
    with BrowserSession(brand.font_faces, options.deadline, Cache(options.cache)) as session:
        read_datasets = [read(options._replace(data=name), brand) for name in dataset_names]
        _check_unique_names([dataset.name for dataset, _ in read_datasets])
        progress.on_step("compose")
        datasets = [collect_items(compute_insights(dataset), context) for dataset, context in read_datasets]
        scenes = {name: group for items in datasets for name, group in items.scene_groups.items()}
        preflight_scenes(scene for group in scenes.values() for scene in group)
        progress.on_step("draw")
        scenes = draw_charts(scenes, session)
    preflight_scenes(scene for group in scenes.values() for scene in group)

    progress.on_step("export")
    datasets = [items.with_scenes(scenes) for items in datasets]
    context = read_datasets[0][1]
    render = _render_html if output.suffix.lower() == ".html" else _render_png
    files = {output: render(datasets, context)}
    if pictures_folder:
        for items in datasets:
            pictures = _render_item_pictures(items, brand, context)
            files |= {pictures_folder / name: content for name, content in pictures.items()}
    write_atomically(files)
    return tuple(files)


def _check_unique_names(names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            what = f"two of the data are called {quote_value(name)}"
            raise UsageError(what, "name each once, or rename one", "--data", option="--data")


def _describe_gallery(context: LayoutContext) -> DocumentMetadata:
    return DocumentMetadata(
        context.message("gallery.title").text, context.message("gallery.sub").text, context.language.code
    )


def _render_pdfs(items: DatasetItems, brand: Brand, about: DocumentMetadata) -> dict[int, tuple[bytes, int]]:
    """Return a PDF for each item, by the identity of the item, and the index of its page in that PDF."""
    groups = (items.pages, *items.chart_groups, *((picture,) for picture in items.pictures))
    found: dict[int, tuple[bytes, int]] = {}
    for group in groups:
        pdf = render_pdf((item.scene for item in group), brand, about)
        found |= {id(item): (pdf, page) for page, item in enumerate(group)}
    return found


def _render_png(datasets: Sequence[DatasetItems], context: LayoutContext) -> bytes:
    """Return the sheet as a PNG."""
    brand, about = context.brand, _describe_gallery(context)
    scene, placed_items = lay_out_contact_sheet(datasets, context)
    preflight_scenes([scene])
    pdfs = [_render_pdfs(items, brand, about) for items in datasets]
    pasted = (PastedPage(*pdfs[p.dataset_number][id(p.item)], p.box, p.is_gray) for p in placed_items)
    return render_contact_sheet(render_pdf([scene], brand, about), pasted, about, compose_alt_text(scene))


def _render_html(datasets: Sequence[DatasetItems], context: LayoutContext) -> bytes:
    """Return the sheet as HTML, with vector pictures."""

    def tile(item: ContactSheetItem) -> GalleryTile:
        about = DocumentMetadata(item.scene.title, "", context.language.code)
        svg = render_svg(item.scene, context.brand, about)
        alt_text = compose_alt_text(item.scene) or item.note.text
        return GalleryTile(item.name, item.note.text, alt_text, svg, item.scene.size)

    def section(kind: str) -> GallerySection:
        rows = (GalleryRow(items.title, items.name, tuple(map(tile, items.items_by_kind[kind]))) for items in datasets)
        return GallerySection(context.message(f"gallery.{kind}").text, kind, tuple(rows))

    sections = [section(kind) for kind in ("pages", "charts", "pictures")]
    about, gray_label = _describe_gallery(context), context.message("gallery.grey").text
    lane_count = max(items.lane_count for items in datasets)
    texts = [about.title, about.subject, gray_label]
    for each in sections:
        texts.append(each.heading)
        for row in each.rows:
            texts += [row.heading, row.name, *(text for tile in row.tiles for text in (tile.name, tile.note))]
    family = context.brand.font_faces[0].family
    faces = (f for f in context.brand.font_faces if f.family == family and f.weight in FONT_WEIGHTS)
    rules = [font_face_rule(face, set("".join(texts))) for face in faces]
    return render_gallery(about, sections, context.brand, gray_label, lane_count, rules)


def _render_item_pictures(items: DatasetItems, brand: Brand, context: LayoutContext) -> dict[str, bytes]:
    """Return every item as a small PNG, by the path of its file."""
    pdfs = _render_pdfs(items, brand, _describe_gallery(context))
    pictures = {}
    for kind, group in items.items_by_kind.items():
        for item in group:
            name = item.scene.name if kind == "pages" else item.name
            path = "/".join(UNSAFE_IN_FILE_NAME.sub("-", part) for part in (items.name, kind, name))
            pictures[f"{path}.png"] = render_thumbnail(*pdfs[id(item)], PICTURE_WIDTHS[kind])
    return pictures
