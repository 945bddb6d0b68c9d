"""Valid values by chance, for tests with Hypothesis."""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from helpers.experiment import Experiment
from helpers.optimizers import OPTIMIZERS
from helpers.points import FUNCTIONS, INPUTS
from helpers.tables.value import Table, is_name

# Multiply-adds of one training: a few tenths of a second.
MOST_WORK = 3e8


def powers(low, high):
    """Numbers of any size, as a logarithmic slider has them."""
    exponents = st.floats(np.log10(low), np.log10(high))
    ends = st.sampled_from([low, high])
    return ends | exponents.map(lambda e: float(np.clip(10**e, low, high)))


def whole(low, high):
    return powers(low, high).map(round)


@st.composite
def tables(draw):
    """Valid tables of every kind, though most of them small."""
    numbers = st.integers(-1000, 1000) | st.floats(-1e9, 1e9)
    rows = draw(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=40))
    # Two that differ, whatever the others are.
    x, y = np.transpose([*rows, (0, 1), (1, 0)])
    # No braces, which a test takes for a template that nobody filled in.
    letters = st.characters(exclude_characters="{}").filter(is_name)
    names = st.text(letters, min_size=1, max_size=40).filter(is_name)
    return Table(
        x, y, draw(names), draw(names), draw(powers(1e-6, 1e6)),
        draw(st.integers(0, 2**32 - 1)),
    )  # fmt: skip


@st.composite
def experiments(draw, most_work=MOST_WORK):
    """Valid experiments of every kind, that one can wait for unless None."""
    inputs = draw(st.sampled_from(list(INPUTS)))
    counted = inputs == "arange"
    experiment = Experiment(
        inputs=inputs,
        input_max=draw(whole(3, 10**6) if counted else powers(1e-6, 1e6)),
        learning_rate=draw(powers(1e-12, 1e6)),
        hidden_units=draw(whole(1, 10**4)),
        epochs=draw(whole(1, 10**5)),
        batch_size=draw(whole(1, 10**9)),
        final_relu=draw(st.booleans()),
        standardise_inputs=draw(st.booleans()),
        standardise_targets=draw(st.booleans()),
        optimizer=draw(st.sampled_from(list(OPTIMIZERS))),
        seed=draw(st.integers(0, 2**32 - 1)),
        function=draw(st.sampled_from(list(FUNCTIONS))),
    )
    if most_work is None:
        return experiment
    rows = experiment.input_max if counted else 999
    # Every update costs as much as a few samples.
    updates = rows / min(experiment.batch_size, rows)
    work = experiment.epochs * experiment.hidden_units * (rows + 9 * updates)
    assume(work <= most_work)
    return experiment
