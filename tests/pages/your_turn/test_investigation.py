"""Hypothesis, test, verdict: what page 07 lets a learner do with a network."""

import re
import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from helpers import lab
from helpers.exercises import investigate
from helpers.pages.shared import answers, memory
from helpers.pages.your_turn import checklist
from helpers.pages.your_turn.checklist import CHECKLIST, SOUND, Network
from helpers.pages.your_turn.hypotheses import (
    DEAD,
    HEART,
    HYPOTHESES,
    LONG,
    LUCK,
    NOTHING,
    OUTPUT,
    PATIENTS,
    STEPS,
    TARGETS,
    VERDICTS,
)
from helpers.pages.your_turn.investigation import (
    AGAIN,
    COMMIT,
    FIRST_PICK,
    FITTING,
    PICK,
)
from helpers.pages.your_turn.patients import MEMORISES, TOPS_OUT

FIRST, SECOND, THIRD, FOURTH = PATIENTS
FREE = [test for test in CHECKLIST if not test.trains]


@cache
def trained(question):
    return PATIENTS[question].train()


def examine(question=FIRST):
    return investigate(question, trained(question))


def text(widget):
    return " ".join(
        re.sub("<style>.*?</style>|<.*?>", " ", widget.value).split()
    )


def seen(case):
    """The tests that can be clicked."""
    return [
        name
        for name, button in case._tests.items()
        if button.layout.display != "none"
    ]


def click(case, *names):
    buttons = case._hypotheses | case._tests | {COMMIT: case._commit}
    for name in names:
        buttons[name].click()


OUTPUT_FREE = "Is the output free?"
CONSTANT = "Is the loss better than a constant's?"
EPOCHS = "What do ten times the epochs give?"


def test_nothing_is_said_before_a_click():
    case = examine()
    assert case.choice is None and case.tests == []
    for line in (case._said, case._notes, case._verdict):
        assert line.value == ""
    data, _ = case._repr_mimebundle_()
    saved = data["text/plain"]
    assert saved.startswith(FIRST) and "Shift + Enter" in saved
    assert all(hypothesis in saved for hypothesis in HYPOTHESES)
    assert not any(said in saved for said in VERDICTS[FIRST].values())


@pytest.mark.parametrize("question", [FIRST, SECOND])
def test_for_two_networks_the_steps_are_laid_out(question):
    case = examine(question)
    assert case._head.value == PICK and seen(case) == []
    for hypothesis in HYPOTHESES:
        click(case, hypothesis)
        assert case._head.value == FITTING
        fitting = [t for t in CHECKLIST if hypothesis in t.about]
        assert seen(case) == [t.name for t in fitting]
        costs = [t.trains for t in fitting]
        assert 1 <= len(costs) <= 3 and costs == sorted(costs)


@pytest.mark.parametrize("question", [THIRD, FOURTH])
def test_for_the_next_two_there_is_the_list_of_tests_alone(question):
    case = examine(question)
    everything = [test.name for test in CHECKLIST]
    assert seen(case) == everything
    click(case, LUCK)
    assert seen(case) == everything


def test_a_test_says_its_number_beside_a_sound_ones_and_for_whom_it_speaks():
    case = examine()
    click(case, OUTPUT, OUTPUT_FREE)
    assert text(case._said) == (
        "Is the output free? Targets that are out of its reach: 79%. "
        f"A sound network: 0%. It speaks for: {OUTPUT}"
    )
    click(case, HEART, CONSTANT)
    said = text(case._said)
    assert "2.03. A sound network: 0.00. It speaks against: " in said
    notes = text(case._notes)
    assert notes.startswith("2 tests so far.")
    assert "79%" in notes and "2.03" in notes
    click(case, CONSTANT)  # once more: it is no further test
    assert case.tests == [OUTPUT_FREE, CONSTANT]


@pytest.mark.parametrize("question", PATIENTS)
@pytest.mark.parametrize("hypothesis", HYPOTHESES)
def test_a_verdict_commits_and_is_answered(question, hypothesis):
    case = examine(question)
    click(case, hypothesis, COMMIT)
    said = VERDICTS[question][hypothesis]
    assert case.choice == hypothesis and text(case._verdict) == said
    for button in (*case._hypotheses.values(), *case._tests.values()):
        assert not button.disabled  # or it would lose the focus
    click(case, HYPOTHESES[0], HYPOTHESES[-1], COMMIT)
    assert case.choice == hypothesis and text(case._verdict) == said


def test_a_verdict_needs_a_hypothesis():
    case = examine()
    click(case, COMMIT)
    assert case.choice is None and text(case._verdict) == FIRST_PICK


@pytest.mark.parametrize("question", PATIENTS)
def test_some_test_speaks_for_what_is_right_and_against_all_else(question):
    """And no guess is refuted by guessing: each has a number against it."""
    network = Network(PATIENTS[question], checklist.train(PATIENTS[question]))
    for hypothesis, said in VERDICTS[question].items():
        fault = said.startswith(("Yes.", "That is a fault, too"))
        votes = [
            test.holds(test.measure(network, lambda _: None))
            for test in CHECKLIST
            if hypothesis in test.about
        ]
        assert fault in votes


def test_cheap_tests_may_mislead_and_a_dearer_one_decides():
    """As the checklist says of its rules of thumb."""
    misled = (SECOND, LONG), (SECOND, STEPS), (FOURTH, TARGETS)
    for question, hypothesis in misled:
        patient = PATIENTS[question]
        network = Network(patient, checklist.train(patient))
        votes = {
            test.trains: test.holds(test.measure(network, lambda _: None))
            for test in CHECKLIST
            if hypothesis in test.about
        }
        assert votes == {False: True, True: False}


def test_the_sound_network_shows_no_fault():
    network = Network(SOUND, checklist.train(SOUND))
    for test in CHECKLIST:
        value = test.measure(network, lambda _: None)
        if test.about == (LUCK,):
            assert value == 5
        elif test.trains:  # a copy learns as well
            assert test.show(value) == "1.00"
        elif test.about != (LONG,):  # it might go on
            assert test.holds(value) == (NOTHING in test.about)
        assert test.read(0).sound == test.show(value)


def test_a_network_that_learned_by_heart_is_better_than_a_constant():
    """Which is why a loss above that speaks against it."""
    network = Network(MEMORISES, checklist.train(MEMORISES))
    assert CHECKLIST[0].name == CONSTANT
    assert CHECKLIST[0].measure(network, lambda _: None) < 0.2


def test_what_was_done_is_there_when_the_cell_runs_again():
    case = examine()
    click(case, LONG, OUTPUT_FREE, EPOCHS, DEAD, COMMIT)
    again = examine()
    assert again.tests == case.tests and again.choice == DEAD
    assert again._notes.value == case._notes.value
    assert again._verdict.value == case._verdict.value
    assert again._hypotheses[DEAD].button_style == "info"


@pytest.fixture
def my(tmp_path, monkeypatch):
    """A learner's folder, with the page that is open in this kernel."""
    page = answers.Path(__file__).parents[3] / "notebooks/07_your_turn.ipynb"
    lab.make_copies([page], tmp_path)
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / page.name))
    monkeypatch.setattr(answers, "_waiting", [])
    return tmp_path


def test_the_next_day_trains_nothing_by_itself(my, monkeypatch):
    click(examine(), OUTPUT, OUTPUT_FREE, EPOCHS)
    memory.forget()  # a new kernel
    checklist.train.cache_clear()
    monkeypatch.setattr(type(TOPS_OUT), "train", None)
    case = examine()
    assert case.tests == [OUTPUT_FREE, EPOCHS] and case.choice is None
    notes = text(case._notes)
    assert "79%" in notes and AGAIN in notes and "−1.03" not in notes
    click(case, OUTPUT, COMMIT)
    memory.forget()
    assert examine().choice == OUTPUT


def test_the_learners_model_stays_as_it_is():
    visit = trained(FIRST)
    weights = [w.copy() for w in visit.model.get_weights()]
    steps = int(visit.model.optimizer.iterations)
    x, y = visit.x.copy(), visit.y.copy()
    click(examine(), *(test.name for test in CHECKLIST))
    for before, now in zip(weights, visit.model.get_weights(), strict=True):
        assert np.array_equal(before, now)
    assert int(visit.model.optimizer.iterations) == steps
    assert np.array_equal(x, visit.x) and np.array_equal(y, visit.y)


def test_looking_takes_no_time():
    network = Network(PATIENTS[FIRST], checklist.trained(trained(FIRST)))
    FREE[0].read(1)  # which trains the sound one
    begin = time.perf_counter()
    for test in FREE:
        test.read(test.measure(network, lambda _: None))
    assert time.perf_counter() - begin < 0.1


def test_training_says_what_it_does():
    heard = []
    network = Network(PATIENTS[FIRST], checklist.train(PATIENTS[FIRST]))
    for test in CHECKLIST:
        heard.clear()
        test.measure(network, heard.append)
        assert bool(heard) == test.trains
    assert "Training a copy from start 5 of 5 …" in _starts(network)


def _starts(network):
    heard = []
    (test,) = (t for t in CHECKLIST if t.about == (LUCK,))
    test.measure(network, heard.append)
    return heard


@pytest.mark.parametrize(
    "error", [RuntimeError("No memory."), KeyboardInterrupt()]
)
def test_a_test_that_fails_says_so(error, monkeypatch):
    def fails(program):
        raise error

    case = examine()
    monkeypatch.setattr(checklist, "train", fails)
    click(case, EPOCHS)
    assert "did not come to its end" in text(case._said)
    assert case.tests == []


def test_another_network_is_refused():
    with pytest.raises(ValueError, match="no examination prepared"):
        investigate("What is it?", trained(FIRST))
    with pytest.raises(TypeError, match=r"TOPS_OUT\.train"):
        investigate(FIRST, TOPS_OUT)
    with pytest.raises(ValueError, match="not network 2 as it came"):
        investigate(SECOND, trained(FIRST))
    for change in ({"output": "linear"}, {"epochs": 2}, {"hidden": (2,)}):
        with pytest.raises(ValueError, match="not network 1 as it came"):
            investigate(FIRST, replace(TOPS_OUT, **change).train())
