"""The live figure of notebook 05."""

from typing import Any

import ipywidgets as widgets

from helpers import engine
from helpers import fixes as the_fixes
from helpers.describe import describe, setting
from helpers.drawing.live import LiveFigure
from helpers.drawing.panels import RunPicture
from helpers.experiment import QUESTION, Experiment
from helpers.pages.shared import controls
from helpers.wording.numbers import counted


def fixes() -> LiveFigure:
    """The question with a box to tick for each fix.

    Learning rate, epochs and the start can be changed too.

    Returns
    -------
    LiveFigure
    """
    picture = RunPicture()

    def respond(linear_output: bool, epochs: float, **values: Any) -> str:
        experiment = Experiment(
            final_relu=not linear_output, epochs=round(epochs), **values
        )
        run = engine.train(experiment)
        picture.show(run)
        fixed = the_fixes.name(experiment)
        return (
            f"{describe(run)}\n"
            f"(fixed: {'nothing' if fixed == 'no fix' else fixed}; "
            f"{setting(experiment)}, "
            f"{counted(experiment.epochs, 'epoch')})"
        )

    return controls.live_figure(
        picture,
        respond,
        {
            "standardise_inputs": _box("standardise inputs"),
            "standardise_targets": _box("standardise targets"),
            "linear_output": _box("linear output"),
            "learning_rate": controls.learning_rate(),
            "epochs": controls.logarithmic(
                "epochs", QUESTION.epochs, 1, 1000, 60, ",.0f"
            ),
            "seed": controls.Start(", and another order of batches"),
        },
    )


def _box(description: str) -> widgets.Checkbox:
    return widgets.Checkbox(
        value=False,
        description=description,
        indent=False,
        layout={"width": "200px"},
    )
