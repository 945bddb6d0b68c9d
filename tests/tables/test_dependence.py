"""The verdict of the shuffles, over many tables made by chance."""

from dataclasses import replace

import numpy as np
import pytest

from helpers.tables.dependence import RARE, Dependence, _ranks, dependence
from helpers.tables.value import Table

SHAPES = {
    "line": lambda x: x,
    "falling line": lambda x: -x,
    "valley": lambda x: np.abs(x - 0.5),
    "wave": lambda x: np.sin(2 * np.pi * x),
    "step": lambda x: np.where(x > 0.7, 1.0, 0.0),
}


def share_seen(tables):
    return np.mean([dependence(table).is_seen for table in tables])


@pytest.mark.parametrize("rows", [8, 60])
@pytest.mark.parametrize("values", ["any", "few"])
def test_without_dependence_it_is_seldom_seen(rows, values):
    rng = np.random.default_rng(1)

    def y():
        return rng.normal(size=rows) if values == "any" else (
            np.append(rng.integers(0, 3, rows - 2), [0, 3])
        )  # fmt: skip

    seen = share_seen(Table(rng.normal(size=rows), y()) for _ in range(100))
    assert seen <= 3 * RARE  # P = 4·10⁻⁵ if it is 0.05


def test_equal_x_that_are_sorted_by_y_do_not_mislead():
    rng = np.random.default_rng(2)
    x = np.repeat([1.0, 2.0], 20)
    y = [np.sort(rng.normal(size=40).reshape(2, 20)).ravel() for _ in "x" * 60]
    assert share_seen(Table(x, each) for each in y) <= 0.2


@pytest.mark.parametrize("shape", SHAPES)
def test_with_dependence_it_is_seen_whatever_the_shape(shape):
    rng = np.random.default_rng(3)
    x = rng.random(50)
    y = SHAPES[shape](x)
    assert dependence(Table(x, y)).as_orderly == 0
    noise = 0.3 * y.std() * rng.normal(size=50)
    assert dependence(Table(x, y + noise)).is_seen


def test_neither_factor_nor_seed_matter():
    x = np.arange(9.0)
    table = Table(x, x % 3)
    assert dependence(replace(table, factor=7, seed=3)) is dependence(table)


def test_ranks_are_shared_by_equal_values():
    assert _ranks(np.array([5, 1, 5, 9.0])).tolist() == [0, -1.5, 0, 1.5]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "y depends on x: of 999 shuffled tables none is as orderly"),
        (1, "y depends on x: of 999 shuffled tables 1 is as orderly"),
        (48, "y depends on x: of 999 shuffled tables 48 are as orderly"),
        (49, "no sign that y depends on x: of 999 shuffled tables 49 are as "
         "orderly"),
    ],
)  # fmt: skip
def test_it_is_said_in_words(count, words):
    assert str(Dependence(count)) == words
