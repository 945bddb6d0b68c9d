"""The networks that page 07 gives to be healed."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from helpers.keras_tools.program import DenseProgram
from helpers.wording.errors import WrongType
from helpers.wording.fields import one_of, positive, switch, whole_number
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
        for field in fields(self):
            if field.name in _CHECKS:
                given = getattr(self, field.name)
                checked = _CHECKS[field.name](field.name, given, field.default)
                object.__setattr__(self, field.name, checked)

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
            f"{self.optimizer}, learning rate {self.learning_rate}, "
            f"{self.epochs} epochs, batches of {self.batch_size}\n"
            f"standardised: {' and '.join(scaled) or 'nothing'}"
        )


def _layers(name: str, value: Any, default: Any) -> tuple[int, ...]:
    allowed = f"{name} must be whole numbers in brackets, such as (16, 8)"
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        raise WrongType(f"{allowed}, not {value!r}. For one layer: (16,)")
    units = whole_number(1, 1000)
    return tuple(units(f"each of {name}", n, 16) for n in value)


def _evenly(name: str, value: Any, default: Any) -> tuple[float, float, int]:
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
    "optimizer": one_of("SGD", "Adam", "RMSprop"),
    "loss": one_of("mse"),
    "learning_rate": positive(1e-12, 1e6),
    "epochs": whole_number(1, 10_000),
    "batch_size": whole_number(1, 10**6),
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
