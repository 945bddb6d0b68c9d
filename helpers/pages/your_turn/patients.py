"""The networks that page 07 gives to be healed."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.keras_tools.program import DenseProgram
from helpers.optimizers import OPTIMIZERS
from helpers.wording.errors import WrongType
from helpers.wording.fields import (
    Check,
    check_fields,
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


@dataclass(frozen=True)
class Patient(DenseProgram):
    """A program with a network to be healed; a treatment is a changed field.

    Parameters
    ----------
    function : str
        What y is, a key of `FUNCTIONS`.
    inputs : (float, float, int)
        x goes evenly from the first number to the second, in so many points.
    noise : float
        Standard deviation of what is added to y.
    **others
        The fields of `DenseProgram`, with one activation, and MSE as loss.

    Raises
    ------
    TypeError, ValueError
        A sentence that names the field, what is allowed and what to try.
    """

    function: str = "x/2"
    inputs: tuple[float, float, int] = (0, 10, 101)
    noise: float = 0

    def __post_init__(self) -> None:
        check_fields(self, _CHECKS, hidden=(16,))

    def points(self) -> tuple[np.ndarray, np.ndarray]:
        x = np.linspace(*self.inputs)[:, None]
        noise = np.random.default_rng(0).standard_normal(x.shape)
        return x, FUNCTIONS[self.function](x) + self.noise * noise

    def __str__(self) -> str:
        low, high, points = map(number, self.inputs)
        layers = [f"{units} {kind}" for units, kind in self.layers]
        scaled = [
            name
            for name in ("inputs", "targets")
            if getattr(self, f"standardise_{name}")
        ]
        return (
            f"y = {self.function} on {points} points, x from {low} to {high}\n"
            f"layers: {' → '.join(layers)}\n"
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
_CHECKS: dict[str, Check] = {
    "function": one_of(*FUNCTIONS),
    "inputs": _evenly,
    "hidden": _layers,
    "activation": one_of(*_ACTIVATIONS),
    "output": one_of(*_ACTIVATIONS),
    "optimizer": one_of(*(row.label for row in OPTIMIZERS.values())),
    "loss": one_of("mse"),
    "learning_rate": real_number(1e-12, 1e6),
    "epochs": whole_number(1, 10_000),
    "batch_size": whole_number(1, 10**6),
    "noise": real_number(0, 1e6),
    "standardise_inputs": switch,
    "standardise_targets": switch,
    "seed": whole_number(0, 2**32 - 1),
}

TOPS_OUT = Patient("x/2", (0, 10, 101), hidden=(16,), output="sigmoid")
FLATTENS = Patient(
    "x²", (-20, 20, 81), hidden=(32,),
    activation="tanh", learning_rate=0.001, epochs=200,
)  # fmt: skip
DIES = Patient(
    "2x − 1", (-1, 5, 7), hidden=(4, 2),
    output="relu", learning_rate=0.001, epochs=500, seed=1,
)  # fmt: skip
EXPLODES = Patient("3x + 2", (0, 20, 100), optimizer="SGD", learning_rate=0.01)
SUSPICIOUS = Patient(
    "3x + 2", (0, 100, 200), noise=5, learning_rate=0.05, epochs=200
)
MEMORISES = Patient("x²", (-3, 3, 30), noise=4, hidden=(64, 64), epochs=2000)
