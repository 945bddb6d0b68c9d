"""The metric as pictures: what four scores say of the same answers."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import ArrayLike

from helpers.drawing import sizes
from helpers.drawing.palette import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE_ORANGE,
    WHITE,
)
from helpers.drawing.parts import (
    Still,
    TickLabels,
    course_style,
    legend_below,
    still_figure,
    truth_line,
)
from helpers.drawing.picture import Panel, Picture
from helpers.scores import SlopeScores
from helpers.wording.fields import column, dict_of
from helpers.wording.numbers import number

TOO_SMALL = "Every answer is too small"
RIGHT = "Every answer is right"
TOO_LARGE = "Every answer is too large"
BLIND = "Accuracy is 0 at every slope"
VERDICTS = "Good by R², poor within 1 %, and 0 by accuracy"

# One look for each score: (colour, line style, marker, its size). In drawing
# order: three markers meet at w = 2, and each is to be seen.
LOOKS = {
    "accuracy": (ORANGE, "-", "X", 15),
    "r_squared": (BLACK, "-.", "^", 9),
    "mae": (GREEN, "--", "s", 9.5),
    "mse": (BLUE, "-", "o", 6.5),
}
NAMES = {
    "mse": "MSE",
    "mae": "MAE",
    "r_squared": "R²",
    "accuracy": "accuracy",
}
# Where each curve is named: a slope and a height near it.
NAME_PLACES = {
    "mse": (-0.55, 1.88),
    "mae": (4.62, 1.08),
    "r_squared": (2.3, 1.06),
    "accuracy": (-0.95, -0.34),
}
BOTTOM, TOP = -1.3, 2.4
ERRORS_DRAWN = 12

_check_rows = dict_of(column, "lists of scores", 3)


class MetricPicture(Picture):
    """The answers ŷ = w·x against the truth, and their scores over w."""

    def __init__(self) -> None:
        super().__init__(_AnswersPanel, _ScoresPanel)

    def show(
        self,
        input_max: int,
        slope: float,
        curves: SlopeScores,
        now: SlopeScores,
    ) -> None:
        """Move the artists to a slope and an input range.

        Parameters
        ----------
        input_max : int
            x = 1 … input_max.
        slope : float
        curves : scores.SlopeScores
            Over all slopes of the slider.
        now : scores.SlopeScores
            At this slope alone.
        """
        answers, scores = self.panels
        answers.show(input_max, slope)
        scores.show(curves, now)


class _AnswersPanel(Panel):
    def __init__(self, axes: Axes) -> None:
        # Its name is above the middle, where a tick label stands.
        super().__init__(axes, "x (no unit)", "y (no unit)", y_at=0.8)
        axes.grid(False)  # the ticks move
        zero = axes.axhline(0, color=GREY, lw=0.6)
        self.ends = TickLabels(axes, "x", 2)
        self.heights = TickLabels(axes, "y", 2)
        (self.gap,) = axes.fill([0, 1, 1], [0, 2, 0], color=PALE_ORANGE, lw=0)
        self.errors = LineCollection([], colors=ORANGE, lw=1.4, label="errors")
        axes.add_collection(self.errors, autolim=False)
        self.truth = truth_line(axes)
        (self.answers,) = axes.plot([], [], color=BLUE, label="answers: w·x")
        legend_below(axes, [self.truth, self.answers, self.errors])
        self.moving += [self.gap, self.errors, self.truth, self.answers]
        self.framing += [zero, *self.ends, *self.heights]

    def show(self, input_max: int, slope: float) -> None:
        end = float(input_max)
        self.truth.set_data([0, end], [0, 2 * end])
        self.answers.set_data([0, end], [0, slope * end])
        self.gap.set_xy([(0, 0), (end, 2 * end), (end, slope * end)])
        at = end * np.arange(1, ERRORS_DRAWN + 1) / ERRORS_DRAWN
        self.errors.set_segments([[(x, slope * x), (x, 2 * x)] for x in at])
        self.axes.set_xlim(0, 1.02 * end)
        self.axes.set_ylim(-1.3 * end, 5.3 * end)
        self.ends.show((0, end))
        self.heights.show((0, 2 * end))
        if slope == 2:
            self.title.set_text(RIGHT)
        else:
            self.title.set_text(TOO_SMALL if slope < 2 else TOO_LARGE)


class _ScoresPanel(Panel):
    def __init__(self, axes: Axes) -> None:
        super().__init__(
            axes, "slope w (no unit)", "score (MSE, MAE: 1 = always 0's)"
        )
        self.title.set_text(BLIND)
        axes.set_xlim(-1.15, 5.15)
        axes.set_ylim(BOTTOM, TOP)
        axes.set_xticks(range(-1, 6))
        axes.set_yticks([-1, 0, 1, 2], ["−1", "0", "1", "2"])
        (self.now,) = axes.plot([0, 0], [BOTTOM, TOP], ":", color=GREY, lw=1.2)
        self.curves, self.markers = {}, {}
        for score, (color, style, marker, size) in LOOKS.items():
            (self.curves[score],) = axes.plot([], [], style, color=color)
            (self.markers[score],) = axes.plot(
                [], [], marker, color=color, ms=size, mec=WHITE, mew=1
            )
            x, y = NAME_PLACES[score]
            axes.text(x, y, NAMES[score], color=INK[color], weight="bold")
        self.below = axes.text(
            0, BOTTOM + 0.08, "", ha="center", va="bottom", weight="bold",
            bbox={"color": WHITE, "pad": 1},
        )  # fmt: skip
        self.moving += [
            self.now, *self.curves.values(), *self.markers.values(),
            self.below,
        ]  # fmt: skip

    def show(self, curves: SlopeScores, now: SlopeScores) -> None:
        slope = now.slopes[0]
        self.now.set_xdata([slope, slope])
        for score in LOOKS:
            self.curves[score].set_data(curves.slopes, getattr(curves, score))
            self.markers[score].set_data([slope], getattr(now, score))
        r_squared = now.r_squared[0]
        lost = r_squared < BOTTOM
        self.below.set_text(f"↓ R² {number(r_squared, 3)}" if lost else "")
        self.below.set_x(np.clip(slope, -0.4, 4.4))  # whole, at the ends too


def verdicts(rows: Mapping[str, ArrayLike]) -> Still:
    """Every network's scores as points between 0 and 1.

    Parameters
    ----------
    rows : dict of str to sequence of float
        For each of the scores "R²", "within 1 %" and "accuracy" its values,
        one for each network; all between 0 and 1. Up to three.

    Returns
    -------
    Still
    """
    rows = _check_rows("rows", rows, 'Try {"R²": [0.99, 1]}.')
    with course_style():
        figure, (axes,) = still_figure(*sizes.VERDICTS)
        axes.set_title(VERDICTS)
        axes.set_xlabel("score (no unit); each mark is one network")
        axes.set_xlim(-0.03, 1.03)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_yticks(range(len(rows)), rows)
        looks = ((BLUE, "^"), (GREEN, "o"), (ORANGE, "X"))
        for at, (values, (color, marker)) in enumerate(
            zip(rows.values(), looks, strict=False)
        ):
            # Up and down, so that equal values do not cover each other.
            jitter = (np.arange(len(values)) * 7 % 20 / 19 - 0.5) * 0.64
            axes.plot(
                values, at + jitter, marker, mec=color, ms=5.5,
                mfc="none", mew=1, clip_on=False,
            )  # fmt: skip
            middle = float(np.median(values))
            beside = middle + (-0.05 if middle > 0.5 else 0.08)
            axes.text(
                beside, at, f"median {number(middle, 3)}", color=INK[color],
                va="center", ha="right" if middle > 0.5 else "left",
            )  # fmt: skip
    parts = [
        f"{name} from {min(values):.2f} to {max(values):.2f}"
        for name, values in rows.items()
    ]
    count = len(next(iter(rows.values())))
    text = f"{VERDICTS}. The scores of {count} networks: {'; '.join(parts)}."
    return Still(figure, text)
