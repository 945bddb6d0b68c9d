"""Real public programs for the checkup, as data, with their known faults.

Each was found in a public question, a published benchmark of faulty programs
or a tutorial; its source is named. Where the original data are not public,
numbers of the same size and shape stand in for them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from helpers.keras_tools import load_keras
from helpers.keras_tools.loop import fit


@dataclass(frozen=True)
class Case:
    """One program.

    Attributes
    ----------
    name, source : str
    x, y : callable
        x(rng) makes the inputs, y(x, rng) the targets.
    layers : tuple of (int, str)
        Units and activation.
    faults : tuple of str
        The accepted diagnosis; empty for a program that is sound.
    also : tuple of str
        What is true of the program as well.
    """

    name: str
    source: str
    x: Callable
    y: Callable
    layers: tuple
    optimizer: str
    rate: float
    batch: int
    epochs: int
    loss: str = "mse"
    metrics: tuple = ()
    start: object = "glorot_uniform"
    faults: tuple = ()
    also: tuple = ()

    def data(self, seed=0):
        """x and y as columns, float32."""
        rng = np.random.default_rng(seed)
        x = np.asarray(self.x(rng), np.float64)
        y = np.asarray(self.y(x, rng), np.float64)
        rows = len(x)
        return (
            x.reshape(rows, -1).astype(np.float32),
            y.reshape(rows, -1).astype(np.float32),
        )

    def model(self, seed=0):
        """The program's model, compiled and not trained."""
        keras = load_keras()
        keras.utils.set_random_seed(seed)
        columns = self.data(seed)[0].shape[1]
        start = self.start
        if isinstance(start, float):
            start = keras.initializers.RandomNormal(stddev=start)
        model = keras.Sequential([keras.Input((columns,))])
        for units, activation in self.layers:
            model.add(
                keras.layers.Dense(
                    units, activation=activation, kernel_initializer=start
                )
            )
        model.compile(
            loss=self.loss,
            optimizer=getattr(keras.optimizers, self.optimizer)(self.rate),
            metrics=list(self.metrics) or None,
        )
        return model

    def trained(self, seed=0):
        """Model, x, y and history, after the program's own training."""
        model = self.model(seed)
        x, y = self.data(seed)
        return model, x, y, fit(model, x, y, self.batch, self.epochs, seed)


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
CASES = (
    Case(
        "a line on x and x², log loss",
        f"{STATS}404410",
        lambda rng: _and_square(rng.choice(np.arange(-10, 10, 0.01), 2000)),
        lambda x, rng: 5 - 3 * x[:, 0] + 2 * x[:, 1],
        ((1, "linear"),),
        "Adam", 0.001, 50, 400,
        loss="msle",
        metrics=("mae", "accuracy"),
        faults=("accuracy_on_regression",),
        also=("wrong_loss", "unnormalised_input"),
    ),
    Case(
        "sixteen rows, ReLU at the end",
        f"{STACK}48251943",
        lambda rng: rng.uniform(-1.05, 2.1, (16, 2)),
        lambda x, rng: 0.8 + 0.9 * rng.normal(size=16),
        ((4, "relu"), (1, "relu")),
        "SGD", 0.01, 10, 50,
        metrics=("mse",),
        faults=("relu_output",),
        also=("too_few_epochs",),
    ),
    Case(
        "half of x up to 20",
        f"{STACK}69755379",
        lambda rng: np.arange(1, 21),
        lambda x, rng: 0.5 * x,
        ((1, "linear"),),
        "SGD", 0.01, 32, 500,
        faults=("lr_too_high", "exploding"),
        also=("unnormalised_input",),
    ),
    Case(
        "0.4x up to 40",
        f"{STACK}48335501",
        lambda rng: np.arange(5, 41, 5),
        lambda x, rng: 0.4 * x,
        ((1, "linear"),),
        "SGD", 0.01, 8, 3000,
        start=1.0,
        faults=("lr_too_high", "exploding"),
        also=("unnormalised_input",),
    ),
    Case(
        "x⁴ up to 100, sigmoid first",
        f"{STACK}52800582",
        lambda rng: np.arange(-100, 100, 0.5),
        lambda x, rng: x**4,
        ((50, "sigmoid"), (50, "elu"), (1, "linear")),
        "Adam", 0.001, 400, 1000,
        faults=("unnormalised_input", "unscaled_target"),
    ),
    Case(
        "x² + 3, sigmoid at the end",
        f"{STACK}48221692",
        lambda rng: np.linspace(-10, 10, 201),
        lambda x, rng: x**2 + 3,
        ((5, "sigmoid"), (1, "sigmoid")),
        "SGD", 0.01, 201, 1000,
        metrics=("accuracy",),
        faults=("bounded_output",),
        also=(
            "accuracy_on_regression", "unnormalised_input", "unscaled_target",
        ),
    ),
    Case(
        "eight points on a line, rate 0.1",
        "a published benchmark of faulty programs, IPS-5",
        lambda rng: rng.uniform(-8, 8, 8),
        lambda x, rng: 5 * x - 3 + rng.uniform(-1, 1, 8),
        ((1, "linear"),),
        "SGD", 0.1, 8, 100,
        metrics=("mae",),
        start="zeros",
        faults=("lr_too_high", "exploding"),
    ),
    Case(
        "2x − 1 through three ReLU layers",
        "a learners' forum, thread 324182",
        lambda rng: np.arange(-1.0, 6.0),
        lambda x, rng: 2 * x - 1,
        ((4, "relu"), (2, "relu"), (1, "relu")),
        "Adam", 0.001, 32, 500,
        faults=("relu_output", "dead_relu"),
        also=("lr_too_low",),
    ),
    Case(
        "a small parabola, rate 0.001",
        f"{STATS}280372",
        lambda rng: np.arange(100) / 100,
        lambda x, rng: (x - 0.5) ** 2,
        ((16, "relu"), (16, "relu"), (1, "linear")),
        "SGD", 0.001, 100, 2000,
        faults=("lr_too_low",),
        also=("too_few_epochs",),
    ),
    Case(
        "10x in 100 epochs",
        f"{STACK}78199673",
        lambda rng: np.arange(1, 11),
        lambda x, rng: 10 * x,
        ((1, "linear"),),
        "RMSprop", 0.005, 32, 100,
        faults=("too_few_epochs",),
        also=("lr_too_low", "unscaled_target"),
    ),
    Case(
        "a negative logistic curve, one sigmoid",
        f"{STACK}58887284",
        lambda rng: np.linspace(-1, 1, 111),
        lambda x, rng: -1 / (np.exp(10 * x) + 1),
        ((1, "sigmoid"),),
        "Adam", 0.01, 32, 300,
        metrics=("mae",),
        faults=("bounded_output",),
    ),
    Case(
        "one raw column in the thousands",
        f"{STATS}284189",
        lambda rng: np.sort(rng.lognormal(7.5, 1.2, 40)).clip(200, 37000),
        lambda x, rng: 75 - 0.0006 * x + rng.normal(size=40),
        ((1, "linear"),),
        "SGD", 0.01, 1, 30,
        metrics=("mse",),
        faults=("unnormalised_input", "lr_too_high", "exploding"),
    ),
    Case(
        "ones against zeros, softmax over one unit",
        f"{STACK}31880720",
        lambda rng: np.repeat([[1.0] * 128, [0.0] * 128], 1000, axis=0),
        lambda x, rng: x[:, 0],
        ((50, "relu"), (50, "relu"), (1, "softmax")),
        "RMSprop", 0.001, 32, 3,
        loss="binary_crossentropy",
        metrics=("accuracy",),
        faults=("bounded_output",),
    ),
    Case(
        "raw network packets, ReLU at the end",
        f"{STACK}44066044",
        _packets,
        lambda x, rng: x[:, 6] > 5,
        ((12, "relu"), (12, "relu"), (1, "relu")),
        "Adam", 0.001, 5, 100,
        loss="binary_crossentropy",
        metrics=("accuracy",),
        start="random_normal",
        faults=("unnormalised_input", "relu_output"),
    ),
    Case(
        "2x − 1 on six points",
        "https://github.com/PeteZ238/Simple-ML-Model",
        lambda rng: np.arange(-1.0, 5.0),
        lambda x, rng: 2 * x - 1,
        ((1, "linear"),),
        "SGD", 0.01, 32, 500,
    ),
    Case(
        "a noisy parabola on x and x²",
        "https://github.com/tensorflow/docs, guide/basics",
        lambda rng: _and_square(np.linspace(-2, 2, 201)),
        lambda x, rng: x[:, 1] + 2 * x[:, 0] - 5 + rng.normal(size=201),
        ((1, "linear"),),
        "SGD", 0.01, 32, 100,
        start=1.0,
    ),
    Case(
        "a sine on small units",
        "https://github.com/tensorflow/tflite-micro, hello_world",
        lambda rng: rng.uniform(0, 2 * np.pi, 600),
        lambda x, rng: np.sin(x),
        ((16, "relu"), (16, "relu"), (1, "linear")),
        "Adam", 0.001, 64, 500,
        metrics=("mae",),
    ),
    Case(
        "3x + 2 up to 10",
        "a public file on GitHub",
        lambda rng: np.linspace(0, 10, 100),
        lambda x, rng: 3 * x + 2 + 0.5 * rng.normal(size=100),
        ((1, "linear"),),
        "SGD", 0.01, 32, 100,
    ),
    Case(
        "3x + 1 up to 100, Adam",
        "https://github.com/ianmcloughlin/jupyter-teaching-notebooks",
        lambda rng: rng.uniform(0, 100, 1000),
        lambda x, rng: 3 * x + 1,
        ((1, "linear"),),
        "Adam", 0.001, 32, 500,
        start="ones",
    ),
)  # fmt: skip
