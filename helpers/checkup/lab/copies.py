"""Copies of a learner's model, to experiment on in its place.

The model itself is only read: its configuration and its weights.
"""

import contextlib
import copy
import inspect
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from helpers.diagnosis import SAME
from helpers.keras_tools import load_keras

# Layers that pass on what the last activation says, in another form.
PASSING_ON = ("Dropout", "Flatten", "Identity", "Rescaling", "Reshape")
# Layers that are nothing but an activation.
ACTIVATING = ("ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax")
# Activations that have next to no slope far from 0.
FLAT = ("sigmoid", "tanh", "hard_sigmoid", "softmax", "softsign")
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


@dataclass(frozen=True)
class Changes:
    """What is other in a copy than in the model, layer by layer.

    Attributes
    ----------
    output : str or None
        Activation of the last layer that has one.
    hidden : str or None
        Activation of the hidden layers that have none, or a flat one; layers
        of a sequence get tanh, which is their usual one.
    units : int
        The fewest of each hidden dense layer; a model without a hidden layer
        gets one of so many ReLUs.
    most_units : int or None
        The most of each hidden dense layer.
    usual_start : bool
        Keras' own starting weights: Glorot uniform, biases 0.
    unregularised : bool
        No dropout, no penalty on weights.
    norm_momentum : float or None
        Of the averages of batch normalization.
    classes : int or None
        Columns of the last layer, with a softmax over them.
    trainable : bool
        Every layer may be trained.
    """

    output: str | None = None
    hidden: str | None = None
    units: int = 0
    most_units: int | None = None
    usual_start: bool = False
    unregularised: bool = False
    norm_momentum: float | None = None
    classes: int | None = None
    trainable: bool = False


AS_IT_IS = Changes()


def copy_of(
    model: Any, seed: int | None = None, changes: Changes = AS_IT_IS
) -> Any:
    """A copy of a model, not compiled.

    Parameters
    ----------
    model : keras.Model
        Sequential or functional.
    seed : int, optional
        Draw fresh starting weights with this seed. Without it the copy has
        the weights of the model.
    changes : Changes, optional
        Those of the number of units need a seed.

    Returns
    -------
    keras.Model
    """
    keras = load_keras()
    ends, flat = last_layers(model), flat_layers(model)
    dense = narrow_layers(model, 10**9)

    def cloned(layer: Any) -> Any:
        config = layer.get_config()
        new = _general(layer, config, changes)
        output = "softmax" if changes.classes else changes.output
        if changes.hidden and layer in flat:
            is_sequence = hasattr(layer, "return_sequences")
            new["activation"] = "tanh" if is_sequence else changes.hidden
        if layer in dense:
            units = max(config["units"], changes.units)
            new["units"] = min(units, changes.most_units or units)
        if changes.classes and layer is ends.dense:
            new["units"] = changes.classes
        if output and layer is ends.activation:
            if "activation" not in config:
                return keras.layers.Activation(output)  # in place of a ReLU
            new["activation"] = output
        clone = another(layer, **new)
        if changes.units and layer is ends.dense and not has_hidden(model):
            hidden = keras.layers.Dense(changes.units, activation="relu")
            return keras.Sequential([hidden, clone])
        return clone

    # The same layers as a model that is not compiled: a clone of the model
    # itself would need a loss that can be saved.
    layers = keras.Model(model.inputs, model.outputs)
    random.seed(seed)  # where Keras takes the seeds of fresh layers from
    clone = keras.models.clone_model(
        layers,
        # Batches of a copy have any size.
        [keras.Input(t.shape[1:], dtype=t.dtype) for t in model.inputs],
        clone_function=cloned,
        recursive=True,
    )
    if seed is None:
        clone.set_weights(layers.get_weights())
    else:
        _keep_what_is_not_drawn(layers, clone)
    for layer in leaves(clone):
        if hasattr(layer, "finalize_state"):  # Normalization caches these
            layer.finalize_state()
    return clone


def _general(layer: Any, config: dict, changes: Changes) -> dict:
    """The settings of a layer that change wherever it stands."""
    new: dict[str, Any] = {}
    if changes.unregularised:
        new |= {name: None for name in config if name.endswith("regularizer")}
        new |= {name: 0 for name in config if name.endswith("dropout")}
        if "Dropout" in type(layer).__name__:
            new["rate"] = 0
    if changes.usual_start:
        usual = {
            "kernel_initializer": "glorot_uniform",
            "recurrent_initializer": "orthogonal",
            "bias_initializer": "zeros",
        }
        new |= {name: usual[name] for name in config if name in usual}
    if changes.norm_momentum and type(layer).__name__ == "BatchNormalization":
        new["momentum"] = changes.norm_momentum
    if changes.trainable:
        new["trainable"] = True
    return new


def another(layer: Any, **changes: Any) -> Any:
    """A layer, or a model of the learner's own class, with other weights.

    It keeps nothing from one batch to the next.

    Parameters
    ----------
    layer : keras.layers.Layer
    **changes : object
        Entries of its configuration.

    Returns
    -------
    keras.layers.Layer
    """
    keras = load_keras()
    if type(layer) is keras.layers.Lambda:
        return keras.layers.Lambda(
            layer.function, arguments=layer.arguments, name=layer.name
        )
    # Functions as they are: one of the learner's own has no known name.
    functions = {
        name: getattr(layer, name)
        for name in FUNCTIONS
        if callable(getattr(layer, name, None))
    }
    config = _stateless(layer.get_config()) | functions | changes
    try:
        return type(layer).from_config(config)
    except TypeError:  # Keras notes more than a learner's __init__ takes
        takes = inspect.signature(type(layer)).parameters
        config = {key: config[key] for key in config if key in takes}
        return type(layer).from_config(config)


def _stateless(config: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _stateless(value)
        if isinstance(value, dict)
        else key != "stateful" and value
        for key, value in config.items()
    }


def _keep_what_is_not_drawn(model: Any, clone: Any) -> None:
    """Weights that no training changes, such as a learned mean, stay.

    The averages of a batch normalization are made by training: they begin
    anew.
    """
    theirs = {layer.name: layer for layer in leaves(model)}
    for mine in leaves(clone):
        layer = theirs.get(mine.name)
        if layer is None or type(mine).__name__ == "BatchNormalization":
            continue
        new, old = mine.non_trainable_variables, layer.non_trainable_variables
        # A dropout of 0 has no random state to be kept.
        if mine.trainable == layer.trainable and len(new) == len(old):
            for weight, kept in zip(new, old, strict=True):
                weight.assign(kept)


def leaves(model: Any) -> list:
    """All layers of a model, with those of the models within it."""
    found: list = []
    for layer in model.layers:
        if getattr(layer, "layers", None) and getattr(layer, "inputs", None):
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


class Ends(NamedTuple):
    """The last layers of a model that are of a kind."""

    activation: Any  # that shapes the answers
    dense: Any  # whose units are the answers


def last_layers(model: Any) -> Ends:
    dense = [m for m in leaves(model) if type(m).__name__ == "Dense"]
    return Ends(last_activation(model), dense[-1] if dense else None)


def has_hidden(model: Any) -> bool:
    """Whether there is more to be learned than the last layer."""
    last = last_layers(model).dense
    return last is None or any(
        layer.weights
        for layer in leaves(model)
        if layer is not last and "Normalization" not in type(layer).__name__
    )


def narrow_layers(model: Any, units: int) -> list:
    """The hidden dense layers that have fewer units than that."""
    last = last_layers(model).dense
    return [
        layer
        for layer in leaves(model)
        if type(layer).__name__ == "Dense"
        and layer is not last
        and layer.units < units
    ]


def regularised_layers(model: Any) -> list[str]:
    """What keeps a network small, as in "Dropout(0.5)", each once."""
    found = []
    for layer in leaves(model):
        config = layer.get_config()
        if "Dropout" in type(layer).__name__ and config.get("rate"):
            found.append(f"{type(layer).__name__}({config['rate']:g})")
        for name, value in config.items():
            if name.endswith("regularizer") and value:
                found.append(name)
            if name.endswith("dropout") and value:
                found.append(f"{name}={value:g}")
    return list(dict.fromkeys(found))


def flat_layers(model: Any) -> list:
    """The hidden layers whose activation is flat far out, or missing."""
    every, last = leaves(model), last_activation(model)
    found = []
    for at, layer in enumerate(every):
        name = getattr(getattr(layer, "activation", None), "__name__", "")
        if layer is last or layer is last_layers(model).dense or not name:
            continue
        if hasattr(layer, "return_sequences"):
            if name != "tanh":
                found.append(layer)
        elif name in FLAT or (
            name == "linear"
            and not any(_activates(m) for m in every[at + 1 : at + 4])
        ):
            found.append(layer)
    return found


def _activates(layer: Any) -> bool:
    kind = type(layer).__name__
    return kind in (*ACTIVATING, "Activation")


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
