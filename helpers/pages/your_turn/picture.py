"""A trained Keras model as a picture: its loss, and its answers."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullLocator

from helpers.describe import when_lost
from helpers.drawing import sizes
from helpers.drawing.palette import BLACK, BLUE, TRUTH
from helpers.drawing.parts import (
    Still,
    course_style,
    decade_label,
    decades,
    still_figure,
)
from helpers.keras_tools.program import Visit, check_visit
from helpers.scores import constant_loss
from helpers.wording.numbers import number


def visit(visit: Visit) -> Still:
    """The loss per epoch and the answers of a trained model.

    Parameters
    ----------
    visit : Visit

    Returns
    -------
    Still
    """
    check_visit("visit", visit)
    loss = np.array(visit.history.history["loss"])
    always_mean = constant_loss(np.mean(visit.y), visit.y)
    with course_style():
        figure, (left, right) = still_figure(*sizes.VISIT)
        text = _loss(left, loss, always_mean), _answers(right, visit)
    return Still(figure, " ".join(text))


def _loss(axes: Axes, loss: np.ndarray, always_mean: float) -> str:
    epochs = np.arange(1, len(loss) + 1)
    finite = np.isfinite(loss)
    axes.plot(epochs[finite], loss[finite], color=BLUE, label="loss")
    axes.axhline(
        always_mean, color=BLACK, ls="-.", lw=1.4, label="always the mean"
    )
    axes.set_yscale("log")
    axes.set_ylim(decades(np.append(loss, always_mean)))
    axes.yaxis.set_major_formatter(FuncFormatter(decade_label))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("epoch")
    axes.set_ylabel("loss (MSE)")
    axes.legend(loc="best")
    baseline = f"always answering the mean has {number(always_mean, 2)}"
    if not finite[-1]:
        # What came back for an epoch in between is of no use to anybody.
        lost = when_lost(
            np.where(np.logical_and.accumulate(finite), loss, np.nan)
        )
        axes.set_title(f"The loss is not a number {lost}")
        return f"The loss is not a finite number {lost}; {baseline}."
    axes.set_title(f"The loss ends at {number(loss[-1], 2)}")
    return f"The loss ends at {number(loss[-1], 2)}; {baseline}."


def _answers(axes: Axes, visit: Visit) -> str:
    x, y, answers = (
        np.ravel(values) for values in (visit.x, visit.y, visit.answers)
    )
    axes.plot(x, y, "o", color=TRUTH, ms=5, label="y")
    axes.set_xlabel("x (no unit)")
    axes.set_ylabel("y (no unit)")
    goal = f"y goes from {number(y.min(), 2)} to {number(y.max(), 2)}"
    low, high = number(answers.min(), 2), number(answers.max(), 2)
    if not np.isfinite(answers).all():
        said = "Its answers are not finite numbers"
    elif low == high:
        said = f"It answers {low} to every x"
    else:
        said = f"It answers from {low} to {high}"
    axes.set_title(said)
    if np.isfinite(answers).all():
        axes.plot(x, answers, color=BLUE, label="the answers")
    axes.legend(loc="best")
    return f"{said}; {goal}."
