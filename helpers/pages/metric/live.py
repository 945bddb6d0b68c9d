"""The live figure of notebook 02."""

from functools import lru_cache

import ipywidgets as widgets
import numpy as np

from helpers.drawing.live import LiveFigure
from helpers.experiment import Experiment
from helpers.pages.metric.picture import MetricPicture
from helpers.pages.shared import controls
from helpers.scores import SlopeScores, over_slopes, scores
from helpers.wording.numbers import number

SLOPES = np.arange(-10, 51) / 10  # holds 2 exactly


def metric() -> LiveFigure:
    """Four scores of the answers ŷ = w·x, with a slider for the slope w.

    A second slider changes the range of the inputs, x = 1 … input_max.

    Returns
    -------
    LiveFigure
    """
    picture = MetricPicture()

    def respond(slope: float, input_max: float) -> str:
        slope = round(slope, 2)  # the page counts its steps in floats
        points = round(input_max)
        data = Experiment(input_max=points).data
        now = over_slopes(data.x, data.y, [slope])
        picture.show(points, slope, _curves(points), now)
        return describe(data.x, data.y, slope)

    return controls.live_figure(
        picture,
        respond,
        {
            "slope": controls.wide(
                widgets.FloatSlider,
                "slope w",
                value=1.5,
                min=SLOPES[0],
                max=SLOPES[-1],
                step=0.05,
                readout_format=".2f",
            ),
            "input_max": controls.input_range(largest=10_000),
        },
        reset="reset",
    )


@lru_cache(maxsize=64)
def _curves(input_max: int) -> SlopeScores:
    data = Experiment(input_max=input_max).data
    return over_slopes(data.x, data.y, SLOPES)


def describe(x: np.ndarray, y: np.ndarray, slope: float) -> str:
    """What the scores of ŷ = slope·x are, in words.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
    slope : float

    Returns
    -------
    str
    """
    mine, always_0 = scores(y, slope * x), scores(y, 0 * x)
    text = (
        f"ŷ = {number(slope)}·x: MSE {number(mine.mse)}, "
        f"MAE {number(mine.mae)}, R² {number(mine.r_squared, 3)}, "
        f"accuracy {number(mine.accuracy)}"
    )
    text += ": perfect by every score but accuracy." if slope == 2 else "."
    return (
        f"{text}\n(x = 1…{number(len(x))}; always answering 0 has "
        f"MSE {number(always_0.mse)} and MAE {number(always_0.mae)})"
    )
