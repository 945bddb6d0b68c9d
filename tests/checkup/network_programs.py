"""Nine more real programs for the checkup, of networks of many kinds.

Each was found in a public question or report; its source is named. Where the
original data are not public, numbers of the same size and shape stand in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from helpers.keras_tools import load_keras
from helpers.keras_tools.loop import fit
from helpers.keras_tools.program import Visit

keras = load_keras()
L = keras.layers


@dataclass(frozen=True, eq=False)
class NetworkProgram:
    """One program.

    Attributes
    ----------
    name, source : str
    data : callable
        data(rng) makes x and y.
    model : callable
        Makes the model, compiled.
    fit : dict
        What is passed to `fit` besides.
    faults : tuple of str
        The accepted diagnosis; empty for a program that is sound.
    also : tuple of str
        What is true of the program as well.
    reach : float
        The score that noise in the targets leaves to be reached.
    """

    name: str
    source: str
    data: Callable
    model: Callable
    fit: dict = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    reach: float = 1

    def points(self):
        x, y = self.data(np.random.default_rng(0))
        return x.astype(np.float32), y.astype(np.float32)

    def train(self):
        x, y = self.points()
        keras.utils.set_random_seed(0)
        model = self.model()
        if "validation_split" in self.fit:
            history = model.fit(x, y, verbose=0, **self.fit)
        else:  # the same, and faster
            settings = {"batch_size": 32} | self.fit
            history = fit(model, x, y, seed=0, **settings)
        return Visit(model, x, y, history)

    @property
    def options(self):
        """What the checkup is told besides the visit."""
        known = "validation_split", "class_weight"
        return {name: self.fit[name] for name in known if name in self.fit}


def sequential(shape, *layers, loss, optimizer="adam", metrics=None):
    model = keras.Sequential([keras.Input(shape), *layers])
    model.compile(loss=loss, optimizer=optimizer, metrics=metrics)
    return model


def dense(units, activation=None):
    return L.Dense(units, activation=activation)


def saw_teeth(rng):
    """Windows of 20 over two columns that go up and down, and what is next."""
    tooth = [*range(1, 10), *range(10, 1, -1)] * 60
    both = 0.6 * np.column_stack([tooth, np.roll(tooth, 9)])[10:]
    starts = np.arange(900)
    return both[starts[:, None] + np.arange(20)], both[starts + 20]


def sorted_pictures(rng):
    """A hundred pictures of each of five classes, one class after another."""
    classes = np.repeat(np.arange(5), 100)
    drawn = rng.random((5, 8, 8, 1))[classes]
    noisy = 0.6 * drawn + rng.normal(0, 0.25, drawn.shape)
    return noisy.clip(0, 1), np.eye(5)[classes]


def two_sizes(rng):
    """One target in the thousands, and one in hundredths."""
    x = rng.normal(size=(500, 3))
    large = 1000 * (x[:, 0] + x[:, 1] ** 2 / 2)
    return x, np.column_stack([large, 0.01 * np.sin(2 * x[:, 2])])


def codes_of_a_week(rng):
    """Ten columns of whole numbers on five days, and a rare event."""
    x = rng.integers(0, 8, (1500, 5, 10))
    sums = x[:, :, 0].sum(axis=1) + x[:, -1, 1]
    return x, sums[:, None] > np.quantile(sums, 0.74)


def bits(rng):
    x = rng.integers(0, 2, (1000, 2))
    return x, x[:, :1] != x[:, 1:]


def four_points(rng):
    x = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
    return x, x[:, 1]


def loans(rng):
    """Four columns that tell a little of who pays back: most do."""
    x = rng.normal(size=(693, 4))
    logit = 1.45 + 0.35 * x[:, 0] - 0.25 * x[:, 2]
    return x, rng.random(693) < 1 / (1 + np.exp(-logit))


def uniform_noise(rng):
    x = rng.random((1500, 10))
    return x, x


def nothing_to_learn(rng):
    return rng.random((32, 100)), rng.random((32, 1))


STACK = "https://stackoverflow.com/questions/"
STATS = "https://stats.stackexchange.com/questions/"
NETWORK_PROGRAMS = (
    NetworkProgram(
        "saw teeth, softmax at the end of an LSTM",
        "https://github.com/keras-team/keras/issues/321",
        saw_teeth,
        lambda: sequential(
            (20, 2), L.LSTM(150), dense(2), L.Activation("softmax"),
            loss="mean_squared_error", optimizer="rmsprop",
        ),
        dict(batch_size=45, epochs=40, validation_split=0.05),
        faults=("bounded_output",),
    ),
    NetworkProgram(
        "sorted pictures, the last fifth to validate",
        "https://github.com/keras-team/keras/issues/8346",
        sorted_pictures,
        lambda: sequential(
            (8, 8, 1),
            L.Conv2D(8, 3, activation="relu"), L.MaxPooling2D(2),
            L.Conv2D(16, 3, activation="relu"), L.Flatten(),
            dense(32, "relu"), L.Dropout(0.5), dense(5, "softmax"),
            loss="categorical_crossentropy", metrics=["accuracy"],
        ),
        dict(batch_size=32, epochs=20, validation_split=0.2),
        faults=("unshuffled_split",),
    ),
    NetworkProgram(
        "targets of two sizes, absolute error",
        "https://datascience.stackexchange.com/questions/30537",
        two_sizes,
        lambda: sequential(
            (3,), dense(64, "relu"), dense(64, "relu"), dense(2),
            loss="mae", optimizer=keras.optimizers.Adam(0.01),
        ),
        dict(batch_size=32, epochs=150),
        faults=("unscaled_target",),
    ),
    NetworkProgram(
        "four points through a batch normalization",
        f"{STACK}53831840",
        four_points,
        lambda: sequential(
            (2,), L.BatchNormalization(), dense(1, "sigmoid"),
            loss="binary_crossentropy", metrics=["accuracy"],
        ),
        dict(epochs=20),
        faults=("too_few_epochs",),
        also=("batchnorm_lags", "lr_too_low"),
    ),
    NetworkProgram(
        "either of two bits, two hidden ReLUs",
        f"{STATS}320672",
        bits,
        lambda: sequential(
            (2,), dense(2, "relu"), dense(1, "sigmoid"),
            loss="binary_crossentropy", optimizer="rmsprop",
            metrics=["binary_accuracy"],
        ),
        dict(batch_size=4, epochs=100),
        faults=("too_small",),
    ),
    NetworkProgram(
        "one sigmoid under categorical cross-entropy",
        f"{STATS}565956",
        codes_of_a_week,
        lambda: sequential(
            (5, 10),
            L.LSTM(32, recurrent_activation="hard_sigmoid"),
            dense(1, "sigmoid"),
            loss="categorical_crossentropy", metrics=["accuracy"],
        ),
        dict(batch_size=32, epochs=20),
        faults=("wrong_loss",),
        reach=0.9,  # in twenty epochs
    ),
    NetworkProgram(
        "loans that four columns tell little of",
        "a question on Stack Overflow",
        loans,
        lambda: sequential(
            (4,), dense(4, "relu"), dense(4, "relu"), dense(1, "sigmoid"),
            loss="binary_crossentropy", metrics=["accuracy"],
        ),
        dict(batch_size=2, epochs=10),
    ),
    NetworkProgram(
        "an autoencoder of noise, log loss",
        f"{STATS}441750",
        uniform_noise,
        lambda: sequential(
            (10,), *(dense(10, "relu") for _ in range(5)),
            dense(10, "sigmoid"), loss="binary_crossentropy",
        ),
        dict(batch_size=32, epochs=150),
    ),
    NetworkProgram(
        "32 random rows, 1000 units, one epoch",
        f"{STACK}51123198",
        nothing_to_learn,
        lambda: sequential(
            (100,), dense(1000, "relu"), dense(1), loss="mse"
        ),
        dict(batch_size=32, epochs=1),
    ),
)  # fmt: skip
