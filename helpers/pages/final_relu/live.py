"""The live figure of notebook 04."""

import ipywidgets as widgets

from helpers.drawing.live import LiveFigure
from helpers.experiment import Experiment
from helpers.pages.final_relu.picture import FinalReluPicture
from helpers.pages.shared import controls
from helpers.steps import chance_dead, start_slope, start_slopes
from helpers.wording.numbers import number

STARTS = 2000  # counted
DRAWN = 30  # whose answers are drawn


def final_relu():
    """How many starts are dead at birth, for any number of hidden units.

    Returns
    -------
    LiveFigure
    """
    picture = FinalReluPicture()
    sliders = {"hidden_units": controls.hidden_units()}
    seed = controls.start()

    def respond(hidden_units, seed):
        slopes = start_slopes(hidden_units, STARTS)
        mine = start_slope(Experiment(hidden_units=hidden_units, seed=seed))
        picture.show(hidden_units, slopes, slopes[:DRAWN], mine)
        return describe(hidden_units, slopes, seed, mine)

    new_start = controls.button(
        "new start", "random", "Other random starting weights"
    )
    new_start.on_click(lambda _: live.set_controls(seed=seed.value + 1))
    buttons = widgets.HBox(layout=widgets.Layout(flex_flow="row wrap"))
    live = LiveFigure(
        picture,
        respond,
        sliders | {"seed": seed},
        [*sliders.values(), buttons],
    )
    reset = controls.reset_button(live)
    buttons.children = [seed, new_start, reset]
    return live


def describe(hidden_units, slopes, seed, mine):
    """How many starts are dead, and whether this one is, in words.

    Parameters
    ----------
    hidden_units : int
    slopes : ndarray, shape (n,)
        c of the starts that are counted.
    seed : int
        Of one start, whose c is `mine`.
    mine : float

    Returns
    -------
    str
    """
    dead = int((slopes <= 0).sum())
    units = f"{hidden_units} hidden unit{'s' if hidden_units > 1 else ''}"
    text = (
        f"{units}: {number(dead)} of {number(len(slopes))} starts "
        f"({100 * dead / len(slopes):.0f} %) have c ≤ 0 and answer 0 to "
        f"every x. Exact chance: {number(100 * chance_dead(hidden_units))} %."
    )
    c = number(mine, 3)
    fate = (
        f"alive: its answer is {c}·x"
        if mine > 0
        else "dead at birth: its answer is 0"
    )
    return f"{text}\n(start {seed} has c = {c}, so it is {fate})"
