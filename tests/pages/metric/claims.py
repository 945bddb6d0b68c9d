"""The numbers in the prose of notebook 02."""

from functools import cache

import numpy as np
import pytest

from helpers import engine
from helpers.experiment import QUESTION, Experiment
from helpers.keras_tools import load_keras
from helpers.scores import (
    THRESHOLD,
    accuracy,
    constant_loss,
    over_slopes,
    scores,
    within,
)
from helpers.wording.numbers import number

STARTS = 20
X, Y = QUESTION.data.x, QUESTION.data.y


@cache
def runs():
    return engine.train_many(
        Experiment(
            final_relu=False,
            standardise_inputs=True,
            standardise_targets=True,
            epochs=100,
            seed=seed,
        )
        for seed in range(STARTS)
    )


def claims():
    yield from of_the_perfect_network()
    yield from of_the_slopes()
    yield from of_the_networks_that_learn()


def of_the_perfect_network():
    points = len(X)
    yield f"Is ŷ equal to y on all {points} points of the question?"
    yield f"All {points} are right, to the last digit."
    perfect = scores(Y, 2 * X)
    assert perfect == (0, 0, 1, 0)
    yield (
        f"Loss {number(perfect.mse)}, MAE {number(perfect.mae)}, "
        f"**accuracy {number(perfect.accuracy)}**."
    )
    yield f"An answer above the **threshold** {THRESHOLD} counts as class 1"
    yield (
        f"Our y are {number(Y[0])}, {number(Y[1])}, …, {number(Y[-1])}, and "
        "none of them is 0 or 1."
    )
    assert not np.isin(Y, (0, 1)).any()
    # "So no network at all can score anything but 0": whatever it answers.
    for answer in (-1, 0, 0.5, 1, 1e6, np.nan):
        assert accuracy(Y, np.full(points, answer)) == 0
    # Keras before version 2.3: mean(y == round(ŷ)).
    assert np.mean(np.round(2 * X) == Y) == 1
    assert np.mean(np.round(2 * X + 1) == Y) == 0
    floor = 0.99999
    assert floor < scores(Y, 2 * X + 1).r_squared < 1
    yield (
        "A perfect network scored 1 there, but one that is off by 1 "
        f"everywhere scored 0, with R² above {floor}."
    )
    yield "| accuracy | the share that is right, where y is a class |"
    assert accuracy([0, 1, 1, 0], [0.2, 0.9, 0.1, 0.4]) == 0.75
    keras = load_keras()
    three = keras.Sequential([keras.Input((3,)), keras.layers.Identity()])
    three.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    said = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]])
    classes = np.array([0, 1, 2, 1])
    judged = three.evaluate(said, classes, verbose=0, return_dict=True)
    assert judged["accuracy"] == 0.75
    # The exercise: the inputs on which the perfect network scores 1.
    assert [accuracy([2 * x], [2 * x]) for x in (0, 0.5)] == [1, 1]
    yield "= [0, 0.5]`. At x = 0, y is 0"


def of_the_slopes():
    slopes = np.arange(-100, 501) / 100
    curves = over_slopes(X, Y, slopes)
    assert slopes[np.argmin(curves.mse)] == slopes[np.argmin(curves.mae)] == 2
    assert slopes[np.argmax(curves.r_squared)] == 2
    yield "MSE, MAE and R² all turn at w = 2: the errors are 0 and R² is 1."
    assert not curves.accuracy.any()
    # "Find the two slopes where R² is about 0"
    assert slopes[np.abs(curves.r_squared) < 0.01].tolist() == [1, 3]
    here = scores(Y, 1.5 * X)
    wide = Experiment(input_max=10_000).data
    there = scores(wide.y, 1.5 * wide.x)
    assert there.mae / here.mae == pytest.approx(10, rel=0.02)
    assert there.mse / here.mse == pytest.approx(100, rel=0.02)
    assert round(here.r_squared, 2) == round(there.r_squared, 2)
    yield "Put the slope back to 1.5, and move *input range* up tenfold."
    yield (
        "with ten times the range, MAE grows about tenfold and MSE about a "
        "hundredfold"
    )
    yield f"R² stays near {there.r_squared:.2f}."
    points = len(X)
    yield f"You know the data: y = 2x, with x = 1…{points}."
    near = scores(Y, 1.9 * X)
    always_0, mean = constant_loss(0, Y), constant_loss(Y.mean(), Y)
    yield f"A network has MSE {number(near.mse)} on our points."
    yield (
        f"Next to these, {number(near.mse)} is small: "
        f"{number(100 * near.mse / always_0, 2)} % of the first, "
        f"{number(100 * near.mse / mean, 1)} % of the second."
    )
    assert near.r_squared == pytest.approx(1 - near.mse / mean)
    yield "The network with that MSE has the slope 1.9."
    small = 2 * np.arange(1, 11)  # "for x up to 10 it would be terrible"
    assert near.mse > 10 * constant_loss(0, small)
    yield (
        f"This network is off by {number(near.mae)} on average, where y goes "
        f"from {number(Y[0])} to {number(Y[-1])}. If y were a price in "
        f"euros, that would be {number(near.mae)} euros."
    )
    low, high = 1.985, 2.03
    yield (
        f"one {number(100 * (2 - low) / 2, 2)} % too small, and one "
        f"{number(100 * (high - 2) / 2, 2)} % too large."
    )
    shares = [within(Y, slope * X) for slope in (2, low, high)]
    assert shares == [1, 1, 0]


def of_the_networks_that_learn():
    data = QUESTION.data
    seen, test = data.train, data.test
    judged = [scores(Y[seen], run.predictions[seen]) for run in runs()]
    assert all(run.outcome == "learned" for run in runs())
    assert all(s.r_squared > 0.99 for s in judged)
    assert all(scores(Y, run.predictions).accuracy == 0 for run in runs())
    for run in runs():  # "It is 0 in the standardised units too."
        assert accuracy(run.experiment.data.targets, run.outputs) == 0
    yield f"Borrow them for {STARTS} starts. All will reach R² above 0.99."
    yield f"on the {seen.stop} points that the weights learn from"
    yield f"All {STARTS} learn, and all {STARTS} have accuracy 0"
    yield "R² is above 0.99. How many answers are within 1 % of y?"
    close = [within(Y[seen], run.predictions[seen]) for run in runs()]
    assert max(close) < 0.25
    yield (
        "For every start, fewer than a quarter of the answers are within "
        "1 %. R² is above 0.99 all the same"
    )
    elsewhere = [scores(Y[test], run.predictions[test]).mae for run in runs()]
    here = np.median([s.mae for s in judged])
    yield (
        f"the median MAE, the middle one of the {STARTS}, is "
        f"{number(round(here))} here, and "
        f"{number(round(np.median(elsewhere)))} on the test part, "
        f"x = {test.start + 1}…{test.stop}."
    )
