from dataclasses import replace

import numpy as np
import pytest
from whole_map import whole_map

from helpers import engine, maps
from helpers.experiment import QUESTION, Experiment
from helpers.tables.course import COURSE_TABLES
from helpers.tables.value import Table

SMALL = Experiment(hidden_units=4, epochs=2, final_relu=False)


@pytest.fixture(scope="module")
def trained():
    return whole_map(SMALL)


def test_a_cell_holds_the_outcome_of_its_own_training(trained):
    rng = np.random.default_rng(0)
    for row, column in rng.integers(maps.SIZE, size=(20, 2)):
        run = engine.train(
            replace(
                SMALL,
                inputs="spread",
                input_max=maps.INPUT_RANGES[column],
                learning_rate=maps.LEARNING_RATES[row],
            )
        )
        assert maps.WORDS[trained.outcomes[row, column]] == run.outcome


def test_the_shares_add_up(trained):
    assert sum(map(trained.share, maps.WORDS)) == pytest.approx(1)
    assert trained.share("constant") > 0.1


def test_the_levels_become_finer_and_end_at_the_whole_map(trained):
    levels = list(maps.refine_map(SMALL))
    assert tuple(level.stride for level in levels) == maps.STRIDES
    np.testing.assert_array_equal(levels[-1].outcomes, trained.outcomes)
    agreement = [
        np.mean(level.outcomes == trained.outcomes) for level in levels
    ]
    assert sorted(agreement) == agreement and agreement[0] > 0.7
    for level in levels:
        assert level.experiment == SMALL
        s = level.stride
        np.testing.assert_array_equal(
            level.outcomes[::s, ::s], trained.outcomes[::s, ::s]
        )


@pytest.mark.parametrize("looks", [0, 1, 5, 10])
def test_a_map_that_is_not_wanted_any_more_ends_early(looks):
    asked = iter([True] * looks + [False])
    levels = list(maps.refine_map(SMALL, lambda: next(asked)))
    assert len(levels) < len(maps.STRIDES)
    assert next(asked, None) is None  # it asked, and stopped when told


@pytest.mark.parametrize(
    ("units", "epochs", "cells"),
    [(4, 2, 128), (128, 20, 128), (256, 20, 64), (512, 500, 4)],
)
def test_a_slow_map_is_asked_more_often_whether_it_is_wanted(
    monkeypatch, units, epochs, cells
):
    sizes = []

    network = replace(SMALL, hidden_units=units, epochs=epochs)

    def train_cells(experiment, cells, workers):
        if experiment == network:  # and not a figure's, beside this test
            sizes.append(len(cells))
        return [0] * len(cells)

    monkeypatch.setattr(maps, "_train_cells", train_cells)
    assert len(list(maps.refine_map(network))) == len(maps.STRIDES)
    assert max(sizes) == cells
    assert sum(sizes) == maps.SIZE**2


def test_the_limit_of_one_weight_is_that_of_the_question():
    x = QUESTION.data.x[QUESTION.data.train]
    assert maps.one_weight_limit(999) == pytest.approx(1 / np.mean(x**2))


def test_the_highest_rate_is_where_all_starts_learn_and_the_next_not():
    network = Experiment(final_relu=False, inputs="spread", input_max=50)
    highest = maps.highest_learning_rate(network)

    def learn(rate):
        runs = engine.train_starts(replace(network, learning_rate=rate), 20)
        return all(run.outcome == "learned" for run in runs)

    assert learn(highest) and not learn(highest * 10**0.1)


def test_no_rate_at_all_is_not_a_number():
    dead = Experiment(hidden_units=1, inputs="spread")
    assert np.isnan(maps.highest_learning_rate(dead))


# A table of rows

CARS = COURSE_TABLES["cars that stop"].table


def test_the_map_of_a_table_multiplies_its_x():
    network = replace(SMALL, table=CARS)
    trained = whole_map(network)
    rng = np.random.default_rng(1)
    for row, column in rng.integers(maps.SIZE, size=(12, 2)):
        run = engine.train(
            replace(
                network,
                table=replace(CARS, factor=float(maps.FACTORS[column])),
                learning_rate=maps.LEARNING_RATES[row],
            )
        )
        assert maps.WORDS[trained.outcomes[row, column]] == run.outcome


def test_settings_of_one_map_share_its_network():
    for one, other in (
        (QUESTION, replace(QUESTION, input_max=5, learning_rate=1)),
        (replace(QUESTION, inputs="randn"), QUESTION),
        (
            replace(QUESTION, table=CARS),
            replace(QUESTION, table=replace(CARS, factor=3), learning_rate=1),
        ),
    ):
        assert maps.network_of(one) == maps.network_of(other)
    drawn = replace(QUESTION, table=replace(CARS, seed=1))
    network = maps.network_of(replace(QUESTION, table=CARS))
    assert maps.network_of(drawn) != network


@pytest.mark.parametrize("factor", [0.01, 1.0, 7.0])
def test_the_limit_of_one_weight_on_a_table(factor):
    experiment = Experiment(table=replace(CARS, factor=factor))
    limits = maps.one_weight_limits(experiment)
    assert len(limits) == maps.SIZE
    for column in (0, 20, 63):
        there = replace(CARS, factor=float(maps.FACTORS[column]))
        data = Experiment(table=there).data
        limit = 1 / np.mean(data.x[data.train] ** 2)
        assert limits[column] == pytest.approx(limit)
    scaled = replace(experiment, standardise_inputs=True)
    assert (maps.one_weight_limits(scaled) == 1).all()


def test_no_x_but_0_in_the_training_part_has_a_limit_all_the_same():
    table = Table([0, 0, 0, 1, 2], [1, 2, 3, 4, 5])
    for seed in range(20):
        experiment = Experiment(table=replace(table, seed=seed))
        assert np.isfinite(maps.one_weight_limits(experiment)).all()


@pytest.mark.parametrize(("rows", "cells"), [(999, 128), (3996, 32)])
def test_a_long_table_is_asked_more_often(monkeypatch, rows, cells):
    sizes = []

    def train_cells(experiment, cells, workers):
        sizes.append(len(cells))
        return [0] * len(cells)

    monkeypatch.setattr(maps, "_train_cells", train_cells)
    x = np.arange(float(rows))
    list(maps.refine_map(Experiment(table=Table(x, x))))
    assert max(sizes) == cells
