"""Trials train as Keras does, and are unstable where the theory says so."""

from dataclasses import replace

import numpy as np
import pytest

from helpers.checkup.lab.copies import copy_of
from helpers.checkup.lab.program import LearnersProgram
from helpers.checkup.lab.rows import Rows
from helpers.checkup.lab.tasks import Task
from helpers.checkup.lab.trials import OutOfTime, Trials
from helpers.keras_tools import load_keras
from helpers.keras_tools.loop import training_loop

keras = load_keras()
layers = keras.layers
X = np.linspace(1, 20, 20, dtype=np.float32)[:, None]
Y = 0.5 * X


def neuron(**options):
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(**options))
    return model


def trials(seconds=60):
    return Trials(lambda doing: None, seconds)


def program_of(model, x, y, epochs=100):
    return LearnersProgram(
        model=model,
        rows=Rows(x, y),
        task=Task("regression"),
        learning_rate=float(model.optimizer.learning_rate),
        batch_size=len(x),
        epochs=epochs,
        loss=model.loss,
    )


MODELS = {
    "a batch that is left over": (
        lambda: layers.Dense(8, "relu"),
        "sgd",
        "mse",
    ),
    "Adam": (lambda: layers.Dense(8, "tanh"), "adam", "mae"),
    "momentum": (
        lambda: layers.Dense(8, "relu"),
        {
            "class_name": "SGD",
            "config": {
                "learning_rate": 0.01,
                "momentum": 0.9,
                "nesterov": True,
            },
        },
        "huber",
    ),
    "a penalty on weights": (
        lambda: layers.Dense(8, "relu", kernel_regularizer="l2"),
        "rmsprop",
        "mse",
    ),
}


@pytest.mark.parametrize("weights", [None, np.linspace(0, 2, 50)])
@pytest.mark.parametrize("kind", MODELS)
def test_a_trial_has_the_losses_of_fit(kind, weights):
    hidden, optimizer, loss = MODELS[kind]
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 2)).astype(np.float32)
    y = (x[:, :1] * x[:, 1:]).astype(np.float32)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,)), hidden(), layers.Dense(1)])
    twin = copy_of(model)
    for each in (model, twin):
        each.compile(loss=loss, optimizer=keras.optimizers.get(optimizer))
    twin.optimizer.build(twin.trainable_variables)
    orders = np.tile(np.arange(50, dtype=np.int32), (5, 1))
    counts = np.ones(50) if weights is None else weights
    data = x, y, counts.astype(np.float32), orders, 16
    loop = training_loop(twin, twin.optimizer)
    ours = [*loop(*data, 0, 2), *loop(*data, 2, 5)]
    theirs = model.fit(
        x, y, 16, 5, shuffle=False, verbose=0, sample_weight=weights
    )
    assert ours == pytest.approx(theirs.history["loss"], rel=1e-5)
    for own, other in zip(
        twin.get_weights(), model.get_weights(), strict=True
    ):
        assert own == pytest.approx(other, abs=1e-5)


def test_every_trial_starts_fresh_and_the_same_again():
    model = neuron(learning_rate=1e-9)
    model.set_weights([np.array([[0.5]]), np.array([0.0])])  # perfect
    program = program_of(model, X, Y, epochs=1)
    fresh = trials().run(program, 3)
    assert len({trial.score for trial in fresh}) == len(fresh) == 3
    assert all(trial.score < 0.99 for trial in fresh)
    assert all(trial.own == trial.score for trial in fresh)
    again = trials().run(program, 3)
    assert [t.score for t in again] == [t.score for t in fresh]
    assert float(model.get_weights()[0][0, 0]) == 0.5


def test_a_trial_is_judged_by_the_rows_held_back():
    program = program_of(neuron(learning_rate=0.005), X, Y, epochs=2000)
    program = replace(program, rows=Rows(X, Y, held=(X, Y[::-1])))
    (trial,) = trials().run(program, 1)
    assert trial.own == pytest.approx(1, abs=0.01)
    assert trial.score == pytest.approx(-3, abs=0.1)  # 1 − 2² variances
    assert trial.best[0] == max(trial.looks.values())


def test_a_trial_out_of_time_is_not_begun():
    program = program_of(neuron(), X, Y, epochs=1)
    with pytest.raises(OutOfTime):
        trials(seconds=-1).run(program, 1)


def steepest_of_one_neuron(x):
    """The larger eigenvalue of 2·[[mean x², mean x], [mean x, 1]]."""
    hessian = 2 * np.array([[np.mean(x**2), x.mean()], [x.mean(), 1]])
    return np.linalg.eigvalsh(hessian)[-1]


OPTIONS = [
    {},
    {"momentum": 0.5},
    {"momentum": 0.9},
    {"momentum": 0.5, "nesterov": True},
    {"momentum": 0.9, "nesterov": True},
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize(("factor", "is_stable"), [(0.9, True), (1.1, False)])
def test_it_is_unstable_where_steps_are_too_long(options, factor, is_stable):
    """From 2 / curvature on, and a bit more with momentum (Polyak 1964)."""
    momentum = options.get("momentum", 0)
    limit = 2 * (1 + momentum) / steepest_of_one_neuron(X)
    if options.get("nesterov"):  # Lessard, Recht & Packard 2016
        limit /= 1 + 2 * momentum
    model = neuron(learning_rate=factor * limit, **options)
    program = program_of(model, X, Y, epochs=300)
    (trial,) = trials().run(program, starts=1)
    assert (trial.loss[-1] < trial.loss[0]) == is_stable
    if not is_stable:
        assert trial.outcome == "diverged" or trial.loss[-1] > 1e6
