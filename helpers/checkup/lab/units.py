"""What the units of a model answer, and which of them are dead."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.checkup.lab.copies import copy_of, leaves
from helpers.checkup.lab.tasks import name_of
from helpers.keras_tools import load_keras

AT_ONCE = 8192  # rows


def ask(model: Any, x: np.ndarray) -> np.ndarray:
    """The answers of a model, without its `predict`, which is slow."""
    keras = load_keras()
    pieces = np.array_split(x, -(-len(x) // AT_ONCE))
    answers = [keras.ops.convert_to_numpy(model(p)) for p in pieces]
    return np.concatenate(answers)


def hidden_relus(model: Any) -> list:
    """The layers of a model that end in a ReLU, but for the last layer."""
    return [
        layer
        for layer in leaves(model)[:-1]
        if name_of(getattr(layer, "activation", layer)) == "relu"
    ]


def dead_births(model: Any, x: np.ndarray, count: int) -> list[bool]:
    """Of each of some fresh starts, whether it answers the same to all.

    Parameters
    ----------
    model : keras.Model
    x : ndarray
        One row for each point.
    count : int
        How many starts.

    Returns
    -------
    list of bool
    """
    starts = (copy_of(model, seed=s) for s in range(1, count + 1))
    answers = (ask(start, x) for start in starts)
    return [bool(np.ptp(a, axis=0).max() == 0) for a in answers]


def dead_units(model: Any, x: np.ndarray) -> list[float]:
    """For each hidden ReLU layer the share of units that always say 0.

    Parameters
    ----------
    model : keras.Model
        Of which a copy is asked.
    x : ndarray
        One row for each point.

    Returns
    -------
    list of float
    """
    copy = copy_of(model)
    shares: list[float] = []

    def noting(call: Callable) -> Callable:
        def noted(*arguments: Any, **options: Any) -> Any:
            outputs = call(*arguments, **options)
            units = np.reshape(outputs, (-1, outputs.shape[-1]))
            shares.append(float(np.mean(units.max(axis=0) <= 0)))
            return outputs

        return noted

    for layer in hidden_relus(copy):
        layer.call = noting(layer.call)
    copy(x)
    return shares
