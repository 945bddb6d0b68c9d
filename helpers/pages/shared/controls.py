"""The controls that live figures share, and how they are laid out."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets as widgets

from helpers import maps
from helpers.drawing.live import LiveFigure
from helpers.drawing.picture import Picture
from helpers.experiment import QUESTION, Experiment

LABEL = {"description_width": "100px"}
ROW = {"flex_flow": "row wrap", "align_items": "center"}


def wide(kind: type, description: str, **options: Any) -> widgets.Widget:
    """A slider over the width of the figure, with its label whole.

    Parameters
    ----------
    kind : type
        A slider of ipywidgets.
    description : str
    **options
        Passed on: value, min, max, step, readout_format.
    """
    return kind(
        description=description,
        style=LABEL,
        layout={"width": "100%", "max_width": "640px", "margin": "2px 0"},
        **options,
    )


def logarithmic(
    description: str,
    value: float,
    smallest: float,
    largest: float,
    steps: int,
    readout_format: str,
) -> widgets.Widget:
    """A slider whose steps are factors.

    Parameters
    ----------
    description : str
    value, smallest, largest : float
    steps : int
        From the smallest to the first value, which is on the grid thus: the
        page would round it to the next step otherwise.
    readout_format : str
    """
    return wide(
        widgets.FloatLogSlider,
        description,
        value=value,
        min=math.log10(smallest),
        max=math.log10(largest),
        step=math.log10(value / smallest) / steps,
        readout_format=readout_format,
    )


def input_range(
    smallest: float = 5, largest: float = 100_000, steps: int = 230
) -> widgets.Widget:
    """x = 1 … input_max; see `experiment_of`."""
    return logarithmic(
        "input range", QUESTION.input_max, smallest, largest, steps, ",.0f"
    )


def map_range() -> widgets.Widget:
    """The input range of the map."""
    return input_range(maps.INPUT_RANGES[0], maps.INPUT_RANGES[-1], 150)


def learning_rate(
    smallest: float = 1e-9, largest: float = 1
) -> widgets.Widget:
    return logarithmic(
        "learning rate", QUESTION.learning_rate, smallest, largest, 140, ".2g"
    )


def map_rate() -> widgets.Widget:
    """The learning rate of the map."""
    return learning_rate(maps.LEARNING_RATES[0], maps.LEARNING_RATES[-1])


def hidden_units() -> widgets.Widget:
    return wide(
        widgets.IntSlider,
        "hidden units",
        value=QUESTION.hidden_units,
        min=1,
        max=512,
    )


class Start(widgets.BoundedIntText):
    """The seed of the starting weights, and a button for the next one.

    Parameters
    ----------
    also : str, optional
        What else it changes, for the words on the button's tooltip.

    Attributes
    ----------
    new : ipywidgets.Button
    """

    def __init__(self, also: str = "") -> None:
        super().__init__(
            value=QUESTION.seed,
            min=0,
            max=2**31,
            description="start",
            tooltip="The seed of the random starting weights",
            style=LABEL,
            layout={"width": "180px"},
        )
        self.new = button(
            "new start", "random", self._go_on,
            f"Other random starting weights{also}",
        )  # fmt: skip

    def _go_on(self) -> None:
        self.value += 1


def button(
    description: str,
    icon: str,
    on_click: Callable[[], None],
    tooltip: str = "",
) -> widgets.Button:
    """A button as wide as its words, which calls `on_click`."""
    made = widgets.Button(
        description=description,
        icon=icon,
        tooltip=tooltip,
        layout={"width": "auto"},
    )
    made.on_click(lambda _: on_click())
    return made


def live_figure(
    picture: Picture,
    respond: Callable[..., str],
    controls: dict[str, widgets.Widget],
    buttons: Sequence[widgets.Button] = (),
    below: Sequence[widgets.Widget] = (),
    reset: str = "reset to the question",
) -> LiveFigure:
    """A live figure with its controls laid out as on every page.

    First a row of the boxes to tick, then the sliders below each other, and
    a row of buttons: a new start if there is one, reset, and the page's own.

    Parameters
    ----------
    picture, respond, controls, below
        See `LiveFigure`.
    buttons : sequence of ipywidgets.Button, optional
        The page's own.
    reset : str, optional
        What the button says that sets every control to its first value.
    """
    boxes = [c for c in controls.values() if isinstance(c, widgets.Checkbox)]
    starts = [c for c in controls.values() if isinstance(c, Start)]
    in_rows = {*boxes, *starts}
    sliders = [c for c in controls.values() if c not in in_rows]
    rows = [widgets.HBox(boxes, layout=ROW)] if boxes else []
    row = widgets.HBox(layout=ROW)
    live = LiveFigure(
        picture, respond, controls, [*rows, *sliders, row], below
    )
    first = live.values()
    row.children = [
        *(widget for start in starts for widget in (start, start.new)),
        button(
            reset, "undo", lambda: live.set_controls(**first),
            "Every control as it was at first",
        ),
        *buttons,
    ]  # fmt: skip
    return live


def experiment_of(values: dict[str, Any], **fixed: Any) -> Experiment:
    """The Experiment of the controls' values, by the fields' names."""
    # A logarithmic slider has no whole numbers; x = 1 … input_max does.
    whole = {"input_max": round(values["input_max"])}
    return Experiment(**values | whole | fixed)
