"""Advice on trial: what each piece means, and how it is trained."""

import sys
from dataclasses import asdict, replace

import numpy as np
import pytest

from helpers import advice, engine, keras_twin
from helpers.advice import ADVICE, QuestionInKeras, Result, Trial
from helpers.diagnosis import OUTCOMES
from helpers.experiment import QUESTION
from helpers.keras_tools.loop import fit
from helpers.progress import Progress
from helpers.wording.errors import WrongState

BY_NAME = {one.name: one for one in ADVICE}


@pytest.fixture(scope="module")
def trials():
    return advice.on_trial(starts=4, keras_starts=2)


def changed(one):
    """The setting with this advice, and without it, as dicts."""
    if one.in_keras:
        before = QuestionInKeras()
        return asdict(replace(before, **one.changes)), asdict(before)
    return asdict(replace(QUESTION, **one.changes)), asdict(QUESTION)


@pytest.mark.parametrize("name", BY_NAME)
def test_each_is_one_change_to_the_question(name):
    after, before = changed(BY_NAME[name])
    differ = [field for field in before if after[field] != before[field]]
    assert differ == list(BY_NAME[name].changes)
    assert len(differ) == 1


@pytest.mark.parametrize(
    "name", ["more units", "more epochs", "a smaller rate"]
)
def test_a_number_is_said_as_it_is_changed(name):
    after, before = changed(BY_NAME[name])
    (field,) = BY_NAME[name].changes
    assert BY_NAME[name].means == (
        f"{after[field]:g} in place of {before[field]:g}"
    )
    smaller = name == "a smaller rate"
    assert (after[field] < before[field]) == smaller


def test_what_is_no_number_is_said_as_it_is_changed():
    after, before = changed(BY_NAME["more layers"])
    assert BY_NAME["more layers"].means == (
        f"{len(after['hidden'])} of {before['hidden'][0]} units in place of "
        f"{len(before['hidden'])}"
    )
    assert set(after["hidden"]) == set(before["hidden"])
    after, before = changed(BY_NAME["another loss"])
    assert BY_NAME["another loss"].means == (
        f"{after['loss'].upper()} in place of {before['loss'].upper()}"
    )


def test_in_keras_it_is_the_question_of_the_twin():
    """The same layers, optimizer, loss and points; only the start differs."""
    program = QuestionInKeras()
    ours, twin = program.build(), keras_twin.build(QUESTION)
    for one, other in zip(ours.layers, twin.layers, strict=True):
        assert one.get_config()["units"] == other.get_config()["units"]
        assert one.activation is other.activation
    assert ours.loss == twin.loss
    assert type(ours.optimizer) is type(twin.optimizer)
    assert float(ours.optimizer.learning_rate.numpy()) == pytest.approx(
        QUESTION.learning_rate
    )
    data = QUESTION.data
    for mine, all_of_it in zip(
        program.data(), (data.inputs, data.targets), strict=True
    ):
        np.testing.assert_array_equal(mine.ravel(), all_of_it[data.train])
    assert (program.epochs, program.batch_size) == (
        QUESTION.epochs,
        QUESTION.batch_size,
    )


@pytest.mark.parametrize("linear", [False, True])
def test_keras_and_the_engine_find_the_same(linear):
    """Of the question without a change, and of one that learns."""
    small = {"learning_rate": 1e-6} if linear else {}
    one = advice.Advice("a test", "no change", small)
    with Progress("test") as progress:
        found = [
            {result.outcome for result in train(one, linear, 3, progress)}
            for train in (advice._in_keras, advice._in_engine)
        ]
    assert found[0] == found[1] == {"learned" if linear else "dead"}


def test_each_start_in_keras_is_one_of_its_own():
    one = advice.Advice("a test", "no change", {"learning_rate": 1e-7})
    with Progress("test") as progress:
        shares = [
            r.r_squared for r in advice._in_keras(one, True, 3, progress)
        ]
        again = [r.r_squared for r in advice._in_keras(one, True, 2, progress)]
    assert len(set(shares)) == 3
    assert again == pytest.approx(shares[:2], rel=1e-4)


def test_a_start_does_not_depend_on_the_ones_before():
    """All starts of a trial go through one model."""
    one = advice.Advice("a test", "no change", {"learning_rate": 1e-7})
    program = QuestionInKeras(output="linear", seed=1, **one.changes)
    visit = program.train()
    y = visit.y
    expected = 1 - np.mean((visit.answers - y) ** 2) / np.var(y)
    with Progress("test") as progress:
        _, second = advice._in_keras(one, True, 2, progress)
    assert second.r_squared == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize(
    ("changes", "epochs"), [({}, 3), ({"output": "linear"}, 4)]
)
def test_what_is_left_out_would_change_nothing(changes, epochs):
    """Of a dead network, and of one without a number."""
    program = QuestionInKeras(**changes, **BY_NAME["more layers"].changes)
    ends = []
    for until_still in (False, True):
        model, (x, y) = program.build(), program.data()
        loss = fit(
            model, x, y, program.batch_size, program.epochs, 0,
            until_still=until_still,
        ).history["loss"]  # fmt: skip
        ends.append((model.get_weights(), loss))
    (whole, every), (early, some) = ends
    assert len(every) == program.epochs and len(some) <= epochs
    np.testing.assert_allclose(some[-1], every[-1], rtol=1e-6)
    for one, other in zip(early, whole, strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_trials_are_those_of_the_advice_in_its_order(trials):
    assert [trial.advice for trial in trials.values()] == list(ADVICE)
    assert list(trials) == list(BY_NAME)
    for trial in trials.values():
        for results in trial.both.values():
            assert len(results) == (2 if trial.advice.in_keras else 4)
            assert {result.outcome for result in results} <= set(OUTCOMES)


def test_with_a_linear_output_means_the_advice_and_no_final_relu(trials):
    both = replace(QUESTION, optimizer="adam", final_relu=False)
    runs = engine.train_starts(both, 4)
    assert [
        result.r_squared for result in trials["another optimizer"].linear
    ] == [run.r_squared for run in runs]
    alone = engine.train_starts(replace(both, final_relu=True), 4)
    assert [
        result.outcome for result in trials["another optimizer"].alone
    ] == [run.outcome for run in alone]
    linear = trials["no last ReLU"]
    assert linear.alone == linear.linear


def results(learned, of):
    words = ["learned"] * learned + ["dead"] * (of - learned)
    return [Result(word, 1.0) for word in words]


@pytest.mark.parametrize(
    ("learned", "of", "enough"),
    [(60, 60, True), (54, 60, True), (53, 60, False), (11, 12, True),
     (10, 12, False), (0, 12, False)],
)  # fmt: skip
def test_it_works_if_nine_of_ten_starts_learn(learned, of, enough):
    assert advice.works(results(learned, of)) == enough


@pytest.mark.parametrize(
    ("alone", "linear", "verdict"),
    [(10, 10, "alone"), (10, 0, "alone"), (8, 9, "with a linear output"),
     (8, 8, "no")],
)  # fmt: skip
def test_the_verdict_is_the_least_that_works(alone, linear, verdict):
    trial = Trial(ADVICE[0], results(alone, 10), results(linear, 10))
    assert trial.verdict == verdict


@pytest.mark.parametrize("name", ["starts", "keras_starts"])
@pytest.mark.parametrize("wrong", [0, -1, 1.5, None, "many"])
def test_a_count_that_is_none_is_refused_with_a_sentence(name, wrong):
    with pytest.raises((TypeError, ValueError), match=f"^{name} must be"):
        advice.on_trial(**{name: wrong})


def test_without_keras_it_says_so_before_it_trains(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    monkeypatch.setattr(advice, "_in_engine", None)
    with pytest.raises(WrongState, match="no TensorFlow"):
        advice.on_trial()


def test_it_can_be_interrupted_between_two_starts(monkeypatch):
    said = []

    def interrupt(_, doing):
        said.append(doing)
        if doing.endswith("start 2 of 12"):
            raise KeyboardInterrupt

    monkeypatch.setattr(Progress, "__call__", interrupt)
    with pytest.raises(KeyboardInterrupt):
        advice.on_trial()
    assert said == [
        f"more layers in Keras, start {number} of 12" for number in (1, 2)
    ]
