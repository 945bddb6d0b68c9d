"""Ends that cannot say the targets, or that kill many starts."""

import numpy as np
import pytest
from checkup.cases import (
    QUADRANT,
    SUM,
    X,
    case,
    dense,
    keras,
    model_of,
    untrained,
)
from checkup.setups import faulty, healthy

from helpers.checkup.probes.output import deadly_relu, unreachable
from helpers.scores import r_squared

layers = keras.layers
TO_LINEAR = {"output": "linear"}
TO_SHARES = {"output": "sigmoid"}


def test_a_linear_end_is_no_fault():
    sound = untrained(healthy(0))
    assert not list(unreachable(sound))
    assert not list(deadly_relu(sound))


@pytest.mark.parametrize(
    ("fault", "name", "low", "high"),
    [
        ("sigmoid output", "bounded_output", 0, 1),
        ("tanh output", "bounded_output", -1, 1),
        ("ReLU output", "relu_output", 0, np.inf),
    ],
)
def test_what_an_end_cannot_say_is_counted(fault, name, low, high):
    setup = faulty(fault, 2)
    (found,) = unreachable(untrained(setup))
    assert (found.name, found.repair) == (name, TO_LINEAR)
    _, y = setup.data()
    outside = np.mean((y < low) | (y > high))
    best = r_squared(y, np.clip(y, low, high))
    assert f"{outside:.0%} of the targets lie" in found.evidence
    assert f"R² {best:.2f}".rstrip("0") in found.evidence


def test_a_softmax_over_one_unit_says_1_whatever_it_is_asked():
    (found,) = unreachable(untrained(faulty("softmax output", 0)))
    assert (found.name, found.repair) == ("bounded_output", TO_LINEAR)
    assert "softmax over one unit is always 1" in found.evidence


@pytest.mark.parametrize(
    ("end", "name", "says"),
    [
        ("relu", "relu_output", "It answers from 0 up without limit"),
        ("softmax", "bounded_output", "softmax over one unit is always 1"),
    ],
)
def test_an_end_that_cannot_choose_becomes_a_sigmoid(end, name, says):
    model = model_of(dense(1, end), loss="binary_crossentropy")
    (found,) = unreachable(case(model, X, QUADRANT))
    assert (found.name, found.repair) == (name, TO_SHARES)
    assert says in found.evidence
    assert 'Dense(1, activation="sigmoid")' in found.fix


def test_shares_are_said_by_a_sigmoid():
    model = model_of(dense(1, "sigmoid"), loss="binary_crossentropy")
    assert not list(unreachable(case(model, X, QUADRANT)))


def test_a_relu_layer_at_the_end_is_seen():
    model = model_of(dense(16), layers.ReLU(), dense(1), layers.ReLU())
    (found,) = unreachable(case(model, X, SUM - 2))
    assert (found.name, found.repair) == ("relu_output", TO_LINEAR)
    assert f"{np.mean(SUM < 2):.0%} of the targets" in found.evidence


def test_the_end_of_a_model_of_sequences_is_seen():
    x = X[:240].reshape(60, 4, 2)
    model = model_of(layers.LSTM(8), dense(1, "relu"), shape=(4, 2))
    (found,) = unreachable(case(model, x, x.sum(axis=(1, 2))))
    assert (found.name, found.repair) == ("relu_output", TO_LINEAR)


def test_a_relu_of_which_starts_die_is_named_though_it_fits():
    examined = case(model_of(dense(1, "relu"), shape=(1,)), SUM, SUM)
    assert not list(unreachable(examined))
    (found,) = deadly_relu(examined)
    assert (found.name, found.repair) == ("relu_output", TO_LINEAR)
    dead = sum(examined.dead_births)
    assert 0.3 * 24 < dead < 0.7 * 24  # where one weight is below 0
    assert (
        f"Of 24 copies with fresh starting weights, {dead}" in found.evidence
    )


def test_a_relu_after_many_units_lives():
    model = model_of(dense(64, "relu"), dense(1, "relu"))
    assert not list(deadly_relu(case(model, X, SUM)))
