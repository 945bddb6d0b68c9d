"""The numbers in the prose of notebook 01."""

from collections import Counter
from functools import cache

import numpy as np
import pytest

from helpers import diagnosis, engine
from helpers.experiment import QUESTION, Experiment
from helpers.fingerprint import constant_behind
from helpers.scores import constant_loss
from helpers.wording.numbers import number

THREAD_LOSS, THREAD_VAL_LOSS = 8533120007.8465, 32532613324.8
THREAD_ROWS = 79_999


@cache
def runs(starts, learning_rate=QUESTION.learning_rate):
    return engine.train_many(
        Experiment(seed=seed, learning_rate=learning_rate)
        for seed in range(starts)
    )


def outcomes(*args):
    return Counter(run.outcome for run in runs(*args))


@cache
def thread_answers():
    """The constant behind the two printed losses, and what 0 would give."""
    points = round(THREAD_ROWS / 0.8)
    train = 2.0 * np.arange(1, THREAD_ROWS + 1)
    val = 2.0 * np.arange(THREAD_ROWS + 1, points + 1)
    found = []
    for loss, targets in ((THREAD_LOSS, train), (THREAD_VAL_LOSS, val)):
        constants = constant_behind(loss, targets)
        of_zero = abs(constant_loss(0, targets) - loss) / loss
        found.append((constants, of_zero))
    return found


def claims():
    data = QUESTION.data
    seen, cut = data.train.stop, data.validation.stop
    points = len(data.x)
    (train, zero_train), (val, zero_val) = thread_answers()
    first = np.array([run.loss[0] for run in runs(20)])
    always_0 = constant_loss(0, data.targets[data.train])
    yield f"The first {cut} points are for training."
    yield f"The other {points - cut} are kept back as a test."
    yield f"There are {QUESTION.hidden_units} **hidden units**."
    yield (
        f"the weights learn from x = 1…{seen}, and x = {seen + 1}…{cut} is "
        "for **validation**"
    )
    yield f"on the {seen} points that the weights learn from"
    yield f"Ask it for all {points} answers"
    dead = outcomes(20)["dead"]
    yield f"All {dead} are dead, so another start is no way out."
    assert np.isclose(first, always_0, rtol=1e-5).sum() == len(first) / 2
    power = round(np.log10(np.median(first[first > 1e6])))
    yield (
        "Half of the starts are dead before the first step, like ours. The "
        f"other half begin alive, *explode* to a loss of about "
        f"10{str(power).translate(str.maketrans('0123456789', '⁰¹²³⁴⁵⁶⁷⁸⁹'))}"
        ", and are dead one epoch later."
    )
    assert all(np.allclose(r.loss[1:], always_0) for r in runs(20))
    yield "*Start 0* here is not that of Keras above: it explodes."
    assert first[0] > 1e6
    starts = 200
    yield f"Here are {starts} starts at each of six learning rates"
    learned = {
        rate: outcomes(starts, rate)["learned"]
        for rate in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
    }
    highest = max(rate for rate, count in learned.items() if count)
    assert round(QUESTION.learning_rate / highest) == 10_000
    yield (
        "It takes a learning rate ten thousand times smaller than the "
        f"default {QUESTION.learning_rate}, and then about half of the "
        "starts learn."
    )
    assert learned[highest] / starts == pytest.approx(0.5, abs=0.1)
    # "The other half were dead before the first step": as at every rate.
    assert outcomes(starts, highest)["dead"] == starts - learned[highest]
    yield f"**Learned** means R² above {diagnosis.LEARNED_R_SQUARED}."
    yield (
        f"`{THREAD_ROWS}` training points, loss `{THREAD_LOSS}` and "
        f"validation loss `{THREAD_VAL_LOSS}`"
    )
    yield f"The thread prints loss {THREAD_LOSS}."
    all_rows = round(THREAD_ROWS / 0.8)
    yield (
        f"Say that the {number(THREAD_ROWS)} points are the 80 % that the "
        f"weights learn from. Then there were {number(all_rows)} in all: x "
        f"went up to {number(all_rows)}."
    )
    assert int(all_rows * 0.8) == THREAD_ROWS
    yield f"for x = 1…{number(THREAD_ROWS)}?"
    yield f"The code in the thread trains on {seen} points"
    assert data.train.stop == seen
    yield "with one more weight, and a bias of its own"
    assert runs(1)[0].start.b2.size == 1
    one, other = (constant.whole for constant in train)
    yield f"always says {number(other)} is hard to imagine"
    yield f"one that always says **{one}** is not"
    assert [one, val[0].whole] == [1, 1]
    assert max(train[0].misfit, val[0].misfit) < 1e-9
    assert all(0.5e-5 < miss < 2.5e-5 for miss in (zero_train, zero_val))
    yield "Again 1, to one part in a billion."
    yield "by one or two parts in 100,000"
    assert zero_train > 2e4 * train[0].misfit
    assert zero_val > 2e4 * val[0].misfit
    yield "over twenty thousand times as much"
    y = 2.0 * np.arange(1, THREAD_ROWS + 1)
    of_0 = constant_loss(0, y - 1)
    assert of_0 == constant_loss(1, y)  # no loss tells them apart
    yield "(or 0 where its targets were 2x − 1)"
    assert THREAD_LOSS / always_0 > 1e4
    yield "smaller by a factor of over ten thousand"
    yield f"trains on our {seen} points"
