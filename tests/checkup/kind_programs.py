"""A small program for each kind of fault that no other program shows."""

import numpy as np
from checkup.network_programs import L, NetworkProgram, dense, sequential

from helpers.keras_tools import load_keras

keras = load_keras()


def six_groups(rng):
    """Groups of points around a circle, and their numbers in no order."""
    groups = rng.integers(0, 6, 300)
    turn = np.array([0, 3, 1, 5, 2, 4])[groups] * np.pi / 3
    middles = 2 * np.column_stack([np.cos(turn), np.sin(turn)])
    return middles + 0.4 * rng.normal(size=(300, 2)), groups


def one_hot(rng):
    x, groups = six_groups(rng)
    return x, np.eye(6)[groups]


def away_from_0(rng):
    x, y = one_hot(rng)
    return x + 5, y


def a_ring(rng):
    x = rng.normal(size=(400, 2))
    return x, (x**2).sum(axis=1) > 1.4


def a_wave(rng):
    x = rng.uniform(-2, 2, (300, 1))
    return x, np.sin(2 * x)


KIND_PROGRAMS = (
    NetworkProgram(
        "the numbers of six groups",
        "",
        six_groups,
        lambda: sequential(
            (2,), dense(16, "relu"), dense(1),
            loss="mse", optimizer=keras.optimizers.Adam(0.01),
        ),
        dict(epochs=60),
        faults=("classes_as_numbers",),
    ),
    NetworkProgram(
        "equal to the last digit",
        "",
        one_hot,
        lambda: sequential(
            (2,), dense(16, "relu"), dense(6, "softmax"),
            loss="categorical_crossentropy",
            optimizer=keras.optimizers.Adam(0.01),
            metrics=[keras.metrics.Accuracy()],
        ),
        dict(epochs=60),
        faults=("wrong_metric",),
    ),
    NetworkProgram(
        "a normalization that lags",
        "",
        away_from_0,
        lambda: sequential(
            (2,),
            dense(32), L.BatchNormalization(momentum=0.999),
            L.Activation("relu"), dense(6, "softmax"),
            loss="categorical_crossentropy",
            optimizer=keras.optimizers.Adam(0.01),
        ),
        dict(epochs=12, batch_size=30),
        faults=("batchnorm_lags",),
    ),
    NetworkProgram(
        "an optimizer that hardly moves",
        "",
        a_ring,
        lambda: sequential(
            (2,), dense(32, "relu"), dense(1, "sigmoid"),
            loss="binary_crossentropy", optimizer="adadelta",
        ),
        dict(epochs=100),
        faults=("slow_optimizer",),
        also=("lr_too_low", "too_few_epochs"),
    ),
)  # fmt: skip
