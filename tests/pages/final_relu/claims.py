"""The numbers in the prose of notebook 04."""

from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from helpers import engine, keras_twin
from helpers.experiment import QUESTION, Experiment
from helpers.keras_tools import load_keras
from helpers.one_update import OneUpdate
from helpers.optimizers import OPTIMIZERS
from helpers.pages.final_relu.exercise import W1, W2, X, check_by_hand
from helpers.pages.final_relu.live import DRAWN, STARTS
from helpers.pages.final_relu.microscope import POINTS, START
from helpers.pages.final_relu.update_steps import STEPS, steps
from helpers.run import initial_weights
from helpers.scores import r_squared
from helpers.steps import (
    answers,
    chance_dead,
    first_answers,
    gradient,
    start_slope,
    start_slopes,
    updates,
)
from helpers.wording.numbers import number

SEEN = QUESTION.data.inputs[QUESTION.data.train]
RANDOM = Experiment(inputs="randn", input_max=1)


@cache
def learned(experiment, starts=200):
    """Which of the starts learn."""
    runs = engine.train_starts(experiment, starts)
    return np.array([run.outcome == "learned" for run in runs])


@cache
def alive_paths(hidden_units, starts=1000, count=2):
    every = first_answers(Experiment(hidden_units=hidden_units), starts, count)
    return every[every[:, 0] > 0]


def claims():
    yield from birth_claims()
    yield from gradient_claims()
    yield from one_update_claims()
    yield from update_claims()
    yield from random_claims()
    yield from thread_claims()
    yield from exercise_claims()


def birth_claims():
    units = QUESTION.hidden_units
    yield f"the whole network, with all its {units} units"
    start = initial_weights(Experiment(seed=2))
    # "It answers 0 to every x": dead by the sign of c alone.
    assert start_slope(Experiment(seed=2)) < 0
    assert not answers(start, SEEN, True).any()
    dead = np.mean(start_slopes(units, STARTS) <= 0)
    yield "about half of all starts are dead"
    assert abs(dead - 0.5) < 3 * 0.5 / np.sqrt(STARTS)
    yield f"One hidden unit instead of {units}: how many starts"
    yield f"Left: c of {number(STARTS)} starts, dead ones hatched."
    assert DRAWN == 30
    yield "the answers of thirty of them"
    yield "So three of four are dead."
    assert chance_dead(1) == 3 / 4
    yield "At c = 0 the sum is exactly 0, where a ReLU has its corner."
    yield "Keras takes the slope there to be 0."
    load_keras()
    for seed in range(4):  # half of the w1 are negative
        corner = Experiment(hidden_units=1, epochs=2, seed=seed)
        if initial_weights(corner).w1[0] < 0:
            assert start_slope(corner) == 0
            for train in (engine.train, keras_twin.train):
                run = train(corner)
                for before, after in zip(run.start, run.end, strict=True):
                    np.testing.assert_array_equal(before, after)
    yield (
        f"{100 * chance_dead(2):.1f} % are dead with 2, "
        f"{100 * chance_dead(4):.1f} % with 4, and from 12 on "
        f"{100 * chance_dead(12):.1f} %."
    )
    assert all(f"{100 * chance_dead(h):.1f}" == "50.0" for h in (12, 50, 512))
    for h in (1, 2, 4, 12, 128, 512):  # counted, within three deviations
        chance = chance_dead(h)
        spread = np.sqrt(chance * (1 - chance) / STARTS)
        counted = np.mean(start_slopes(h, STARTS) <= 0)
        assert abs(counted - chance) < 3 * spread


def gradient_claims():
    weights = sum(map(len, initial_weights(QUESTION)))
    yield f"it says 0 where {number(2 * SEEN[-1])} is true"
    yield f"Compute it on all {len(SEEN)} points"
    yield f"a slope for each of the {weights} weights"
    dead = [s for s in range(60) if start_slope(Experiment(seed=s)) <= 0]
    assert 2 in dead and 0 not in dead
    for seed in range(60):
        start = initial_weights(Experiment(seed=seed))
        slopes = np.concatenate(gradient(start, QUESTION))
        assert (not slopes.any()) == (seed in dead)
    yield "Not small: 0, all of it."
    # "and every answer is still 0", also for the smallest x:
    start = initial_weights(Experiment(seed=2))
    for part in start._fields:
        for nudge in (-1e-4, 1e-4):
            moved = start._replace(**{part: getattr(start, part) + nudge})
            assert not answers(moved, SEEN, True).any()
    # "0 for any rate and any number of epochs", and for any optimizer.
    for optimizer in OPTIMIZERS:
        run = engine.train(Experiment(seed=2, optimizer=optimizer, epochs=50))
        for before, after in zip(run.start, run.end, strict=True):
            np.testing.assert_array_equal(before, after)


def one_update_claims():
    once, twice = (
        OneUpdate(START, x, 2 * x, 0.01, False)
        for x in (POINTS[0], 2 * POINTS[0])
    )
    yield "of a network with two hidden units, on one point"
    assert len(START.w1) == 2
    yield f"Press *next* up to step {STEPS}"
    names = [step.name for step in steps(once)]
    step = 1 + names.index("the slopes of w1 and b1")
    yield f"Then go *back* to step {step}, and try"
    yield f"Move *x* from {POINTS[0]:.0f} to {2 * POINTS[0]:.0f}."
    yield "Twice the x, twice the slope"
    for wide, narrow in zip(twice.slopes.w1, once.slopes.w1, strict=True):
        assert wide == pytest.approx(2 * narrow)
    yield "The error of this start is the same for every x"
    for x in np.arange(0.5, 4.5, 0.5):
        any_x = OneUpdate(START, x, 2 * x, 0.01, True)
        assert any_x.answer_slope == pytest.approx(once.answer_slope)
    yield "Move *w1 of unit 1* to −1, so that its sum is below 0."
    low = START._replace(w1=(-1.0, START.w1[1]))
    yield (
        "A unit below 0 answers 0 and passes nothing back, so the slopes of "
        "its three weights are 0."
    )
    for x in (0.5, 2.0, 4.0):
        off = OneUpdate(low, x, 2 * x, 0.01, False)
        slopes = off.slopes
        assert off.sums[0] < 0 and off.hidden[0] == 0
        assert slopes.w1[0] == slopes.b1[0] == slopes.w2[0] == 0
        assert slopes.w1[1] and slopes.w2[1] and slopes.b2  # the other goes on
        # "Does another learning rate help, or next point": neither does.
        for rate in (0.001, 1.0):
            dead = OneUpdate(low, x, 2 * x, rate, True)
            assert not any(dead.slopes.all) and dead.after == low
    yield (
        "With the final ReLU at 0, that 0 is in every product on the way back."
    )


def update_claims():
    c = start_slope(Experiment(seed=0))
    first, up, down, after = first_answers(Experiment(), 1, 3)[0]
    yield f"Start 0 is alive: c is about {c:.2f}."
    yield (
        f"To x = {SEEN[-1]:.0f} it answers {first:.0f}, where "
        f"{number(2 * SEEN[-1])} is true."
    )
    assert first == pytest.approx(600 * c, rel=1e-4)
    yield f"Watch the answer to x = {SEEN[-1]:.0f},"
    assert round(up / 1e9) == 5 and round(down / 1e7) == -5 and after == down
    yield (
        "Up to five *billion* (5e+09), down to minus fifty million, and then "
        "nothing."
    )
    paths = first_answers(Experiment(), 60, 4)
    alive = paths[paths[:, 0] > 0]
    yield "All alive starts go the same way."
    assert (alive[:, 1] > 1e9).all() and (alive[:, 2:] < -1e7).all()
    assert (alive[:, 2:] == alive[:, 2:3]).all()
    yield "*every* w1 is negative, and no b1 is above 0."
    for seed in range(200):
        start, one, two = updates(Experiment(seed=seed), 2)
        if answers(start, 600, False) > 0:
            assert (two.w1 < 0).all() and (one.w1 > 0).any()
            assert (two.b1 <= 0).all()
            before = answers(two, SEEN, False)
            assert (before == two.b2).all()  # "What is left is b2"
            assert not answers(two, SEEN, True).any()
    yield "So all hidden units are at 0, as unit 1 was above"
    yield "and what is left is b2, far below 0"
    yield 'The thread saw this coming: "all their weights become negative".'
    slow = Experiment(learning_rate=1e-6)
    starts = 200
    yield (
        "Take 0.000001, the small rate of the first page, for "
        f"{starts} starts:"
    )
    born_alive = start_slopes(128, starts) > 0
    np.testing.assert_array_equal(learned(slow), born_alive)
    linear = learned(replace(slow, final_relu=False))
    yield "At that rate and without the final ReLU, all 200 learn."
    assert linear.all()
    # Neither cure helps at the rate of the question, "two ways to die".
    assert not learned(QUESTION).any()


def random_claims():
    runs = engine.train_starts(RANDOM, 60)
    dead = np.array([run.outcome == "dead" for run in runs])
    np.testing.assert_array_equal(dead, start_slopes(128, 60) <= 0)
    yield f"With the final ReLU {dead.sum()} of 60 die, again those with c ≤ 0"
    best = []
    for run in runs:
        y = run.experiment.data.y[run.experiment.data.train]
        assert 0.45 < np.mean(y < 0) < 0.55
        best.append(r_squared(y, np.maximum(y, 0)))
        assert run.r_squared < best[-1]
    yield "so about half of the targets are negative"
    yield (
        "The others all stay below what a ReLU can say: R² "
        f"{min(best):.2f} to {max(best):.2f} at best"
    )
    free = engine.train_starts(replace(RANDOM, final_relu=False), 60)
    lowest = min(run.r_squared for run in free)
    assert lowest > 0.98
    yield f"Without it all 60 reach 0.98 in {RANDOM.epochs} epochs."


def thread_claims():
    yield f"Take {number(1000)} starts of each size"
    yield f"their answer to x = {SEEN[-1]:.0f}"
    widths = (1, 2, 4, 12, 128, 512)
    for units in widths:
        paths = alive_paths(units)
        assert len(paths) >= 200
        np.testing.assert_array_equal(
            paths[:, 1] < 0, paths[:, 0] / SEEN[-1] > 2
        )
        assert (paths[:, 2] < 0).all()
        assert (paths[:, 1] < 0).any() == (units < 4)
    yield "only where the start is steeper than the truth, c above 2"
    yield "with 4 or more, not one start was"
    yield "After *two*, all are negative."
    depths = [-np.median(alive_paths(units)[:, 2]) for units in widths]
    growth = [after / before for before, after in pairwise(depths)]
    yield "the fall gets deeper, and levels off"
    assert min(growth) > 1 and growth[-1] < 1.05
    assert 1.9 < depths[-1] / depths[0] < 2.4
    remedy = Experiment(input_max=9, hidden_units=12)
    few = learned(remedy)
    yield "x = 1…9 and 12 hidden units: how many of 200 starts will learn?"
    assert 0.4 < few.mean() < 0.6
    np.testing.assert_array_equal(few, start_slopes(12, 200) > 0)
    long = learned(replace(remedy, epochs=2000))
    np.testing.assert_array_equal(few, long)
    yield (
        "exactly those that are alive at birth, and not one more in "
        f"{number(2000)} epochs"
    )
    many = learned(replace(remedy, hidden_units=128))
    np.testing.assert_array_equal(many, start_slopes(128, 200) > 0)
    yield f"The 12 units cure nothing: with 128, {many.sum()} of 200 learn."


def exercise_claims():
    yield "w1 = 2, −3, 0.5 and w2 = 4, 2, −6. What does it answer to x = 10?"
    assert (W1.tolist(), W2.tolist(), X) == ([2, -3, 0.5], [4, 2, -6], 10)
    c = np.sum(W2 * np.maximum(W1, 0))
    yield f"c = 4·2 − 6·0.5 = {c:.0f}"
    yield f"answer = {c * X:.0f}`"
    assert check_by_hand(c * X).startswith("Right")
