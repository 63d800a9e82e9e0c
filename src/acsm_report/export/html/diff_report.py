"""What changed between two editions, as a page of HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ...layout.scene import DocumentMetadata
from ...provenance import diff_report
from ...provenance.diff import LedgerDiff
from ...provenance.diff_report import NOTHING, SectionPictures
from .templates import read_stylesheet, render_template

__all__ = ["format_html"]


class _ProductEntry(NamedTuple):
    document: str
    verdict: str
    verdict_text: str
    edition_codes: str


class _ChangeEntry(NamedTuple):
    kind: str
    old: str
    new: str


class _SectionEntry(NamedTuple):
    """The changes in a section of a page; its pictures by "before" and "after"."""

    title: str
    changes: Sequence[_ChangeEntry]
    pictures: Sequence[tuple[str, str]]


def format_html(diff: LedgerDiff, section_pictures: Sequence[SectionPictures] = ()) -> str:
    """Return the page; pictures are data addresses, so that it fetches nothing."""
    pictures = {picture.place: (("before", picture.old), ("after", picture.new)) for picture in section_pictures}
    return render_template(
        "diff.html.jinja",
        about=DocumentMetadata(f"Handouts: {diff.verdict}", "", "en"),
        styles=[read_stylesheet("page.css"), read_stylesheet("diff.css")],
        old=_one_line(diff.old),
        new=_one_line(diff.new),
        nothing=NOTHING,
        tool_changes=diff_report.tool_change_lines(diff),
        products=[
            _ProductEntry(
                _one_line(product.document),
                product.verdict,
                diff_report.verdict_text(product, with_codes=False),
                diff_report.edition_codes_text(product),
            )
            for product in diff.products
        ],
        rows=[diff_report.DataChange(*map(_one_line, change)) for change in diff_report.data_changes(diff)],
        sections=[
            _SectionEntry(
                _one_line(diff_report.section_text(section)),
                [
                    _ChangeEntry(
                        _one_line(diff_report.change_kind(change)),
                        *(_one_line(text or NOTHING) for text in diff_report.changed_clauses(change)),
                    )
                    for change in changes
                ],
                pictures.get(section, ()),
            )
            for section, changes in diff_report.changes_by_section(diff)
        ],
    )


def _one_line(text: str) -> str:
    return " ".join(text.split())
