"""The pictures of notebook 03: one weight in its bowl, and the map."""

from functools import cache

import numpy as np
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.ticker import FixedLocator, FuncFormatter, MultipleLocator

from helpers import maps
from helpers.drawing.panels import LossPanel
from helpers.drawing.parts import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    course_style,
    fixed_title,
    label,
    legend_below,
    tick_labels,
    two_panels,
)
from helpers.experiment import QUESTION
from helpers.one_weight import FIRST_WEIGHT, RIGHT_WEIGHT
from helpers.wording.numbers import number, power_of_ten

WEIGHTS_SHOWN = -2.0, 6.0
STEPS_SHOWN = 20
ERRORS_SHOWN = 1e-6, 1e6

# For each word of OneWeight: (bowl panel, error panel).
BOWL_TITLES = {
    "creeping": ("The steps are too short", "The error hardly shrinks"),
    "converging": ("Each step comes closer", "The error shrinks"),
    "bouncing": ("Each step jumps across, closer", "The error shrinks"),
    "flying apart": ("Each step lands farther away", "The error grows"),
}

# Light to dark from failure to success, apart for every colour vision.
MAP_COLORS = {
    "diverged": "#D55E00",
    "dead": "#3A3A3A",
    "constant": "#F0C27B",
    "learned": "#0072B2",
    "learning": "#8CC8EA",
    "worse": "#E4E4E4",
}
ON_DARK = {"dead", "learned"}
SMALLEST_REGION = 3  # rows of space that a name needs


class BowlPicture:
    """The loss of one weight as a bowl, and the steps of training on it.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    panels : list
        See `helpers.drawing.live.LiveFigure`.
    """

    def __init__(self):
        with course_style():
            self.figure, left, right = two_panels()
            self._bowl = _BowlPanel(left)
            self._errors = _ErrorPanel(right)
        self.panels = [self._bowl, self._errors]

    def show(self, descent):
        """Move the artists to a `OneWeight`."""
        path = descent.path(STEPS_SHOWN)
        self._bowl.show(descent, path)
        self._errors.show(descent, path)


class _BowlPanel:
    def __init__(self, axes):
        self.axes = axes
        label(axes, "weight w", "loss (mean squared error)")
        axes.set_xlim(*WEIGHTS_SHOWN)
        axes.xaxis.set_major_locator(MultipleLocator(2))
        self.heights = tick_labels(axes, "y", 2)
        axes.axvline(RIGHT_WEIGHT, color=GREY, lw=1, ls=":")
        (self.bowl,) = axes.plot([], [], color=BLUE, label="loss of ŷ = w·x")
        (self.path,) = axes.plot(
            [], [], "o-", color=ORANGE, lw=1.2, label="steps from w = 0"
        )
        self.note = axes.text(
            0.3, 0.8, "", transform=axes.transAxes, size=9,
            color=INK[ORANGE], weight="bold",
        )  # fmt: skip
        legend_below(axes, [self.bowl, self.path])
        self.moving = [self.bowl, self.path, self.note]
        self.title = fixed_title(axes)
        self.framing = [*self.heights, self.title]

    def show(self, descent, path):
        weights = np.linspace(*WEIGHTS_SHOWN, 121)
        self.bowl.set_data(weights, descent.loss(weights))
        # The height is a whole power of ten, so that a wider range first
        # steepens the bowl, and only then changes the numbers.
        power = np.ceil(np.log10(descent.loss(FIRST_WEIGHT)) + 0.05)
        top = 10.0**power
        self.axes.set_ylim(-0.04 * top, 1.1 * top)
        for tick, height in zip(self.heights, (0, top), strict=True):
            tick.set_y(height)
            tick.set_text(power_of_ten(int(power)) if height else "0")
        low, high = WEIGHTS_SHOWN
        outside = (path < low) | (path > high)
        first = int(np.argmax(outside)) if outside.any() else len(path)
        shown = np.clip(path[: first + 1], 10 * low, 10 * high)
        self.path.set_data(shown, descent.loss(shown))
        self.note.set_text(
            f"step {first} lands at w = {number(path[first])}"
            if outside.any()
            else ""
        )
        self.title.set_text(BOWL_TITLES[descent.word][0])


class _ErrorPanel:
    def __init__(self, axes):
        self.axes = axes
        label(axes, "step", "distance of w from 2")
        axes.set_yscale("log")
        axes.set_ylim(*ERRORS_SHOWN)
        axes.set_xlim(-0.5, STEPS_SHOWN + 0.5)
        axes.xaxis.set_major_locator(MultipleLocator(5))
        axes.yaxis.set_major_locator(FixedLocator(10.0 ** np.arange(-6, 7, 3)))
        axes.yaxis.set_minor_locator(FixedLocator([]))
        axes.yaxis.set_major_formatter(FuncFormatter(_decade))
        axes.axhline(
            abs(FIRST_WEIGHT - RIGHT_WEIGHT), color=GREY, lw=1, ls=":"
        )
        (self.errors,) = axes.plot(
            [], [], "o-", color=ORANGE, lw=1.2, label="|w − 2| after each step"
        )
        legend_below(axes, [self.errors])
        self.moving = [self.errors]
        self.title = fixed_title(axes)
        self.framing = [self.title]

    def show(self, descent, path):
        low, high = ERRORS_SHOWN
        errors = np.clip(np.abs(path - RIGHT_WEIGHT), low / 1e9, high * 1e9)
        self.errors.set_data(np.arange(len(path)), errors)
        self.title.set_text(BOWL_TITLES[descent.word][1])


class MapPicture:
    """The trainability map, and the training of the marked network.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    panels : list
        See `helpers.drawing.live.LiveFigure`.
    """

    def __init__(self):
        with course_style():
            self.figure, left, right = two_panels()
            self._map = MapPanel(left)
            self._loss = LossPanel(right)
        self.panels = [self._map, self._loss]

    def show(self, run, trained_map):
        """Move the artists.

        Parameters
        ----------
        run : Run
            Of the marked setting.
        trained_map : TrainabilityMap or None
            None: no map yet.
        """
        self._map.show(run.experiment, trained_map)
        self._loss.show(run, None)


class MapPanel:
    """The trainability map: a `LiveFigure` panel of its own."""

    def __init__(self, axes):
        self.axes = axes
        label(axes, "input range: x up to …", "learning rate")
        axes.grid(False)
        x, y = np.log10(maps.INPUT_RANGES), np.log10(maps.LEARNING_RATES)
        half_x, half_y = (x[1] - x[0]) / 2, (y[1] - y[0]) / 2
        extent = (
            x[0] - half_x, x[-1] + half_x, y[0] - half_y, y[-1] + half_y,
        )  # fmt: skip
        axes.set_xlim(*extent[:2])
        axes.set_ylim(*extent[2:])
        axes.xaxis.set_major_locator(MultipleLocator(1))
        axes.yaxis.set_major_locator(MultipleLocator(2))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(
                FuncFormatter(lambda power, _: power_of_ten(round(power)))
            )
        colors = [MAP_COLORS[word] for word in maps.WORDS]
        self.image = axes.imshow(
            np.zeros((maps.SIZE, maps.SIZE)),
            cmap=ListedColormap(colors),
            norm=BoundaryNorm(np.arange(len(colors) + 1) - 0.5, len(colors)),
            origin="lower",
            extent=extent,
            aspect="auto",
            interpolation="nearest",
        )
        self.names = [
            axes.text(
                0, 0, word, size=9, ha="center", va="center",
                color="white" if word in ON_DARK else "black",
            )
            for word in maps.WORDS
        ]  # fmt: skip
        (self.limit,) = axes.plot(
            x, np.log10(_one_weight_limit()), color="black", ls="--", lw=1.2,
            label="limit of one weight",
        )  # fmt: skip
        look = {"mfc": "white", "mec": "black", "ls": "", "clip_on": False}
        (self.question,) = axes.plot(
            np.log10([QUESTION.input_max]), np.log10([QUESTION.learning_rate]),
            "D", ms=6, mew=1.2, label="the question", **look,
        )  # fmt: skip
        (self.here,) = axes.plot(
            [], [], "o", ms=10, mew=2, label="the sliders", **look
        )
        legend_below(axes, [self.limit, self.question, self.here])
        self.moving = [
            self.image, self.limit, *self.names, self.here, self.question,
        ]  # fmt: skip
        self.title = fixed_title(axes)
        self.framing = [self.title]

    def show(self, experiment, trained_map):
        self.here.set_data(
            [np.log10(experiment.input_max)],
            [np.log10(experiment.learning_rate)],
        )
        # One weight on standardised inputs has the limit 1 for any range.
        raw = not experiment.standardise_inputs
        self.limit.set_ydata(np.log10(_one_weight_limit()) * raw)
        self.image.set_visible(trained_map is not None)
        self.title.set_text("")
        if trained_map is None:
            return
        self.title.set_text(_map_title(trained_map))
        self.image.set_data(trained_map.outcomes)
        for code, name in enumerate(self.names):
            row, column, space = _middle(trained_map.outcomes == code)
            name.set_visible(space >= SMALLEST_REGION)
            name.set_position(
                (
                    np.log10(maps.INPUT_RANGES[column]),
                    np.log10(maps.LEARNING_RATES[row]),
                )
            )


@cache
def _one_weight_limit():
    return [maps.one_weight_limit(scale) for scale in maps.INPUT_RANGES]


def _map_title(trained_map):
    network = trained_map.experiment
    if trained_map.share("learned") == 0:
        return "Nothing learns here"
    if network.standardise_inputs and network.standardise_targets:
        return "The input range does not matter"
    return "Only a narrow band learns"


def _middle(region):
    """The cell of a region where a name has most space around it.

    Returns row, column, and how many rows of space; 0 for no cell at all.
    """
    last, space = region, 0
    while region.any():
        last, space = region, space + 1
        # A name is wide: three columns of space for each row.
        padded = np.pad(region, ((1, 1), (3, 3)))
        region = padded[2:, 3:-3] & padded[:-2, 3:-3]
        region &= padded[1:-1, 6:] & padded[1:-1, :-6]
    if not space:
        return 0, 0, 0
    cells = np.argwhere(last)
    from_middle = np.abs(cells - cells.mean(axis=0)).sum(axis=1)
    return *cells[np.argmin(from_middle)], space


def _decade(value, _):
    return power_of_ten(round(np.log10(value)))
