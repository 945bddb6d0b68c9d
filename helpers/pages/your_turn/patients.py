"""Small Keras programs to be examined: notebook 07's five networks."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from helpers.keras_tools import load_keras
from helpers.keras_tools.loop import History, fit
from helpers.scores import standardised
from helpers.wording.errors import WrongType
from helpers.wording.fields import (
    check_fields,
    instance_of,
    list_of,
    one_of,
    real_number,
    shown,
    switch,
    whole_number,
)
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
    def answers(self) -> np.ndarray:
        """What the network says to x, shape (points, 1)."""
        return np.asarray(self.model(self.x))


check_visit = instance_of(Visit, "a trained network", "TOPS_OUT.train()")


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
    optimizer : {"SGD", "Adam"}
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

    def __post_init__(self) -> None:
        check_fields(self, _CHECKS, vars(Patient) | _EXAMPLES)

    def data(self) -> tuple[np.ndarray, np.ndarray]:
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

    def train(self) -> Visit:
        """Train the network as the program says.

        Returns
        -------
        Visit
        """
        model, (x, y) = self.build(), self.data()
        history = fit(model, x, y, self.batch_size, self.epochs, self.seed)
        return Visit(model, x, y, history)

    def __str__(self) -> str:
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
            f"{self.optimizer}, learning rate "
            f"{number(self.learning_rate)}, "
            f"{number(self.epochs)} epochs, "
            f"batches of {number(self.batch_size)}\n"
            f"standardised: {' and '.join(scaled) or 'nothing'}"
        )


_some_units = list_of(whole_number(1, 1000), "whole numbers", 20)
_end = real_number(-1e6, 1e6)
_points = whole_number(2, 10**5)


def _layers(name: str, value: object, hint: str) -> tuple[int, ...]:
    return tuple(_some_units(name, value, hint))


def _evenly(name: str, value: Any, hint: str) -> tuple[float, float, int]:
    try:
        low, high, points = value
        ends = _end(name, low, hint), _end(name, high, hint)
        return *ends, _points(name, points, hint)
    except Exception:  # whatever unpacking may raise
        raise WrongType(
            f"{name} must be two numbers and how many points there are from "
            f"one to the other, not {shown(value)}. {hint}"
        ) from None


_ACTIVATIONS = ("linear", "relu", "sigmoid", "tanh", "elu", "softplus")
_CHECKS = {
    "function": one_of(*FUNCTIONS),
    "inputs": _evenly,
    "hidden": _layers,
    "activation": one_of(*_ACTIVATIONS),
    "output": one_of(*_ACTIVATIONS),
    "optimizer": one_of("SGD", "Adam", "RMSprop"),
    "learning_rate": real_number(1e-12, 1e6),
    "epochs": whole_number(1, 10_000),
    "batch_size": whole_number(1, 10**6),
    "noise": real_number(0, 1e6),
    "standardise_inputs": switch,
    "standardise_targets": switch,
    "seed": whole_number(0, 2**32 - 1),
}
_EXAMPLES = {"function": "x²", "inputs": (0, 10, 101), "hidden": (16,)}

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
