"""What a live figure is given: a picture, made of panels."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.text import Text

from helpers.drawing.parts import course_style, label, still_figure
from helpers.drawing.sizes import HALF_WIDTH, HEIGHT, PANEL
from helpers.experiment import Experiment


class Panel(ABC):
    """Axes in a subfigure of their own, of which only what moves is redrawn.

    Each of its artists keeps one of three promises, see `live.LiveImage`.
    Those in `moving` may change with every `show`. Those in `framing` change
    only together with the limits of the axes or a text of the framing, such
    as the title or a tick label: what was drawn for such a `frame` is kept,
    and shown again. All else never changes.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    x, y : str
        What they mean, with the unit.
    y_at : float, optional
        The height of the middle of that label, as a share of the axes.

    Attributes
    ----------
    axes : matplotlib.axes.Axes
    labels : tuple of matplotlib.text.Text
        Of x and y. A subclass that changes one adds it to the framing.
    title : matplotlib.text.Text
        Says the finding. It belongs to the framing.
    framing, moving : list of matplotlib.artist.Artist
        In drawing order. A subclass adds its own to both.
    """

    def __init__(self, axes: Axes, x: str, y: str, y_at: float = 0.5) -> None:
        self.axes = axes
        self.labels = label(axes, x, y, y_at)
        # At a fixed height, for the same reason as the labels.
        self.title = axes.set_title(" ", y=1.02)
        self.framing: list[Artist] = [self.title]
        self.moving: list[Artist] = []

    @property
    def frame(self) -> tuple:
        """What decides how the framing looks: the limits, and all texts."""
        texts = [a.get_text() for a in self.framing if isinstance(a, Text)]
        return *self.axes.viewLim.extents, *texts

    @abstractmethod
    def show(self, *args: Any, **kwargs: Any) -> None:
        """Move the artists; what to is up to the subclass."""


class Picture(ABC):
    """Panels side by side, in one figure of the course's look.

    Parameters
    ----------
    *panels : callable
        For each panel: is given the axes, and returns the panel on them.
    height, width : float, optional
        In inches; the width is that of one panel.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        With an Agg canvas.
    panels : list of Panel
        From left to right.
    shown : Experiment or None
        Of the run that is shown, where it is one.
    """

    shown: Experiment | None = None

    def __init__(
        self,
        *panels: Callable[[Axes], Panel],
        height: float = HEIGHT,
        width: float = HALF_WIDTH,
    ) -> None:
        count = len(panels)
        with course_style():
            self.figure, _ = still_figure(count * width, height)
            parts = self.figure.subfigures(1, count, squeeze=False).flat
            self.panels = [
                panel(part.add_axes(PANEL))
                for panel, part in zip(panels, parts, strict=True)
            ]

    @abstractmethod
    def show(self, *args: Any, **kwargs: Any) -> None:
        """Move the artists of all panels; what to is up to the subclass."""
