"""The pictures of notebook 05: outcomes, and before and after."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers import advice, fixes
from helpers.advice import Result, Trial
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
IN_A_STRIP = 30
TRY_TRIALS = "Try advice.on_trial()."
_check_trials = dict_of(advice.check_trial, "Trials", 20)
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
    """The starts of one combination."""
    axes.set_title(name, size=10)
    axes.set_xlabel(fixes.tally(runs))
    axes.set_xlim(-0.8, IN_A_ROW - 0.2)
    axes.set_ylim((len(runs) - 1) // IN_A_ROW + 0.8, -0.8)
    _marks(axes, [run.outcome for run in runs], IN_A_ROW, 7)
    _frame(axes, all(run.outcome == "learned" for run in runs))


def _marks(
    axes: Axes, words: Sequence[str], in_a_row: int, size: float
) -> None:
    """One start, one mark; equal outcomes side by side."""
    words = sorted(words, key=lambda word: (-words.count(word), word))
    for word in dict.fromkeys(words):
        at = np.array([i for i, w in enumerate(words) if w == word])
        axes.plot(
            at % in_a_row, at // in_a_row, MARKERS[word], ls="", mec=DARK,
            mew=size / 12, ms=size * (10 / 7 if word == "learned" else 1),
            color=MAP_COLORS[word], label=word,
        )  # fmt: skip


def _frame(axes: Axes, stands_out: bool) -> None:
    """A frame in place of ticks."""
    axes.grid(False)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(True)
        color, width = (BLUE, 3) if stands_out else (FRAME, 1)
        spine.set(color=color, lw=width)


def advice_outcomes(trials: dict[str, Trial]) -> Still:
    """What became of every start that followed a piece of advice.

    Parameters
    ----------
    trials : dict of str to Trial
        As `advice.on_trial` returns it.

    Returns
    -------
    Still
    """
    rows = [*_check_trials("trials", trials, TRY_TRIALS).values()]
    work = [trial for trial in rows if trial.verdict != "no"]
    title = f"{len(work)} of {len(rows)} work{'s' * (len(work) == 1)}"
    if work:
        each = (f"{trial.advice.name} {trial.verdict}" for trial in work)
        title += f": {', '.join(each)}"
    told = []
    with course_style():
        figure, _ = still_figure(*sizes.advice(len(rows)))
        height = figure.get_figheight()
        top = 1 - 0.24 / height
        figure.text(0.015, top, title, size=12, weight="bold", va="center")
        figure.text(
            0.985, top, "each mark is one start", size=9, ha="right",
            va="center",
        )  # fmt: skip
        for row, trial in enumerate(rows):
            for column, (name, results) in enumerate(trial.both.items()):
                place = sizes.advice_tile(row, column, len(rows))
                axes = figure.add_axes(place)
                _strip(axes, results)
                if row == 0:
                    axes.set_title(name, size=10)
            middle = place[1] + place[3] / 2
            figure.text(
                0.015, middle + 0.02 / height, trial.advice.name,
                weight="bold", va="bottom",
            )  # fmt: skip
            means = f"{trial.advice.means}{_starts(trial)}"
            figure.text(0.015, middle, means, size=8.5, va="top")
            alone, linear = map(advice.summary, trial.both.values())
            in_keras = " (in Keras)" if trial.advice.in_keras else ""
            told.append(f"{trial.advice.name}{in_keras} {alone} | {linear}")
    return Still(
        figure,
        f"{title}. Starts alone | with a linear output: {'; '.join(told)}.",
    )


def _starts(trial: Trial) -> str:
    """Who trained it, where that is not the engine."""
    if not trial.advice.in_keras:
        return ""
    return f"\n({len(trial.alone)} starts, in Keras)"


def _strip(axes: Axes, results: Sequence[Result]) -> None:
    """The starts of one trial, and below them what became of them."""
    _marks(axes, [result.outcome for result in results], IN_A_STRIP, 4.6)
    _frame(axes, advice.works(results))
    axes.set_xlim(-1, IN_A_STRIP)
    rows = -(-len(results) // IN_A_STRIP)
    axes.set_ylim(rows / 2 + 0.5, rows / 2 - 1.5)
    # One that diverged is below every number.
    shares = [r.r_squared for r in results]
    middle = np.median([s if math.isfinite(s) else -np.inf for s in shares])
    finite = math.isfinite(middle)
    share = number(round(middle, 2), 2) if finite else "is no number"
    axes.set_xlabel(
        f"{advice.summary(results)}; median R² {share}", size=8.5, labelpad=2
    )


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
