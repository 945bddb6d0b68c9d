import math

import numpy as np
import pytest

from helpers.experiment import QUESTION
from helpers.one_weight import OneWeight

MEAN_SQUARE = 38.5  # of x = 1 … 10


def trained(x, learning_rate, steps):
    """The same weight, by gradient descent on the data."""
    weight, path = 0.0, [0.0]
    for _ in range(steps):
        gradient = np.mean(2 * (weight * x - 2 * x) * x)
        weight -= learning_rate * gradient
        path.append(weight)
    return path


@pytest.mark.parametrize("learning_rate", [1e-4, 0.01, 0.02, 0.026, 0.03])
def test_the_path_is_that_of_gradient_descent_on_the_data(learning_rate):
    x = np.arange(1.0, 11.0)
    assert np.mean(x**2) == MEAN_SQUARE
    np.testing.assert_allclose(
        OneWeight(MEAN_SQUARE, learning_rate).path(12),
        trained(x, learning_rate, 12),
    )


def test_the_question_has_the_factor_and_the_limit_of_its_data():
    x = QUESTION.data.x[QUESTION.data.train]
    descent = OneWeight(np.mean(x**2), QUESTION.learning_rate)
    assert round(descent.factor) == -2405
    assert descent.critical_rate == pytest.approx(8.3e-6, rel=0.01)
    assert descent.mean_square == pytest.approx(120_300.17, abs=0.01)


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.001, "creeping"),
        (0.1, "converging"),
        (0.49, "converging"),
        (0.51, "bouncing"),
        (0.99, "bouncing"),
        (1, "flying apart"),
        (1.01, "flying apart"),
    ],
)
def test_the_word_says_what_the_path_does(share, word):
    descent = OneWeight(MEAN_SQUARE, share / MEAN_SQUARE)
    assert descent.word == word
    errors = descent.path(40) - 2
    shrinks = abs(errors[-1]) < abs(errors[0]) * 0.999
    assert shrinks == (word != "flying apart")
    assert (errors[1] > 0) == (word in ("bouncing", "flying apart"))


def test_the_loss_is_the_mean_squared_error():
    x = np.arange(1.0, 11.0)
    loss = OneWeight(MEAN_SQUARE, 0.01).loss([0, 2, 3.5])
    expected = [np.mean((w * x - 2 * x) ** 2) for w in (0, 2, 3.5)]
    np.testing.assert_allclose(loss, expected)


def test_a_path_that_leaves_the_numbers_is_infinite_and_silent():
    with np.errstate(all="raise"):
        path = OneWeight(1e10, 1.0).path(100)
    assert np.isinf(path[-1])


@pytest.mark.parametrize("bad", [0, -1, math.nan, math.inf])
@pytest.mark.parametrize("name", ["mean_square", "learning_rate"])
def test_bad_values_get_a_sentence(name, bad):
    values = {"mean_square": 1.0, "learning_rate": 0.1, name: bad}
    with pytest.raises(ValueError, match=f"{name} must be a number from 10"):
        OneWeight(**values)
