"""The pictures of notebook 06: a small map, and what it saves as a file."""

import textwrap

import numpy as np

from helpers.drawing.live import framed_png
from helpers.drawing.map_panel import MapPanel
from helpers.drawing.parts import course_style, still_figure
from helpers.drawing.picture import Picture
from helpers.drawing.sizes import CAPTION_DPI, LOW
from helpers.experiment import Experiment
from helpers.maps import TrainabilityMap


class SmallMapPicture(Picture):
    """The trainability map on its own, half as wide as a live figure."""

    def __init__(self) -> None:
        super().__init__(MapPanel, height=LOW)

    def show(
        self, experiment: Experiment, trained_map: TrainabilityMap | None
    ) -> None:
        """Move the artists, see `MapPanel.show`."""
        self.panels[0].show(experiment, trained_map)


def captioned(pictures: list[np.ndarray], caption: str) -> bytes:
    """Pictures below each other, with a caption, as one PNG.

    Parameters
    ----------
    pictures : list of ndarray, uint8 of shape (height, width, 4)
        Narrower ones are centred.
    caption : str
        Lines of text below; also kept in the file as its description.

    Returns
    -------
    bytes
    """
    width = max(picture.shape[1] for picture in pictures)
    rows = []
    for picture in pictures:
        left = (width - picture.shape[1]) // 2
        sides = left, width - picture.shape[1] - left
        rows.append(
            np.pad(picture, ((0, 0), sides, (0, 0)), constant_values=255)
        )
    rows.append(_written(caption, width))
    return framed_png(np.concatenate(rows), caption)


def _written(caption: str, width: int) -> np.ndarray:
    """A caption as pixels."""
    lines = [
        line
        for paragraph in caption.splitlines()
        for line in textwrap.wrap(paragraph, 110)
    ]
    height = 30 * len(lines) + 20
    with course_style():
        figure, _ = still_figure(width / CAPTION_DPI, height / CAPTION_DPI)
        figure.set_dpi(CAPTION_DPI)
        figure.text(
            0.04, 1 - 10 / height, "\n".join(lines), va="top",
            linespacing=1.5,
        )  # fmt: skip
        figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba())  # type: ignore[attr-defined]
