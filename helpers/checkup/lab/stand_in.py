"""A functional model in place of one that no copy can be made of directly."""

import inspect
from typing import Any

import numpy as np

from helpers.checkup.lab.copies import another, leaves
from helpers.checkup.words import first_line
from helpers.keras_tools import load_keras
from helpers.wording.errors import WrongValue


class CannotCopy(Exception):
    """Why no copy of a model can be made, and what to do about it."""


def stand_in(model: Any, x: np.ndarray) -> Any:
    """The model itself, or one that answers alike and can be copied.

    A model of the learner's own class is written out as the layers that its
    `call` goes through. One that has no weights yet is built from x.

    Parameters
    ----------
    model : keras.Model
        Compiled. It is only read.
    x : ndarray, shape (n, …)

    Returns
    -------
    keras.Model
        With inputs and outputs, weights and a compiled loss. The optimizer,
        which is never used, is the model's own.

    Raises
    ------
    ValueError
        A sentence, if x does not suit the layers.
    CannotCopy
        A sentence, if the model cannot be repeated.
    """
    keras = load_keras()
    has_inputs = bool(getattr(model, "inputs", None))
    if not has_inputs and x.ndim == 1:
        lacks = "Input" if model.built else "weights yet"
        raise WrongValue(
            f"This model has no {lacks}, and Keras cannot give it rows of "
            "single numbers. Begin its layers with keras.Input((1,)), or make "
            "a column of x:\nx = np.reshape(x, (-1, 1))"
        )
    # In half precision another optimizer is wrapped around the learner's.
    optimizer = getattr(model.optimizer, "inner_optimizer", model.optimizer)
    if has_inputs:
        for layer in leaves(model):
            _another(layer)
        if optimizer is model.optimizer:
            return model
        twin = keras.Model(model.inputs, model.outputs)
    elif isinstance(model, keras.Sequential):
        twin = _built(model, x.shape[1:])
    else:
        twin = _written_out(model, x.shape[1:])
    compiled = model._compile_config.config  # as `Case.metrics` has it
    twin.compile(
        optimizer,
        model.loss,
        loss_weights=compiled.get("loss_weights"),
        metrics=compiled.get("metrics"),
        auto_scale_loss=False,
    )
    return twin


def _built(model: Any, shape: tuple[int, ...]) -> Any:
    """A stack of layers like the model's, with weights for such rows."""
    keras = load_keras()
    layers = [_another(layer) for layer in model.layers]
    try:
        twin = keras.Sequential([keras.Input(shape), *layers])
    except Exception as error:
        raise WrongValue(
            f"The layers of this model cannot take rows of the shape {shape}. "
            f"Keras says: {first_line(error)} Give x the shape that its "
            "first layer needs, with x.reshape(…)."
        ) from None
    _keep_weights(model, twin)
    return twin


def _keep_weights(model: Any, twin: Any) -> None:
    """Those of layers that have some already, such as an adapted one."""
    for theirs, mine in zip(model.layers, twin.layers, strict=True):
        if theirs.built and theirs.weights:
            mine.set_weights(theirs.get_weights())
        elif getattr(theirs, "layers", None):
            _keep_weights(theirs, mine)


def _written_out(model: Any, shape: tuple[int, ...]) -> Any:
    """The layers that the `call` of a learner's own class goes through."""
    keras = load_keras()
    name, own, inputs = (
        type(model).__name__,
        _another(model),
        keras.Input(shape),
    )
    try:
        if type(model).build is not keras.Model.build:
            own.build((None, *shape))
        outputs = own.call(inputs)
        twin = keras.Model(inputs, outputs)
    except Exception as error:
        raise CannotCopy(
            f"The call of {name} cannot be repeated on a copy, layer by "
            f"layer. Keras says: {first_line(error)} Write it with "
            "keras.layers and keras.ops, such as keras.ops.square(x) for "
            "tf.square(x)."
        ) from None
    if len(twin.weights) != len(own.weights):
        raise CannotCopy(
            f"Some weights of {name} belong to no layer, so that a copy "
            "would not train them. Put them into a layer, such as "
            "keras.layers.Dense."
        )
    if model.built:
        try:
            own.set_weights(model.get_weights())
        except ValueError:
            raise WrongValue(
                f"This model was built for rows of another shape than those "
                f"of x, {shape}. Pass the x that it was trained on."
            ) from None
    return twin


def _another(layer: Any) -> Any:
    """A layer like this one, if its configuration can be trusted."""
    of_keras = load_keras().Model
    takes = inspect.signature(type(layer).__init__).parameters.values()
    named = [p for p in takes if p.kind is p.POSITIONAL_OR_KEYWORD]
    # Of a model Keras notes the defaults only, whatever __init__ was given.
    is_known = (
        not isinstance(layer, of_keras)
        or type(layer).get_config is not of_keras.get_config
        or len(named) < 2  # self
    )
    try:
        if is_known:
            return another(layer)
    except Exception:  # whatever a class of the learner's own may raise
        pass
    raise CannotCopy(
        "This model cannot be copied, and the checkup only experiments on "
        f"copies. Give {type(layer).__name__} a get_config that returns what "
        'its __init__ takes, such as: return {"units": self.units}'
    )
