"""Small models of many kinds, and cases made of them, for single probes."""

from functools import cache

import numpy as np

from helpers.checkup.arguments import case_of
from helpers.checkup.examine import NOT_DONE
from helpers.checkup.lab.trials import Trials
from helpers.checkup.search import Search
from helpers.keras_tools import load_keras

keras = load_keras()
X = np.random.default_rng(0).normal(size=(300, 2)).astype(np.float32)
QUADRANT = (X[:, 0] * X[:, 1] > 0).astype(int)
CLASSES = QUADRANT + 2 * (X[:, 0] > 0)
ONE_HOT = np.eye(4)[CLASSES]
SUM = (X**2).sum(axis=1)


def no_check_failed(report):
    return not any(note.startswith(NOT_DONE) for note in report.notes)


def dense(units, activation=None):
    return keras.layers.Dense(units, activation=activation)


def model_of(*stack, loss="mse", rate=0.01, metrics=None, shape=(2,)):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input(shape), *stack])
    return compiled(model, loss, rate, metrics)


def compiled(model, loss="mse", rate=0.01, metrics=None):
    model.compile(
        loss=loss, optimizer=keras.optimizers.Adam(rate), metrics=metrics
    )
    return model


def case(model, x, y, history=None):
    """The case of a model, trained or not."""
    return case_of(model, x, y, history)[0]


def untrained(program):
    """The case of a program before its training."""
    return case(program.build(), *program.data())


@cache
def trained(program):
    """The case of a program after its training."""
    return case(*program.train())


def search(case, **repairs):
    """What the probes of trials share, with time for all of them."""
    trials = Trials(lambda doing: None, 60)
    return Search(case, trials, [repairs] if repairs else [])
