"""The trainability map as a panel."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.ticker import FuncFormatter, MultipleLocator

from helpers import maps
from helpers.drawing.palette import BLACK, MAP_COLORS, ON_DARK, WHITE
from helpers.drawing.parts import legend_below
from helpers.drawing.picture import Panel
from helpers.experiment import QUESTION, Experiment
from helpers.maps import TrainabilityMap
from helpers.wording.numbers import power_of_ten

RANGE, FACTOR = "input range: x up to …", "factor on x"
SMALLEST_REGION = 3  # rows of space that a name needs


class MapPanel(Panel):
    """Which learning rates work for which input ranges, and one setting."""

    def __init__(self, axes: Axes) -> None:
        super().__init__(axes, RANGE, "learning rate")
        axes.grid(False)
        x = np.log10(maps.INPUT_RANGES)
        extent = *_edges(maps.INPUT_RANGES), *_edges(maps.LEARNING_RATES)
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
            visible=False,  # there is no map yet
        )
        self.names = [
            axes.text(
                0, 0, word, size=9, ha="center", va="center",
                color=WHITE if word in ON_DARK else BLACK,
            )
            for word in maps.WORDS
        ]  # fmt: skip
        (self.limit,) = axes.plot(
            x, np.log10(maps.one_weight_limits(QUESTION)), color=BLACK,
            ls="--", lw=1.2,
            label="limit of one weight",
        )  # fmt: skip
        look: dict[str, Any] = {
            "mfc": WHITE, "mec": BLACK, "ls": "", "clip_on": False
        }  # fmt: skip
        (self.question,) = axes.plot(
            np.log10([QUESTION.input_max]), np.log10([QUESTION.learning_rate]),
            "D", ms=6, mew=1.2, label="the question", **look,
        )  # fmt: skip
        (self.here,) = axes.plot(
            [], [], "o", ms=10, mew=2, label="the sliders", **look
        )
        legend_below(axes, [self.limit, self.question, self.here])
        self.framing += [axes.xaxis, self.labels[0]]
        self.moving += [
            self.image, self.limit, *self.names, self.here, self.question,
        ]  # fmt: skip

    def show(
        self, experiment: Experiment, trained_map: TrainabilityMap | None
    ) -> None:
        """Mark the setting of an experiment on a map, if there is one yet."""
        scales, table = maps.scales(experiment), experiment.table
        left, right = _edges(scales)
        self.axes.set_xlim(left, right)
        self.image.set_extent((left, right, *_edges(maps.LEARNING_RATES)))
        self.labels[0].set_text(RANGE if table is None else FACTOR)
        self.question.set_visible(table is None)
        self.here.set_data(
            [np.log10(maps.scale_of(experiment))],
            [np.log10(experiment.learning_rate)],
        )
        limits = maps.one_weight_limits(experiment)
        self.limit.set_data(np.log10(scales), np.log10(limits))
        if trained_map and maps.scales(trained_map.experiment) is not scales:
            trained_map = None  # that of before, on another axis
        for artist in (self.image, *self.names):
            artist.set_visible(trained_map is not None)
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
                    np.log10(scales[column]),
                    np.log10(maps.LEARNING_RATES[row]),
                )
            )


def _edges(values: np.ndarray) -> tuple[float, float]:
    """Where the cells of a logarithmic axis begin and end, as powers."""
    powers = np.log10(values)
    half = (powers[1] - powers[0]) / 2
    return float(powers[0] - half), float(powers[-1] + half)


def _map_title(trained_map: TrainabilityMap) -> str:
    network = trained_map.experiment
    if trained_map.share("learned") == 0:
        # What chance has in its numbers, no network can learn.
        some = "Nothing learns here", "Nothing gets to an R² of 0.99"
        return some[network.table is not None]
    if network.standardise_inputs and network.standardise_targets:
        scale = "input range" if network.table is None else "factor"
        return f"The {scale} does not matter"
    return "Only a narrow band learns"


def _middle(region: np.ndarray) -> tuple[int, int, int]:
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
