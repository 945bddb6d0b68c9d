"""One experiment: every knob of the question, and the data it trains on."""

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.optimizers import OPTIMIZERS
from helpers.points import FUNCTIONS, INPUTS, QUESTION_POINTS
from helpers.tables.value import Table, check_table
from helpers.wording.fields import (
    check_fields,
    instance_of,
    one_of,
    real_number,
    switch,
    whole_number,
)

# The asker's script keeps x[:750] of its 999 points for training.
QUESTION_CUT = 750
VALIDATION_SPLIT = 0.2


class Switch(NamedTuple):
    """What a field that is on or off is called.

    Attributes
    ----------
    label : str
        Beside a box to tick.
    phrase : str
        In a sentence, where it is not as in the question.
    """

    label: str
    phrase: str


SWITCHES = {
    "standardise_inputs": Switch("standardise inputs", "inputs standardised"),
    "standardise_targets": Switch(
        "standardise targets", "targets standardised"
    ),
    "final_relu": Switch("final ReLU", "no final ReLU"),
}


# What a table of rows stands in place of.
FUNCTION_FIELDS = "inputs", "input_max", "function"


@dataclass(frozen=True)
class Data:
    """The points of an experiment, in the learner's units and the network's.

    Attributes
    ----------
    x, y : ndarray of float64, shape (n,)
        The experiment's x and y, in original units. Read-only.
    inputs, targets : ndarray of float32, shape (n,)
        What the network is given: x and y, standardised if the experiment
        says so. Read-only.
    train, validation, test : slice
        The three parts, in this order. Gradients see `train` only.
        `test` is empty when there are no more than 750 points of a function.
    input_mean, input_std, target_mean, target_std : float
        `inputs = (x - input_mean) / input_std`, and the same for targets;
        0 and 1 for what is not standardised.
    """

    x: np.ndarray
    y: np.ndarray
    inputs: np.ndarray
    targets: np.ndarray
    train: slice
    validation: slice
    test: slice
    input_mean: float
    input_std: float
    target_mean: float
    target_std: float

    def in_original_units(self, outputs: ArrayLike) -> np.ndarray:
        """Scale what the network answers back to the units of y.

        Parameters
        ----------
        outputs : array_like of float

        Returns
        -------
        ndarray of float64, same shape
        """
        outputs = np.asarray(outputs, dtype=np.float64)
        return outputs * self.target_std + self.target_mean


@dataclass(frozen=True)
class Experiment:
    """A network 1 → hidden ReLU units → 1 that is to learn a function.

    `Experiment()` is exactly the setting of the question. A repair is a
    changed field: ``replace(QUESTION, final_relu=False)``.

    Parameters
    ----------
    input_max : float, 1e-6 to 1e6
        How large x is; see `inputs`. A whole number from 3 on for "arange".
    learning_rate : float, 1e-12 to 1e6
    hidden_units : int, 1 to 10,000
    epochs : int, 1 to 100,000
    batch_size : int, at least 1
        A batch larger than the training part is one batch of all of it.
    final_relu : bool
        True: the output unit is a ReLU too. False: it is linear.
    standardise_inputs, standardise_targets : bool
        Subtract the mean and divide by the standard deviation, both taken
        from the training part only.
    optimizer : {"sgd", "adam", "rmsprop"}
    seed : int, 0 to 4,294,967,295
        Decides the starting weights, the order of the batches, and the
        random inputs of "randn".
    inputs : {"arange", "spread", "randn"}
        "arange" is the question's x = 1, 2, …, input_max. "spread" is always
        999 points, evenly from input_max/999 to input_max. "randn" is 999
        normal random numbers with mean 0 and standard deviation input_max.
    function : {"2x", "x²", "|x|", "sin", "step"}
        What y is. With m in the middle of the inputs (input_max/2; 0 for
        "randn"): "|x|" is |x − m|, "sin" one period, sin(2πx/input_max),
        and "step" is 0 up to m and 1 beyond.
    table : Table, optional
        Rows that somebody measured, in place of a function: `inputs`,
        `function` and `input_max` are as in the question then, and mean
        nothing. The parts are drawn by chance, with the table's own seed.

    Raises
    ------
    TypeError, ValueError
        A sentence that names the field, what is allowed and what to try.
    """

    input_max: float = QUESTION_POINTS
    learning_rate: float = 0.01
    hidden_units: int = 128
    epochs: int = 20
    batch_size: int = 100
    final_relu: bool = True
    standardise_inputs: bool = False
    standardise_targets: bool = False
    optimizer: str = "sgd"
    seed: int = 0
    inputs: str = "arange"
    function: str = "2x"
    table: Table | None = None

    def __post_init__(self) -> None:
        check_fields(self, _CHECKS)
        check_fields(self, {"input_max": INPUTS[self.inputs].check})
        if self.table is not None:  # so that equal settings are equal
            for name in FUNCTION_FIELDS:
                object.__setattr__(self, name, getattr(type(self), name))

    @cached_property
    def data(self) -> Data:
        """The points of this experiment (shared between equal settings)."""
        return _data(
            self.table,
            self.inputs,
            self.input_max,
            self.seed if INPUTS[self.inputs].is_random else None,
            self.function,
            self.standardise_inputs,
            self.standardise_targets,
        )


@lru_cache(maxsize=16)
def _data(
    table: Table | None,
    inputs: str,
    scale: float,
    seed: int | None,
    function: str,
    standardise_inputs: bool,
    standardise_targets: bool,
) -> Data:
    if table is not None:
        x, y = table.in_drawn_order()
    else:
        row = INPUTS[inputs]
        x = row.x(scale, seed)
        y = FUNCTIONS[function].y(x, scale, row.middle * scale)
    train, validation, test = split(len(x), table is not None)
    x_mean, x_std = _statistics(x[train]) if standardise_inputs else (0, 1)
    y_mean, y_std = _statistics(y[train]) if standardise_targets else (0, 1)
    network_x = ((x - x_mean) / x_std).astype(np.float32)
    network_y = ((y - y_mean) / y_std).astype(np.float32)
    for array in (x, y, network_x, network_y):
        array.flags.writeable = False  # shared: nobody may change it
    parts = train, validation, test
    return Data(
        x, y, network_x, network_y, *parts, x_mean, x_std, y_mean, y_std
    )


def split(
    points: int, always_test: bool = False
) -> tuple[slice, slice, slice]:
    """Cut `points` rows into training, validation and test part.

    The asker's script takes ``x[:750]`` for training. Up to 999 points that
    is what happens here too, so 750 points or fewer leave no test part.
    Beyond 999 points the cut keeps the asker's share, 750 of 999. Keras then
    holds back the last fifth of it for validation, rounding as it does in
    ``validation_split=0.2``.

    Parameters
    ----------
    points : int
    always_test : bool, optional
        The asker's share for any number of points, from 3 on.

    Returns
    -------
    train, validation, test : slice
    """
    cut = round(points * QUESTION_CUT / QUESTION_POINTS)
    if not always_test:
        cut = min(points, max(QUESTION_CUT, cut))
    seen = math.floor(cut * (1 - VALIDATION_SPLIT))
    return slice(0, seen), slice(seen, cut), slice(cut, points)


def _statistics(values: np.ndarray) -> tuple[float, float]:
    # Values that are all the same can be shifted, but not scaled.
    return float(values.mean()), float(values.std()) or 1.0


_CHECKS = {  # of all fields but one, which depends on the inputs
    "learning_rate": real_number(1e-12, 1e6),
    "hidden_units": whole_number(1, 10**4),
    "epochs": whole_number(1, 10**5),
    "batch_size": whole_number(1, 10**9),
    "optimizer": one_of(*OPTIMIZERS),
    "seed": whole_number(0, 2**32 - 1),
    "inputs": one_of(*INPUTS),
    "function": one_of(*FUNCTIONS),
    "table": check_table,
} | dict.fromkeys(SWITCHES, switch)

# Of the arguments `experiment` and `starts` of many functions.
check_experiment = instance_of(
    Experiment, "an Experiment", "Experiment(seed=1)"
)
check_starts = whole_number(1, 10**5)

QUESTION = Experiment()
