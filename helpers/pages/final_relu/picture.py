"""The final ReLU as pictures: dead starts, and the first updates."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator
from numpy.typing import ArrayLike

from helpers.drawing import sizes
from helpers.drawing.palette import (
    BLACK,
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE_ORANGE,
    TRUTH,
    WHITE,
    ZERO,
    ZERO_HATCH,
    ZERO_INK,
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
from helpers.steps import chance_dead
from helpers.wording.errors import WrongValue
from helpers.wording.fields import array
from helpers.wording.numbers import MINUS, about, number, power_of_ten

HALF = "Half of the starts are dead: c ≤ 0"
MORE = "More than half of the starts are dead"
ANSWERS = "Dead starts answer 0, the others c·x"
UPDATES = "Alive starts: up by billions, down, dead"

BINS = 40  # even, so that one edge is at c = 0
HIGHEST_BAR = 400
# How far the c of each width reach: wide enough for four standard deviations.
REACHES = (0.25, 0.5, 1.0, 2.0, 3.0)
LARGEST_X = 999.0
TRUE_ANSWER = 1200  # to x = 600, of the first updates


def reach(hidden_units: int) -> float:
    """How far from 0 the picture shows c, for this many hidden units.

    With Glorot weights the variance of c is H · l⁴/18 = 2H/(1+H)², where
    l² = 6/(1+H) is the square of the largest weight.
    """
    std = np.sqrt(2 * hidden_units) / (1 + hidden_units)
    return next((r for r in REACHES if r >= 4 * std), REACHES[-1])


class FinalReluPicture(Picture):
    """The slopes c of many starts, and what some of them answer."""

    def __init__(self) -> None:
        super().__init__(_SlopesPanel, _AnswersPanel)

    def show(
        self,
        hidden_units: int,
        slopes: np.ndarray,
        few: np.ndarray,
        mine: float,
    ) -> None:
        """Move the artists.

        Parameters
        ----------
        hidden_units : int
        slopes : ndarray, shape (n,)
            c of many starts.
        few : ndarray
            c of the starts whose answers are drawn.
        mine : float
            c of the start to be marked.
        """
        histogram, answers = self.panels
        histogram.show(hidden_units, slopes, mine)
        answers.show(hidden_units, few, mine)


class _SlopesPanel(Panel):
    def __init__(self, axes: Axes) -> None:
        super().__init__(
            axes, "slope c of the start (no unit)", "number of starts"
        )
        axes.grid(False)
        axes.set_ylim(0, HIGHEST_BAR)
        axes.set_yticks(np.arange(0, HIGHEST_BAR + 1, 100))
        self.ticks = TickLabels(axes, "x", 3)
        edges = np.linspace(-1, 1, BINS + 1)
        none = np.zeros(BINS // 2)
        self.dead = axes.stairs(
            none, edges[: BINS // 2 + 1], fill=True, hatch="///",
            facecolor=PALE_ORANGE, edgecolor=ORANGE, lw=0.8,
        )  # fmt: skip
        self.alive = axes.stairs(
            none, edges[BINS // 2 :], fill=True, color=BLUE
        )
        axes.axvline(0, color=GREY, lw=1)
        look: dict[str, Any] = {
            "transform": axes.transAxes, "ha": "center", "va": "top",
            "weight": "bold",
        }  # fmt: skip
        self.dead_share = axes.text(0.2, 0.97, "", color=INK[ORANGE], **look)
        self.alive_share = axes.text(0.8, 0.97, "", color=BLUE, **look)
        self.cut = axes.text(
            0.47, 0.78, "", transform=axes.transAxes, size=9, ha="right",
            va="top", color=INK[ORANGE], bbox={"color": WHITE, "pad": 1},
        )  # fmt: skip
        (self.mine,) = axes.plot(
            [], [], "v", color=BLACK, ms=9, mec=WHITE, ls="", clip_on=False
        )
        self.moving += [
            self.dead, self.alive, self.dead_share, self.alive_share,
            self.cut, self.mine,
        ]  # fmt: skip
        self.framing += self.ticks

    def show(self, hidden_units: int, slopes: np.ndarray, mine: float) -> None:
        far = reach(hidden_units)
        self.axes.set_xlim(-far, far)
        self.ticks.show((-far, 0, far))
        edges = np.linspace(-far, far, BINS + 1)
        # Mirrored, because a bin holds its lower edge, and c = 0 is dead.
        shown = np.clip(slopes, -far, far)
        counts = np.histogram(-shown, -edges[::-1])[0][::-1]
        middle = BINS // 2
        self.dead.set_data(counts[:middle], edges[: middle + 1])
        self.alive.set_data(counts[middle:], edges[middle:])
        dead = np.mean(slopes <= 0)
        self.dead_share.set_text(f"{100 * dead:.0f} % dead")
        self.alive_share.set_text(f"{100 * (1 - dead):.0f} % alive")
        self.cut.set_text(
            f"{number(np.sum(slopes == 0))} have c = 0 →"
            if counts[middle - 1] > HIGHEST_BAR
            else ""
        )
        at = np.clip(mine, -far, far)
        self.mine.set_data([at], [0.045 * HIGHEST_BAR])
        over = chance_dead(hidden_units) > 0.51
        self.title.set_text(MORE if over else HALF)


class _AnswersPanel(Panel):
    def __init__(self, axes: Axes) -> None:
        super().__init__(axes, "x (no unit)", "answer ŷ (no unit)")
        self.title.set_text(ANSWERS)
        axes.grid(False)
        axes.set_xlim(0, 1.02 * LARGEST_X)
        axes.set_xticks([0, LARGEST_X], ["0", number(LARGEST_X)])
        self.heights = TickLabels(axes, "y", 2)
        self.truth = truth_line(axes)
        self.truth.set_data([0, LARGEST_X], [0, 2 * LARGEST_X])
        self.alive = LineCollection([], colors=BLUE, linewidths=1)
        axes.add_collection(self.alive, autolim=False)
        (self.dead,) = axes.plot([], [], "--", color=ORANGE, lw=3)
        self.count = axes.text(
            0.98, 0.02, "", transform=axes.transAxes, ha="right", va="bottom",
            color=INK[ORANGE], weight="bold",
        )  # fmt: skip
        (self.mine,) = axes.plot(
            [], [], "v-", color=BLACK, mec=WHITE, ms=9, markevery=[-1],
            label="the start chosen above", clip_on=False,
        )  # fmt: skip
        legend_below(axes, [self.truth, self.mine])
        self.moving += [
            self.truth, self.alive, self.dead, self.count, self.mine
        ]  # fmt: skip
        self.framing += self.heights

    def show(self, hidden_units: int, few: np.ndarray, mine: float) -> None:
        top = reach(hidden_units) * LARGEST_X
        self.axes.set_ylim(-0.12 * top, 1.02 * top)
        self.heights.show((0, top), lambda height: number(round(height)))
        ends = [(LARGEST_X, c * LARGEST_X) for c in few if c > 0]
        self.alive.set_segments([[(0, 0), end] for end in ends])
        dead = len(few) - len(ends)
        self.dead.set_data([0, LARGEST_X] if dead else [], [0, 0][: 2 * dead])
        self.count.set_text(f"{dead} of these {len(few)} lie on 0")
        self.mine.set_data([0, LARGEST_X], [0, max(mine, 0) * LARGEST_X])


def first_updates(paths: ArrayLike) -> Still:
    """The answer to one x before the final ReLU, update by update.

    Parameters
    ----------
    paths : array_like, shape (starts, updates + 1)
        See `helpers.steps.first_answers`.

    Returns
    -------
    Still
    """
    hint = "Try first_answers(Experiment(), starts=60, count=4)."
    paths = array("paths", paths, hint)
    if paths.ndim != 2 or not (paths[:, 0] > 0).any():
        raise WrongValue(
            "paths must have a row for each start and a column for each "
            f"update, and a start that is alive, above 0 at first. {hint}"
        )
    alive = paths[paths[:, 0] > 0]
    dead = paths[paths[:, 0] <= 0]
    steps = np.arange(paths.shape[1])
    with course_style():
        figure, (axes,) = still_figure(*sizes.FIRST_UPDATES)
        axes.set_title(UPDATES)
        axes.set_xlabel("updates done")
        axes.set_ylabel("answer to x = 600,\nbefore the final ReLU (no unit)")
        axes.set_yscale("symlog", linthresh=1, linscale=0.5)
        axes.set_ylim(-1e11, 1e11)
        powers = 10.0 ** np.array([3, 6, 9])
        axes.yaxis.set_major_locator(FixedLocator([*-powers, 0, *powers]))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(_signed_power))
        axes.set_xticks(steps)
        axes.set_xlim(-0.15, steps[-1] + 0.15)
        axes.axhspan(
            -1e11, 0, facecolor=ZERO, edgecolor=ZERO_HATCH, hatch="//",
            lw=0, zorder=0,
        )  # fmt: skip
        axes.plot(steps, dead.T, "--", color=ORANGE, lw=0.8)
        axes.plot(steps, alive.T, "o-", color=BLUE, lw=0.8, ms=3)
        axes.axhline(TRUE_ANSWER, color=TRUTH, lw=4, zorder=1)
        beside: dict[str, Any] = {
            "transform": axes.get_yaxis_transform(), "va": "center"
        }  # fmt: skip
        axes.text(
            1.02, TRUE_ANSWER, f"truth: {number(TRUE_ANSWER)}", color=GREY,
            **beside,
        )  # fmt: skip
        axes.text(
            1.02, -1e4, f"{len(dead)} dead at birth:\nno update moves them",
            color=INK[ORANGE], **beside,
        )  # fmt: skip
        axes.text(
            1.02, -5e8, f"{len(alive)} dead after\ntwo updates",
            color=BLUE, **beside,
        )  # fmt: skip
        axes.text(
            0.06, -3e9, "here the final ReLU answers 0", size=9,
            color=ZERO_INK,
        )  # fmt: skip
    stages = ", then ".join(_range(alive[:, step]) for step in steps)
    text = (
        f"{UPDATES}. Of {len(paths)} starts, {len(alive)} are alive. Their "
        f"answers to x = 600 before the final ReLU: {stages}. The other "
        f"{len(dead)} are below 0 from the start, and no update moves them."
    )
    return Still(figure, text)


def _range(values: np.ndarray) -> str:
    # One digit: all that is the same on every processor after an explosion.
    low, high = (about(v, largest=1e4) for v in (values.min(), values.max()))
    return low if low == high else f"{low} to {high}"


def _signed_power(value: float, _: int | None) -> str:
    if value == 0:
        return "0"
    sign = MINUS if value < 0 else ""
    return sign + power_of_ten(round(np.log10(abs(value))))
