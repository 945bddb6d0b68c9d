"""The live figure of notebook 04 that goes through one update."""

from typing import Any

import ipywidgets as widgets
import traitlets

from helpers.drawing.live import LiveFigure
from helpers.one_update import OneUpdate, SevenWeights, trained
from helpers.one_weight import RIGHT_WEIGHT
from helpers.pages.final_relu.network_picture import NetworkPicture
from helpers.pages.final_relu.update_steps import STEPS, Step, steps
from helpers.pages.shared import controls
from helpers.wording.numbers import number

# Both units are on, and the answer is 2x − 0.4: as far from y for every x, so
# that what x does to a slope is seen alone. Without unit 1 it is below 0.
START = SevenWeights(w1=(1.0, 0.5), b1=(0.2, 0.4), w2=(2.5, -1.0), b2=-0.5)
POINTS = 2.0, 1.0, 3.0, 1.5  # the x of each, over and over
KEPT_STEP = 8  # of the picture for pages without a kernel


class Past(traitlets.HasTraits):
    """A control: the x of each point that was learned from, in their order.

    There is nothing of it to look at, but it is part of what a learner left.
    """

    value = traitlets.Tuple()


def one_update() -> "Microscope":
    """One update of a network 1 → 2 → 1, step by step, in its numbers.

    Returns
    -------
    Microscope
    """
    return Microscope()


class Microscope(LiveFigure):
    """A live figure of the steps of one update; see `one_update`.

    The sliders set a training from its first point on, and *next point* makes
    it one update longer. So does *next* at the last step, and *back* at the
    first one takes that back.
    """

    def __init__(self) -> None:
        self._picture = NetworkPicture()
        knobs = _knobs()
        row = widgets.HBox(layout=controls.ROW)
        shown = [k for k in knobs.values() if isinstance(k, widgets.Widget)]
        super().__init__(self._picture, self._respond_to, knobs, [*shown, row])
        first = self.values()
        # None is ever disabled: a disabled button loses the keyboard's focus.
        # None has an icon, which would be part of its name.
        row.children = [
            controls.button("back", "", self._back),
            controls.button("next", "", self._next),
            controls.button(
                "next point", "", self._next_point,
                "Go on with the new weights",
            ),
            controls.button(
                "start again", "", lambda: self.set_controls(**first),
                "Every control as it was at first",
            ),
        ]  # fmt: skip

    def _respond_to(
        self,
        x: float,
        learning_rate: float,
        weight: float,
        step: int,
        final_relu: bool,
        past: tuple[float, ...],
    ) -> str:
        x, weight = round(x, 1), round(weight, 1)  # the page counts in floats
        start = START._replace(w1=(weight, START.w1[1]))
        *earlier, point = [(at, RIGHT_WEIGHT * at) for at in (*past, x)]
        weights = trained(start, earlier, learning_rate, final_relu)
        update = OneUpdate(weights, *point, learning_rate, final_relu)
        shown = steps(update)[step - 1]
        self._picture.show(update, step, shown)
        return (
            f"{describe(step, shown)}\n"
            f"(point {len(past) + 1}: x = {number(x)}, y = "
            f"{number(update.y)}; learning rate {number(learning_rate)}; "
            f"w1 of unit 1 starts at {number(weight)}; "
            f"{'with a' if final_relu else 'no'} final ReLU)"
        )

    def _next(self) -> None:
        if self.controls["step"].value < STEPS:
            self.controls["step"].value += 1
        else:
            self._next_point(step=1)

    def _back(self) -> None:
        step, past = self.controls["step"], self.controls["past"].value
        if step.value > 1:
            step.value -= 1
        elif past:
            self.set_controls(past=past[:-1], x=past[-1], step=STEPS)

    def _next_point(self, **also: Any) -> None:
        past = (*self.controls["past"].value, self.controls["x"].value)
        self.set_controls(past=past, x=POINTS[len(past) % len(POINTS)], **also)

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict]:
        """As of any live figure; what is kept shows a step in the middle."""
        step = self.controls["step"]
        present, step.value = step.value, KEPT_STEP
        bundle = super()._repr_mimebundle_(**kwargs)
        step.value = present
        return bundle


def describe(at: int, step: Step) -> str:
    """A step in words.

    Parameters
    ----------
    at : int
        Its number.
    step : Step

    Returns
    -------
    str
        Three lines: where we are, the numbers, and what they mean.
    """
    return (
        f"Step {at} of {STEPS}, {step.way}: {step.name}.\n"
        f"{step.formula}: {step.numbers}.\n{step.words}"
    )


def _knobs() -> dict[str, Any]:
    return {
        "x": controls.wide(
            widgets.FloatSlider, "x", value=POINTS[0], min=0.5, max=4,
            step=0.5, readout_format=".1f",
        ),
        "learning_rate": controls.logarithmic(
            "learning rate", 0.01, 0.001, 1, 20, ".2g"
        ),
        "weight": controls.wide(
            widgets.FloatSlider, "w1 of unit 1", value=START.w1[0], min=-2,
            max=2, step=0.1, readout_format=".1f",
        ),
        "step": controls.wide(
            widgets.IntSlider, "step", value=1, min=1, max=STEPS
        ),
        "final_relu": widgets.Checkbox(
            False, description="final ReLU", indent=False,
            layout={"width": "auto"},
        ),
        "past": Past(),
    }  # fmt: skip
