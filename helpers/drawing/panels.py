"""The panels that pages share, and the picture of a run made of them."""

import textwrap
from collections.abc import Sequence
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import (
    FuncFormatter,
    LogLocator,
    MaxNLocator,
    NullLocator,
)

from helpers.describe import when_lost
from helpers.drawing.palette import (
    BLACK,
    BLUE,
    DARK,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE,
    TRUTH,
    WHITE,
)
from helpers.drawing.parts import (
    TickLabels,
    decade_label,
    decades,
    legend_below,
    note,
    truth_line,
)
from helpers.drawing.picture import Panel, Picture
from helpers.drawing.sizes import HEIGHT, LOW
from helpers.experiment import Data, Experiment
from helpers.run import Run
from helpers.scores import constant_loss
from helpers.steps import answers as network_answers
from helpers.tables.dependence import dependence
from helpers.wording.numbers import number

# What each panel shows, for each outcome: (loss panel, answers panel).
TITLES = {
    "diverged": ("The loss is no longer a number", "There is no answer left"),
    "dead": (
        "The loss is that of always answering 0",
        "The answer to every x is 0",
    ),
    "constant": (
        "The loss is that of a constant answer",
        "Every x gets the same answer",
    ),
    "learned": (
        "The loss falls: it learns",
        "It follows the truth where it trained",
    ),
    "learning": (
        "Better than the mean, not there yet",
        "The answers depend on x, and miss",
    ),
    "worse": (
        "Worse than always answering the mean",
        "The answers depend on x, and miss",
    ),
}

NO_UNITS = "x (no unit)", "y (no unit)"
LONGEST = 18  # letters of a column's name, beside the axes
ANSWERED = "constant", "learned", "learning", "worse"
NO_SIGN = "No sign that y depends on x"
SURVIVED = "What the explosion left over"  # finite answers, after all
SMALLEST_LOSS = 1e-12  # a log axis has no 0
MOST_MARKERS = 60  # of a loss; with more epochs the line is enough
FEW_POINTS = 30  # drawn as points, not only as a line
MOST_POINTS = 400  # of a long line, what a picture of this width can show


class RunPicture(Picture):
    """The loss per epoch, and the answers against the truth, of one run.

    Parameters
    ----------
    in_detail : bool
        Also the loss of always answering the mean, and the bend of every
        hidden unit; in a figure that is lower, and for any function.
    """

    def __init__(self, in_detail: bool = False) -> None:
        super().__init__(
            partial(LossPanel, in_detail=in_detail),
            partial(AnswersPanel, in_detail=in_detail),
            height=LOW if in_detail else HEIGHT,
        )

    def show(self, run: Run, other: Run | None = None) -> None:
        """Move the artists to a run.

        Parameters
        ----------
        run : Run
        other : Run, optional
            The same experiment from the other engine, drawn over it.
        """
        self.shown = run.experiment
        loss, answers = self.panels
        loss.show(run, other)
        answers.show(run)


class LossPanel(Panel):
    """The loss per epoch, with what a constant answer would have.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    in_detail : bool
        Also draw the loss of always answering the mean.
    """

    def __init__(self, axes: Axes, in_detail: bool = False) -> None:
        super().__init__(axes, "epoch", "loss (mean squared error)")
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(LogLocator(numticks=5))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(decade_label))
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        (self.train,) = axes.plot([], [], "o-", color=BLUE, label="training")
        (self.val,) = axes.plot(
            [],
            [],
            "s--",
            color=ORANGE,
            lw=1.2,
            mfc=WHITE,
            label="validation",
        )
        (self.other,) = axes.plot([], [], "x", color=BLACK, ms=8, mew=1.2)
        self.always_0 = [
            axes.axhline(1, color=color, ls=":", lw=1.5)
            for color in (BLUE, ORANGE)
        ]
        self.always_0[0].set_label("always answering 0")
        self.mean = []
        if in_detail:
            self.mean = [axes.axhline(1, color=GREY, ls="-.", lw=1.2)]
            self.mean[0].set_label("the mean")
            self.always_0[0].set_label("always 0")
        self.note = note(axes)
        legend_below(
            axes, [self.train, self.val, self.always_0[0], *self.mean]
        )
        self.moving += [
            *self.mean, *self.always_0, self.val, self.train, self.other,
            self.note,
        ]  # fmt: skip
        self.framing += [axes.xaxis, axes.yaxis]

    def show(self, run: Run, other: Run | None = None) -> None:
        """Move the artists, see `RunPicture.show`."""
        epochs = np.arange(1, len(run.loss) + 1)
        curves = [(self.train, run.loss), (self.val, run.val_loss)]
        heights = []
        for line, loss in curves:
            visible = _finite(loss)
            heights.append(visible)
            line.set_data(epochs, visible)
        few = len(epochs) <= MOST_MARKERS
        self.train.set_marker("o" if few else "")
        self.val.set_marker("s" if few else "")
        overlay = _finite([] if other is None else other.loss)
        self.other.set_data(epochs[: len(overlay)], overlay)
        constants = [*always_0(run), always_the_mean(run)]
        levels = zip([*self.always_0, *self.mean], constants, strict=False)
        for line, level in levels:
            height = _finite([level, level])
            line.set_ydata(height)
            heights.append(height)
        space = 0.5 + 0.02 * len(epochs)  # room for the last tick's label
        self.axes.set_xlim(1 - space, len(epochs) + space)
        self.axes.set_ylim(decades(np.concatenate(heights)))
        lost = when_lost(run.loss)
        self.note.set_text(f"not finite {lost}" if lost else "")
        self.title.set_text(TITLES[run.outcome][0])


class AnswersPanel(Panel):
    """What the network answers, over what is true, for all inputs.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    in_detail : bool
        Mark the x at which each hidden unit wakes up, and do not say that
        the truth is y = 2x.
    """

    def __init__(self, axes: Axes, in_detail: bool = False) -> None:
        super().__init__(axes, *NO_UNITS)
        axes.grid(False)  # the parts are shaded
        self.ends = TickLabels(axes, "x", 4)  # 0, and where each part ends
        self.heights = TickLabels(axes, "y", 2)
        self.spans = {
            name: (
                axes.axvspan(0, 1, color=color, lw=0, zorder=0),
                axes.text(
                    0, 0.98, name, size=8, color=DARK, ha="center",
                    va="top", transform=axes.get_xaxis_transform(),
                ),
            )
            for name, color in PALE.items()
        }  # fmt: skip
        self.truth = truth_line(axes)
        (self.answers,) = axes.plot(
            [], [], color=BLUE, label="the network's answers"
        )
        self.rows: list[Line2D] = []  # of a table: trained on, held back
        self.bends = []
        self.legends = {}  # by whether it is that of a table
        if in_detail:
            self.truth.set_label("truth")
            self.rows = [
                axes.plot(
                    [], [], "o", color=TRUTH, ms=4.5, mew=1.2, mfc=inside,
                    label=words,
                )[0]
                for words, inside in (
                    ("trained on", TRUTH), ("held back", WHITE),
                )
            ]  # fmt: skip
            self.bends = axes.plot(
                [], [], "|", color=INK[GREEN], ms=12, mew=1.2,
                label="bends",
            )  # fmt: skip
            self.answers.set_label("answers")
            self.legends[True] = legend_below(
                axes, [*self.rows, self.answers, *self.bends]
            )
        self.note = note(axes)
        self.legends[False] = legend_below(
            axes, [self.truth, self.answers, *self.bends]
        )
        if in_detail:
            axes.add_artist(self.legends[True])  # they keep the last alone
        self.moving += [
            self.truth, *self.rows, self.answers, *self.bends, self.note,
        ]  # fmt: skip
        spans, names = zip(*self.spans.values(), strict=True)
        self.framing += [*spans, *names, *self.ends, *self.heights]
        if in_detail:  # a table has names of its own
            self.framing += [*self.labels, *self.legends.values()]

    def show(self, run: Run) -> None:
        """Move the artists to a run."""
        data, table = run.experiment.data, run.experiment.table
        points = len(data.x)
        # Random inputs come in any order.
        order = np.argsort(data.x, kind="stable")
        shown = order[
            np.unique(
                np.linspace(0, points - 1, min(points, MOST_POINTS)).astype(
                    int
                )
            )
        ]
        x, answers = data.x[shown], run.predictions[shown]
        left, right = x[0], x[-1]
        bottom, top = data.y.min(), data.y.max()
        if table is None:
            left, bottom = min(0, left), min(0, bottom)
            self.truth.set_data(x, data.y[shown])
        else:
            self.truth.set_data([], [])
            x, answers = _between(run, left, right)
        self._show_rows(run.experiment, shown)
        low = bottom - 0.12 * (top - bottom)
        high = top + 0.3 * (top - bottom)
        # Agg cannot draw answers of 10³⁰; just outside looks the same.
        far = 9 * (high - low)
        self.answers.set_data(x, np.clip(answers, low - far, high + far))
        few = table is None and points <= FEW_POINTS
        self.answers.set_marker("o" if few else "")
        space = 0.02 * (right - left)
        self.axes.set_xlim(left - space * (table is not None), right + space)
        self.axes.set_ylim(low, high)
        self._mark_parts(data, left, right)
        self.heights.show((bottom, top))
        seen = run.predictions[data.train]
        self.note.set_text(_off_the_picture(seen, low, high))
        self.title.set_text(_title(run, seen))
        for line in self.bends:
            at = run.bends[(run.bends >= x[0]) & (run.bends <= x[-1])]
            heights = np.interp(at, x, answers)
            line.set_data(at, np.clip(heights, low - far, high + far))

    def _show_rows(self, experiment: Experiment, shown: np.ndarray) -> None:
        """Show the rows of a table, if there is one, and what they are."""
        data, table = experiment.data, experiment.table
        trained_on = shown < data.train.stop
        parts = zip(self.rows, (trained_on, ~trained_on), strict=False)
        for line, part in parts:
            rows = shown[part & (table is not None)]
            line.set_data(data.x[rows], data.y[rows])
        names = NO_UNITS if table is None else (table.x_name, table.y_name)
        for label, name in zip(self.labels, names, strict=True):
            label.set_text(textwrap.shorten(name, LONGEST, placeholder=" …"))
        for of_table, legend in self.legends.items():
            legend.set_visible(of_table == (table is not None))

    def _mark_parts(self, data: Data, left: float, right: float) -> None:
        # Parts that lie all over the range have no place: its ends count.
        mixed = (np.diff(data.x) < 0).any()
        stops = [
            data.x[part.stop - 1]
            for part in (data.train, data.validation, data.test)
        ]
        if mixed:
            stops = [left, left, right]
        starts = [left, *stops[:-1]]
        self.ends[0].set_x(left)
        self.ends[0].set_text(number(left, 2))
        rows = zip(
            self.spans.values(), self.ends[1:], starts, stops, strict=True
        )
        for (span, name), end, start, stop in rows:
            width = stop - start
            span.set_x(start)
            span.set_width(0 if mixed else width)
            name.set_x(start + width / 2)
            end.set_x(stop)
            end.set_text(number(stop, 2 if left < 0 else 4))
            # Too narrow for its name: the shading alone has to do.
            wide = width > 0.13 * (right - left)
            name.set_visible(wide and not mixed)
            end.set_visible(wide)


def _between(
    run: Run, left: float, right: float
) -> tuple[np.ndarray, np.ndarray]:
    """What a network answers from one x to another, close together."""
    data = run.experiment.data
    x = np.linspace(left, right, MOST_POINTS)
    inputs = (x - data.input_mean) / data.input_std
    outputs = network_answers(run.end, inputs, run.experiment.final_relu)
    return x, data.in_original_units(outputs)


def _title(run: Run, seen: np.ndarray) -> str:
    """What the answers to the training inputs show."""
    if run.outcome == "diverged" and np.isfinite(seen).all():
        return SURVIVED
    table = run.experiment.table
    if table and run.outcome in ANSWERED and not dependence(table).is_seen:
        return NO_SIGN
    return TITLES[run.outcome][1]


def always_0(run: Run) -> list[float]:
    """The loss of always answering 0, on training and validation part.

    In the network's own units, so it can be held against `run.loss`.
    """
    data = run.experiment.data
    return [
        constant_loss(0, data.targets[part])
        for part in (data.train, data.validation)
    ]


def _finite(loss: Sequence[float] | np.ndarray) -> np.ndarray:
    """A loss for a log axis: gaps where it is not a finite number."""
    loss = np.asarray(loss, np.float64)
    clipped = np.maximum(loss, SMALLEST_LOSS)
    return np.where(np.isfinite(loss), clipped, np.nan)


def always_the_mean(run: Run) -> float:
    """The loss of always answering the mean, on the training part."""
    data = run.experiment.data
    targets = data.targets[data.train]
    return constant_loss(targets.mean(), targets)


def _off_the_picture(answers: np.ndarray, low: float, high: float) -> str:
    outside = answers[(answers < low) | (answers > high)]
    if not outside.size:
        return ""
    farthest = outside[np.argmax(np.abs(outside))]
    return f"answers beyond the picture: as far as {number(farthest)}"
