"""The live figure of notebook 01."""

from typing import Any

from helpers import engine
from helpers.describe import describe, setting
from helpers.drawing.live import LiveFigure
from helpers.drawing.panels import RunPicture
from helpers.pages.shared import controls
from helpers.pages.shared.keras_check import KerasCheck


def question() -> LiveFigure:
    """The question with its three sliders: drag one, and it trains anew.

    Returns
    -------
    LiveFigure
    """
    picture = RunPicture()
    check = KerasCheck(lambda: controls.experiment_of(live.values()))

    def respond(**values: Any) -> str:
        experiment = controls.experiment_of(values)
        run = engine.train(experiment)
        picture.show(run, check.confirmation(experiment))
        return f"{describe(run)}\n({setting(experiment)})"

    live = controls.live_figure(
        picture,
        respond,
        {
            "input_max": controls.input_range(),
            "learning_rate": controls.learning_rate(),
            "hidden_units": controls.hidden_units(),
            "seed": controls.Start(", and another order of batches"),
        },
        [check.button],
        [check.report],
    )
    check.on_finish = live.refresh
    return live
