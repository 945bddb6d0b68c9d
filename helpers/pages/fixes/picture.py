"""The pictures of notebook 05: eight outcomes, and before and after."""

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers import fixes
from helpers.drawing import sizes
from helpers.drawing.palette import (
    BLUE,
    DARK,
    FRAME,
    MAP_COLORS,
    MARKERS,
    PALE,
    TRUTH,
)
from helpers.drawing.parts import Still, course_style, still_figure
from helpers.run import Run, check_run
from helpers.scores import scores
from helpers.wording.errors import WrongValue
from helpers.wording.fields import column, dict_of, list_of, real_number
from helpers.wording.numbers import number

ONLY_ALL = "Only all three fixes together learn"
NOT_ONLY = "What becomes of the eight combinations"

IN_A_ROW = 10  # starts
_check_grid = dict_of(list_of(check_run, "Runs", 200, 1), "lists of Runs", 8)
_check_trained = real_number(-1e12, 1e12)

ROWS = {True: "final ReLU", False: "linear output"}


def fix_outcomes(grid: dict[str, list[Run]]) -> Still:
    """What became of every start, for each combination of the fixes.

    Parameters
    ----------
    grid : dict of str to list of Run
        As `fixes.train_grid` returns it. Those with a final ReLU are drawn
        in the upper row, the others in the lower one.

    Returns
    -------
    Still
    """
    grid = _check_grid("grid", grid, "Try fixes.train_grid().")
    learned = {
        name
        for name, runs in grid.items()
        if all(run.outcome == "learned" for run in runs)
    }
    partly = any(
        run.outcome == "learned"
        for name, runs in grid.items()
        if name != "all three"
        for run in runs
    )
    title = ONLY_ALL if learned == {"all three"} and not partly else NOT_ONLY
    with course_style():
        figure, _ = still_figure(*sizes.FIX_OUTCOMES)
        figure.text(0.07, 0.945, title, size=12, weight="bold")
        figure.text(0.985, 0.945, "each mark is one start", size=9, ha="right")
        for row, relu in enumerate(ROWS):
            names = [
                name
                for name, runs in grid.items()
                if runs[0].experiment.final_relu is relu
            ]
            _, bottom, _, height = sizes.tile(row, 0)
            figure.text(
                0.03, bottom + height / 2, ROWS[relu], rotation=90,
                va="center", ha="center", size=11,
            )  # fmt: skip
            for column, name in enumerate(names):
                place = sizes.tile(row, column)
                _tile(figure.add_axes(place), name, grid[name])
    tiles = "; ".join(
        f"{name}: {fixes.tally(runs)}" for name, runs in grid.items()
    )
    return Still(figure, f"{title}. {tiles}.")


def _tile(axes: Axes, name: str, runs: list[Run]) -> None:
    """One start, one mark; equal outcomes side by side."""
    words = [run.outcome for run in runs]
    words.sort(key=lambda word: (-words.count(word), word))
    axes.grid(False)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.set_title(name, size=10)
    axes.set_xlabel(fixes.tally(runs))
    axes.set_xlim(-0.8, IN_A_ROW - 0.2)
    axes.set_ylim((len(runs) - 1) // IN_A_ROW + 0.8, -0.8)
    winner = set(words) == {"learned"}
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set(color=BLUE if winner else FRAME, lw=3 if winner else 1)
    for word in dict.fromkeys(words):
        at = np.array([i for i, w in enumerate(words) if w == word])
        axes.plot(
            at % IN_A_ROW, at // IN_A_ROW, MARKERS[word], ls="", mec=DARK,
            mew=0.6, ms=10 if word == "learned" else 7, color=MAP_COLORS[word],
            label=word,
        )  # fmt: skip


def before_after(
    x: ArrayLike,
    y: ArrayLike,
    before: ArrayLike,
    after: ArrayLike,
    trained: float,
) -> Still:
    """The answers of two networks to the same question, side by side.

    Parameters
    ----------
    x, y : array_like, shape (n,) or (n, 1)
        What was asked, and what is true; x in increasing order.
    before, after : array_like, shape (n,) or (n, 1)
        The two networks' answers, in the units of y.
    trained : float
        The largest x of the training points, validation included.

    Returns
    -------
    Still
    """
    x, y, before, after = _columns(x=x, y=y, before=before, after=after)
    seen = x <= _check_trained("trained", trained, "Try trained=750.")
    if seen.all() or not seen.any():
        raise WrongValue(
            "trained must be an x with points on both sides. Try trained="
            f"{x[len(x) // 2]:g}."
        )
    with course_style():
        figure, both = still_figure(*sizes.BEFORE_AFTER)
        words = []
        named = ("Before", before), ("After", after)
        for axes, (name, answers) in zip(both, named, strict=True):
            inside, outside = (
                number(scores(y[part], answers[part]).mae, 2)
                for part in (seen, ~seen)
            )
            axes.set_title(f"{name}: off by {inside} on the training points")
            axes.grid(False)
            axes.axvspan(0, trained, color=PALE["training"], lw=0, zorder=0)
            axes.axvspan(trained, x[-1], color=PALE["test"], lw=0, zorder=0)
            axes.text(
                0.985, 0.12, f"beyond:\noff by {outside}", ha="right",
                transform=axes.transAxes, size=9,
            )  # fmt: skip
            axes.plot(x, y, color=TRUTH, lw=5, label="truth: y = 2x")
            axes.plot(x, answers, color=BLUE, label="the network's answers")
            axes.set_xlim(0, x[-1])
            axes.set_ylim(-0.06 * y[-1], 1.12 * y[-1])
            axes.set_xticks([0, trained, x[-1]])
            for axis in (axes.xaxis, axes.yaxis):
                axis.set_major_formatter(lambda value, _: number(value))
            axes.text(
                trained / 2, 0.12, "training points", ha="center", size=9,
                transform=axes.get_xaxis_transform(),
            )  # fmt: skip
            axes.set_xlabel("x (no unit)")
            axes.legend(loc="upper left")
            words.append(
                f"{name}: the answers miss y by {inside} on average on the "
                f"training points, and by {outside} beyond"
            )
        both[0].set_ylabel("y (no unit)")
    return Still(figure, f"{'. '.join(words)}.")


def _columns(**arguments: ArrayLike) -> list[np.ndarray]:
    """Arrays of the same length, one axis each; x and y are finite."""
    hint = "Pass one number for each point."
    columns = [
        column(name, values, hint, finite=name in "xy")
        for name, values in arguments.items()
    ]
    sizes = [len(column) for column in columns]
    if len(set(sizes)) > 1:
        raise WrongValue(
            f"{', '.join(arguments)} must have as many numbers each, not "
            f"{', '.join(map(str, sizes))}. {hint}"
        )
    return columns
