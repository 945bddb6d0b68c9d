"""One look for every figure of the course, and the parts they share.

No pyplot: figures here belong to nobody's global state, so a slider may
redraw one while a cell draws another.
"""

import base64
import io
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import matplotlib as mpl
import matplotlib.style
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import NullLocator

from helpers.drawing import palette, sizes
from helpers.drawing.palette import FRAME, INK, ORANGE, TICKS, TRUTH
from helpers.wording.numbers import number, power_of_ten

FRAME_WIDTH = 3  # points, half of which lies on the paper
STYLE_FILE = Path(__file__).with_name("course.mplstyle")


class Still:
    """A finished figure on a page, with its finding in words.

    It is on white paper in every theme, so it has a frame around it.

    Shows itself as a picture with alternative text, and as the text alone
    where there are no pictures.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    text : str
        What the figure shows, with the numbers that are drawn in it.
    """

    def __init__(self, figure: Figure, text: str) -> None:
        self.figure = figure
        self.text = text

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        file = io.BytesIO()
        self.figure.patch.set(edgecolor=FRAME, linewidth=FRAME_WIDTH)
        self.figure.savefig(file, format="png")
        png = base64.b64encode(file.getvalue()).decode("ascii")
        metadata = {"image/png": {"alt": self.text}}
        return {"image/png": png, "text/plain": self.text}, metadata


def course_style() -> AbstractContextManager[None]:
    """A context within which artists get the look of the course."""
    dpi = {"figure.dpi": sizes.STILL_DPI}
    return mpl.style.context([STYLE_FILE, palette.STYLE, dpi])


def still_figure(
    width: float, height: float, *places: tuple[float, float, float, float]
) -> tuple[Figure, list[Axes]]:
    """An empty figure that can be drawn, with its axes.

    Parameters
    ----------
    width, height : float
        In inches.
    *places : tuple of float
        Left, bottom, width and height of each axes, as shares of the figure.

    Returns
    -------
    figure : matplotlib.figure.Figure
    axes : list of matplotlib.axes.Axes
    """
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure, [figure.add_axes(place) for place in places]


def label(axes: Axes, x: str, y: str, y_at: float = 0.5) -> tuple[Text, Text]:
    """Label the axes, at places that do not depend on the tick labels.

    Matplotlib's own axis labels are measured and drawn anew with every tick,
    which costs more than to draw the curves.
    """
    for own in (axes.xaxis, axes.yaxis):
        own.set_label_coords(0, 0)  # else it is measured though it is empty
    place: dict[str, Any] = {
        "transform": axes.transAxes, "ha": "center", "va": "center"
    }  # fmt: skip
    return (
        axes.text(0.5, -0.145, x, **place),
        axes.text(-0.155, y_at, y, rotation=90, **place),
    )


class TickLabels(list[Text]):
    """Tick labels that `show` moves and fills in, for the same reason.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        It gets no other ticks in this direction.
    direction : {"x", "y"}
    count : int
    """

    def __init__(self, axes: Axes, direction: str, count: int) -> None:
        look: dict[str, Any] = {"size": 9, "color": TICKS}
        if direction == "x":
            axes.xaxis.set_major_locator(NullLocator())
            x, y, look["transform"] = 0.0, -0.02, axes.get_xaxis_transform()
            look |= {"ha": "center", "va": "top"}
        else:
            axes.yaxis.set_major_locator(NullLocator())
            x, y, look["transform"] = -0.02, 0.0, axes.get_yaxis_transform()
            look |= {"ha": "right", "va": "center"}
        super().__init__(axes.text(x, y, "0", **look) for _ in range(count))
        if direction == "x":
            self[-1].set(ha="right")  # or it leaves the picture
        self._direction = direction

    def show(
        self,
        values: Iterable[float],
        words: Callable[[float], str] = number,
    ) -> None:
        """Move each label to its value, and write the value in words."""
        for text, value in zip(self, values, strict=True):
            text.set(**{self._direction: value, "text": words(value)})


def legend_below(axes: Axes, handles: list[Artist]) -> Legend:
    """One row of names under a panel; up to three long ones, or four."""
    spacing: dict[str, float] = (
        {"handlelength": 1.8, "columnspacing": 1.2}
        if len(handles) < 4
        else {"handlelength": 1.4, "columnspacing": 0.8, "handletextpad": 0.4}
    )
    return axes.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.46, -0.17),
        ncol=len(handles), **spacing,
    )  # fmt: skip


def truth_line(axes: Axes, label: str = "truth: y = 2x") -> Line2D:
    """The wide line of what is true, for what is drawn over it."""
    (line,) = axes.plot(
        [], [], color=TRUTH, lw=5, label=label, solid_capstyle="butt"
    )
    return line


def note(axes: Axes) -> Text:
    """A line in the middle of a panel, for what cannot be drawn."""
    return axes.text(
        0.5, 0.5, "", transform=axes.transAxes, ha="center", va="center",
        color=INK[ORANGE], weight="bold",
    )  # fmt: skip


def decades(values: np.ndarray) -> tuple[float, float]:
    """Limits at whole powers of ten around what is finite."""
    powers = np.log10(values[np.isfinite(values)])
    low, high = np.floor(powers.min() - 0.1), np.ceil(powers.max() + 0.1)
    return 10.0**low, 10.0 ** max(high, low + 2)


def decade_label(value: float, _: int | None) -> str:
    """A tick of a logarithmic axis as a power of ten, for its formatter."""
    return power_of_ten(round(np.log10(value)))
