"""The controls that live figures share, each by its standard name."""

import math

import ipywidgets as widgets

from helpers import maps
from helpers.experiment import QUESTION, Experiment

LABEL = {"description_width": "100px"}


def wide(kind, description, **options):
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


def input_range(largest=100_000):
    """x = 1 … input_max, logarithmic, from 5 on; see `experiment_of`."""
    return wide(
        widgets.FloatLogSlider,
        "input range",
        value=QUESTION.input_max,
        min=math.log10(5),
        max=math.log10(largest),
        # 230 steps from 5 to the question's range, which is on the grid
        # thus: the page would round it to 998 otherwise.
        step=math.log10(QUESTION.input_max / 5) / 230,
        readout_format=",.0f",
    )


def map_range():
    """The input range of the map, logarithmic; see `experiment_of`."""
    return wide(
        widgets.FloatLogSlider,
        "input range",
        value=QUESTION.input_max,
        min=math.log10(maps.INPUT_RANGES[0]),
        max=math.log10(maps.INPUT_RANGES[-1]),
        step=math.log10(QUESTION.input_max) / 150,  # as in input_range
        readout_format=",.0f",
    )


def map_rate():
    """The learning rate of the map, logarithmic."""
    return learning_rate(maps.LEARNING_RATES[0], maps.LEARNING_RATES[-1])


def learning_rate(smallest=1e-9, largest=1):
    return wide(
        widgets.FloatLogSlider,
        "learning rate",
        value=QUESTION.learning_rate,
        min=math.log10(smallest),
        max=math.log10(largest),
        step=0.05,
        readout_format=".2g",
    )


def hidden_units():
    return wide(
        widgets.IntSlider,
        "hidden units",
        value=QUESTION.hidden_units,
        min=1,
        max=512,
    )


def start():
    return widgets.BoundedIntText(
        value=QUESTION.seed,
        min=0,
        max=2**31,
        description="start",
        tooltip="The seed of the random starting weights",
        style=LABEL,
        layout={"width": "180px"},
    )


def button(description, icon, tooltip):
    return widgets.Button(
        description=description,
        icon=icon,
        tooltip=tooltip,
        layout=widgets.Layout(width="auto"),
    )


def reset_button(live, description="reset to the question"):
    """A button that sets every control of `live` to its first value."""
    first = live.values()
    reset = button(description, "undo", "Every control as it was at first")
    reset.on_click(lambda _: live.set_controls(**first))
    return reset


def experiment_of(values, **fixed):
    """The Experiment of the controls' values, by the fields' names."""
    # A logarithmic slider has no whole numbers; x = 1 … input_max does.
    whole = {"input_max": round(values["input_max"])}
    return Experiment(**values | whole | fixed)
