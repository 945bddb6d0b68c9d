"""Which constant answer explains a loss: what a printed loss gives away."""

import numbers
from typing import NamedTuple

import numpy as np

from helpers.diagnosis import SAME
from helpers.scores import constant_loss
from helpers.wording.numbers import number


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

    def __str__(self):
        return (
            f"always {self.whole:,}: loss {self.loss:,.2f}, "
            f"misfit {self.misfit:.0e}"
        )


def constant_behind(loss, targets):
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
    ValueError
        If the loss is not a positive number, if a target is not finite, or
        if the loss is below that of the mean: no constant is that good.
    """
    targets = np.asarray(targets, np.float64).ravel()
    if targets.size == 0 or not np.isfinite(targets).all():
        raise ValueError(
            "targets must be one or more finite numbers. Pass the y that "
            "this loss was computed on."
        )
    if not isinstance(loss, numbers.Real):
        raise TypeError(
            f"loss must be one number, not {loss!r}. Try the last of a "
            "training, history.history['loss'][-1]."
        )
    loss = float(loss)  # a float32 would round the misfit
    if not (np.isfinite(loss) and loss >= 0):
        raise ValueError(
            f"loss must be a finite number, 0 or more, not {loss}. A loss "
            "that is not a number means that the training diverged."
        )
    mean, variance = targets.mean(), targets.var()
    if loss < variance * (1 - SAME):
        raise ValueError(
            f"No constant answer has a loss as low as {number(loss, 7)}: the "
            f"best one, the mean {number(mean, 7)}, has "
            f"{number(variance, 7)}. So this network's answer depends on x."
        )
    distance = np.sqrt(max(loss - variance, 0))
    found = []
    for exact in sorted((mean - distance, mean + distance), key=abs):
        whole = round(exact)
        of_whole = constant_loss(whole, targets)
        misfit = abs(of_whole - loss) / loss if loss else abs(of_whole)
        found.append(ConstantAnswer(float(exact), whole, of_whole, misfit))
    return found
