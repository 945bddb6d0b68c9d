"""The optimizers: how each of them moves the weights along a gradient.

One of them is two things in this file: a row of the table, and a branch of
`update`.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Optimizer:
    """A row of the table.

    Attributes
    ----------
    label : str
        How people write it, which is the name of its class in Keras.
    rule : int
        Which branch of `update` it is: what is compiled takes numbers.
    """

    label: str
    rule: int


SGD, ADAM, RMSPROP = range(3)
OPTIMIZERS = {
    "sgd": Optimizer("SGD", SGD),
    "adam": Optimizer("Adam", ADAM),
    "rmsprop": Optimizer("RMSprop", RMSPROP),
}

# The defaults of Keras: two of Adam, one of RMSprop, and one of both.
BETA_1, BETA_2, RHO, EPSILON = 0.9, 0.999, 0.9, 1e-7


def update(
    rule: int,
    parameters: np.ndarray,
    gradient: np.ndarray,
    mean: np.ndarray,
    square: np.ndarray,
    step: int,
    learning_rate: np.float32 | np.ndarray,
) -> None:
    """Move the parameters in place, once, in float32 as Keras does.

    Numba compiles it for one network; as it stands it moves many at once.

    Parameters
    ----------
    rule : int
        Of the optimizer.
    parameters, gradient : ndarray of float32, shape (..., n)
    mean, square : ndarray of float32, shape (..., n)
        What an optimizer keeps of the gradients so far and of their squares,
        0 before the first update. Changed in place.
    step : int
        1 for the first update.
    learning_rate : float32, or ndarray of float32, shape (..., 1)

    Notes
    -----
    Adam: Kingma & Ba (2015), the form before section 2.1, as Keras has it.
    RMSprop: Hinton (2012), lecture 6e; ε stands below the root, as in Keras.
    """
    epsilon = np.float32(EPSILON)
    if rule == SGD:
        parameters[:] = parameters - learning_rate * gradient
    elif rule == ADAM:
        # In float32, as in Keras: 1 - 0.999 loses two digits there.
        one, count = np.float32(1), np.float32(step)
        rate = learning_rate * np.sqrt(one - np.float32(BETA_2) ** count)
        rate = rate / (one - np.float32(BETA_1) ** count)
        new_1, new_2 = np.float32(1 - BETA_1), np.float32(1 - BETA_2)
        mean[:] = mean + (gradient - mean) * new_1
        square[:] = square + (gradient * gradient - square) * new_2
        parameters[:] = parameters - rate * mean / (np.sqrt(square) + epsilon)
    elif rule == RMSPROP:
        old, new = np.float32(RHO), np.float32(1 - RHO)
        square[:] = old * square + new * (gradient * gradient)
        root = np.sqrt(square + epsilon)
        parameters[:] = parameters - learning_rate * gradient / root
