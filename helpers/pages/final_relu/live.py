"""The live figure of notebook 04."""

import numpy as np

from helpers.drawing.live import LiveFigure
from helpers.experiment import Experiment
from helpers.pages.final_relu.picture import FinalReluPicture
from helpers.pages.shared import controls
from helpers.steps import chance_dead, start_slope, start_slopes
from helpers.wording.numbers import counted, number

STARTS = 2000  # counted
DRAWN = 30  # whose answers are drawn


def final_relu() -> LiveFigure:
    """How many starts are dead at birth, for any number of hidden units.

    Returns
    -------
    LiveFigure
    """
    picture = FinalReluPicture()

    def respond(hidden_units: int, seed: int) -> str:
        slopes = start_slopes(hidden_units, STARTS)
        mine = start_slope(Experiment(hidden_units=hidden_units, seed=seed))
        picture.show(hidden_units, slopes, slopes[:DRAWN], mine)
        return describe(hidden_units, slopes, seed, mine)

    return controls.live_figure(
        picture,
        respond,
        {"hidden_units": controls.hidden_units(), "seed": controls.Start()},
    )


def describe(
    hidden_units: int, slopes: np.ndarray, seed: int, mine: float
) -> str:
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
    units = counted(hidden_units, "hidden unit")
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
