"""The gallery: everything that can be drawn of some data, on one sheet. Compose, one drawing call, export."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from . import brand as brands
from . import exports, resources
from .brand import Brand
from .browser import Session
from .build import Choice, draw, refuse_suffix, told
from .cache import Cache
from .edition import Edition
from .errors import UsageError, shown
from .exhibits import Exhibit, Hall, hall
from .exports.files import commit, refuse_unwritable
from .exports.pdf import pdf
from .exports.sheet import Leaf, picture, sheet
from .exports.svg import face_rule, svg
from .exports.web import Row, Section, Tile, html
from .hanging import hang
from .proof import proofread
from .scene import About
from .structure import alternative

__all__ = ["CARRIERS", "gallery"]

CARRIERS = (".png", ".html")
STRANGE = re.compile(r"^\.+|[^\w.-]+")  # in a name of the data that becomes that of a file
WEIGHTS = (400, 700, 900)  # of the words of the HTML
WIDTHS = {"pages": 720, "charts": 960, "pictures": 480}  # of a picture that stands alone, in pixels


def gallery(output: Path, choice: Choice, data: Sequence[str], apart: Path | None = None) -> tuple[Path, ...]:
    """Write everything that can be drawn of the data, by name or path, on one sheet; return the paths of the files.

    The ending of `output` says whether the sheet is a picture or HTML. With a folder `apart` every exhibit is a
    small picture there too, EDITION/pages/NAME.png. Raise ReportError; then no file has changed.
    """
    refuse_suffix(output, "gallery", CARRIERS)
    refuse_unwritable((output, *((apart / "exhibit.png",) if apart else ())))
    choice.step("read")
    brand = brands.load(resources.brand_folder(choice.brand)).on_ground(choice.ground)
    with Session(
        brand.faces, choice.deadline, Cache(choice.cache)
    ) as session:  # the browser starts while we read and compose
        stories = [told(replace(choice, data=name), brand) for name in data]
        _refuse_twins([story.dataset.name for story, _ in stories])
        choice.step("compose")
        halls = [hall(story, edition) for story, edition in stories]
        scenes = {name: group for each in halls for name, group in each.scenes.items()}
        proofread(scene for group in scenes.values() for scene in group)
        exports.prepare()
        choice.step("draw")
        scenes = draw(scenes, session)
    proofread(scene for group in scenes.values() for scene in group)
    choice.step("export")
    halls = [each.replaced(scenes) for each in halls]
    edition = stories[0][1]
    files = {output: (_web if output.suffix.lower() == ".html" else _sheet)(halls, edition)}
    if apart:
        files |= {apart / name: content for each in halls for name, content in _apart(each, brand, edition).items()}
    commit(files)
    return tuple(files)


def _refuse_twins(names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise UsageError(f"two of the data are called {shown(name)}", "name each once, or rename one", "--data")


def _about(edition: Edition) -> About:
    return About(edition.say("gallery.title").text, edition.say("gallery.sub").text, edition.language.code)


def _papers(each: Hall, brand: Brand, about: About) -> dict[int, tuple[bytes, int]]:
    """Return for every exhibit, by its identity, a PDF and the number of its page in that, from 0."""
    groups = (each.pages, *each.charts, *((exhibit,) for exhibit in each.pictures))
    found: dict[int, tuple[bytes, int]] = {}
    for group in groups:
        paper = pdf((exhibit.scene for exhibit in group), brand, about)
        found |= {id(exhibit): (paper, number) for number, exhibit in enumerate(group)}
    return found


def _sheet(halls: Sequence[Hall], edition: Edition) -> bytes:
    """Return the sheet as a picture."""
    brand, about = edition.brand, _about(edition)
    scene, hung = hang(halls, edition)
    proofread([scene])
    papers = [_papers(each, brand, about) for each in halls]
    leaves = (Leaf(*papers[h.hall][id(h.exhibit)], h.box, h.grey) for h in hung)
    return sheet(pdf([scene], brand, about), leaves, about, alternative(scene))


def _web(halls: Sequence[Hall], edition: Edition) -> bytes:
    """Return the sheet as HTML, its pictures as vectors."""

    def tile(exhibit: Exhibit) -> Tile:
        about = About(exhibit.scene.title, "", edition.language.code)
        drawn = svg(exhibit.scene, edition.brand, about)
        told = alternative(exhibit.scene)
        return Tile(exhibit.name, exhibit.note.text, told or exhibit.note.text, drawn, exhibit.scene.size)

    def section(kind: str) -> Section:
        rows = (Row(each.title, each.name, tuple(map(tile, each.shown[kind]))) for each in halls)
        return Section(edition.say(f"gallery.{kind}").text, kind, tuple(rows))

    sections = [section(kind) for kind in ("pages", "charts", "pictures")]
    about, proof, lanes = _about(edition), edition.say("gallery.grey").text, max(each.lanes for each in halls)
    words = [about.title, about.subject, proof, *(s.heading for s in sections)]
    words += [text for s in sections for row in s.rows for text in (row.heading, row.name)]
    words += [text for s in sections for row in s.rows for each in row.tiles for text in (each.name, each.note)]
    family = edition.brand.faces[0].family
    faces = (f for f in edition.brand.faces if f.family == family and f.weight in WEIGHTS)
    rules = [face_rule(face, set("".join(words))) for face in faces]
    return html(about, sections, edition.brand, proof, lanes, rules)


def _apart(each: Hall, brand: Brand, edition: Edition) -> dict[str, bytes]:
    """Return every exhibit as a small picture, by the name of its file."""
    papers = _papers(each, brand, _about(edition))
    pictures = {}
    for kind, exhibits in each.shown.items():
        for exhibit in exhibits:
            name = exhibit.scene.name if kind == "pages" else exhibit.name
            path = "/".join(STRANGE.sub("-", part) for part in (each.name, kind, name))
            pictures[f"{path}.png"] = picture(*papers[id(exhibit)], WIDTHS[kind])
    return pictures
