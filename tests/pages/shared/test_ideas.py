"""What is right in the self-test, in all of its forms, is what trainings say.

Each test is about one idea. It holds the right option of every form against
trainings from several starts, and the wrong ones, where they say a number.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from helpers import fixes
from helpers.engine import train, train_starts
from helpers.experiment import QUESTION, Experiment
from helpers.pages.shared.ideas import FORMS, IDEAS, UNSURE
from helpers.pages.your_turn.patients import DIES, SUSPICIOUS, TOPS_OUT
from helpers.scores import accuracy, constant_loss, r_squared
from helpers.steps import answers

REPAIRED = fixes.PRESETS["the repaired program"]
COIN_FLIP = fixes.PRESETS["answer 1"]


@cache
def rights(name):
    """The right options of an idea, as they are written, form by form."""
    (idea,) = (idea for idea in IDEAS if idea.name == name)
    return [idea.form(form).right for form in FORMS]


@cache
def repaired():
    return train_starts(REPAIRED, 10)


@pytest.mark.parametrize("idea", IDEAS, ids=lambda idea: idea.name)
@pytest.mark.parametrize("form", FORMS)
def test_a_question_has_one_right_answer_and_the_same_way_out(idea, form):
    question = idea.form(form)
    said = list(question.answers.values())
    assert sum(text.startswith("Yes. ") for text in said) == 1
    assert len(set(said)) == len(said) == 3
    assert list(question.options)[3:] == list(UNSURE)
    assert question.right in question.answers


def test_no_question_is_asked_twice():
    texts = [idea.form(form).text for idea in IDEAS for form in FORMS]
    assert len(set(texts)) == 8 * 3  # "Eight questions before you begin"


def test_a_loss_is_a_fingerprint():
    before, after, later = rights("A loss is a fingerprint")
    assert before == "The error of one and the same answer to everything."
    for seed in range(3):
        ends = {}
        for patient in (SUSPICIOUS, TOPS_OUT):
            visit = replace(patient, seed=seed).train()
            loss = np.array(visit.history.history["loss"])
            constant = constant_loss(visit.y.mean(), visit.y)
            ends[patient] = round(loss[-1]), loss[-1] / constant
            tail = loss[-20:]  # it has stopped falling, good or bad
            assert np.median(tail) > 0.95 * np.median(loss[-40:-20])
        assert [end for end, _ in ends.values()] == [23, 4]
        (_, good), (_, useless) = ends.values()
        assert good < 0.01 < 1 < useless
    dead = replace(DIES).train().history.history["loss"]
    assert np.ptp(dead) == 0  # "stands still, too"
    assert after == "Compare it with the loss of a constant answer."
    for change in ({}, {"hidden_units": 512}, {"epochs": 200}):
        for run in train_starts(replace(QUESTION, **change), 10):
            assert run.outcome == "dead"
            y = QUESTION.data.y[:600]
            np.testing.assert_allclose(run.loss[-1], constant_loss(0, y))
    assert later == "It answers 0.5 to everything."
    step = Experiment(
        function="step", inputs="randn", input_max=1e-6, final_relu=False,
        learning_rate=0.1, epochs=100,  # next to nothing of x is seen
    )  # fmt: skip
    for run in train_starts(step, 10):
        np.testing.assert_allclose(run.loss[50:], 0.25, rtol=0.03)
        np.testing.assert_allclose(run.predictions, 0.5, atol=0.06)
    assert constant_loss(0, [0, 1]) == 0.5


def test_accuracy_is_for_classes():
    before, after, later = rights("Accuracy is for classes")
    assert before == "Nothing." and after == "Nothing about the network."
    y = QUESTION.data.y
    for epochs in (20, 200):
        for run in train_starts(replace(REPAIRED, epochs=epochs), 5):
            assert run.r_squared > 0.99
            assert accuracy(y, run.predictions) == 0
    for run in train_starts(QUESTION, 5):  # and a dead one has the same
        assert accuracy(y, run.predictions) == 0
    scaled = (y - y[:600].mean()) / y[:600].std()
    assert accuracy(scaled, scaled) == 0
    assert later == "That cannot be told from these numbers."
    squares = replace(REPAIRED, function="x²", input_max=50, epochs=500)
    parcels = squares.data.y  # 1, 4, 9, …: one in fifty is a 1
    assert accuracy(parcels, 0 * parcels + 1) == 0.02  # A, if it is useless
    for run in train_starts(squares, 5):
        assert accuracy(parcels, run.predictions) == 0  # B, and it is good
        assert run.r_squared > 0.99
    assert accuracy(parcels, parcels) == 0.02  # A, if it is perfect
    assert accuracy(parcels, 0 * parcels) == 0  # B, and it is useless


def largest_safe_rate(input_max, seed):
    """Up to where the steps do not fly apart."""
    network = Experiment(
        inputs="spread", input_max=input_max, hidden_units=16, seed=seed,
        final_relu=False, batch_size=999, epochs=30,
    )  # fmt: skip
    low, high = 1e-4 / input_max**2, 1e4 / input_max**2
    while high / low > 1.05:
        middle = np.sqrt(low * high)
        loss = train(replace(network, learning_rate=middle)).loss
        if np.isfinite(loss).all() and loss.max() <= 2 * loss[0]:
            low = middle
        else:
            high = middle
    return low


def test_large_inputs_need_small_steps():
    before, after, later = rights("Large inputs need small steps")
    assert "a quarter" in before
    assert "to a hundredth" in after
    assert "nine times as large" in later
    for seed in range(5):
        rate = largest_safe_rate(100, seed)
        for factor, times in ((2, 1 / 4), (10, 1 / 100), (1 / 3, 9)):
            other = largest_safe_rate(100 * factor, seed)
            assert other / rate == pytest.approx(times, rel=0.25)


def test_the_training_part_scales_everything():
    before, after, later = rights("The training part scales everything")
    assert before == "Those of the rows for training."
    assert after == later == "Those of the training part."
    x, y = QUESTION.data.x, QUESTION.data.y
    train_part, test_part = slice(600), slice(750, 999)
    for run in repaired():
        data = run.experiment.data

        def miss(scale, run=run, data=data):
            z = (x[test_part] - scale.mean()) / scale.std()
            said = answers(run.end, z.astype(np.float32), False)
            said = data.in_original_units(np.ravel(said))
            return np.abs(said - y[test_part]).mean()

        right = miss(x[train_part])
        assert right < miss(x) / 3
        assert right < miss(x[test_part]) / 3
    one = x[998:]
    assert one - one.mean() == 0  # "whatever it was"


def test_a_relu_at_the_end_kills_starts():
    before, after, later = rights("A ReLU at the end kills starts")
    assert before == "From many random starts it never learns."
    assert after == "Many starts are dead at birth."
    assert later == "About half of them never move."
    runs = train_starts(COIN_FLIP, 200)
    assert COIN_FLIP.data.y.min() > 0
    still = [np.ptp(run.loss) == 0 for run in runs]
    assert 0.4 < np.mean(still) < 0.6
    in_twenties = np.reshape(still, (10, 20)).sum(axis=1)
    assert in_twenties.min() > 3 and in_twenties.max() < 17


def test_fixes_interlock():
    before, after, later = rights("Fixes interlock")
    assert before == "Perhaps not: another fault may be left."
    assert after == "That another fault may still be there."
    assert later == "Try them together."
    grid = fixes.train_grid(epochs=100, starts=10)
    for name in ("inputs", "targets", "output"):
        assert not any(run.outcome == "learned" for run in grid[name])
    assert all(run.outcome == "learned" for run in grid["all three"])
    larger = replace(QUESTION, hidden_units=512)  # "one more guess"
    assert {run.outcome for run in train_starts(larger, 10)} == {"dead"}


def test_one_run_may_be_luck():
    before, after, later = rights("One run may be luck")
    assert before == "That it can work, not how often."
    assert after == "Not yet: other starts decide."
    assert later == "B: of A hardly anything is known."
    learned = [r.outcome == "learned" for r in train_starts(COIN_FLIP, 200)]
    assert 0.4 < np.mean(learned) < 0.6  # yet each of these "works, once"
    chance = np.random.default_rng(0)
    twenties = chance.choice(learned, (10_000, 20)).sum(axis=1)
    assert np.mean(twenties >= 18) < 0.001  # what B did is no such luck


def test_nothing_is_known_beyond_the_points():
    before, after, later = rights("Nothing is known beyond the points")
    assert before == "Not without another reason."
    assert after == "Not without a reason."
    far = np.linspace(1500, 2000, 6)
    for run in repaired():
        said = extrapolated(run, far)
        assert run.r_squared > 0.99
        assert np.abs(said - 2 * far).mean() > 50
        assert (said > 100).all()  # not 0
        assert is_straight(said)
    assert later == "A straight line."
    wave = replace(  # the weights learn from x up to 10
        REPAIRED, function="sin", inputs="spread", input_max=10 / 0.6,
        epochs=2000,
    )  # fmt: skip
    beyond = np.linspace(15, 20, 51)
    truth = np.sin(2 * np.pi * beyond / wave.input_max)
    runs = [r for r in train_starts(wave, 5) if r.r_squared > 0.99]
    assert len(runs) >= 3
    for run in runs:
        said = extrapolated(run, beyond)
        assert is_straight(said)
        assert r_squared(truth, said) < 0.5
        assert np.abs(said).max() > 0.1


def extrapolated(run, x):
    data = run.experiment.data
    z = ((x - data.input_mean) / data.input_std).astype(np.float32)
    said = answers(run.end, z, False)
    return data.in_original_units(np.ravel(said))


def is_straight(values):
    bend = np.abs(np.diff(values, 2)).max()
    return bend < 1e-3 * np.abs(values).max()
