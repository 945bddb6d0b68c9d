"""The numbers in the prose of notebook 06."""

from dataclasses import replace

import numpy as np
from notebook_files import code_cells, read
from whole_map import whole_map

from helpers import engine, maps
from helpers.curvature import limit_at_start
from helpers.describe import describe
from helpers.experiment import QUESTION
from helpers.fixes import PRESETS, combinations
from helpers.pages.playground.exercise import ABSOLUTE, ENOUGH, STARTS
from helpers.run import initial_weights
from helpers.scores import r_squared
from helpers.tables.course import COURSE_TABLES
from helpers.tables.dependence import dependence
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
    yield from the_program_of_05()
    yield from answers_of_the_thread()
    yield from tours()
    yield from own_numbers()
    yield from exercises()


def the_program_of_05():
    yield "and the epochs of the program that you took home"
    fixed = combinations()["all three"]
    assert replace(fixed, learning_rate=0.1, epochs=20) == SOUND
    program = "\n".join(c.source for c in code_cells(read("05_the_fixes")))
    fit = program[program.index("sgd = ") : program.index(").history")]
    for part in (
        f"SGD({SOUND.learning_rate})",
        f"epochs={SOUND.epochs},",
        f"batch_size={SOUND.batch_size},",
    ):
        assert part in fit


def answers_of_the_thread():
    yield "*Answer 1* is a coin flip: about half of its starts are dead."
    runs = engine.train_starts(PRESETS["answer 1"], 200)
    dead = sum(run.outcome == "dead" for run in runs) / 200
    assert 0.4 < dead < 0.6
    enough = {"answer 2a": 100, "answer 2b": 500}
    yield "2a comes close every time"
    close, coming = (
        [run.r_squared for run in engine.train_starts(PRESETS[name], 40)]
        for name in enough
    )
    assert min(close) > 0.97 and 0.5 < np.median(coming) < 0.95
    yield (
        f"arrives with {enough['answer 2a']} *epochs*; 2b is on its way, "
        f"and arrives with {enough['answer 2b']}."
    )
    for name, epochs in enough.items():
        assert learned(PRESETS[name]) < 0.1
        assert learned(replace(PRESETS[name], epochs=epochs), 20) == 1
    yield "The repaired program learns from every start."
    assert learned(SOUND) == 1


def tours():
    yield "With both, one rate works for *every* input range."
    trained = whole_map(SOUND)
    assert (trained.outcomes == trained.outcomes[:, :1]).all()
    assert 0.05 < trained.share("learned") < 0.5
    raw = whole_map(replace(QUESTION, final_relu=False))
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
    yield "Standardised inputs are 0 in the *middle* of the training part"
    assert data.input_mean == data.x[data.train].mean()
    assert np.std(engine.train(SOUND).bends) > 10 * np.std(slow.bends)
    yield (
        "with *y = sin*, set *epochs* to 500, and look at the orange and grey "
        "parts, which it never learned from."
    )
    yield "There the answer runs straight on and misses"
    sine = replace(SOUND, function="sin", epochs=500)
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


def own_numbers():
    yield "set *epochs* to 500, and under *own data* take"
    ball, cars, dice = (
        replace(SOUND, table=COURSE_TABLES[name].table, epochs=500)
        for name in ("Galileo's ball", "cars that stop", "two dice")
    )
    yield "Twice the time is four times as far."
    way = dict(zip(ball.table.x, ball.table.y, strict=True))
    for time in (1, 2, 3):
        assert abs(way[2 * time] / way[time] - 4) < 0.07
    assert learned(ball, 20) == 1
    yield "The cars stay near an R² of 0.66, and no network passes 0.83"
    runs = engine.train_starts(cars, 20)
    assert all(abs(run.r_squared - 0.66) < 0.01 for run in runs)
    train = cars.data.train
    x, y = cars.data.x[train], cars.data.y[train]
    best = np.array([y[x == speed].mean() for speed in x])
    assert 0.8 < r_squared(y, best) < 0.83
    assert np.ptp(y[x == 14]) > 40  # equal speeds, different distances
    yield "For the dice there is no sign that y depends on x, as the figure"
    found = dependence(dice.table)
    assert not found.is_seen and str(found) in describe(
        engine.train(dice)
    ).replace(". No", ". no")
    yield f"it shuffled y {found.shuffles} times, and most of those tables"
    assert found.as_orderly > found.shuffles / 2
    assert dependence(ball.table).is_seen and dependence(cars.table).is_seen


def exercises():
    yield f"Set *epochs* to {ABSOLUTE.epochs}."
    changes = {"function": "|x|", "inputs": "randn", "epochs": 500}
    assert replace(SOUND, **changes) == ABSOLUTE
    yield "and the inputs *random*, which fall on both"
    runs = {
        units: engine.train_starts(
            replace(ABSOLUTE, hidden_units=units), STARTS
        )
        for units in (1, 2, 3, 4, 32)
    }
    for run in runs[1]:
        x = run.experiment.data.x[run.experiment.data.train]
        assert 0.4 < np.mean(x < 0) < 0.6
    share = {
        units: sum(run.outcome == "learned" for run in some) / STARTS
        for units, some in runs.items()
    }
    yield "from **six of ten** starts, or more"
    assert ENOUGH == 0.6 and share[3] < ENOUGH < share[4]
    yield "One unit bends the line once: it is right on one side of the valley"
    assert max(run.r_squared for run in runs[1]) < 0.6
    yield "and learn from one start of six; three from about half"
    assert 0.1 < share[2] < 0.25 and 0.4 < share[3] < 0.55
    yield f"With 32, every one of {STARTS} starts learns"
    assert share[32] == 1
    yield "y = 2x and x = 1…999"
    yield "A learning rate of 0.000001 is enough: 0.5"
    slow = replace(QUESTION, learning_rate=0.000001)
    assert abs(learned(slow, 200) - 0.5) < 0.06
    yield "*standardise inputs* and a rate of 0.0001 it is about 0.75"
    both_signs = replace(
        QUESTION, standardise_inputs=True, learning_rate=0.0001, epochs=20
    )
    assert abs(learned(both_signs, 200) - 0.75) < 0.06
    assert limit_at_start(replace(both_signs, final_relu=False)) > 0.0001
