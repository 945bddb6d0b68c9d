"""The proof: the compiled engine and Keras give the same training."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from every_day import each

from helpers import engine, keras_twin
from helpers.experiment import QUESTION, Experiment
from helpers.keras_tools import load_keras
from helpers.optimizers import OPTIMIZERS
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


def nudged(experiment):
    """The same with a rate that is off by a few roundings of float32.

    Each update of an explosion multiplies what was rounded before it, by
    hundreds in all, and Keras rounds differently on different processors.
    """
    rate = experiment.learning_rate * (1 + 8 * np.finfo(np.float32).eps)
    return engine.train(replace(experiment, learning_rate=rate))


def assert_same_losses(experiment):
    """Of every epoch, to 1e-4, or as well as float32 allows."""
    here, (there, _) = engine.train(experiment), in_keras(experiment)
    off, data = nudged(experiment), experiment.data
    for ours, keras, rounded, part in [
        (here.loss, there.loss, off.loss, data.train),
        (here.val_loss, there.val_loss, off.val_loss, data.validation),
    ]:
        finite = np.isfinite(keras)
        assert np.isfinite(ours).tolist() == finite.tolist()
        ours, keras, rounded = ours[finite], keras[finite], rounded[finite]
        allowed = (
            1e-4 * keras
            + unavoidable(keras, data.targets[part])
            + np.abs(ours - rounded)
        )
        assert (np.abs(ours - keras) <= allowed).all()


# Every switch and optimizer once; widths 1 to 300; most batches leave a
# remainder; and learning rates that are stable and do change the network.
# input_max, learning_rate, hidden_units, epochs, batch_size, final_relu,
# standardise_inputs, standardise_targets, optimizer, seed
STABLE = [
    Experiment(999, 1e-6, 128, 10, 37, False, False, False, "sgd", 1),
    Experiment(999, 1e-8, 1, 10, 100, True, False, False, "sgd", 4),
    Experiment(300, 1e-5, 12, 10, 37, False, False, True, "sgd", 4),
    Experiment(300, 1e-6, 300, 10, 100, True, False, True, "sgd", 5),
    Experiment(999, 1e-5, 128, 10, 250, False, True, False, "sgd", 6),
    Experiment(60, 0.01, 1, 10, 17, True, True, False, "sgd", 8),
    Experiment(999, 0.01, 128, 10, 100, False, True, True, "sgd", 0),
    Experiment(60, 0.1, 300, 10, 64, True, True, True, "sgd", 9),
    Experiment(1500, 1e-4, 128, 10, 100, False, False, False, "adam", 9),
    Experiment(1500, 1e-3, 1, 10, 250, True, False, False, "adam", 13),
    Experiment(1500, 1e-4, 12, 10, 110, False, False, True, "adam", 14),
    Experiment(999, 1e-5, 300, 10, 37, True, False, True, "adam", 16),
    Experiment(999, 0.1, 128, 10, 250, False, True, False, "adam", 14),
    Experiment(999, 0.1, 1, 10, 64, True, True, False, "adam", 15),
    Experiment(300, 0.1, 12, 10, 64, False, True, True, "adam", 20),
    Experiment(300, 1e-3, 300, 10, 10**9, True, True, True, "adam", 19),
    Experiment(999, 1e-4, 300, 10, 100, False, False, False, "rmsprop", 16),
    Experiment(60, 1e-3, 12, 10, 10**9, False, False, True, "rmsprop", 19),
    Experiment(1500, 0.01, 300, 10, 64, False, True, False, "rmsprop", 17),
    Experiment(300, 0.01, 1, 10, 64, False, True, True, "rmsprop", 7),
    Experiment(300, 0.01, 128, 10, 250, True, False, False, "rmsprop", 15),
    Experiment(1500, 1e-3, 1, 10, 37, True, False, True, "rmsprop", 13),
    Experiment(300, 0.01, 128, 10, 110, True, True, False, "rmsprop", 4),
    Experiment(300, 1e-3, 12, 10, 37, True, True, True, "rmsprop", 5),
]
LINEAR = replace(QUESTION, final_relu=False)
UNSTABLE = {
    "the question, alive at birth": (QUESTION, "dead"),
    "the question, dead at birth": (replace(QUESTION, seed=2), "dead"),
    "without the final ReLU": (LINEAR, "constant"),
    "standardised inputs only": (
        replace(
            LINEAR,
            standardise_inputs=True,
            learning_rate=0.005,  # a few finite losses before they are none
            batch_size=600,
        ),
        "diverged",
    ),
}


def name(experiment):
    sides = [
        "standardised" if standardised else "raw"
        for standardised in (
            experiment.standardise_inputs,
            experiment.standardise_targets,
        )
    ]
    output = "relu" if experiment.final_relu else "linear"
    return "-".join([experiment.optimizer, *sides, output])


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
    assert len(covered) == 8 * len(OPTIMIZERS)


# Each takes Keras a second or more.
EACH = each(STABLE, STABLE[::3], name)


@pytest.mark.parametrize("experiment", EACH)
def test_losses_agree_wherever_training_is_stable(experiment):
    assert_same_losses(experiment)


@pytest.mark.parametrize("experiment", EACH)
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
    assert_same_losses(UNSTABLE[case][0])


def test_predictions_and_weights_agree():
    experiment = STABLE[6]
    here, (there, _) = engine.train(experiment), in_keras(experiment)
    assert here.predictions == pytest.approx(there.predictions, rel=1e-4)
    for ours, keras in zip(here.end, there.end, strict=True):
        assert ours.shape == keras.shape
        assert ours == pytest.approx(keras, rel=1e-3, abs=1e-6)


# What Keras is given


def test_the_network_starts_from_the_weights_of_the_experiment():
    start = initial_weights(QUESTION)
    w1, b1, w2, b2 = keras_twin.build(QUESTION).get_weights()
    assert (w1.shape, w2.shape) == ((1, 128), (128, 1))
    assert w1[0].tolist() == start.w1.tolist()
    assert w2[:, 0].tolist() == start.w2.tolist()
    assert b1.tolist() == [0] * 128
    assert b2.tolist() == [0]


@pytest.mark.parametrize("final_relu", [False, True])
def test_the_layers_are_those_of_the_experiment(final_relu):
    model = keras_twin.build(replace(QUESTION, final_relu=final_relu))
    assert [layer.activation.__name__ for layer in model.layers] == [
        "relu",
        "relu" if final_relu else "linear",
    ]
    assert model.output_shape == (None, 1)


@pytest.mark.parametrize(
    ("optimizer", "name"),
    [("sgd", "SGD"), ("adam", "Adam"), ("rmsprop", "RMSprop")],
)
def test_the_optimizer_is_that_of_the_experiment(optimizer, name):
    model = keras_twin.build(
        Experiment(learning_rate=0.25, optimizer=optimizer)
    )
    assert type(model.optimizer).__name__ == name
    assert float(model.optimizer.learning_rate) == 0.25
    assert model.loss == "mse"


def test_keras_own_chance_has_no_say():
    experiment = STABLE[14]
    before, _ = in_keras(experiment)
    load_keras().utils.set_random_seed(12345)
    after = keras_twin.train(experiment)
    assert after.loss.tolist() == before.loss.tolist()
    assert after.outputs.tolist() == before.outputs.tolist()


def test_many_updates_in_one_call_are_the_same_training(monkeypatch):
    experiment = STABLE[3]
    at_once, _ = in_keras(experiment)
    monkeypatch.setattr(keras_twin, "UNINTERRUPTED", 1)
    one_by_one = keras_twin.train(experiment)
    assert one_by_one.loss.tolist() == at_once.loss.tolist()
    assert one_by_one.val_loss.tolist() == at_once.val_loss.tolist()


# Epoch by epoch


def test_every_epoch_is_told():
    _, told = in_keras(QUESTION)
    assert told == [(epoch, 20) for epoch in range(1, 21)]


def test_a_training_that_is_stopped_leaves_no_run():
    told = []

    def stop_after_2(*epoch):
        told.append(epoch)
        return epoch[0] == 2

    stopped = keras_twin.train(Experiment(9, epochs=5), stop_after_2)
    assert stopped is None
    assert told == [(1, 5), (2, 5)]
