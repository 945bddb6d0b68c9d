"""The story of the course: each bug has a switch, and each its symptom.

The three bugs are raw inputs, raw targets and the final ReLU. With any of
them left in, the training fails in the way that the pages tell; with all of
them fixed it learns. Both engines have to say so.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from helpers import engine, fixes, keras_twin
from helpers.experiment import QUESTION
from helpers.scores import constant_loss

STARTS = 60  # of the compiled engine, which is fast
# Of Keras. Starts 0 and 2: alive at the start, and dead at birth.
KERAS_STARTS = (0, 2)
EPOCHS = 100  # so that nobody can say it had too little time

# By the names of the fixes that are there: what the outcome may be.
SYMPTOMS = {
    "no fix": {"dead"},
    "inputs": {"dead"},
    "targets": {"dead"},
    "output": {"constant"},
    "inputs + targets": {"dead", "learning"},
    "inputs + output": {"diverged"},
    "targets + output": {"constant"},
    "all three": {"learned"},
}
BROKEN = [name for name in SYMPTOMS if name != "all three"]
every_broken = pytest.mark.parametrize("name", BROKEN)
DEAD = [name for name, words in SYMPTOMS.items() if words == {"dead"}]


@cache
def compiled():
    return fixes.train_grid(EPOCHS, STARTS)


@cache
def in_keras(name):
    experiment = fixes.combinations()[name]
    if name == "all three":  # the others fail within the asker's own 20
        experiment = replace(experiment, epochs=EPOCHS)
    return [
        keras_twin.train(replace(experiment, seed=seed))
        for seed in KERAS_STARTS
    ]


def engines(name):
    """The runs of both engines."""
    return [compiled()[name], in_keras(name)]


def always_0(run):
    data = run.experiment.data
    return constant_loss(0, data.targets[data.train])


def active_units(run):
    """Hidden units that answer something to some training input."""
    data, end = run.experiment.data, run.end
    x = data.inputs[data.train]
    return int(((np.outer(x, end.w1) + end.b1) > 0).any(axis=0).sum())


def test_there_is_a_story_for_every_combination():
    assert list(fixes.combinations()) == list(compiled())
    assert set(SYMPTOMS) == set(compiled())
    assert all(len(runs) == STARTS for runs in compiled().values())


def test_the_question_is_the_one_without_a_fix():
    assert fixes.combinations()["no fix"] == QUESTION


@pytest.mark.parametrize("name", SYMPTOMS)
def test_each_combination_has_its_symptom_in_both_engines(name):
    for runs in engines(name):
        assert {run.outcome for run in runs} == SYMPTOMS[name]


@every_broken
def test_the_symptom_vanishes_when_the_rest_is_fixed_too(name):
    for broken, whole in zip(engines(name), engines("all three"), strict=True):
        assert not any(run.outcome == "learned" for run in broken)
        assert all(run.r_squared > 0.99 for run in whole)


@every_broken
def test_no_broken_combination_ever_explains_more_than_half(name):
    for runs in engines(name):
        r_squared = np.array([run.r_squared for run in runs])
        assert not (r_squared > 0.5).any()  # NaN where it diverged


@pytest.mark.parametrize("name", DEAD)
def test_a_dead_network_has_the_loss_of_always_answering_0(name):
    for run in (run for runs in engines(name) for run in runs):
        assert run.loss[-1] == pytest.approx(always_0(run), rel=1e-5)
        np.testing.assert_allclose(run.loss[1:], run.loss[-1], rtol=1e-6)
        assert (run.outputs[run.experiment.data.train] == 0).all()


def test_with_scaled_targets_always_0_is_always_the_mean():
    for run in (run for runs in engines("targets") for run in runs):
        assert run.loss[-1] == pytest.approx(1, rel=1e-5)
        assert run.r_squared == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", ["output", "targets + output"])
def test_a_constant_network_has_lost_every_hidden_unit(name):
    for run in (run for runs in engines(name) for run in runs):
        assert active_units(run) == 0
        assert run.outputs[0] == run.end.b2[0]


def test_with_all_three_fixes_most_hidden_units_stay_alive():
    for run in (run for runs in engines("all three") for run in runs):
        assert active_units(run) > QUESTION.hidden_units / 2


def test_a_diverged_network_has_no_finite_loss_left():
    for run in (r for runs in engines("inputs + output") for r in runs):
        assert np.isfinite(run.start.w1).all()
        assert not np.isfinite(run.loss[-1])


def test_scaled_both_sides_but_the_relu_is_stuck_at_half():
    for runs in engines("inputs + targets"):
        for run in runs:
            if run.outcome == "learning":
                assert 0.45 < run.r_squared < 0.5
                # It answers the mean where the targets are below it.
                assert run.predictions[0] == run.experiment.data.target_mean
                assert run.outputs.min() == 0
            else:
                assert run.r_squared == pytest.approx(0, abs=1e-6)


def test_whether_it_is_dead_or_stuck_is_decided_at_birth():
    for runs in engines("inputs + targets"):
        slopes = [
            np.sum(run.start.w2 * np.maximum(run.start.w1, 0)) for run in runs
        ]
        alive = [run.outcome == "learning" for run in runs]
        assert alive == [slope > 0 for slope in slopes]


def test_the_engines_tell_the_same_story_start_by_start():
    for name in SYMPTOMS:
        experiment = replace(in_keras(name)[0].experiment, seed=0)
        for seed, confirmed in zip(KERAS_STARTS, in_keras(name), strict=True):
            run = engine.train(replace(experiment, seed=seed))
            assert run.outcome == confirmed.outcome


@pytest.mark.parametrize("rate", [0.01, 0.1])
def test_with_all_three_fixes_a_wide_range_of_rates_learns(rate):
    sound = replace(
        fixes.combinations()["all three"], learning_rate=rate, epochs=EPOCHS
    )
    runs = engine.train_starts(sound, STARTS)
    assert all(run.outcome == "learned" for run in runs)
