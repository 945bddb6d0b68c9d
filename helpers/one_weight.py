"""One weight on paper: gradient descent for ŷ = w·x, worked out exactly.

With y = 2x the mean squared error is mean(x²)·(w − 2)², a bowl over w. Its
gradient is 2·mean(x²)·(w − 2), so a step of gradient descent on all points
multiplies the error w − 2 by the factor 1 − 2·learning_rate·mean(x²).
"""

from dataclasses import dataclass

import numpy as np

from helpers.wording.fields import check_fields, real_number

RIGHT_WEIGHT = 2.0
FIRST_WEIGHT = 0.0
# Slower than this and 99 % of the error is left after one step.
CREEPING = 0.99


@dataclass(frozen=True)
class OneWeight:
    """Gradient descent on one weight, from w = 0 towards w = 2.

    Parameters
    ----------
    mean_square : float, 1e-12 to 1e12
        mean(x²) of the inputs that the weight learns from.
    learning_rate : float, 1e-12 to 1e6

    Raises
    ------
    TypeError, ValueError
        A sentence that names the field, what is allowed and what to try.
    """

    mean_square: float
    learning_rate: float

    def __post_init__(self) -> None:
        check_fields(self, _CHECKS, mean_square=4.0, learning_rate=0.01)

    @property
    def critical_rate(self) -> float:
        """The learning rate above which the steps fly apart, 1/mean(x²)."""
        return 1 / self.mean_square

    @property
    def factor(self) -> float:
        """What each step multiplies the error w − 2 by."""
        return 1 - 2 * self.learning_rate * self.mean_square

    @property
    def word(self) -> str:
        """creeping, converging, bouncing or flying apart."""
        if self.learning_rate >= self.critical_rate:
            return "flying apart"
        if self.factor < 0:
            return "bouncing"
        return "creeping" if self.factor > CREEPING else "converging"

    def loss(self, weight: float | np.ndarray) -> np.ndarray:
        """The mean squared error of ŷ = weight·x, same shape as `weight`."""
        return self.mean_square * (np.asarray(weight) - RIGHT_WEIGHT) ** 2

    def path(self, steps: int) -> np.ndarray:
        """The weight before the first step and after each.

        Parameters
        ----------
        steps : int

        Returns
        -------
        ndarray of float64, shape (steps + 1,)
            Infinite from where it is too large for a float.
        """
        with np.errstate(over="ignore"):
            errors = self.factor ** np.arange(steps + 1.0)
        return RIGHT_WEIGHT + (FIRST_WEIGHT - RIGHT_WEIGHT) * errors


_CHECKS = {
    "mean_square": real_number(1e-12, 1e12),
    "learning_rate": real_number(1e-12, 1e6),
}
