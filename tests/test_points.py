"""The tables of inputs and functions, and what they promise."""

import numpy as np
import pytest

from helpers.experiment import Experiment
from helpers.optimizers import OPTIMIZERS
from helpers.points import FUNCTIONS, INPUTS


@pytest.mark.parametrize("scale", [3, 9, 1500])
@pytest.mark.parametrize("inputs", INPUTS)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_source_says_what_the_table_computes(inputs, function, scale):
    row, rule = INPUTS[inputs], FUNCTIONS[function]
    x = row.x(scale, 5)
    y = rule.y(x, scale, row.middle * scale)
    assert x.dtype == y.dtype == np.float64
    names = {"np": np, "seed": 5}
    exec(row.source.format(scale=scale, points=len(x)), names)
    middle = row.middle * scale
    source = rule.source.format(
        scale=scale, middle=middle, shifted=f"x - {middle}"
    )
    exec(f"y = {source}", names)
    assert names["x"][:, 0].tolist() == x.tolist()
    assert names["y"][:, 0].tolist() == y.tolist()


@pytest.mark.parametrize("inputs", INPUTS)
def test_inputs_depend_on_the_seed_where_they_are_random(inputs):
    row = INPUTS[inputs]
    same = row.x(9, 0).tolist() == row.x(9, 1).tolist()
    assert same != row.is_random


def test_the_words_are_those_that_learners_know():
    assert [row.label for row in FUNCTIONS.values()] == [
        f"y = {name}" for name in FUNCTIONS
    ]
    assert [row.label for row in INPUTS.values()] == [
        "1, 2, 3, … up to the range",
        "999 points over the range",
        "random, of the range's size",
    ]
    assert [row.label for row in OPTIMIZERS.values()] == [
        "SGD",
        "Adam",
        "RMSprop",
    ]


@pytest.mark.parametrize("table", [OPTIMIZERS, INPUTS, FUNCTIONS])
def test_an_experiment_describes_every_choice(table):
    choices = ", ".join(f'"{name}"' for name in table)
    assert f"{{{choices}}}" in Experiment.__doc__
