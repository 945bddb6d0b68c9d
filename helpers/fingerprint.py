"""Which constant answer explains a loss: what a printed loss gives away."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.diagnosis import SAME
from helpers.scores import constant_loss
from helpers.wording.errors import WrongValue
from helpers.wording.fields import array, real_number
from helpers.wording.numbers import number

_check_loss = real_number(
    0, why=" (one that is not finite means that the training diverged)"
)


class ConstantAnswer(NamedTuple):
    """A constant answer that would explain a loss.

    Attributes
    ----------
    exact : float
        The answer whose loss is the given one.
    whole : int
        The nearest whole number: what a network plausibly answered.
    loss : float
        The loss of `whole`.
    misfit : float
        |loss - given loss| / given loss, no unit. Around 1e-7 is what
        float32 leaves; a misfit of 1e-5 is a different answer.
    """

    exact: float
    whole: int
    loss: float
    misfit: float

    def __str__(self) -> str:
        return (
            f"always {self.whole:,}: loss {self.loss:,.2f}, "
            f"misfit {self.misfit:.0e}"
        )


def constant_behind(loss: float, targets: ArrayLike) -> list[ConstantAnswer]:
    """Which constant answer has this mean squared error on these targets?

    The loss of always answering k is mean((t - k)²) = var(t) +
    (k - mean(t))², so k = mean(t) ± sqrt(loss - var(t)).

    Parameters
    ----------
    loss : float
        As printed by Keras, for the same targets.
    targets : array_like, shape (n,)

    Returns
    -------
    list of ConstantAnswer
        Both solutions, the one nearer to 0 first.

    Raises
    ------
    TypeError, ValueError
        A sentence: if the loss is not one number, 0 or more, if a target is
        not finite, or if the loss is below that of the mean: no constant is
        that good.
    """
    loss = _check_loss("loss", loss, "Try loss=history.history['loss'][-1].")
    targets = array(
        "targets", targets, "Pass the y that this loss was measured on."
    )
    mean, variance = targets.mean(), targets.var()
    if loss < variance * (1 - SAME):
        raise WrongValue(
            f"No constant answer has a loss as low as {number(loss, 7)}: the "
            f"best one, the mean {number(mean, 7)}, has "
            f"{number(variance, 7)}. So this network's answer depends on x, "
            "or these are not its targets. Pass the y that it was trained on."
        )
    distance = np.sqrt(max(loss - variance, 0))
    found = []
    for exact in sorted((mean - distance, mean + distance), key=abs):
        whole = round(exact)
        of_whole = constant_loss(whole, targets)
        misfit = abs(of_whole - loss) / loss if loss else abs(of_whole)
        found.append(ConstantAnswer(float(exact), whole, of_whole, misfit))
    return found
