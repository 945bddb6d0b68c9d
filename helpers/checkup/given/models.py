"""A model of which copies can be made, or a sentence."""

import warnings
from typing import Any

import numpy as np

from helpers.checkup.given.inputs import as_input
from helpers.checkup.lab.copies import copy_of, leaves
from helpers.checkup.lab.stand_in import CannotCopy, stand_in
from helpers.checkup.lab.units import ask
from helpers.checkup.words import first_line
from helpers.keras_tools import load_keras
from helpers.wording.errors import WrongValue
from helpers.wording.numbers import number

OWN = ("train_step", "compute_loss", "fit")  # what a class may do its own way


def examinable(model: Any, x: np.ndarray, y: np.ndarray) -> Any:
    """The model, or one that stands for it, of which copies can be made.

    Raises
    ------
    CannotCopy
        A sentence that says why there is none.
    """
    keras = load_keras()
    for method in OWN:
        if getattr(type(model), method) is not getattr(keras.Model, method):
            raise CannotCopy(
                f"This model trains with a {method} of its own, which the "
                "checkup cannot repeat on a copy. Without it, it can be "
                "examined."
            )
    with warnings.catch_warnings(action="ignore"):
        theirs, model = model, stand_in(model, x)
        if not model.weights:
            raise WrongValue(
                "This model has no weights, so there is nothing to train. Add "
                "a layer that has some, such as keras.layers.Dense(1)."
            )
        _check_optimizer(model.optimizer)
        few = as_input("x", x, model)[:3]
        _check_words(model, x)
        try:
            copy = copy_of(model)
            answers = ask(copy, few)
        except Exception as error:
            raise CannotCopy(
                "A copy of this model cannot answer the first rows of x. "
                f"Keras says: {first_line(error)} Are there fixed sizes in "
                "its layers? Leave them to Keras."
            ) from None
        _check_alike(theirs, few, answers)
        copy.compile(loss=load_keras().tree.flatten(model.loss)[0])
        _check_loss(copy, y[:3], answers)
    return model


def _check_alike(model: Any, x: np.ndarray, answers: np.ndarray) -> None:
    """See that a copy answers as the model, where classes are its own."""
    layers = [model, *leaves(model)]
    if (
        all(type(layer).__module__.startswith("keras.") for layer in layers)
        or any(getattr(layer, "stateful", False) for layer in layers)
        or not model.built
    ):
        return
    state = [(v, np.array(v)) for v in model.variables]
    try:
        theirs = load_keras().tree.flatten(model(x))[0]
    finally:
        for variable, value in state:
            variable.assign(value)
    size = np.abs(answers).max()
    if not np.allclose(answers, theirs, rtol=1e-3, atol=1e-3 * size):
        raise CannotCopy(
            "A copy of this model answers otherwise than the model itself. "
            "Let the get_config of each class of its own return all that its "
            "__init__ takes."
        )


def _check_loss(copy: Any, y: np.ndarray, answers: np.ndarray) -> None:
    """See that the loss can be computed, where shapes do not forbid it."""
    if y.size != answers.size:
        return
    tensors = map(load_keras().ops.convert_to_tensor, (y, answers))
    try:
        copy.compute_loss(None, *tensors)
    except Exception as error:  # whatever a loss of the learner's own may
        raise WrongValue(
            f"The loss of this model stops with {type(error).__name__}: "
            f"{first_line(error)} Look at what compile got as loss."
        ) from None


def _check_optimizer(optimizer: Any) -> None:
    try:
        options = optimizer.get_config() | {"learning_rate": 0.1}
        type(optimizer).from_config(options)
    except Exception:  # whatever a class of the learner's own may raise
        raise CannotCopy(
            "The optimizer of this model cannot be copied: it, or its "
            "schedule, has no get_config. Give it one that returns what its "
            "__init__ takes."
        ) from None


def _check_words(model: Any, x: np.ndarray) -> None:
    """The numbers of words have to be rows of the table they are for."""
    layer = leaves(model)[0]
    if type(layer).__name__ == "Embedding":
        size = layer.input_dim
        if x.min() < 0 or x.max() >= size:
            raise WrongValue(
                f"The numbers in x go from {number(x.min())} to "
                f"{number(x.max())}, and Embedding({size}, …) knows those "
                f"from 0 to {number(size - 1)}. Let it know all of them, and "
                "count from 0."
            )
