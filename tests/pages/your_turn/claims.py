"""The numbers in the prose of notebook 07."""

import re
from dataclasses import replace
from functools import cache

import numpy as np

from helpers.checkup import checkup
from helpers.exercises import REVEALS
from helpers.pages.shared.ideas import IDEAS
from helpers.pages.your_turn import checklist
from helpers.pages.your_turn.checklist import CHECKLIST, Network
from helpers.pages.your_turn.exercise import REVEALS as ASKED
from helpers.pages.your_turn.hypotheses import PATIENTS, VERDICTS
from helpers.pages.your_turn.opinions import TRIED, agree
from helpers.pages.your_turn.patients import (
    DIES,
    EXPLODES,
    FLATTENS,
    FUNCTIONS,
    MEMORISES,
    SUSPICIOUS,
    TOPS_OUT,
)
from helpers.scores import r_squared
from helpers.wording.numbers import number


@cache
def trained(patient):
    return patient.train()


def score(patient):
    visit = trained(patient)
    return r_squared(visit.y, visit.answers)


@cache
def names(patient):
    return [finding.name for finding in checkup(*trained(patient))]


def claims():
    yield from verdicts()
    yield from halved()
    yield from squared()
    yield from three_relus()
    yield from one_neuron()
    yield from sound()
    yield from by_heart()
    both_opinions()
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight")
    yield f"{words[len(IDEAS) - 1].capitalize()} questions over the whole"


def verdicts():
    """A wrong verdict is told a number of a test that speaks against it."""
    for question, patient in PATIENTS.items():
        network = Network(patient, checklist.trained(trained(patient)))
        values = {
            test: test.measure(network, lambda _: None) for test in CHECKLIST
        }
        for hypothesis, said in VERDICTS[question].items():
            is_fault = said.startswith(("Yes.", "That is a fault, too:"))
            numbers = [
                test.show(value)
                for test, value in values.items()
                if hypothesis in test.about and test.holds(value) == is_fault
            ]
            assert numbers, hypothesis
            if not said.startswith("Yes."):
                assert any(stands_in(n, said) for n in numbers), said
            if said.startswith("Ten times the epochs bring R² from"):
                before = checklist.train(patient).r_squared
                assert f"from {before:.2f}".replace("-", "−") in said
            yield said


def both_opinions():
    """The table says that they agree where the verdict is right, only."""
    networks = *PATIENTS.values(), SUSPICIOUS, MEMORISES
    for patient, reveals in zip(networks, ASKED.values(), strict=True):
        for verdict, said in reveals.items():
            is_right = said.startswith(("Yes.", "That is a fault, too:"))
            assert agree(verdict, names(patient)) == is_right, verdict
    # "Does its loss end lower than before?" It does not.
    loss = trained(SUSPICIOUS).history.history["loss"][-1]
    for change in TRIED.values():
        other = trained(replace(SUSPICIOUS, **change)).history.history["loss"]
        assert other[-1] > 0.98 * loss


def stands_in(number, text):
    return re.search(rf"(?<![\d.,−]){re.escape(number)}(?!\d|[.,]\d)", text)


def halved():
    visit = trained(TOPS_OUT)
    y, answers = visit.y, visit.answers
    assert score(replace(TOPS_OUT, output="linear")) > 0.99
    assert y.max() == 5  # "and y goes up to 5"
    yield "Most of y is above, so it answers 1 there and stays."
    assert np.mean(y > 1) > 0.75
    assert np.allclose(answers[y > 2], 1, atol=0.01)
    yield "Even always answering the mean is better."
    assert score(TOPS_OUT) < 0
    assert names(TOPS_OUT) == ["bounded_output"]


def squared():
    visit = trained(FLATTENS)
    yield f"y up to {visit.y.max():.0f} is a long way from the first answers"
    assert visit.y.max() == 400  # "do not get to 400"
    assert np.abs(FLATTENS.build()(visit.x)).max() < 3
    yield "the answers are one flat line, on its way up to the mean of y"
    assert np.ptp(visit.answers) < 1 < visit.answers.min()
    assert visit.answers.max() < visit.y.mean() / 4
    assert np.ptp(trained(replace(FLATTENS, epochs=2000)).answers) < 1
    yield "Its loss falls, slowly."
    assert (np.diff(visit.history.history["loss"][20:]) < 0).all()
    treated = replace(FLATTENS, standardise_targets=True, learning_rate=0.01)
    yield f"rate={treated.learning_rate})`. With standardised inputs"
    assert score(treated) > 0.95
    assert score(treated) < score(replace(treated, standardise_inputs=True))
    # At Adam's default rate, scaled targets alone do not heal it.
    assert score(replace(FLATTENS, standardise_targets=True)) < 0.95
    (units,) = FLATTENS.hidden
    assert units == 32  # "It has 32, and four would be enough for a bowl."
    small = replace(treated, standardise_inputs=True, hidden=(4,))
    assert score(replace(small, epochs=1000)) > 0.99


def three_relus():
    yield "four, two, and one at the end"
    assert DIES.hidden == (4, 2)
    yield '"In six or seven of ten runs the loss never changes."'
    visits = [trained(replace(DIES, seed=seed)) for seed in range(10)]
    dead = [np.ptp(visit.answers) == 0 for visit in visits]
    assert sum(dead) == 7 and dead[DIES.seed]
    assert np.ptp(trained(DIES).history.history["loss"]) == 0
    yield "One number in every epoch, and one answer to every x."
    yield "of ten starts, seven are dead"
    x, y = DIES.data()
    yield f"cannot say the −{-y.min():.0f} that y has at x = −{-x.min():.0f}"
    assert {"relu_output", "dead_relu"} <= set(names(DIES))


def one_neuron():
    ends = {
        last: replace(EXPLODES, inputs=(0, last, 100)) for last in (10, 20)
    }
    assert ends[20] == EXPLODES
    assert score(ends[10]) > 0.99
    for seed in range(5):  # "From every start the same steps fly apart."
        assert np.isnan(score(replace(EXPLODES, seed=seed)))
    squares = {n: np.mean(p.data()[0] ** 2.0) for n, p in ends.items()}
    yield (
        f"Network 4 has {squares[20]:.0f}, and with x up to 10 it had "
        f"{squares[10]:.0f}"
    )
    # "Twice the range makes it four times as steep"
    assert np.isclose(squares[20] / squares[10], 4)
    rate = EXPLODES.learning_rate
    yield f"Leave *learning rate* at {rate}"
    yield f"Above 1/{rate} = {1 / rate:.0f} they fly apart."
    assert squares[10] < 1 / rate < squares[20]
    slow = replace(EXPLODES, learning_rate=0.005)
    yield f"rate={slow.learning_rate}`. The first one still works"
    assert score(slow) > 0.99
    assert score(replace(EXPLODES, standardise_inputs=True)) > 0.99
    wide = replace(EXPLODES, inputs=(0, 2000, 100), standardise_inputs=True)
    assert score(wide) > 0.99
    assert {"lr_too_high", "exploding"} <= set(names(EXPLODES))
    # A hint: "How steep this bowl is depends on x alone."
    scaled = replace(EXPLODES, standardise_targets=True)
    assert np.isnan(score(scaled))
    yield "Mend the *first* finding, and ask again: others may be gone"
    assert names(EXPLODES)[0] == "unnormalised_input"
    assert names(replace(EXPLODES, standardise_inputs=True)) == []


def sound():
    high = SUSPICIOUS.inputs[1]
    yield f"x goes up to {number(high)}, and is not scaled."
    loss = trained(SUSPICIOUS).history.history["loss"][-1]
    options = REVEALS["Network 5: what would you change?"]
    assert f"Scale the inputs: they go up to {number(high)}." in options
    assert f"Train longer: the loss is above {10 * int(loss / 10)}." in options
    noise = np.random.default_rng(0).standard_normal(SUSPICIOUS.inputs[2])
    yield "The noise in y alone has this loss."
    assert np.isclose(loss, np.var(SUSPICIOUS.noise * noise), rtol=0.05)
    yield "Nothing for network 5"
    yield f"Inputs up to {number(high)} are worth a look, and with SGD they"
    with_sgd = replace(SUSPICIOUS, optimizer="SGD")
    assert np.isnan(score(with_sgd))
    assert score(replace(with_sgd, standardise_inputs=True)) > 0.99
    assert score(SUSPICIOUS) > 0.99
    assert names(SUSPICIOUS) == []


def by_heart():
    visit, (units, others) = trained(MEMORISES), MEMORISES.hidden
    loss = np.array(visit.history.history["loss"])
    yield f"This time {len(visit.x)} points are *measured*"
    yield f"It has two layers of {units} ReLUs and had "
    yield f"{number(MEMORISES.epochs)} epochs."
    assert units == others and MEMORISES.activation == "relu"
    yield f"This one has {units + others}, and bends"
    yield '"The longer I train it, the lower its loss."'
    parts = np.median(loss[400:].reshape(4, -1), axis=1)
    assert (np.diff(parts) < 0).all()
    curve = visit.x**2
    on_points = r_squared(visit.y, visit.answers)
    yield (
        f"The curve itself has R² {r_squared(visit.y, curve):.2f} on the "
        f"points; the network has {on_points:.2f}."
    )
    against = number(round(r_squared(curve, visit.answers), 2), 2)
    yield f"held against the curve it has {against}:"
    for seed in range(5):
        other = trained(replace(MEMORISES, seed=seed))
        assert r_squared(other.y, other.answers) > 0.1 + r_squared(
            visit.y, curve
        )
        assert r_squared(curve, other.answers) < on_points - 0.15
    slopes = np.sign(np.diff(visit.answers.ravel()))
    assert np.sum(slopes[1:] != slopes[:-1]) > 3  # x² turns once
    yield "replace(MEMORISES, epochs=40)`, or `hidden=(16,), epochs=200`."
    yield "More measured points would help as well."
    many = replace(MEMORISES, inputs=(-3, 3, 600), epochs=100)  # as many steps
    x, _ = many.points()
    truth = FUNCTIONS[many.function](x)
    assert r_squared(truth, trained(many).answers) > 0.9
    yield "examine six small networks"
    yield "One of the six is sound."
    assert names(MEMORISES) == ["overfitting"]
