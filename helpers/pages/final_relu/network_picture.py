"""A network 1 → 2 → 1 as nodes and edges, with the numbers of one update."""

import math

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from helpers.drawing.palette import (
    BLACK,
    BLUE,
    DARK,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PALE,
    WHITE,
)
from helpers.drawing.picture import Panel, Picture
from helpers.drawing.sizes import FULL_WIDTH, NETWORK, TALL
from helpers.one_update import OneUpdate, SevenWeights
from helpers.pages.final_relu.update_steps import (
    BACK,
    FORWARD,
    STEPS,
    UPDATE,
    Step,
)
from helpers.wording.numbers import number

# The frame and the ground of what is being worked out, by the way it goes.
MARKS = {
    FORWARD: (BLUE, PALE["training"]),
    BACK: (ORANGE, PALE["validation"]),
    UPDATE: (GREEN, PALE["test"]),
}
# Tenths of an inch, nearly, as all places here.
WIDTH, BOTTOM, TOP = 86.0, -1.2, 34.8
LINE = 1.7  # from one line of text to the next
SIZE, SMALL = 9, 7  # points: of a text, and of one with many digits
HALF = 9.0, 9.0  # of a node: before and after its ReLU
BLOCK = 13.0, 5.6  # of the numbers of a weight
# Of each place the middle, for unit 1 and 2 if it has one for each.
NODES = {
    "x": [(3.3, 17.0)],
    "sums": [(26.5, 28.4), (26.5, 5.6)],
    "hidden": [(35.5, 28.4), (35.5, 5.6)],
    "total": [(57.5, 17.0)],
    "answer": [(66.5, 17.0)],
    "loss": [(80.5, 17.0)],
}
WIDTHS = {"x": 6.0, "loss": 10.6}
WEIGHTS = {
    "w1": [(14.2, 22.7), (14.2, 11.3)],
    "b1": [(31.0, 20.8), (31.0, 13.2)],
    "w2": [(46.5, 22.7), (46.5, 11.3)],
    "b2": [(62.0, 9.2)],
}
EDGES = {
    "w1": [((6.3, 17.0), (22.0, 28.4)), ((6.3, 17.0), (22.0, 5.6))],
    "w2": [((40.0, 28.4), (53.0, 17.0)), ((40.0, 5.6), (53.0, 17.0))],
    "loss": [((71.0, 17.0), (75.2, 17.0))],
}
# After which step the numbers of a place are known, and their slopes.
VALUES_FROM = {"x": 0, "sums": 1, "hidden": 2, "total": 3, "answer": 4,
               "loss": 5, "w1": 0, "b1": 0, "w2": 0, "b2": 0}  # fmt: skip
SLOPES_FROM = {"answer": 6, "total": 7, "w2": 8, "b2": 8, "hidden": 9,
               "sums": 10, "w1": 11, "b1": 11}  # fmt: skip
CAPTIONS = {"x": "x", "sums": "sum", "hidden": "", "total": "sum",
            "answer": "", "loss": "loss"}  # fmt: skip
NAMES = {
    "hidden unit 1": (31.0, 33.9),
    "hidden unit 2": (31.0, -0.2),
    "output, and its answer ŷ": (62.0, 22.5),
}
LEGEND = "← slope of the loss, from the way back"


class NetworkPicture(Picture):
    """A network in the middle of an update."""

    def __init__(self) -> None:
        super().__init__(_NetworkPanel, height=TALL, width=FULL_WIDTH)

    def show(self, update: OneUpdate, at: int, step: Step) -> None:
        """Move the artists to a step.

        Parameters
        ----------
        update : OneUpdate
        at : int
            The number of the step, from 1.
        step : Step
        """
        self.panels[0].show(update, at, step)


class _Place:
    """A rectangle with lines of numbers: what it is, its slope, what is new.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    middle, size : tuple of float
        Of the rectangle.
    is_node : bool
        A node has a frame at all times, and its lines stand below a caption.
        The numbers of a weight stand in the middle of theirs.
    """

    def __init__(
        self, axes: Axes, middle: tuple[float, float],
        size: tuple[float, float], is_node: bool,
    ) -> None:  # fmt: skip
        (x, self._y), (width, height) = middle, size
        corner = x - width / 2, self._y - height / 2
        self._is_node = is_node
        self._room = 1.1 * width  # letters that surely fit
        self.mark = axes.add_patch(
            Rectangle(corner, width, height, joinstyle="round")
        )
        self.texts = [
            _text(axes, x, self._y, "", color)
            for color in (BLACK, INK[ORANGE], INK[GREEN])
        ]
        for text in self.texts[::2]:
            text.set_fontweight("bold")

    def show(self, lines: list[str], mark: tuple[str, str] | None) -> None:
        """Write the lines, in a frame and on a ground if they are marked."""
        top = self._y
        if not self._is_node:
            top += (len(lines) - 1) / 2 * LINE
        padded = [*lines, "", ""]
        for at, (text, words) in enumerate(
            zip(self.texts, padded, strict=False)
        ):
            text.set_text(words)
            text.set_fontsize(SIZE if len(words) <= self._room else SMALL)
            text.set_y(top - at * LINE)
        edge, ground = mark or (GREY, WHITE)
        thin = 0.8 if self._is_node else 0
        self.mark.set(
            edgecolor=edge, facecolor=ground, linewidth=2.5 if mark else thin
        )


class _NetworkPanel(Panel):
    def __init__(self, axes: Axes) -> None:
        super().__init__(axes, "", "")
        axes.set_position(NETWORK)
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(BOTTOM, TOP)
        axes.axis("off")
        self.edges: dict[str, list[Line2D]] = {
            name: [axes.plot(*zip(*ends, strict=True))[0] for ends in of_units]
            for name, of_units in EDGES.items()
        }
        self.places: dict[str, list[_Place]] = {}
        for name, middles in NODES.items():
            size = WIDTHS.get(name, HALF[0]), HALF[1]
            self.places[name] = [
                _Place(axes, middle, size, is_node=True) for middle in middles
            ]
        for name, middles in WEIGHTS.items():
            self.places[name] = [
                _Place(axes, middle, BLOCK, is_node=False)
                for middle in middles
            ]
        captions = {
            name: [
                _text(axes, x, y + HALF[1] / 2 - 1.3, words, DARK)
                for x, y in NODES[name]
            ]
            for name, words in CAPTIONS.items()
        }
        self.gates, (self.final,) = captions["hidden"], captions["answer"]
        x, y = NODES["loss"][0]
        self.y = _text(axes, x, y - HALF[1] / 2 - 1.2, "", DARK)
        names = [_text(axes, *at, name, DARK) for name, at in NAMES.items()]
        legend = _text(axes, WIDTH, BOTTOM + 1.2, LEGEND, INK[ORANGE])
        legend.set_horizontalalignment("right")
        # Places lie on the edges, and texts on both.
        every = [place for of in self.places.values() for place in of]
        self.moving += [
            *(line for of in self.edges.values() for line in of),
            *(place.mark for place in every),
            *(text for place in every for text in place.texts),
            *(text for of in captions.values() for text in of),
            self.y, *names,
        ]  # fmt: skip

    def show(self, update: OneUpdate, at: int, step: Step) -> None:
        self.title.set_text(f"Step {at} of {STEPS}, {step.way}: {step.name}")
        mark = MARKS[step.way]
        values, slopes, new = _numbers(update)
        for name, places in self.places.items():
            its_mark = mark if name in step.places else None
            label = f"{name} = " if name in WEIGHTS else ""
            for unit, place in enumerate(places):
                lines = []
                if at >= VALUES_FROM[name]:
                    lines.append(label + _short(values[name][unit]))
                if at >= SLOPES_FROM.get(name, math.inf):
                    lines.append(f"← {_short(slopes[name][unit])}")
                if at == STEPS and name in new:
                    lines.append(f"new {_short(new[name][unit])}")
                place.show(lines, its_mark)
        for name, edges in self.edges.items():
            color, width = (mark[0], 3) if name in step.places else (GREY, 1)
            for edge in edges:
                edge.set(color=color, linewidth=width)
        for gate, is_on in zip(self.gates, update.are_on, strict=True):
            is_known = at >= VALUES_FROM["hidden"]
            gate.set_text("ReLU" if is_on or not is_known else "ReLU: off")
        final = "ReLU" if update.final_relu else "no ReLU"
        is_off = update.is_blocked and at >= VALUES_FROM["answer"]
        self.final.set_text(f"{final}: off" if is_off else final)
        self.y.set_text(f"y = {_short(update.y)}")


def _text(axes: Axes, x: float, y: float, words: str, color: str) -> Text:
    return axes.text(
        x, y, words, size=SIZE, color=color, ha="center", va="center"
    )


Numbers = dict[str, tuple[float, ...]]


def _numbers(update: OneUpdate) -> tuple[Numbers, Numbers, Numbers]:
    """What each place holds, what slope, and what is new there."""

    def of_weights(weights: SevenWeights) -> Numbers:
        w1, b1, w2, b2 = weights
        return {"w1": w1, "b1": b1, "w2": w2, "b2": (b2,)}

    values: Numbers = {
        "x": (update.x,),
        "sums": update.sums,
        "hidden": update.hidden,
        "total": (update.total,),
        "answer": (update.answer,),
        "loss": (update.loss,),
    }
    slopes: Numbers = {
        "answer": (update.answer_slope,),
        "total": (update.total_slope,),
        "hidden": update.hidden_slopes,
        "sums": update.sums_slopes,
    }
    return (
        values | of_weights(update.weights),
        slopes | of_weights(update.slopes),
        of_weights(update.after),
    )


def _short(value: float) -> str:
    """A number that has room where it stands."""
    return number(value, largest=1e4)
