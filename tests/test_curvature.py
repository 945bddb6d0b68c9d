from dataclasses import replace

import numpy as np
import pytest

from helpers import engine
from helpers.curvature import hessian_at, largest_curvature, limit_at_start
from helpers.experiment import QUESTION, Experiment
from helpers.keras_tools import load_keras
from helpers.keras_twin import build
from helpers.run import Weights, initial_weights

LINEAR = replace(QUESTION, final_relu=False)
SMALL = Experiment(
    hidden_units=5, final_relu=False, inputs="spread", input_max=3
)
SOUND = replace(LINEAR, standardise_inputs=True, standardise_targets=True)


def shapes(weights):
    return np.cumsum([part.size for part in weights])[:-1]


def hessian(experiment, weights):
    """The whole Hessian, column by column."""
    data = experiment.data
    x, y = data.inputs[data.train], data.targets[data.train]
    times = hessian_at(weights, x, y)
    unit_vectors = np.eye(sum(part.size for part in weights))
    return np.array(
        [
            np.concatenate(times(Weights(*np.split(e, shapes(weights)))))
            for e in unit_vectors
        ]
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("experiment", [SMALL, SOUND, LINEAR])
def test_it_is_the_largest_eigenvalue_of_the_hessian(experiment, seed):
    experiment = replace(experiment, seed=seed, hidden_units=8)
    weights = initial_weights(experiment)
    whole = hessian(experiment, weights)
    np.testing.assert_allclose(whole, whole.T, atol=1e-9 * abs(whole).max())
    assert largest_curvature(experiment, weights) == pytest.approx(
        np.linalg.eigvalsh(whole)[-1], rel=1e-3
    )


def test_it_is_found_beside_one_of_nearly_the_same_size_downwards():
    # One unit, far below the truth: the residuals bend the loss downwards
    # almost as much as upwards.
    weights = Weights(
        *(np.array([value], np.float32) for value in (0.1, 0, -0.1, 0))
    )
    one = replace(LINEAR, hidden_units=1)
    values = np.linalg.eigvalsh(hessian(one, weights))
    assert -values[0] > 0.98 * values[-1]
    assert largest_curvature(one, weights) == pytest.approx(
        values[-1], rel=1e-3
    )


@pytest.mark.parametrize("seed", range(20))
def test_nothing_bends_downwards_more_than_upwards(seed):
    few = replace(SMALL, seed=seed, hidden_units=3)
    values = np.linalg.eigvalsh(hessian(few, initial_weights(few)))
    assert values[-1] >= -values[0]


@pytest.mark.parametrize("experiment", [SMALL, replace(SOUND, hidden_units=9)])
def test_keras_has_the_same_curvature_along_any_direction(experiment):
    load_keras()
    import tensorflow as tf

    weights = initial_weights(experiment)
    data = experiment.data
    x, y = data.inputs[data.train], data.targets[data.train]
    rng = np.random.default_rng(1)
    direction = Weights(*(rng.standard_normal(w.shape) for w in weights))
    model = build(experiment)
    variables = model.trainable_variables
    along = [
        tf.constant(part, tf.float32)
        for part in Weights(
            *(np.float32(part) for part in direction)
        ).for_keras()
    ]
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            loss = tf.reduce_mean((model(x[:, None]) - y[:, None]) ** 2)
        gradient = inner.gradient(loss, variables)
        slope = sum(
            tf.reduce_sum(g * v) for g, v in zip(gradient, along, strict=True)
        )
    theirs = Weights.from_keras(outer.gradient(slope, variables))
    ours = hessian_at(weights, x, y)(direction)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(
            mine, other, rtol=1e-3, atol=1e-4 * np.abs(other).max()
        )


def test_training_flies_apart_above_the_limit_and_not_far_below():
    limit = limit_at_start(LINEAR)
    above, below = (
        engine.train_starts(replace(LINEAR, learning_rate=rate), 20)
        for rate in (2 * limit, limit / 2)
    )
    assert {run.outcome for run in above} == {"constant"}
    assert {run.outcome for run in below} == {"learned"}


def test_the_limit_goes_with_the_square_of_the_inputs():
    hundred, thousand = (
        limit_at_start(replace(LINEAR, inputs="spread", input_max=largest))
        for largest in (100, 1000)
    )
    assert hundred / thousand == pytest.approx(100, rel=0.01)


def test_a_final_relu_or_a_diverged_run_get_a_sentence():
    with pytest.raises(ValueError, match="final_relu=False"):
        limit_at_start(QUESTION)
    diverged = engine.train(replace(SOUND, learning_rate=100))
    assert diverged.outcome == "diverged"
    with pytest.raises(ValueError, match="this training diverged"):
        largest_curvature(SOUND, diverged.end)
