from dataclasses import replace

import numpy as np
import pytest
from whole_map import whole_map

from helpers import engine, maps
from helpers.experiment import QUESTION, Experiment
from helpers.pages.shared.background import BackgroundMap

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


def test_the_background_answers_the_last_request():
    background = BackgroundMap()
    seen = []
    background.on_level = lambda: seen.append(background.latest)
    requests = [replace(SMALL, seed=seed) for seed in range(6)]
    for experiment in requests:
        background.request(experiment)
    background.wait()
    assert background.is_complete_for(requests[-1])
    assert not background.is_complete_for(requests[0])
    asked = [requests.index(level.experiment) for level in seen]
    assert asked == sorted(asked)  # never out of order
    np.testing.assert_array_equal(
        background.latest.outcomes, whole_map(requests[-1]).outcomes
    )


def test_the_background_does_not_train_the_same_map_twice():
    background = BackgroundMap()
    background.request(SMALL)
    background.wait()
    finished = background.latest
    background.request(SMALL)
    background.wait()
    assert background.latest is finished


def test_the_background_can_be_asked_again_when_it_has_finished():
    background = BackgroundMap()
    for seed in (0, 1):
        experiment = replace(SMALL, seed=seed)
        background.request(experiment)
        background.wait()
        assert background.is_complete_for(experiment)


def test_the_background_finishes_a_map_that_was_left_and_asked_for_again():
    background = BackgroundMap()

    def away_and_back():
        background.on_level = lambda: None
        background.request(replace(SMALL, seed=1))
        background.request(SMALL)

    background.on_level = away_and_back  # while the first map is under way
    background.request(SMALL)
    background.wait()
    assert background.is_complete_for(SMALL)


def test_the_background_finishes_a_map_left_for_a_moment(monkeypatch):
    """Between the look that stops it and the end of its thread's turn."""
    background, trained = BackgroundMap(), maps.refine_map

    def left_for_a_moment(experiment, keep_on, workers):
        monkeypatch.setattr(maps, "refine_map", trained)
        background.request(replace(SMALL, seed=1))
        assert not keep_on()  # so this map ends early …
        background.request(SMALL)  # … and is wanted again already
        return iter(())

    monkeypatch.setattr(maps, "refine_map", left_for_a_moment)
    background.request(SMALL)
    background.wait()
    assert background.is_complete_for(SMALL)


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnhandledThreadExceptionWarning"
)
def test_the_background_can_be_asked_again_when_a_picture_failed():
    background = BackgroundMap()

    def fail():
        raise ValueError("no picture")

    background.on_level = fail
    background.request(SMALL)
    background.wait()
    background.on_level = lambda: None
    background.request(SMALL)
    background.wait()
    assert background.is_complete_for(SMALL)
