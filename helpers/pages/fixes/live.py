"""The live figure of notebook 05."""

import math

import ipywidgets as widgets

from helpers import engine
from helpers import fixes as the_fixes
from helpers.describe import describe, setting
from helpers.drawing.live import LiveFigure
from helpers.drawing.panels import QuestionPicture
from helpers.experiment import QUESTION, Experiment
from helpers.pages.shared import controls
from helpers.wording.numbers import number


def fixes():
    """The question with a box to tick for each fix.

    Learning rate, epochs and the start can be changed too.

    Returns
    -------
    LiveFigure
    """
    picture = QuestionPicture()
    boxes = {
        "standardise_inputs": _box("standardise inputs"),
        "standardise_targets": _box("standardise targets"),
        "linear_output": _box("linear output"),
    }
    sliders = {
        "learning_rate": controls.learning_rate(),
        "epochs": controls.wide(
            widgets.FloatLogSlider,
            "epochs",
            value=QUESTION.epochs,
            min=0,
            max=3,
            step=math.log10(QUESTION.epochs) / 60,  # 20 is on the grid thus
            readout_format=",.0f",
        ),
    }
    seed = controls.start()

    def respond(linear_output, epochs, **values):
        experiment = Experiment(
            final_relu=not linear_output, epochs=round(epochs), **values
        )
        run = engine.train(experiment)
        picture.show(run)
        fixed = the_fixes.name(experiment)
        plural = "s" if experiment.epochs > 1 else ""
        return (
            f"{describe(run)}\n"
            f"(fixed: {'nothing' if fixed == 'no fix' else fixed}; "
            f"{setting(experiment)}, "
            f"{number(experiment.epochs)} epoch{plural})"
        )

    new_start = controls.button(
        "new start",
        "random",
        "Other random starting weights, and another order of batches",
    )
    new_start.on_click(lambda _: live.set_controls(seed=seed.value + 1))
    wrap = widgets.Layout(flex_flow="row wrap")
    buttons = widgets.HBox(layout=wrap)
    live = LiveFigure(
        picture,
        respond,
        boxes | sliders | {"seed": seed},
        [
            widgets.HBox(list(boxes.values()), layout=wrap),
            *sliders.values(),
            buttons,
        ],
    )
    buttons.children = [seed, new_start, controls.reset_button(live)]
    return live


def _box(description):
    return widgets.Checkbox(
        value=False,
        description=description,
        indent=False,
        layout={"width": "200px"},
    )
