"""Small Keras programs to be examined: notebook 07's five networks."""

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from helpers.keras_tools import load_keras
from helpers.keras_tools.loop import History, fit
from helpers.optimizers import OPTIMIZERS
from helpers.scores import standardised
from helpers.wording.errors import WrongType
from helpers.wording.fields import one_of, positive, switch, whole_number
from helpers.wording.numbers import number

FUNCTIONS = {
    "x/2": lambda x: x / 2,
    "x²": lambda x: x**2,
    "2x − 1": lambda x: 2 * x - 1,
    "3x + 2": lambda x: 3 * x + 2,
}


class Visit(NamedTuple):
    """A trained network, as ``checkup(*visit)`` takes it.

    Attributes
    ----------
    model : keras.Model
    x, y : ndarray of float32, shape (points, 1)
        What it was trained on: standardised, if the patient says so.
    history : History
    """

    model: object
    x: np.ndarray
    y: np.ndarray
    history: History

    @property
    def answers(self):
        """What the network says to x, shape (points, 1)."""
        return np.asarray(self.model(self.x))


@dataclass(frozen=True)
class Patient:
    """A small Keras program; a repair is a changed field.

    Parameters
    ----------
    function : str
        What y is, a key of `FUNCTIONS`.
    inputs : (float, float, int)
        x goes evenly from the first number to the second, in so many points.
    hidden : tuple of int
        Units of each hidden layer.
    activation, output : str
        Of the hidden layers and of the last one, as Keras names them.
    optimizer : str
        Its class in Keras, one of the labels of `OPTIMIZERS`.
    learning_rate : float
    epochs, batch_size : int
    noise : float
        Standard deviation of what is added to y.
    standardise_inputs, standardise_targets : bool
    seed : int
        Of the start and the order of the batches.

    Raises
    ------
    TypeError, ValueError
        A sentence that names the field, what is allowed and what to try.
    """

    function: str
    inputs: tuple
    hidden: tuple
    activation: str = "relu"
    output: str = "linear"
    optimizer: str = "Adam"
    learning_rate: float = 0.01
    epochs: int = 100
    batch_size: int = 32
    noise: float = 0
    standardise_inputs: bool = False
    standardise_targets: bool = False
    seed: int = 0

    def __post_init__(self):
        for field in fields(self):
            if field.name in _CHECKS:
                given = getattr(self, field.name)
                checked = _CHECKS[field.name](field.name, given, field.default)
                object.__setattr__(self, field.name, checked)

    def data(self):
        """x and y as the network gets them, float32, shape (points, 1)."""
        x = np.linspace(*self.inputs)[:, None]
        noise = np.random.default_rng(0).standard_normal(x.shape)
        y = FUNCTIONS[self.function](x) + self.noise * noise
        x = standardised(x) if self.standardise_inputs else x
        y = standardised(y) if self.standardise_targets else y
        return x.astype(np.float32), y.astype(np.float32)

    def build(self):
        """The network, compiled and not trained.

        Returns
        -------
        keras.Sequential
        """
        keras = load_keras()
        keras.utils.set_random_seed(self.seed)
        dense = keras.layers.Dense
        model = keras.Sequential(
            [
                keras.Input((1,)),
                *(dense(n, activation=self.activation) for n in self.hidden),
                dense(1, activation=self.output),
            ]
        )
        optimizer = getattr(keras.optimizers, self.optimizer)
        model.compile(loss="mse", optimizer=optimizer(self.learning_rate))
        return model

    def train(self):
        """Train the network as the program says.

        Returns
        -------
        Visit
        """
        model, (x, y) = self.build(), self.data()
        history = fit(model, x, y, self.batch_size, self.epochs, self.seed)
        return Visit(model, x, y, history)

    def __str__(self):
        low, high, points = map(number, self.inputs)
        layers = [f"{n} {self.activation}" for n in self.hidden]
        scaled = [
            name
            for name in ("inputs", "targets")
            if getattr(self, f"standardise_{name}")
        ]
        return (
            f"y = {self.function} on {points} points, x from {low} to {high}\n"
            f"layers: {' → '.join([*layers, f'1 {self.output}'])}\n"
            f"{self.optimizer}, learning rate {self.learning_rate}, "
            f"{self.epochs} epochs, batches of {self.batch_size}\n"
            f"standardised: {' and '.join(scaled) or 'nothing'}"
        )


def _layers(name, value, default):
    allowed = f"{name} must be whole numbers in brackets, such as (16, 8)"
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        raise WrongType(f"{allowed}, not {value!r}. For one layer: (16,)")
    units = whole_number(1, 1000)
    return tuple(units(f"each of {name}", n, 16) for n in value)


def _evenly(name, value, default):
    try:
        low, high, points = value
        number(low), number(high)
        whole_number(2, 10**5)(f"the points of {name}", points, 100)
    except (TypeError, ValueError):
        raise WrongType(
            f"{name} must be two numbers and how many points there are from "
            f"one to the other, such as (0, 10, 101), not {value!r}."
        ) from None
    return low, high, points


_ACTIVATIONS = ("linear", "relu", "sigmoid", "tanh", "elu", "softplus")
_CHECKS = {
    "function": one_of(*FUNCTIONS),
    "inputs": _evenly,
    "hidden": _layers,
    "activation": one_of(*_ACTIVATIONS),
    "output": one_of(*_ACTIVATIONS),
    "optimizer": one_of(*(row.label for row in OPTIMIZERS.values())),
    "learning_rate": positive(1e-12, 1e6),
    "epochs": whole_number(1, 10_000),
    "batch_size": whole_number(1, 10**6),
    "standardise_inputs": switch,
    "standardise_targets": switch,
    "seed": whole_number(0, 2**32 - 1),
}

TOPS_OUT = Patient("x/2", (0, 10, 101), (16,), output="sigmoid")
FLATTENS = Patient(
    "x²", (-20, 20, 81), (32,), "tanh", learning_rate=0.001, epochs=200
)
DIES = Patient(
    "2x − 1", (-1, 5, 7), (4, 2),
    output="relu", learning_rate=0.001, epochs=500, seed=1,
)  # fmt: skip
EXPLODES = Patient(
    "3x + 2", (0, 20, 100), (), optimizer="SGD", learning_rate=0.01
)
SUSPICIOUS = Patient(
    "3x + 2", (0, 100, 200), (), learning_rate=0.05, epochs=200, noise=5
)
