"""A checkup changes nothing: not the model, the data or a random state."""

import copy
import itertools
import random

import numpy as np
import pytest

from helpers.checkup import checkup, examine
from helpers.checkup.examine import NOT_DONE
from helpers.checkup.lab import trials
from helpers.keras_tools import load_keras

keras = load_keras()


@pytest.fixture(autouse=True)
def time_enough(monkeypatch):
    """For some trainings: what is found does not matter here."""
    monkeypatch.setattr(examine, "SECONDS", (1, 3))


@pytest.fixture(scope="module")
def visit():
    """A model with every kind of state, its data and its history.

    One for all tests, as none may change it. It was not trained for long, so
    a checkup makes trials; and its end has a finding at once, whose fix a
    proof tries.
    """
    keras.utils.set_random_seed(0)
    x = np.arange(1, 41, dtype=np.float32)[:, None] / 8
    y = 2 * x
    model = keras.Sequential(
        [
            keras.Input((1,)),
            keras.layers.Dense(4, activation="relu"),
            keras.layers.BatchNormalization(),
            keras.layers.Dropout(0.1),
            keras.layers.Dense(1, name="frozen", trainable=False),
            keras.layers.Dense(1, activation="tanh"),
        ]
    )
    model.compile(
        loss="mse",
        optimizer=keras.optimizers.SGD(3e-3, momentum=0.5),
        metrics=["mae", "accuracy"],
    )
    history = model.fit(x, y, epochs=20, verbose=0)
    return model, x, y, history


def state(model, x, y, history):
    """All that can be read of them, as bytes and values."""
    variables = [
        *model.variables,
        *model.optimizer.variables,
        *(v for metric in model.metrics for v in metric.variables),
    ]
    return (
        [np.asarray(v).tobytes() for v in variables],
        float(model.optimizer.learning_rate),
        x.tobytes(),
        y.tobytes(),
        copy.deepcopy(history.history),
        model.get_config(),
        model.get_compile_config(),
        id(model.optimizer),
        [layer.trainable for layer in model.layers],
        [layer.name for layer in model.layers],
        model.compiled,
        model.stop_training,
    )


def draws():
    """What every random generator gives next."""
    import tensorflow as tf

    return [
        random.random(),
        np.random.random(3).tolist(),  # noqa: NPY002
        np.asarray(keras.random.uniform((3,))).tolist(),
        tf.random.uniform((3,)).numpy().tolist(),
        tf.random.get_global_generator().uniform((3,)).numpy().tolist(),
        np.asarray(keras.initializers.GlorotUniform()((2, 2))).tolist(),
    ]


def draws_after(action):
    import tensorflow as tf

    tf.random.get_global_generator().reset_from_seed(7)
    keras.utils.set_random_seed(7)
    keras.random.uniform((2,))  # Keras draws from a generator of its own
    action()
    return draws()


def nothing():
    pass


def interrupted(*_):
    raise KeyboardInterrupt


def failing(*_):
    raise RuntimeError("no memory left")


def second_training(monkeypatch, stops):
    """The second training from now on does not end."""
    right, trainings = trials.Trials._once, itertools.count(1)

    def once(*arguments):
        return (stops if next(trainings) == 2 else right)(*arguments)

    monkeypatch.setattr(trials.Trials, "_once", once)


def test_a_checkup_changes_nothing(visit):
    before = state(*visit)
    assert checkup(*visit)
    assert state(*visit) == before


def test_a_proof_changes_nothing(visit):
    report = checkup(*visit)
    before = state(*visit)
    assert report.prove().rows
    assert state(*visit) == before


def test_random_numbers_are_as_without_a_checkup(visit):
    def both():
        checkup(*visit).prove()

    assert draws_after(both) == draws_after(nothing)


def test_new_layers_are_named_as_without_a_checkup(visit):
    before = keras.layers.Dense(1).name
    checkup(*visit)
    count = int(before.rpartition("_")[2])
    assert keras.layers.Dense(1).name == f"dense_{count + 1}"


@pytest.mark.parametrize("what", ["checkup", "prove"])
def test_an_interrupt_changes_nothing(visit, monkeypatch, what):
    ask = checkup(*visit).prove if what == "prove" else None
    before = state(*visit)
    second_training(monkeypatch, interrupted)

    def stopped():
        with pytest.raises(KeyboardInterrupt):
            ask() if ask else checkup(*visit)

    assert draws_after(stopped) == draws_after(nothing)
    assert state(*visit) == before


def test_a_failure_is_told_and_changes_nothing(visit, monkeypatch):
    before = state(*visit)
    second_training(monkeypatch, failing)
    reports = []
    after = draws_after(lambda: reports.append(checkup(*visit)))
    assert after == draws_after(nothing)
    assert state(*visit) == before
    (report,) = reports
    assert f"{NOT_DONE}what it lacks (RuntimeError)." in report.notes
    # The other checks are done all the same.
    assert "accuracy_on_regression" in [found.name for found in report]


def test_a_proof_that_fails_says_so(visit, monkeypatch):
    report = checkup(*visit)
    second_training(monkeypatch, failing)
    proof = report.prove()
    assert proof.rows == []
    assert "could not be done" in proof.verdict
    assert "RuntimeError" in proof.verdict


def test_nothing_is_printed(visit, capfd):
    checkup(*visit).prove()
    assert capfd.readouterr() == ("", "")
