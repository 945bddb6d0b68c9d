"""A weight for each row, as Keras makes them of what is passed to fit."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from helpers.checkup.given.arrays import array_of
from helpers.keras_tools import load_keras
from helpers.wording.errors import WrongType, WrongValue
from helpers.wording.fields import shown
from helpers.wording.numbers import number


def weights_of(
    sample_weight: Any, class_weight: Any, loss_weights: Any, y: np.ndarray
) -> np.ndarray | None:
    """How much each row counts in the loss.

    Parameters
    ----------
    sample_weight, class_weight : object
        As passed to `fit`.
    loss_weights : object
        As passed to `compile`: a factor of the loss, and so of every row.
    y : ndarray, shape (n, …)

    Returns
    -------
    ndarray of float32, shape (n,), or None
        None if all count the same.

    Raises
    ------
    TypeError, ValueError
        A sentence.
    """
    weights = None
    if sample_weight is not None and class_weight is not None:
        raise WrongValue(
            "Pass sample_weight or class_weight, and not both: fit takes one "
            "of them."
        )
    if sample_weight is not None:
        weights = _of_rows(sample_weight)
    elif class_weight is not None:
        weights = _of_classes(class_weight, y)
    if loss_weights is not None:
        (factor,) = load_keras().tree.flatten(loss_weights)
        ones = np.ones(len(y), np.float32)
        weights = (ones if weights is None else weights) * factor
    return weights


def _of_rows(sample_weight: Any) -> np.ndarray:
    weights = array_of("sample_weight", sample_weight)
    if weights.size != len(weights):
        raise WrongValue(
            "sample_weight must have one number for each row, and its shape "
            f"is {weights.shape}. Take the mean of each row:\n"
            "sample_weight = [np.mean(w) for w in np.asarray(sample_weight)]"
        )
    if weights.min() < 0 or not weights.any():
        raise WrongValue(
            "The numbers in sample_weight must be 0 or more, and not all 0. "
            f"They go from {number(weights.min())} to "
            f"{number(weights.max())}. Leave sample_weight out if all rows "
            "count the same."
        )
    return weights.ravel()


def _of_classes(class_weight: Any, y: np.ndarray) -> np.ndarray:
    classes = y.reshape(len(y), -1)
    one_hot = classes.shape[1] > 1
    classes = np.nan_to_num(classes)
    classes = classes.argmax(axis=1) if one_hot else classes[:, 0].round()
    try:
        table = {int(c): float(w) for c, w in class_weight.items()}
    except (AttributeError, TypeError, ValueError):
        code = "class_weight = dict(enumerate(class_weight))"
        is_list = hasattr(class_weight, "__len__")
        if not is_list or isinstance(class_weight, (str, Mapping)):
            numbers = "np.argmax(y, axis=1)" if one_hot else "y"
            code = (
                f"classes, counts = np.unique({numbers}, return_counts=True)\n"
                "weights = len(y) / len(classes) / counts\n"
                "class_weight = dict(zip(classes.tolist(), weights.tolist()))"
            )
        raise WrongType(
            "class_weight must be a dict with a weight for the number of each "
            "class, such as {0: 1.0, 1: 5.0}, and not "
            f"{shown(class_weight)}. Make one of it:\n{code}"
        ) from None
    # As Keras has it: classes that are not named weigh 1.
    return np.array([table.get(int(c), 1.0) for c in classes], np.float32)
