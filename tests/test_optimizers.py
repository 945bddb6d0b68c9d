"""The table of optimizers: every row moves the weights as Keras does."""

from itertools import combinations

import numpy as np
import pytest

from helpers.keras_tools import load_keras
from helpers.loops import compiled, vectorised
from helpers.optimizers import OPTIMIZERS

RATE = np.float32(0.01)
UPDATES = 20
RNG = np.random.default_rng(0)
START = RNG.normal(size=50).astype(np.float32)
# Of all sizes, and some exactly 0: those of weights behind a dead unit.
GRADIENTS = (
    RNG.normal(size=(UPDATES, 50)) * 10 ** RNG.uniform(-9, 3, 50)
).astype(np.float32)
GRADIENTS[:, :5] = 0


either = pytest.mark.parametrize(
    "loops", [compiled, vectorised], ids=["compiled", "NumPy"]
)


def moved(loops, name):
    """The parameters after each of the updates."""
    parameters = START.copy()
    mean, square = np.zeros_like(START), np.zeros_like(START)
    after = []
    for step, gradient in enumerate(GRADIENTS, 1):
        loops.update(
            OPTIMIZERS[name].rule, parameters, gradient, mean, square, step,
            RATE,
        )  # fmt: skip
        after.append(parameters.copy())
    return np.array(after)


@either
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_row_has_a_branch_that_moves_the_weights(loops, name):
    after = moved(loops, name)
    assert (after[0, 5:] != START[5:]).mean() > 0.5
    assert (after[:, :5] == START[:5]).all()


@either
@pytest.mark.parametrize("pair", [*combinations(OPTIMIZERS, 2)])
def test_no_two_rows_have_the_same_branch(loops, pair):
    one, other = (moved(loops, name) for name in pair)
    assert not np.allclose(one, other, rtol=1e-3)


@either
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_update_is_that_of_keras(loops, name):
    keras = load_keras()
    optimizer = getattr(keras.optimizers, OPTIMIZERS[name].label)(float(RATE))
    there = keras.Variable(START)
    for gradient, here in zip(GRADIENTS, moved(loops, name), strict=True):
        optimizer.apply([keras.ops.convert_to_tensor(gradient)], [there])
        now = there.value.numpy()
        np.testing.assert_allclose(here, now, rtol=1e-5, atol=1e-7)


@either
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_gradient_that_is_not_finite_is_not_hidden(loops, name):
    parameters, zeros = START.copy(), np.zeros_like(START)
    gradient = np.full_like(START, np.nan)
    rule = OPTIMIZERS[name].rule
    loops.update(rule, parameters, gradient, zeros, zeros.copy(), 1, RATE)
    assert np.isnan(parameters).all()


def test_they_are_called_as_people_call_them():
    assert {name: row.label.lower() for name, row in OPTIMIZERS.items()} == {
        name: name for name in OPTIMIZERS
    }
