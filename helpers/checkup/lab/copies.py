"""Copies of a learner's model, to experiment on in its place.

The model itself is only read: its configuration and its weights.
"""

import contextlib
import copy
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from helpers.diagnosis import SAME
from helpers.keras_tools import load_keras

# Layers that pass on what the last activation says, in another form.
PASSING_ON = ("Dropout", "Flatten", "Identity", "Rescaling", "Reshape")
# Layers that are nothing but an activation.
ACTIVATING = ("ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax")
# What a layer may have been given as a function.
FUNCTIONS = ("activation", "recurrent_activation")
# What an activation is tried on: small steps in the middle, and far out.
TRIED = np.concatenate(
    [-np.logspace(6, 1, 6), np.linspace(-1, 1, 21), np.logspace(1, 6, 6)]
)
FAR = 1e5  # an answer of this size counts as "without limit"


@contextlib.contextmanager
def random_states_kept() -> Iterator[None]:
    """Leave every global random state as it was, whatever happens inside.

    So also the numbers in the names of new layers, such as "dense_7".
    """
    load_keras()
    # Neither library has a public way to read these states.
    from keras.src.backend.common import global_state
    from keras.src.random.seed_generator import GLOBAL_SEED_GENERATOR
    from tensorflow.python.eager import context

    of_keras = global_state.get_global_attribute(GLOBAL_SEED_GENERATOR)
    of_tensorflow = getattr(context.context(), "_rng", None)
    names = copy.copy(global_state.get_global_attribute("object_name_uids"))
    python, numpy = random.getstate(), np.random.get_state()  # noqa: NPY002
    keras = None if of_keras is None else np.array(of_keras.state)
    tensorflow = of_tensorflow and of_tensorflow.getstate()
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)  # noqa: NPY002
        global_state.set_global_attribute("object_name_uids", names)
        global_state.set_global_attribute(GLOBAL_SEED_GENERATOR, of_keras)
        if of_keras is not None:
            of_keras.state.assign(keras)
        if of_tensorflow:
            of_tensorflow.setstate(tensorflow)


def copy_of(
    model: Any, output: str | None = None, seed: int | None = None
) -> Any:
    """A copy of a model, not compiled.

    Parameters
    ----------
    model : keras.Model
        Sequential or functional.
    output : str, optional
        Another activation for its last layer that has one.
    seed : int, optional
        Draw fresh starting weights with this seed. Without it the copy has
        the weights of the model.

    Returns
    -------
    keras.Model
    """
    keras = load_keras()
    last = output and last_activation(model)

    def cloned(layer: Any) -> Any:
        if type(layer) is keras.layers.Lambda:
            return keras.layers.Lambda(
                layer.function, arguments=layer.arguments, name=layer.name
            )
        # Functions as they are: one of the learner's own has no known name.
        config = layer.get_config() | {
            name: getattr(layer, name)
            for name in FUNCTIONS
            if callable(getattr(layer, name, None))
        }
        if layer is not last:
            return type(layer).from_config(config)
        if "activation" in config:
            return type(layer).from_config(config | {"activation": output})
        return keras.layers.Activation(output)  # in place of a ReLU, say

    # The same layers as a model that is not compiled: a clone of the model
    # itself would need a loss that can be saved.
    layers = keras.Model(model.inputs, model.outputs)
    random.seed(seed)  # where Keras takes the seeds of fresh layers from
    clone = keras.models.clone_model(
        layers, clone_function=cloned, recursive=True
    )
    if seed is None:
        clone.set_weights(layers.get_weights())
    else:
        _keep_what_is_not_drawn(layers, clone)
    for layer in leaves(clone):
        if hasattr(layer, "finalize_state"):  # Normalization caches these
            layer.finalize_state()
    return clone


def _keep_what_is_not_drawn(model: Any, clone: Any) -> None:
    """Weights that no training changes, such as a learned mean, stay."""
    drawn = {id(v) for v in clone.trainable_variables}
    for mine, theirs in zip(clone.weights, model.weights, strict=True):
        if id(mine) not in drawn:
            mine.assign(theirs)


def leaves(model: Any) -> list:
    """All layers of a model, with those of the models within it."""
    found: list = []
    for layer in model.layers:
        if getattr(layer, "layers", None):
            found += leaves(layer)
        elif type(layer).__name__ != "InputLayer":
            found.append(layer)
    return found


class Reach(NamedTuple):
    """Which answers the end of a model can give, whatever its weights.

    Attributes
    ----------
    low, high : float
        The smallest and the largest; infinite where there is no limit.
    is_flat : bool
        It has no slope on one side of 0, as the ReLU.
    name : str
        Of the activation.
    """

    low: float
    high: float
    is_flat: bool
    name: str

    @property
    def is_free(self) -> bool:
        return bool(np.isinf(self.low) and np.isinf(self.high))

    @property
    def is_constant(self) -> bool:
        return self.low == self.high


def last_activation(model: Any) -> Any:
    """The last layer whose activation shapes the answers, or None."""
    for layer in reversed(leaves(model)):
        kind = type(layer).__name__
        if hasattr(layer, "activation") or kind in ACTIVATING:
            return layer
        if kind not in PASSING_ON:
            return None
    return None


def reach(model: Any) -> Reach | None:
    """Try out which answers the end of a model can give.

    Parameters
    ----------
    model : keras.Model

    Returns
    -------
    Reach or None
        None if the end of the model is of a kind that is not known here.
    """
    keras = load_keras()
    last = last_activation(model)
    if last is None:
        return None
    apply = getattr(last, "activation", last)
    tried = np.zeros((len(TRIED), last.output.shape[-1]), np.float32)
    tried[:, 0] = TRIED
    answers = apply(keras.ops.convert_to_tensor(tried))
    every = leaves(model)
    for layer in every[every.index(last) + 1 :]:
        if type(layer).__name__ == "Rescaling":
            answers = layer(answers)
    answers = keras.ops.convert_to_numpy(answers)[:, 0]
    low, high = float(answers.min()), float(answers.max())
    if np.isfinite(high) and high - low <= SAME * abs(high):
        high = low
    at = dict(zip(TRIED.round(1), answers, strict=True))
    return Reach(
        -np.inf if low < -FAR else low,
        np.inf if high > FAR else high,
        bool(low < high and (at[-1] == at[-0.1] or at[1] == at[0.1])),
        getattr(apply, "__name__", type(last).__name__).lower(),
    )
