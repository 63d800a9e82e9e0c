"""The draw stage: all charts of all scenes in one call of the browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..export.chrome.session import BrowserSession
from ..export.chrome.svg_import import chart_key, place_drawings
from ..layout.scene import Chart, Scene

__all__ = ["draw_charts"]


def draw_charts(
    scenes: Mapping[str, tuple[Scene, ...]],
    session: BrowserSession,
    while_drawing: Callable[[], object] = lambda: None,
) -> dict[str, tuple[Scene, ...]]:
    """Return the groups of scenes with every chart replaced by its drawing. Equal charts are drawn once.

    The scenes of a group have different names. `while_drawing` is called once if the browser has anything to draw.
    Raise DrawError for a chart that cannot be drawn.
    """
    jobs: dict[str, Chart] = {}
    job_names: dict[str, dict[str, str]] = {group: {} for group in scenes}  # the job of each chart, by group
    for group, pages in scenes.items():
        for scene in pages:
            for placed in scene.charts:
                chart = placed.block
                if not isinstance(chart, Chart):
                    continue
                key = chart_key(scene, placed)
                equal = (
                    job for job, other in jobs.items() if other.size == chart.size and other.figure == chart.figure
                )
                job = next(equal, f"{group}/{key}" if key in jobs else key)
                jobs.setdefault(job, chart)
                job_names[group][key] = job
    figures = {job: (chart.figure, chart.size) for job, chart in jobs.items()}
    drawings = session.draw(figures, while_drawing=while_drawing) if jobs else {}
    return {
        group: place_drawings(pages, {key: drawings[job] for key, job in job_names[group].items()})
        for group, pages in scenes.items()
    }
