"""The checks of a brand's colors as aligned text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from .color_checks import MIN_LANE_DISTANCE, ColorReport, ContrastCheck
from .contrast_advice import format_ratio
from .vision import VISIONS

__all__ = ["format_color_report"]


def format_color_report(report: ColorReport) -> str:
    """Return the report as aligned text. Failures have an exclamation mark."""
    rows = report.contrasts
    grounds = list(dict.fromkeys(row.ground for row in rows))
    blocks = [_format_text_contrasts([row for row in rows if not row.subject.startswith("lane ")], grounds)]
    blocks += [_format_lane_contrasts(report, name) for name in grounds if report.lightness]
    blocks += [_format_lane_distances(report)] if report.distances else []
    return "\n".join(blocks)


def _format_text_contrasts(rows: Sequence[ContrastCheck], grounds: Sequence[str]) -> str:
    lines: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        lines.setdefault((row.subject, row.surface), [f"{row.required:g}"]).append(_format_check(row))
    return _align_columns(
        ["contrast of words", "on", "needed", *grounds], [[*what, *cells] for what, cells in lines.items()], 2
    )


def _format_lane_contrasts(report: ColorReport, ground: str) -> str:
    rows = [row for row in report.contrasts if row.ground == ground and row.subject.startswith("lane ")]
    measures = {row.surface: f"{row.required:g}" for row in rows}
    lines: dict[str, list[str]] = {}
    for row in rows:
        lines.setdefault(row.subject, [row.subject]).append(_format_check(row))
    lightness = [f"{value:.1f}" for value in report.lightness]
    rows_with_lightness = [[*cells, gray] for cells, gray in zip(lines.values(), lightness, strict=True)]
    return _align_columns(
        [f"contrast on {ground}", *measures, "L*"], [["needed", *measures.values(), ""], *rows_with_lightness], 1
    )


def _format_lane_distances(report: ColorReport) -> str:
    """Format the closest pairs of all lanes and of the first five, and the closest neighbors in gray."""
    lines = []
    for part in dict.fromkeys(row.color_part for row in report.distances):
        for vision in VISIONS:
            pairs = report.closest(part, vision), report.closest(part, vision, 5)
            cells = [
                f"{d.lanes[0]} and {d.lanes[1]}  {format_ratio(d.delta)}{' ' if d.passes else '!'}" for d in pairs if d
            ]
            lines.append([part, vision, f"{MIN_LANE_DISTANCE:g}", *cells])
    text = _align_columns(["closest lanes", "vision", "needed", "of all", "of the first five"], lines, 2)
    gray = report.lightness
    step, (one, other) = min((abs(a - b), (n, n + 1)) for n, (a, b) in enumerate(pairwise(gray), 1))
    summary = f"In gray, lanes {one} and {other} are the closest neighbors: L* differs by {step:.1f}. "
    return f"{text}\n{summary}Number and code tell them apart.\n"


def _format_check(row: ContrastCheck) -> str:
    return format_ratio(row.ratio) + (" " if row.passes else "!")


def _align_columns(header: Sequence[str], rows: Iterable[Sequence[str]], text_columns: int) -> str:
    """Return rows as text in columns: the first `text_columns` left-aligned, the others right-aligned."""
    lines = [list(header), *map(list, rows)]
    widths = [max(len(line[i]) for line in lines if i < len(line)) for i in range(len(header))]
    text = ""
    for line in lines:
        cells = [
            c.ljust(w) if i < text_columns else c.rjust(w) for i, (c, w) in enumerate(zip(line, widths, strict=False))
        ]
        text += "  ".join(cells).rstrip() + "\n"
    return text
