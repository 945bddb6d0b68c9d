"""One weight on paper: gradient descent for ŷ = w·x, worked out exactly.

With y = 2x the mean squared error is mean(x²)·(w − 2)², a bowl over w. Its
gradient is 2·mean(x²)·(w − 2), so a step of gradient descent on all points
multiplies the error w − 2 by the factor 1 − 2·learning_rate·mean(x²).
"""

import math
from dataclasses import dataclass

import numpy as np

RIGHT_WEIGHT = 2.0
FIRST_WEIGHT = 0.0
# Slower than this and 99 % of the error is left after one step.
CREEPING = 0.99


@dataclass(frozen=True)
class OneWeight:
    """Gradient descent on one weight, from w = 0 towards w = 2.

    Parameters
    ----------
    mean_square : float
        mean(x²) of the inputs that the weight learns from, above 0.
    learning_rate : float, above 0

    Raises
    ------
    ValueError
        If one of them is not a positive, finite number.
    """

    mean_square: float
    learning_rate: float

    def __post_init__(self):
        for name in ("mean_square", "learning_rate"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value > 0):
                raise ValueError(
                    f"{name} must be a finite number above 0, not {value}. "
                    "For x = 1, 2, 3 the mean square is 14/3."
                )

    @property
    def critical_rate(self):
        """The learning rate above which the steps fly apart, 1/mean(x²)."""
        return 1 / self.mean_square

    @property
    def factor(self):
        """What each step multiplies the error w − 2 by."""
        return 1 - 2 * self.learning_rate * self.mean_square

    @property
    def word(self):
        """creeping, converging, bouncing or flying apart."""
        if self.learning_rate >= self.critical_rate:
            return "flying apart"
        if self.factor < 0:
            return "bouncing"
        return "creeping" if self.factor > CREEPING else "converging"

    def loss(self, weight):
        """The mean squared error of ŷ = weight·x, same shape as `weight`."""
        return self.mean_square * (np.asarray(weight) - RIGHT_WEIGHT) ** 2

    def path(self, steps):
        """The weight before the first step and after each.

        Parameters
        ----------
        steps : int

        Returns
        -------
        ndarray of float64, shape (steps + 1,)
            Infinite from where it leaves the numbers.
        """
        with np.errstate(over="ignore"):
            errors = self.factor ** np.arange(steps + 1.0)
        return RIGHT_WEIGHT + (FIRST_WEIGHT - RIGHT_WEIGHT) * errors
