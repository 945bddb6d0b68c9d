"""The live figures of notebook 03."""

from typing import Any

import numpy as np

from helpers import engine
from helpers.describe import describe, setting
from helpers.drawing.live import LiveFigure
from helpers.experiment import Experiment
from helpers.one_weight import OneWeight
from helpers.pages.inputs.picture import BowlPicture, MapPicture
from helpers.pages.shared import controls
from helpers.pages.shared.background import BackgroundMap
from helpers.wording.numbers import number


def one_weight() -> LiveFigure:
    """One weight in its bowl; the sliders set inputs and learning rate.

    Returns
    -------
    LiveFigure
    """
    picture = BowlPicture()

    def respond(**values: Any) -> str:
        # Spread, so that every move of the range changes what is learned.
        data = controls.experiment_of(values, inputs="spread").data
        seen = data.x[data.train]
        rate = values["learning_rate"]
        descent = OneWeight(float(np.mean(seen**2)), rate)
        picture.show(descent)
        return (
            f"{descent.word}: each step {_effect(descent)}. Above the "
            "critical rate "
            f"{number(descent.critical_rate)} the steps fly apart.\n"
            f"(input range {number(round(values['input_max']))}: the "
            f"{len(seen)} training points reach {number(seen[-1])}, mean(x²) "
            f"= {number(descent.mean_square)}, learning rate {number(rate)})"
        )

    return controls.live_figure(
        picture,
        respond,
        {
            "input_max": controls.input_range(),
            "learning_rate": controls.learning_rate(),
        },
    )


def _effect(descent: OneWeight) -> str:
    if descent.word == "creeping":  # its factor would be written as 1
        share = number(100 * (1 - descent.factor), 2)
        return f"takes only {share} % off the error"
    return f"multiplies the error by {number(descent.factor)}"


def trainability_map() -> LiveFigure:
    """The map of learning rate and input range, for any number of units.

    Returns
    -------
    LiveFigure
    """
    picture = MapPicture()
    background = BackgroundMap()

    def respond(**values: Any) -> str:
        marked = controls.experiment_of(
            values, final_relu=False, inputs="spread"
        )
        network = Experiment(
            hidden_units=marked.hidden_units, final_relu=False
        )
        background.request(network)
        run = engine.train(marked)
        latest, trained_map = background.state_for(network)
        picture.show(run, latest)
        if trained_map:
            cells = number(trained_map.trained)
            share = round(100 * trained_map.share("learned"))
            state = f"{share} % of the {cells} networks on the map learned"
        else:
            state = "the map of these networks is being trained …"
        return f"{describe(run)}\n({setting(marked)}; {state})"

    live = controls.live_figure(
        picture,
        respond,
        {
            "input_max": controls.map_range(),
            "learning_rate": controls.map_rate(),
            "hidden_units": controls.hidden_units(),
        },
    )
    background.wait()  # a saved page shows the whole map
    background.on_level = live.refresh
    live.refresh()
    return live
