"""The pictures of notebook 03: one weight in its bowl, and the map."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import (
    FixedLocator,
    FuncFormatter,
    MultipleLocator,
    NullLocator,
)

from helpers.drawing.map_panel import MapPanel
from helpers.drawing.palette import BLUE, GREY, INK, ORANGE
from helpers.drawing.panels import LossPanel
from helpers.drawing.parts import TickLabels, decade_label, legend_below
from helpers.drawing.picture import Panel, Picture
from helpers.maps import TrainabilityMap
from helpers.one_weight import FIRST_WEIGHT, RIGHT_WEIGHT, OneWeight
from helpers.run import Run
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


class BowlPicture(Picture):
    """The loss of one weight as a bowl, and the steps of training on it."""

    def __init__(self) -> None:
        super().__init__(_BowlPanel, _ErrorPanel)

    def show(self, descent: OneWeight) -> None:
        """Move the artists to a descent."""
        path = descent.path(STEPS_SHOWN)
        for panel in self.panels:
            panel.show(descent, path)


class _BowlPanel(Panel):
    def __init__(self, axes: Axes) -> None:
        super().__init__(axes, "weight w", "loss (mean squared error)")
        axes.set_xlim(*WEIGHTS_SHOWN)
        axes.xaxis.set_major_locator(MultipleLocator(2))
        self.heights = TickLabels(axes, "y", 2)
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
        self.moving += [self.bowl, self.path, self.note]
        self.framing += self.heights

    def show(self, descent: OneWeight, path: np.ndarray) -> None:
        weights = np.linspace(*WEIGHTS_SHOWN, 121)
        self.bowl.set_data(weights, descent.loss(weights))
        # The height is a whole power of ten, so that a wider range first
        # steepens the bowl, and only then changes the numbers.
        power = np.ceil(np.log10(descent.loss(FIRST_WEIGHT)) + 0.05)
        top = 10.0**power
        self.axes.set_ylim(-0.04 * top, 1.1 * top)
        self.heights.show(
            (0, top), lambda h: power_of_ten(int(power)) if h else "0"
        )
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


class _ErrorPanel(Panel):
    def __init__(self, axes: Axes) -> None:
        super().__init__(axes, "step", "distance of w from 2")
        axes.set_yscale("log")
        axes.set_ylim(*ERRORS_SHOWN)
        axes.set_xlim(-0.5, STEPS_SHOWN + 0.5)
        axes.xaxis.set_major_locator(MultipleLocator(5))
        axes.yaxis.set_major_locator(FixedLocator([1e-6, 1e-3, 1, 1e3, 1e6]))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(decade_label))
        axes.axhline(
            abs(FIRST_WEIGHT - RIGHT_WEIGHT), color=GREY, lw=1, ls=":"
        )
        (self.errors,) = axes.plot(
            [], [], "o-", color=ORANGE, lw=1.2, label="|w − 2| after each step"
        )
        legend_below(axes, [self.errors])
        self.moving += [self.errors]

    def show(self, descent: OneWeight, path: np.ndarray) -> None:
        low, high = ERRORS_SHOWN
        errors = np.clip(np.abs(path - RIGHT_WEIGHT), low / 1e9, high * 1e9)
        self.errors.set_data(np.arange(len(path)), errors)
        self.title.set_text(BOWL_TITLES[descent.word][1])


class MapPicture(Picture):
    """The trainability map, and the training of the marked network."""

    def __init__(self) -> None:
        super().__init__(MapPanel, LossPanel)

    def show(self, run: Run, trained_map: TrainabilityMap | None) -> None:
        """Move the artists.

        Parameters
        ----------
        run : Run
            Of the marked setting.
        trained_map : TrainabilityMap or None
            None: no map yet.
        """
        self.shown = run.experiment
        marked, loss = self.panels
        marked.show(run.experiment, trained_map)
        loss.show(run)
