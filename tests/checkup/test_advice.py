"""What a checkup advises: the fix that helps comes first, and is right."""

from dataclasses import replace

import numpy as np
from checkup.cases import case, dense, keras, model_of

from helpers.checkup import checkup
from helpers.keras_tools.loop import fit
from helpers.pages.your_turn.patients import FLATTENS


def names(report):
    return [found.name for found in report]


def test_the_fix_that_is_enough_alone_comes_first():
    """One linear neuron whose rate is too low, on numbers of a usual size."""
    x = np.array([[-40], [-10], [0], [8], [15], [22], [38]], np.float32)
    y = 1.8 * x + 32
    model = model_of(dense(1), rate=0.001, shape=(1,))
    report = checkup(model, x, y, fit(model, x, y, 32, 500, 0))
    assert report[0].suffices
    assert "lr_too_low" in names(report)


def test_what_few_starts_reach_is_not_enough():
    """So at rate 0.1, where the better of two starts has R² 0.97."""
    report = checkup(*FLATTENS.train())
    assert names(report) == ["unscaled_target", "lr_too_low"]
    assert not any(found.suffices for found in report)
    faster = replace(FLATTENS, learning_rate=0.1)
    starts = [replace(faster, seed=s).train() for s in range(5)]
    assert all(case(*visit).score < 0.95 for visit in starts)


def test_noise_that_no_rate_can_learn_is_no_fault_of_the_scale():
    """Miles per gallon, as in a well-known tutorial; noise bounds R²."""
    rng = np.random.default_rng(0)
    weight, power = rng.uniform(1600, 5100, 390), rng.uniform(50, 220, 390)
    x = np.stack([weight, power], axis=1).astype(np.float32)
    y = 46 - 0.005 * weight - 0.03 * power + 2 * rng.standard_normal(390)
    norm = keras.layers.Normalization()
    norm.adapt(x)
    assert not checkup(model_of(norm, dense(1), loss="mae", rate=0.1), x, y)
