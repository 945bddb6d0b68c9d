"""The live figure of notebook 01."""

import ipywidgets as widgets

from helpers import engine
from helpers.describe import describe, setting
from helpers.drawing.live import LiveFigure
from helpers.drawing.panels import QuestionPicture
from helpers.pages.shared import controls
from helpers.pages.shared.keras_check import KerasCheck


def question():
    """The question with its three sliders: drag one, and it trains anew.

    Returns
    -------
    LiveFigure
    """
    picture = QuestionPicture()
    sliders = {
        "input_max": controls.input_range(),
        "learning_rate": controls.learning_rate(),
        "hidden_units": controls.hidden_units(),
    }
    seed = controls.start()
    check = KerasCheck(lambda: controls.experiment_of(live.values()))

    def respond(**values):
        experiment = controls.experiment_of(values)
        run = engine.train(experiment)
        picture.show(run, check.confirmation(experiment))
        return f"{describe(run)}\n({setting(experiment)})"

    new_start = controls.button(
        "new start",
        "random",
        "Other random starting weights, and another order of batches",
    )
    new_start.on_click(lambda _: live.set_controls(seed=seed.value + 1))
    buttons = widgets.HBox(layout=widgets.Layout(flex_flow="row wrap"))
    live = LiveFigure(
        picture,
        respond,
        sliders | {"seed": seed},
        [*sliders.values(), buttons],
        [check.report],
    )
    reset = controls.reset_button(live)
    buttons.children = [seed, new_start, reset, check.button]
    check.on_finish(live.refresh)
    return live
