"""Random healthy set-ups for the checkup, and faults to put into them."""

from dataclasses import dataclass, replace

import numpy as np

from helpers.keras_tools import load_keras
from helpers.keras_tools.program import DenseProgram
from helpers.scores import standardised

FUNCTIONS = {
    "2x - 1": lambda x: 2 * x[:, 0] - 1,
    "x²": lambda x: x[:, 0] ** 2,
    "|x|": lambda x: np.abs(x[:, 0]),
    "sin": lambda x: np.sin(2 * x[:, 0]),
    "a plane": lambda x: x.sum(axis=1),
}


def vanishing(setup):
    """A schedule that leaves nothing of the rate after the first update."""
    schedules = load_keras().optimizers.schedules
    return schedules.ExponentialDecay(setup.learning_rate, 1, 0.1)


@dataclass(frozen=True, kw_only=True)
class Setup(DenseProgram):
    """A small regression that works: all sizes around 1, a sane rate."""

    function: str
    columns: int
    rows: int
    metrics: tuple = ("mae",)
    noise: float = 0.05
    input_scale: float = 1
    input_offset: float = 0
    target_scale: float = 1
    target_offset: float = 0
    bias: float = 0
    broken_rows: int = 0
    target_columns: int = 1
    start: str | float = "glorot_uniform"
    penalty: float = 0
    is_frozen: bool = False

    def points(self):
        rng = np.random.default_rng(self.seed)
        x = rng.uniform(-2, 2, (self.rows, self.columns))
        y = FUNCTIONS[self.function](x)
        y = y + self.noise * y.std() * rng.standard_normal(self.rows)
        x = standardised(x) * self.input_scale + self.input_offset
        y = standardised(y)[:, None] * self.target_scale + self.target_offset
        x[: self.broken_rows] = np.nan
        return x, np.repeat(y, self.target_columns, axis=1)

    def dense(self, units, activation):
        """All hidden units begin with the same bias."""
        keras = load_keras()
        is_hidden, start = units > 1, self.start
        if isinstance(start, float):
            start = keras.initializers.RandomNormal(stddev=start)
        return keras.layers.Dense(
            units,
            activation=activation,
            kernel_initializer=start,
            bias_initializer=keras.initializers.Constant(self.bias)
            if is_hidden and self.bias
            else "zeros",
            kernel_regularizer=keras.regularizers.L2(self.penalty)
            if self.penalty
            else None,
            trainable=not (is_hidden and self.is_frozen),
        )


def healthy(seed):
    """A random set-up that works."""
    rng = np.random.default_rng(seed)
    optimizer = ("SGD", "Adam")[seed % 2]
    depth = 1 + seed % 3
    function = rng.choice(list(FUNCTIONS))
    return Setup(
        seed=seed,
        function=str(function),
        columns=3 if function == "a plane" else 1,
        rows=int(rng.choice([100, 200, 400])),
        hidden=tuple(int(n) for n in rng.choice([16, 32, 64], depth)),
        activation=str(rng.choice(["relu", "tanh"])),
        optimizer=optimizer,
        learning_rate=0.05 if optimizer == "SGD" else 0.01,
        batch_size=int(rng.choice([16, 32])),
        epochs=200,
    )


# Each fault alone, and the names of which one at least has to be found. Raw
# targets are none for some networks of tanh: these learn them all the same.
FAULTS = {
    "accuracy": (
        lambda s: replace(s, metrics=("accuracy",)),
        {"accuracy_on_regression"},
    ),
    "raw inputs": (
        lambda s: replace(
            s, input_scale=300, input_offset=500,
            optimizer="SGD", learning_rate=0.01,
        ),
        {"unnormalised_input"},
    ),
    "raw targets": (
        lambda s: replace(
            s, target_scale=600, target_offset=1000,
            optimizer="SGD", learning_rate=0.01, activation="relu",
        ),
        {"unscaled_target"},
    ),
    "ReLU output": (lambda s: replace(s, output="relu"), {"relu_output"}),
    "sigmoid output": (
        lambda s: replace(s, output="sigmoid"),
        {"bounded_output"},
    ),
    "tanh output": (
        lambda s: replace(s, output="tanh", target_scale=3),
        {"bounded_output"},
    ),
    "softmax output": (
        lambda s: replace(s, output="softmax"),
        {"bounded_output"},
    ),
    "wrong loss": (
        lambda s: replace(s, loss="binary_crossentropy"),
        {"wrong_loss"},
    ),
    "rate too high": (
        lambda s: replace(s, learning_rate=300 * s.learning_rate),
        {"lr_too_high"},
    ),
    "rate too low": (
        lambda s: replace(s, learning_rate=3e-4 * s.learning_rate),
        {"lr_too_low"},
    ),
    "rate far too low": (
        lambda s: replace(s, learning_rate=1e-6 * s.learning_rate),
        {"lr_too_low"},
    ),
    # One short step: after more, some set-ups have learned all the same.
    "one epoch": (
        lambda s: replace(
            s, epochs=1, batch_size=s.rows,
            learning_rate=0.3 * s.learning_rate,
        ),
        {"too_few_epochs", "lr_too_low"},
    ),
    "dead at birth": (
        lambda s: replace(s, activation="relu", bias=-100),
        {"dead_relu"},
    ),
    "a broken row": (lambda s: replace(s, broken_rows=1), {"bad_data"}),
    "equal starting weights": (
        lambda s: replace(s, start="zeros", activation="relu"),
        {"bad_start", "dead_relu"},
    ),
    "far too large starting weights": (
        lambda s: replace(s, start=30.0, activation="tanh"),
        {"bad_start"},
    ),
    "a penalty that leaves nothing": (
        lambda s: replace(s, penalty=3.0),
        {"regularised_away"},
    ),
    "frozen hidden layers": (  # odd functions of x, which x² is not made of
        lambda s: replace(
            s, is_frozen=True, hidden=(2,), activation="tanh",
            function="x²", columns=1,
        ),
        {"frozen", "too_small"},
    ),
    "no activation between": (
        lambda s: replace(s, activation="linear", function="x²", columns=1),
        {"too_small"},
    ),
    "one hidden unit": (
        lambda s: replace(s, hidden=(1,), function="x²", columns=1),
        {"too_small"},
    ),
    "ten layers of sigmoids": (
        lambda s: replace(
            s, activation="sigmoid", hidden=(32,) * 10,
            optimizer="SGD", learning_rate=0.05,
        ),
        {"flat_hidden"},
    ),
    "a rate that vanishes": (
        lambda s: replace(
            s, learning_rate=vanishing(s), function="x²", columns=1
        ),
        {"rate_decays"},
    ),
    "a single batch": (
        lambda s: replace(
            s, batch_size=s.rows, epochs=2, function="x²", columns=1
        ),
        {"batch_too_large", "too_few_epochs", "lr_too_low"},
    ),
    "noise by heart": (
        lambda s: replace(
            s, noise=1.2, rows=30, function="x²", columns=1,
            hidden=(128, 128), activation="relu", optimizer="Adam",
            learning_rate=0.01, epochs=2000,
        ),
        {"overfitting"},
    ),
    "two targets": (
        lambda s: replace(s, target_columns=2),
        {"shape_mismatch"},
    ),
}  # fmt: skip


def faulty(fault, seed):
    """A random set-up with one of `FAULTS`."""
    put_in, _ = FAULTS[fault]
    return put_in(healthy(seed))
