"""The pictures of notebook 06: a training in all detail, and a small map."""

import textwrap

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.drawing.fast_agg import encode_png
from helpers.drawing.panels import AnswersPanel, LossPanel
from helpers.drawing.parts import course_style, two_panels
from helpers.pages.inputs.picture import MapPanel

DPI = 125  # of a caption, as of a live picture
HEIGHT = 3.3  # inches: all of the playground should fit on one screen


class PlaygroundPicture:
    """Loss and answers of a run, with baselines and every unit's bend.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    panels : list
        See `helpers.drawing.live.LiveImage`.
    """

    def __init__(self):
        with course_style():
            self.figure, left, right = two_panels(HEIGHT)
            self._loss = LossPanel(left, with_mean=True)
            self._answers = AnswersPanel(right, "truth", with_bends=True)
        self.panels = [self._loss, self._answers]

    def show(self, run, other=None):
        """Move the artists, see `QuestionPicture.show`."""
        self._loss.show(run, other)
        self._answers.show(run)


class SmallMapPicture:
    """The trainability map on its own, half as wide as a live figure.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    panels : list
        See `helpers.drawing.live.LiveImage`.
    """

    def __init__(self):
        with course_style():
            self.figure = Figure(figsize=(4.4, HEIGHT))
            FigureCanvasAgg(self.figure)
            (part,) = self.figure.subfigures(1, 1, squeeze=False).flat
            self._map = MapPanel(part.add_axes((0.15, 0.235, 0.82, 0.66)))
        self.panels = [self._map]

    def show(self, experiment, trained_map):
        """Move the artists, see `MapPanel.show`."""
        self._map.show(experiment, trained_map)


def captioned(pictures, caption):
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
    return encode_png(np.concatenate(rows), caption)


def _written(caption, width):
    """A caption as pixels."""
    lines = [
        line
        for paragraph in caption.splitlines()
        for line in textwrap.wrap(paragraph, 110)
    ]
    height = 30 * len(lines) + 20
    with course_style():
        figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
        canvas = FigureCanvasAgg(figure)
        figure.text(
            0.04, 1 - 10 / height, "\n".join(lines), va="top",
            linespacing=1.5,
        )  # fmt: skip
        canvas.draw()
    return np.asarray(canvas.buffer_rgba())
