"""Trials train as Keras does; a safe rate is where it becomes unstable."""

from dataclasses import replace

import numpy as np
import pytest

from helpers.checkup.lab.copies import copy_of
from helpers.checkup.lab.program import LearnersProgram
from helpers.checkup.lab.rates import STARTS, safe_rate
from helpers.checkup.lab.tasks import Task
from helpers.checkup.lab.trials import Trials
from helpers.curvature import largest_curvature
from helpers.experiment import QUESTION, Experiment
from helpers.keras_tools import load_keras
from helpers.keras_tools.loop import training_loop
from helpers.keras_twin import build
from helpers.run import Weights

keras = load_keras()
layers = keras.layers
X = np.linspace(1, 20, 20, dtype=np.float32)[:, None]
Y = 0.5 * X


def neuron(**options):
    model = keras.Sequential([keras.Input((1,)), layers.Dense(1)])
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(**options))
    return model


def program_of(model, x, y, batch_size=None, epochs=100):
    return LearnersProgram(
        model=model,
        x=x,
        y=y,
        task=Task("regression"),
        learning_rate=float(model.optimizer.learning_rate),
        batch_size=batch_size or len(x),
        epochs=epochs,
    )


MODELS = {
    "a batch that is left over": ([layers.Dense(8, "relu")], "sgd", "mse"),
    "Adam": ([layers.Dense(8, "tanh")], "adam", "mae"),
    "momentum": (
        [layers.Dense(8, "relu")],
        keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True),
        "huber",
    ),
    "a penalty on weights": (
        [layers.Dense(8, "relu", kernel_regularizer="l2")],
        "rmsprop",
        "mse",
    ),
}


@pytest.mark.parametrize("kind", MODELS)
def test_a_trial_has_the_losses_of_fit(kind):
    hidden, optimizer, loss = MODELS[kind]
    rng = np.random.default_rng(0)
    x = rng.normal(size=(50, 2)).astype(np.float32)
    y = (x[:, :1] * x[:, 1:]).astype(np.float32)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,)), *hidden, layers.Dense(1)])
    twin = copy_of(model)
    for each in (model, twin):
        each.compile(loss=loss, optimizer=keras.optimizers.get(optimizer))
        optimizer = keras.optimizers.serialize(each.optimizer)
    twin.optimizer.build(twin.trainable_variables)
    orders = np.tile(np.arange(50, dtype=np.int32), (5, 1))
    ours = training_loop(twin, twin.optimizer)(x, y, orders, 16)
    theirs = model.fit(x, y, 16, 5, shuffle=False, verbose=0).history["loss"]
    assert ours == pytest.approx(theirs, rel=1e-5)


def test_a_trial_starts_fresh_or_from_the_weights_there_are():
    model = neuron(learning_rate=1e-9)
    model.set_weights([np.array([[0.5]]), np.array([0.0])])
    program = program_of(model, X, Y, epochs=1)
    trials = Trials(print)
    assert trials.go_on(program).score == pytest.approx(1, abs=1e-6)
    fresh = trials.run(program)
    assert len({float(t.answers[0, 0]) for t in fresh}) == len(fresh) > 1
    assert all(trial.score < 0.99 for trial in fresh)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(hidden_units=5, final_relu=False, input_max=9),
        replace(QUESTION, final_relu=False),
        replace(
            QUESTION,
            final_relu=False,
            standardise_inputs=True,
            standardise_targets=True,
        ),
    ],
)
def test_it_agrees_with_the_curvature_of_the_course(experiment):
    data = experiment.data
    x, y = data.inputs[data.train, None], data.targets[data.train, None]
    model = build(experiment)
    starts = [copy_of(model, seed=s) for s in range(1, STARTS + 1)]
    steepest = max(
        largest_curvature(experiment, Weights.from_keras(s.get_weights()))
        for s in starts
    )
    program = program_of(model, x.astype(np.float32), y.astype(np.float32))
    assert safe_rate(program) == pytest.approx(2 / steepest, rel=0.05)


def steepest_of_one_neuron(x):
    """The larger eigenvalue of 2·[[mean x², mean x], [mean x, 1]]."""
    hessian = 2 * np.array([[np.mean(x**2), x.mean()], [x.mean(), 1]])
    return np.linalg.eigvalsh(hessian)[-1]


@pytest.mark.parametrize("rows", [X, X - 10, X / 100, 1000 * X])
def test_it_is_that_of_one_neuron(rows):
    limit = safe_rate(program_of(neuron(), rows, Y))
    assert limit == pytest.approx(2 / steepest_of_one_neuron(rows), rel=0.02)


def test_the_steepest_batch_counts():
    whole = safe_rate(program_of(neuron(), X, Y))
    assert safe_rate(program_of(neuron(), X, Y, batch_size=1)) < whole


OPTIONS = [
    {},
    {"momentum": 0.5},
    {"momentum": 0.9},
    {"momentum": 0.5, "nesterov": True},
    {"momentum": 0.9, "nesterov": True},
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize(("factor", "is_stable"), [(0.9, True), (1.1, False)])
def test_it_is_where_training_becomes_unstable(options, factor, is_stable):
    limit = safe_rate(program_of(neuron(**options), X, Y))
    model = neuron(learning_rate=factor * limit, **options)
    program = program_of(model, X, Y, epochs=300)
    (trial,) = Trials(print).run(program, starts=1)
    assert (trial.loss[-1] < trial.loss[0]) == is_stable
    if not is_stable:
        assert trial.outcome == "diverged" or trial.loss[-1] > 1e6


def test_there_is_no_limit_where_there_is_no_slope():
    end = layers.Dense(1, "relu", kernel_initializer="zeros")
    end.bias_initializer = keras.initializers.Constant(-1)
    model = keras.Sequential([keras.Input((1,)), end])
    model.compile(loss="mse", optimizer="sgd")
    assert safe_rate(program_of(model, X, Y)) == np.inf
