"""What `make bench` compares with does the same work."""

import warnings
from dataclasses import replace

import numpy as np
import pytest
from bench import rivals
from sklearn.exceptions import ConvergenceWarning

from helpers import engine
from helpers.experiment import QUESTION
from helpers.run import initial_weights

LINEAR = replace(QUESTION, final_relu=False)
SOUND = replace(LINEAR, standardise_inputs=True, standardise_targets=True)


@pytest.mark.parametrize(
    "experiment",
    [
        QUESTION,
        replace(QUESTION, seed=1),  # alive at first: explodes, and dies
        replace(QUESTION, seed=1, learning_rate=1e-7),
        SOUND,
        replace(SOUND, learning_rate=0.1, epochs=100, hidden_units=12),
        replace(SOUND, batch_size=70),  # the last batch is a smaller one
    ],
)
def test_the_engine_without_a_compiler_has_the_same_losses(experiment):
    run = engine.train(experiment)
    chosen = engine.loops
    other = rivals.without_compiler(experiment)
    assert engine.loops is chosen
    rounding = 1e-8 * np.mean(experiment.data.targets**2.0)
    near = {"rtol": 1e-3, "atol": rounding}
    np.testing.assert_allclose(other.loss, run.loss, **near)
    np.testing.assert_allclose(other.val_loss, run.val_loss, **near)


def test_the_losses_compared_are_not_all_the_same():
    finals = {engine.train(e).loss[-1] for e in (QUESTION, SOUND)}
    assert len(finals) == 2
    first, last = engine.train(SOUND).loss[[0, -1]]
    assert last < first / 5


def test_scikit_learn_from_our_weights_has_half_of_our_losses():
    """With one batch for all rows, where their order does not matter."""
    experiment = replace(SOUND, batch_size=600, learning_rate=0.05)
    data, start = experiment.data, initial_weights(experiment)
    x, y = data.inputs[data.train, None], data.targets[data.train]
    model = rivals.network(experiment, warm_start=True, max_iter=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(x, y)
        model.coefs_ = [start.w1[None, :].copy(), start.w2[:, None].copy()]
        model.intercepts_ = [start.b1.copy(), start.b2.copy()]
        model.loss_curve_ = []
        model.set_params(max_iter=experiment.epochs).fit(x, y)
    np.testing.assert_allclose(
        2 * np.array(model.loss_curve_[-experiment.epochs :]),
        engine.train(experiment).loss,
        rtol=1e-3,
    )


def test_scikit_learn_does_every_epoch_and_learns():
    model = rivals.scikit_learn(SOUND)
    assert [c.size for c in model.coefs_] == [128, 128]
    assert len(model.loss_curve_) == SOUND.epochs
    assert model.loss_curve_[-1] < model.loss_curve_[0] / 5


def test_scikit_learn_draws_its_biases_at_random():
    barely = replace(SOUND, learning_rate=1e-12, epochs=1)
    hidden, output = rivals.scikit_learn(barely).intercepts_
    assert hidden.std() > 0.01 and abs(output[0]) > 1e-4
