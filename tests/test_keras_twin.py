"""The proof: the compiled engine and Keras give the same training."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from helpers import engine, keras_twin
from helpers.experiment import QUESTION, Experiment
from helpers.run import initial_weights


@cache
def in_keras(experiment):
    """(run, epochs told): a training in Keras takes seconds, so once each."""
    told = []
    run = keras_twin.train(experiment, lambda *epoch: told.append(epoch))
    return run, told


def unavoidable(losses, targets):
    """The difference between two losses that float32 alone can make.

    An answer a near a target t is a float32, and the last few operations
    behind it are, so it is off by some ε·|t|. Its squared error (a - t)²
    then is off by 2·|a - t|·ε·|t|, and the mean of those by no more than
    2·sqrt(loss)·ε·max|t|. The factor 4 is for "the last few".
    """
    eps = np.finfo(np.float32).eps
    return 4 * 2 * np.sqrt(losses) * eps * np.abs(targets).max()


def agree(experiment):
    """Whether all losses agree to 1e-4, as far as float32 lets them."""
    here, (there, _) = engine.train(experiment), in_keras(experiment)
    data = experiment.data
    for ours, keras, part in [
        (here.loss, there.loss, data.train),
        (here.val_loss, there.val_loss, data.validation),
    ]:
        allowed = 1e-4 * keras + unavoidable(keras, data.targets[part])
        finite = np.isfinite(keras)
        assert np.isfinite(ours).tolist() == finite.tolist()
        assert (np.abs(ours - keras) <= allowed)[finite].all()


def short(name, value):
    return f"{name}={value}"


# Every switch and optimizer once; widths 1 to 300; most batches leave a
# remainder; and learning rates that are stable and do change the network.
# input_max, learning_rate, hidden_units, epochs, batch_size, final_relu,
# standardise_inputs, standardise_targets, optimizer, seed
STABLE = [
    Experiment(999, 1e-6, 128, 20, 37, False, False, False, "sgd", 1),
    Experiment(999, 1e-8, 1, 20, 100, True, False, False, "sgd", 4),
    Experiment(300, 1e-5, 12, 20, 37, False, False, True, "sgd", 4),
    Experiment(300, 1e-6, 300, 20, 100, True, False, True, "sgd", 5),
    Experiment(999, 1e-5, 128, 20, 250, False, True, False, "sgd", 6),
    Experiment(60, 0.01, 1, 20, 17, True, True, False, "sgd", 8),
    Experiment(999, 0.01, 128, 20, 100, False, True, True, "sgd", 0),
    Experiment(60, 0.1, 300, 20, 64, True, True, True, "sgd", 9),
    Experiment(2000, 1e-4, 128, 20, 100, False, False, False, "adam", 9),
    Experiment(2000, 1e-3, 1, 20, 250, True, False, False, "adam", 13),
    Experiment(2000, 1e-4, 12, 20, 37, False, False, True, "adam", 14),
    Experiment(999, 1e-5, 300, 20, 37, True, False, True, "adam", 16),
    Experiment(999, 0.1, 128, 20, 250, False, True, False, "adam", 14),
    Experiment(999, 0.1, 1, 20, 64, True, True, False, "adam", 15),
    Experiment(300, 0.1, 12, 20, 64, False, True, True, "adam", 20),
    Experiment(300, 1e-3, 300, 20, 10**9, True, True, True, "adam", 19),
]
LINEAR = replace(QUESTION, final_relu=False)
UNSTABLE = {
    "the question, alive at birth": (QUESTION, "dead"),
    "the question, dead at birth": (replace(QUESTION, seed=2), "dead"),
    "without the final ReLU": (LINEAR, "constant"),
    "standardised inputs only": (
        replace(LINEAR, standardise_inputs=True),
        "diverged",
    ),
}


def name(experiment):
    raw = replace(experiment, epochs=20)
    sides = f"{raw.standardise_inputs:d}{raw.standardise_targets:d}"
    return f"{raw.optimizer}-{raw.hidden_units}-{sides}{raw.final_relu:d}"


def test_the_stable_cases_cover_every_switch_and_optimizer():
    covered = {
        (
            e.final_relu,
            e.standardise_inputs,
            e.standardise_targets,
            e.optimizer,
        )
        for e in STABLE
    }
    assert len(covered) == 16


@pytest.mark.parametrize("experiment", STABLE, ids=name)
def test_losses_agree_wherever_training_is_stable(experiment):
    agree(experiment)


@pytest.mark.parametrize("experiment", STABLE, ids=name)
def test_outcomes_agree_wherever_training_is_stable(experiment):
    run, _ = in_keras(experiment)
    assert engine.train(experiment).outcome == run.outcome
    assert run.outcome in ("learned", "learning", "worse")
    assert run.start.w1.tolist() != run.end.w1.tolist()


@pytest.mark.parametrize("case", UNSTABLE)
def test_outcomes_agree_where_training_is_not_stable(case):
    experiment, outcome = UNSTABLE[case]
    assert engine.train(experiment).outcome == outcome
    assert in_keras(experiment)[0].outcome == outcome


@pytest.mark.parametrize("case", UNSTABLE)
def test_finite_losses_agree_where_training_is_not_stable(case):
    agree(UNSTABLE[case][0])
