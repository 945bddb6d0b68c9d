"""Rates that are too high or too low, and trainings that were too short."""

from dataclasses import replace

import numpy as np
import pytest
from checkup.cases import (
    X,
    case,
    dense,
    keras,
    model_of,
    search,
    trained,
    untrained,
)
from checkup.setups import faulty, healthy

from helpers.checkup.probes.rate import rate_too_high, too_slow
from helpers.checkup.words import rounded
from helpers.keras_tools.loop import fit
from helpers.pages.your_turn.patients import EXPLODES


@pytest.mark.parametrize("state", [untrained, trained])
def test_a_sane_rate_is_no_fault(state):
    looked = search(state(healthy(0)))
    assert not [*rate_too_high(looked), *too_slow(looked)]


def test_a_rate_above_the_largest_safe_one_is_named():
    looked = search(trained(EXPLODES))
    (found,) = rate_too_high(looked)
    assert found.name == "lr_too_high"
    # One neuron: 2 over the steepest direction, see test_rates.
    x, _ = EXPLODES.data()
    hessian = 2 * np.array([[np.mean(x**2), x.mean()], [x.mean(), 1]])
    limit = 2 / np.linalg.eigvalsh(hessian)[-1]
    assert 0.7 * limit < looked.limit < limit  # the steepest batch counts
    assert f"safe rate is about {rounded(looked.limit):g}" in found.evidence
    assert found.fix.startswith("Scale first: then rates up to about ")


def test_a_lower_rate_that_learns_is_the_repair():
    setup = faulty("rate too high", 1)
    (found,) = rate_too_high(search(trained(setup)))
    assert found.name == "lr_too_high"
    rate = found.repair["learning_rate"]
    assert rate < setup.learning_rate
    assert f"keras.optimizers.Adam({rate:.1g})" in found.fix
    assert trained(replace(setup, learning_rate=rate)).score > 0.9


def test_a_lower_rate_keeps_the_momentum():
    x = 2 * X[:, :1]
    y = 5 * x**2 + 8 * x + 2

    def at(rate):
        model = model_of(dense(32, "relu"), dense(1), shape=(1,))
        model.compile(keras.optimizers.SGD(rate, momentum=0.9), "mse")
        return case(model, x, y, fit(model, x, y, 32, 60, 0))

    (found,) = rate_too_high(search(at(0.1)))
    assert "momentum=0.9)" in found.fix
    # A copy has learned with just what the card says.
    rate = found.repair["learning_rate"]
    assert f"SGD({rate:.1g}, " in found.fix
    assert at(rate).score > 0.9


def test_a_rate_that_some_starts_survive_is_named():
    looked = search(trained(replace(healthy(37), learning_rate=1.0)))
    assert looked.is_in_doubt
    (found,) = rate_too_high(looked)
    assert found.name == "lr_too_high"
    assert found.repair == {"learning_rate": pytest.approx(0.1)}


@pytest.mark.parametrize(
    ("fault", "state"),
    [("rate too low", trained), ("rate far too low", untrained)],
)
def test_a_higher_rate_that_learns_is_the_repair(fault, state):
    setup = faulty(fault, 9)
    looked = search(state(setup))
    (found,) = too_slow(looked)
    assert found.name == "lr_too_low"
    rate = found.repair["learning_rate"]
    assert 100 * setup.learning_rate < rate < 1
    assert f"keras.optimizers.Adam({rate:.1g})" in found.fix
    epochs = looked.base.trial_epochs
    assert f"Copies were trained for {epochs} epochs" in found.evidence


def test_more_epochs_that_help_are_the_repair():
    examined = trained(replace(healthy(1), epochs=5, learning_rate=0.001))
    (found,) = too_slow(search(examined))
    assert (found.name, found.repair) == ("too_few_epochs", {"epochs": 50})
    assert found.evidence.startswith("After 5 epochs it has R² ")
    assert "trains on for 50 epochs reaches R² " in found.evidence
    # With another fault that is known, its training says little about that.
    assert not list(too_slow(search(examined, output="linear")))
