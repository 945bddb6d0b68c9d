"""The optimizers: how each of them moves the weights along a gradient.

One of them is three things in this file: a row of the table, a loop, and a
branch of `update` that calls the loop.
"""

from dataclasses import dataclass

import numpy as np

from helpers.jit import compiled


@dataclass(frozen=True)
class Optimizer:
    """A row of the table.

    Attributes
    ----------
    label : str
        How people write it, which is the name of its class in Keras.
    rule : int
        Which branch of `update` it is: compiled loops take numbers.
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


@compiled
def update(
    rule: int,
    parameters: np.ndarray,
    gradient: np.ndarray,
    mean: np.ndarray,
    square: np.ndarray,
    step: int,
    learning_rate: np.float32,
) -> None:
    """Move the parameters in place, once, in float32 as Keras does.

    Parameters
    ----------
    rule : int
        Of the optimizer.
    parameters, gradient : ndarray of float32, shape (n,)
    mean, square : ndarray of float32, shape (n,)
        What an optimizer keeps of the gradients so far and of their squares,
        0 before the first update. Changed in place.
    step : int
        1 for the first update.
    learning_rate : float32
    """
    if rule == SGD:
        _sgd(parameters, gradient, learning_rate)
    elif rule == ADAM:
        _adam(parameters, gradient, mean, square, step, learning_rate)
    elif rule == RMSPROP:
        _rmsprop(parameters, gradient, square, learning_rate)


@compiled
def _sgd(
    parameters: np.ndarray, gradient: np.ndarray, learning_rate: np.float32
) -> None:
    for k in range(len(parameters)):
        parameters[k] -= learning_rate * gradient[k]


@compiled
def _adam(
    parameters: np.ndarray,
    gradient: np.ndarray,
    mean: np.ndarray,
    square: np.ndarray,
    step: int,
    learning_rate: np.float32,
) -> None:
    """Kingma & Ba (2015), the form before section 2.1, as Keras has it."""
    # In float32, as in Keras: 1 - 0.999 loses two digits there.
    one, count = np.float32(1), np.float32(step)
    rate = learning_rate * np.sqrt(one - np.float32(BETA_2) ** count)
    rate /= one - np.float32(BETA_1) ** count
    new_1 = np.float32(1 - BETA_1)
    new_2 = np.float32(1 - BETA_2)
    epsilon = np.float32(EPSILON)
    for k in range(len(parameters)):
        mean[k] += (gradient[k] - mean[k]) * new_1
        square[k] += (gradient[k] * gradient[k] - square[k]) * new_2
        parameters[k] -= rate * mean[k] / (np.sqrt(square[k]) + epsilon)


@compiled
def _rmsprop(
    parameters: np.ndarray,
    gradient: np.ndarray,
    square: np.ndarray,
    learning_rate: np.float32,
) -> None:
    """Hinton (2012), lecture 6e; ε stands below the root, as in Keras."""
    old, new = np.float32(RHO), np.float32(1 - RHO)
    epsilon = np.float32(EPSILON)
    for k in range(len(parameters)):
        square[k] = old * square[k] + new * (gradient[k] * gradient[k])
        root = np.sqrt(square[k] + epsilon)
        parameters[k] -= learning_rate * gradient[k] / root
