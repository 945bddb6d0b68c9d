"""The numbers in the prose of notebook 06."""

from dataclasses import replace

import numpy as np

from helpers import engine, maps
from helpers.curvature import limit_at_start
from helpers.experiment import QUESTION
from helpers.fixes import PRESETS
from helpers.pages.playground.exercise import ABSOLUTE, STARTS
from helpers.run import initial_weights
from helpers.wording.numbers import number

SOUND = PRESETS["the repaired program"]


def learned(experiment, starts=40):
    runs = engine.train_starts(experiment, starts)
    return sum(run.outcome == "learned" for run in runs) / starts


def claims():
    cells = maps.INPUT_RANGES.size * maps.LEARNING_RATES.size
    yield f"The **map** shows {number(cells)} networks like yours"
    on_the_map = replace(QUESTION, inputs="spread", input_max=10)
    yield f"each with {len(on_the_map.data.x)} points over its range"
    yield from answers_of_the_thread()
    yield from tours()
    yield from exercises()


def answers_of_the_thread():
    yield "*Answer 1* is a coin flip: half of its starts are dead."
    runs = engine.train_starts(PRESETS["answer 1"], 200)
    dead = sum(run.outcome == "dead" for run in runs) / 200
    assert 0.4 < dead < 0.6
    enough = {"answer 2a": 100, "answer 2b": 500}
    yield "2a comes close every time, 2b is on its way"
    close, coming = (
        [run.r_squared for run in engine.train_starts(PRESETS[name], 40)]
        for name in enough
    )
    assert min(close) > 0.97 and 0.5 < np.median(coming) < 0.95
    yield (
        f"with *epochs* at {enough['answer 2a']} and at "
        f"{enough['answer 2b']} both arrive"
    )
    for name, epochs in enough.items():
        assert learned(PRESETS[name]) < 0.1
        assert learned(replace(PRESETS[name], epochs=epochs), 20) == 1
    yield "The repaired program learns from every start."
    assert learned(SOUND) == 1


def tours():
    yield "With both, one rate works for *every* input range."
    trained = maps.train_map(SOUND)
    assert (trained.outcomes == trained.outcomes[:, :1]).all()
    assert 0.05 < trained.share("learned") < 0.5
    raw = maps.train_map(replace(QUESTION, final_relu=False))
    assert not (raw.outcomes == raw.outcomes[:, :1]).all()
    yield "one for each hidden unit"
    units = QUESTION.hidden_units
    yield f"Where do the {units} units bend before the training?"
    for experiment in (QUESTION, SOUND):
        assert (initial_weights(experiment).b1 == 0).all()
    slow = engine.train(
        replace(QUESTION, learning_rate=maps.LEARNING_RATES[0], seed=1)
    )
    yield "one bundle, at x = 0"
    assert np.abs(slow.bends).max() < 1
    data = SOUND.data
    yield "standardised inputs are 0 in the *middle* of the training part"
    assert data.input_mean == data.x[data.train].mean()
    assert np.std(engine.train(SOUND).bends) > 10 * np.std(slow.bends)
    yield (
        "with *y = sin*, set *learning rate* to 0.1 and *epochs* to 500. In "
        "the orange and grey parts, which it never learned from, the answer "
        "runs straight on and misses."
    )
    sine = replace(SOUND, function="sin", learning_rate=0.1, epochs=500)
    misses = []
    for experiment in (sine, replace(sine, epochs=2000)):
        run = engine.train(experiment)
        assert run.outcome == "learned"
        miss = np.abs(run.predictions - experiment.data.y)
        misses.append(miss[experiment.data.test].mean())
        # Straight on: hardly a bend in the last fifth of the range.
        far = run.predictions[-200:]
        line = np.polyval(np.polyfit(np.arange(200), far, 1), np.arange(200))
        assert np.abs(far - line).max() < 0.05
    yield "More training does not help."
    assert misses[0] > 1 and misses[1] > 0.9 * misses[0]


def exercises():
    yield (
        "choose *y = |x|*, and set *learning rate* to "
        f"{ABSOLUTE.learning_rate} and *epochs* to {ABSOLUTE.epochs}"
    )
    share = {
        units: learned(replace(ABSOLUTE, hidden_units=units), STARTS)
        for units in (1, 2, 12)
    }
    yield "Two are enough on paper, and for about two of three starts."
    assert share[1] < 0.45 and 0.58 < share[2] < 0.75
    yield f"With twelve, every one of {STARTS} starts learns"
    assert share[12] == 1
    yield "y = 2x and x = 1…999"
    yield "A learning rate of 0.000\u202f001 is enough: 0.5"
    slow = replace(QUESTION, learning_rate=0.000001)
    assert abs(learned(slow, 200) - 0.5) < 0.06
    yield "*standardise inputs* and a rate of 0.0001 it is about 0.75"
    both_signs = replace(
        QUESTION, standardise_inputs=True, learning_rate=0.0001, epochs=20
    )
    assert abs(learned(both_signs, 200) - 0.75) < 0.06
    assert limit_at_start(replace(both_signs, final_relu=False)) > 0.0001
