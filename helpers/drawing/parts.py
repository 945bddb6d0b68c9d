"""One look for every figure of the course, and the parts they share.

No pyplot: figures here belong to nobody's global state, so a slider may
redraw one while a cell draws another.
"""

import base64
import io
from pathlib import Path

import matplotlib as mpl
import matplotlib.style
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from helpers.wording.numbers import power_of_ten

STYLE = Path(__file__).with_name("course.mplstyle")

# Okabe & Ito (2008), as in course.mplstyle.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#555555"
TRUTH = "#747474"  # of a wide line
# The same for letters, which need more contrast than lines (WCAG 2, 1.4.3).
INK = {BLUE: BLUE, ORANGE: "#A84A00", GREEN: "#007352", "k": "k"}


class Still:
    """A finished figure on a page, with its finding in words.

    Shows itself as a picture with alternative text, and as the text alone
    where there are no pictures.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    text : str
        What the figure shows, with the numbers that are drawn in it.
    """

    def __init__(self, figure, text):
        self.figure = figure
        self.text = text

    def _repr_mimebundle_(self, **kwargs):
        file = io.BytesIO()
        self.figure.savefig(file, format="png")
        png = base64.b64encode(file.getvalue()).decode("ascii")
        metadata = {"image/png": {"alt": self.text}}
        return {"image/png": png, "text/plain": self.text}, metadata


def course_style():
    """A context within which artists get the look of the course."""
    return mpl.style.context(STYLE)


def two_panels(height=3.6):
    """An empty figure with two panels side by side, for a live figure.

    Parameters
    ----------
    height : float, optional
        In inches; it is 8.8 wide.

    Returns
    -------
    figure : matplotlib.figure.Figure
    left, right : matplotlib.axes.Axes
        Each in a subfigure of its own, so that it can be drawn on its own.
    """
    figure = Figure(figsize=(8.8, height))
    FigureCanvasAgg(figure)
    left, right = (
        part.add_axes((0.15, 0.235, 0.82, 0.66))
        for part in figure.subfigures(1, 2)
    )
    return figure, left, right


def label(axes, x, y):
    """Label the axes, at places that do not depend on the tick labels.

    Matplotlib's own axis labels are measured and drawn anew with every tick,
    which costs more than to draw the curves.
    """
    place = {"transform": axes.transAxes, "ha": "center", "va": "center"}
    axes.text(0.5, -0.145, x, **place)
    axes.text(-0.155, 0.5, y, rotation=90, **place)


def tick_labels(axes, direction, count):
    """Tick labels that `show` moves and fills in, for the same reason."""
    look = {"size": 9, "color": "#444444"}
    if direction == "x":
        axes.xaxis.set_major_locator(mpl.ticker.NullLocator())
        look |= {"ha": "center", "va": "top"}
        place = 0, -0.02, axes.get_xaxis_transform()
    else:
        axes.yaxis.set_major_locator(mpl.ticker.NullLocator())
        look |= {"ha": "right", "va": "center"}
        place = -0.02, 0, axes.get_yaxis_transform()
    x, y, transform = place
    return [
        axes.text(x, y, "0", transform=transform, **look) for _ in range(count)
    ]


def fixed_title(axes):
    """A title at a fixed height, for the same reason as `label`."""
    return axes.set_title(" ", y=1.02)


def legend_below(axes, handles):
    """One row of names under a panel; up to three long ones, or four."""
    spacing = (
        {"handlelength": 1.8, "columnspacing": 1.2}
        if len(handles) < 4
        else {"handlelength": 1.4, "columnspacing": 0.8, "handletextpad": 0.4}
    )
    axes.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.46, -0.17),
        ncol=len(handles), **spacing,
    )  # fmt: skip


def note(axes):
    """A line in the middle of a panel, for what cannot be drawn."""
    return axes.text(
        0.5, 0.5, "", transform=axes.transAxes, ha="center", va="center",
        color=INK[ORANGE], weight="bold",
    )  # fmt: skip


def decades(values):
    """Limits at whole powers of ten around what is finite."""
    powers = np.log10(values[np.isfinite(values)])
    low, high = np.floor(powers.min() - 0.1), np.ceil(powers.max() + 0.1)
    return 10.0**low, 10.0 ** max(high, low + 2)


def decade_label(value, _):
    return power_of_ten(round(np.log10(value)))
