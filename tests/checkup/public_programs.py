"""Real public programs for the checkup, as data, with their known faults.

Each was found in a public question, a published benchmark of faulty programs
or a tutorial; its source is named. Where the original data are not public,
numbers of the same size and shape stand in for them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from helpers.keras_tools import load_keras
from helpers.keras_tools.program import DenseProgram


@dataclass(frozen=True)
class PublicProgram(DenseProgram):
    """One program.

    Attributes
    ----------
    name, source : str
    x, y : callable
        x(rng) makes the inputs, y(x, rng) the targets.
    start : str or float
        Keras' name of the starting weights, or the size of normal ones.
    faults : tuple of str
        The accepted diagnosis; empty for a program that is sound.
    also : tuple of str
        What is true of the program as well.
    reach : float
        The score that noise in the targets leaves to be reached.
    """

    name: str
    source: str
    x: Callable
    y: Callable
    start: str | float = "glorot_uniform"
    faults: tuple = ()
    also: tuple = ()
    reach: float = 1

    @property
    def options(self):
        """What the checkup is told besides the visit."""
        return {}

    @property
    def fit(self):
        """What is passed to `fit` besides x and y."""
        return {"batch_size": self.batch_size, "epochs": self.epochs}

    def points(self):
        """x and y as columns."""
        rng = np.random.default_rng(self.seed)
        x = np.asarray(self.x(rng), np.float64)
        y = np.asarray(self.y(x, rng), np.float64)
        return x.reshape(len(x), -1), y.reshape(len(x), -1)

    def dense(self, units, activation):
        keras, start = load_keras(), self.start
        if isinstance(start, float):
            start = keras.initializers.RandomNormal(stddev=start)
        return keras.layers.Dense(
            units, activation=activation, kernel_initializer=start
        )


def _and_square(t):
    return np.column_stack([t, t**2])


def _packets(rng):
    """Rows of a network log: addresses as whole numbers, sizes, counters."""
    few = rng.integers
    return np.column_stack(
        [
            3232235773.0 + few(0, 9, 21),
            np.full(21, 3232235779.0),
            np.full(21, 6),
            np.full(21, 128),
            rng.choice([8192, 524288, 525568], 21),
            few(502, 56783, 21),
            few(0, 13, 21),
            few(0, 65280, 21),
            few(0, 7, 21),
            np.zeros(21),
            few(0, 208, 21),
        ]
    )


STACK = "https://stackoverflow.com/questions/"
STATS = "https://stats.stackexchange.com/questions/"
PUBLIC_PROGRAMS = (
    PublicProgram(
        "a line on x and x², log loss",
        f"{STATS}404410",
        lambda rng: _and_square(rng.choice(np.arange(-10, 10, 0.01), 2000)),
        lambda x, rng: 5 - 3 * x[:, 0] + 2 * x[:, 1],
        optimizer="Adam", learning_rate=0.001, batch_size=50, epochs=400,
        loss="msle",
        metrics=("mae", "accuracy"),
        faults=("accuracy_on_regression",),
        also=("wrong_loss", "unnormalised_input"),
    ),
    PublicProgram(
        "sixteen rows, ReLU at the end",
        f"{STACK}48251943",
        lambda rng: rng.uniform(-1.05, 2.1, (16, 2)),
        lambda x, rng: 0.8 + 0.9 * rng.normal(size=16),
        hidden=(4,), output="relu",
        optimizer="SGD", learning_rate=0.01, batch_size=10, epochs=50,
        metrics=("mse",),
        faults=("relu_output",),
        also=("too_few_epochs",),
        reach=0,  # nothing in x tells of y
    ),
    PublicProgram(
        "half of x up to 20",
        f"{STACK}69755379",
        lambda rng: np.arange(1, 21),
        lambda x, rng: 0.5 * x,
        optimizer="SGD", learning_rate=0.01, batch_size=32, epochs=500,
        faults=("lr_too_high", "exploding"),
        also=("unnormalised_input",),
    ),
    PublicProgram(
        "0.4x up to 40",
        f"{STACK}48335501",
        lambda rng: np.arange(5, 41, 5),
        lambda x, rng: 0.4 * x,
        optimizer="SGD", learning_rate=0.01, batch_size=8, epochs=3000,
        start=1.0,
        faults=("lr_too_high", "exploding"),
        also=("unnormalised_input",),
    ),
    PublicProgram(
        "x⁴ up to 100, sigmoid first",
        f"{STACK}52800582",
        lambda rng: np.arange(-100, 100, 0.5),
        lambda x, rng: x**4,
        hidden=(50, 50), activation=("sigmoid", "elu"),
        optimizer="Adam", learning_rate=0.001, batch_size=400, epochs=1000,
        faults=("unnormalised_input", "unscaled_target"),
    ),
    PublicProgram(
        "x² + 3, sigmoid at the end",
        f"{STACK}48221692",
        lambda rng: np.linspace(-10, 10, 201),
        lambda x, rng: x**2 + 3,
        hidden=(5,), activation="sigmoid", output="sigmoid",
        optimizer="SGD", learning_rate=0.01, batch_size=201, epochs=1000,
        metrics=("accuracy",),
        faults=("bounded_output",),
        also=(
            "accuracy_on_regression", "unnormalised_input", "unscaled_target",
        ),
    ),
    PublicProgram(
        "eight points on a line, rate 0.1",
        "a published benchmark of faulty programs, IPS-5",
        lambda rng: rng.uniform(-8, 8, 8),
        lambda x, rng: 5 * x - 3 + rng.uniform(-1, 1, 8),
        optimizer="SGD", learning_rate=0.1, batch_size=8, epochs=100,
        metrics=("mae",),
        start="zeros",
        faults=("lr_too_high", "exploding"),
    ),
    PublicProgram(
        "2x − 1 through three ReLU layers",
        "a learners' forum, thread 324182",
        lambda rng: np.arange(-1.0, 6.0),
        lambda x, rng: 2 * x - 1,
        hidden=(4, 2), output="relu",
        optimizer="Adam", learning_rate=0.001, batch_size=32, epochs=500,
        faults=("relu_output", "dead_relu"),
        also=("lr_too_low",),
    ),
    PublicProgram(
        "a small parabola, rate 0.001",
        f"{STATS}280372",
        lambda rng: np.arange(100) / 100,
        lambda x, rng: (x - 0.5) ** 2,
        hidden=(16, 16),
        optimizer="SGD", learning_rate=0.001, batch_size=100, epochs=2000,
        faults=("lr_too_low",),
        also=("too_few_epochs",),
    ),
    PublicProgram(
        "10x in 100 epochs",
        f"{STACK}78199673",
        lambda rng: np.arange(1, 11),
        lambda x, rng: 10 * x,
        optimizer="RMSprop", learning_rate=0.005, batch_size=32, epochs=100,
        faults=("too_few_epochs",),
        also=("lr_too_low", "unscaled_target"),
    ),
    PublicProgram(
        "a negative logistic curve, one sigmoid",
        f"{STACK}58887284",
        lambda rng: np.linspace(-1, 1, 111),
        lambda x, rng: -1 / (np.exp(10 * x) + 1),
        output="sigmoid",
        optimizer="Adam", learning_rate=0.01, batch_size=32, epochs=300,
        metrics=("mae",),
        faults=("bounded_output",),
        also=("too_small",),  # a line has R² 0.88 of this curve
    ),
    PublicProgram(
        "one raw column in the thousands",
        f"{STATS}284189",
        lambda rng: np.sort(rng.lognormal(7.5, 1.2, 40)).clip(200, 37000),
        lambda x, rng: 75 - 0.0006 * x + rng.normal(size=40),
        optimizer="SGD", learning_rate=0.01, batch_size=1, epochs=30,
        metrics=("mse",),
        faults=("unnormalised_input", "lr_too_high", "exploding"),
        reach=0.7,
    ),
    PublicProgram(
        "ones against zeros, softmax over one unit",
        f"{STACK}31880720",
        lambda rng: np.repeat([[1.0] * 128, [0.0] * 128], 1000, axis=0),
        lambda x, rng: x[:, 0],
        hidden=(50, 50), output="softmax",
        optimizer="RMSprop", learning_rate=0.001, batch_size=32, epochs=3,
        loss="binary_crossentropy",
        metrics=("accuracy",),
        faults=("bounded_output",),
    ),
    PublicProgram(
        "raw network packets, ReLU at the end",
        f"{STACK}44066044",
        _packets,
        lambda x, rng: x[:, 6] > 5,
        hidden=(12, 12), output="relu",
        optimizer="Adam", learning_rate=0.001, batch_size=5, epochs=100,
        loss="binary_crossentropy",
        metrics=("accuracy",),
        start="random_normal",
        faults=("unnormalised_input", "relu_output"),
    ),
    PublicProgram(
        "2x − 1 on six points",
        "https://github.com/PeteZ238/Simple-ML-Model",
        lambda rng: np.arange(-1.0, 5.0),
        lambda x, rng: 2 * x - 1,
        optimizer="SGD", learning_rate=0.01, batch_size=32, epochs=500,
    ),
    PublicProgram(
        "a noisy parabola on x and x²",
        "https://github.com/tensorflow/docs, guide/basics",
        lambda rng: _and_square(np.linspace(-2, 2, 201)),
        lambda x, rng: x[:, 1] + 2 * x[:, 0] - 5 + rng.normal(size=201),
        optimizer="SGD", learning_rate=0.01, batch_size=32, epochs=100,
        start=1.0,
    ),
    PublicProgram(
        "a sine on small units",
        "https://github.com/tensorflow/tflite-micro, hello_world",
        lambda rng: rng.uniform(0, 2 * np.pi, 600),
        lambda x, rng: np.sin(x),
        hidden=(16, 16),
        optimizer="Adam", learning_rate=0.001, batch_size=64, epochs=500,
        metrics=("mae",),
    ),
    PublicProgram(
        "3x + 2 up to 10",
        "a public file on GitHub",
        lambda rng: np.linspace(0, 10, 100),
        lambda x, rng: 3 * x + 2 + 0.5 * rng.normal(size=100),
        optimizer="SGD", learning_rate=0.01, batch_size=32, epochs=100,
    ),
    PublicProgram(
        "3x + 1 up to 100, Adam",
        "https://github.com/ianmcloughlin/jupyter-teaching-notebooks",
        lambda rng: rng.uniform(0, 100, 1000),
        lambda x, rng: 3 * x + 1,
        optimizer="Adam", learning_rate=0.001, batch_size=32, epochs=500,
        start="ones",
    ),
)  # fmt: skip
