"""The numbers in the prose of notebook 03."""

from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
from whole_map import whole_map

from helpers import engine, maps
from helpers.curvature import (
    hessian_at,
    largest_curvature,
    limit_at_start,
)
from helpers.experiment import QUESTION, Experiment
from helpers.one_weight import OneWeight
from helpers.run import Weights, initial_weights
from helpers.wording.numbers import number

NETWORK = Experiment(final_relu=False, inputs="spread")
STANDARD = replace(NETWORK, standardise_inputs=True, standardise_targets=True)
RAW_TARGETS = replace(STANDARD, standardise_targets=False)
STARTS = 60
RANGES = (10, 100, 1000, 10_000)


@cache
def trained_map(hidden_units=128):
    return whole_map(replace(NETWORK, hidden_units=hidden_units))


def edge_over_limit(trained):
    """The edge of the map as a share of the one-weight limit."""
    limits = [maps.one_weight_limit(r) for r in maps.INPUT_RANGES]
    learned = trained.outcomes == maps.WORDS.index("learned")
    edge = np.where(learned, maps.LEARNING_RATES[:, None], -np.inf).max(axis=0)
    return np.where(np.isfinite(edge), edge, np.nan) / limits


def edge_of_columns(columns, hidden_units):
    """The same as `edge_over_limit`, of some columns, without the others."""
    edges = []
    for largest in maps.INPUT_RANGES[columns]:
        limit = maps.one_weight_limit(largest)
        near = np.abs(np.log10(maps.LEARNING_RATES / limit)) < 1.5
        rates = maps.LEARNING_RATES[near]
        runs = engine.train_many(
            replace(
                NETWORK,
                hidden_units=hidden_units,
                input_max=float(largest),
                learning_rate=float(rate),
            )
            for rate in rates
        )
        learned = [run.outcome == "learned" for run in runs]
        edges.append(rates[learned].max(initial=0) / limit)
    return edges


def median_r_squared(experiment):
    runs = engine.train_starts(experiment, STARTS)
    return np.median([run.r_squared for run in runs])


def claims():
    yield from one_weight_claims()
    yield from network_claims()
    yield from map_claims()
    yield from scaling_claims()


def one_weight_claims():
    data = QUESTION.data
    x = data.x[data.train]
    mean_square = np.mean(x**2)
    assert x[-1] == 600
    descent = OneWeight(mean_square, QUESTION.learning_rate)
    path = descent.path(5)
    yield "The weight was 2 too small, and then thousands too large"
    assert 2000 < path[1] - 2 < 10_000
    errors = path - 2
    yield "always the same factor."
    np.testing.assert_allclose(errors[1:] / errors[:-1], descent.factor)
    yield "It is −1 at a **critical rate**, 1/mean(x²):"
    assert np.isclose(OneWeight(mean_square, 1 / mean_square).factor, -1)
    # "Go on to about half of that. How many steps does the weight need?"
    half = OneWeight(mean_square, descent.critical_rate / 2)
    assert abs(half.path(1)[1] - 2) < 1e-9
    smallest = OneWeight(mean_square, 1e-9)
    yield "Go on to 10⁻⁹. Why is that no good either?"
    assert smallest.word == "creeping" and smallest.path(20)[-1] < 0.1
    yield f"Reset once more, to the rate {QUESTION.learning_rate}. Move *input"
    left = Experiment(input_max=5).data
    assert OneWeight(np.mean(left.x[left.train] ** 2), 0.01).word == (
        "converging"
    )


def curvatures(experiment):
    """All curvatures of the loss at the start, the lowest first."""
    start, data = initial_weights(experiment), experiment.data
    times = hessian_at(
        start, data.inputs[data.train], data.targets[data.train]
    )
    cuts = np.cumsum([part.size for part in start])[:-1]
    rows = [
        np.concatenate(times(Weights(*np.split(direction, cuts))))
        for direction in np.eye(cuts[-1] + 1)
    ]
    return np.linalg.eigvalsh(rows)


def network_claims():
    weights = sum(part.size for part in engine.train(NETWORK).start)
    units = NETWORK.hidden_units
    yield f"Our network has {weights} weights, 3·{units} + 1 with the biases."
    assert weights == 3 * units + 1
    yield (
        "the loss curves up in some directions, as a bowl does, in others "
        "down, and in most not at all. The steepest bowl decides."
    )
    for seed in range(3):
        curved = curvatures(replace(NETWORK, seed=seed))
        flat = np.abs(curved) < 1e-9 * curved.max()
        assert flat.mean() > 0.6
        assert ((curved > 0) & ~flat).sum() > 50
        assert ((curved < 0) & ~flat).sum() > 50
        np.testing.assert_allclose(
            2 / curved.max(), limit_at_start(replace(NETWORK, seed=seed)), 1e-3
        )
    yield (
        "takes the same number of points for every range, "
        f"{len(NETWORK.data.x)}, evenly spaced"
    )
    table = []
    for largest in RANGES:
        wider = replace(NETWORK, input_max=largest)
        table.append(
            (
                maps.one_weight_limit(largest),
                limit_at_start(wider),
                maps.highest_learning_rate(wider),
            )
        )
    one, start, tried = np.transpose(table)
    yield "The limit is about a third of one weight's."
    assert np.all((start / one > 0.28) & (start / one < 0.34))
    others = [limit_at_start(replace(NETWORK, seed=s)) for s in range(20)]
    assert 0.28 < np.median(others) / maps.one_weight_limit(999) < 0.38
    yield "From row to row, all three columns fall by a factor of a hundred"
    np.testing.assert_allclose(np.array(table[:-1]) / table[1:], 100, rtol=0.1)
    yield "They differ by a factor: the last is a fifth of the formula."
    np.testing.assert_allclose(tried / one, 1 / 5, rtol=0.01)
    yield "The bowl gets steeper *while the network learns*"
    for seed in range(5):
        slow = replace(NETWORK, learning_rate=1e-6, seed=seed)
        run = engine.train(slow)
        assert run.outcome == "learned"
        first, last = (
            largest_curvature(slow, weights)
            for weights in (run.start, run.end)
        )
        assert last > 1.1 * first
        # "the weights grow until together they double x"
        both = run.end.w1 > 0
        product = np.sum(run.end.w1[both] * run.end.w2[both])
        assert abs(product - 2) < 0.1
    yield f"each batch of {NETWORK.batch_size} points has a bowl of its own"
    yield ("close below it most starts fail, and a few learn even above it")
    limits = np.array(
        [limit_at_start(replace(NETWORK, seed=seed)) for seed in range(20)]
    )

    def learn(rate):
        runs = engine.train_starts(replace(NETWORK, learning_rate=rate), 20)
        return np.array([run.outcome == "learned" for run in runs])

    close = 2.3e-6  # to most limits, and below them
    assert np.mean(close < limits) > 0.8
    assert np.mean(learn(close)[close < limits]) < 0.3
    above = [(learn(rate) & (limits < rate)) for rate in (2.5e-6, 2.6e-6)]
    assert 0 < np.sum(above) < 10


def map_claims():
    trained = trained_map()
    yield f"Now train {number(trained.outcomes.size)} networks"
    straight = maps.INPUT_RANGES > 30
    share = edge_over_limit(trained)[straight]
    yield (
        "its upper edge a straight line, on axes of powers of ten: "
        "rate · range² is constant"
    )
    step = maps.LEARNING_RATES[1] / maps.LEARNING_RATES[0]
    low, high = np.percentile(share, [10, 90])
    assert high / low < step  # as fine as the map is
    # "Above it the first steps fly apart, the hidden units die, and the
    # answer is constant": beyond the one-weight limit, below rate 1.
    limits = np.array([maps.one_weight_limit(r) for r in maps.INPUT_RANGES])
    rates = maps.LEARNING_RATES[:, None]
    above = (rates > 1.5 * limits) & (rates < 0.5)
    words = np.array(maps.WORDS)[trained.outcomes]
    assert above.sum() > 1000
    assert (words[above] == "constant").mean() > 0.99
    x = NETWORK.data.inputs[NETWORK.data.train]
    for seed in range(20):
        end = engine.train(replace(NETWORK, seed=seed)).end
        assert (np.outer(x, end.w1) + end.b1 <= 0).all()
    yield "far above, its numbers overflow: it **diverges**"
    assert (
        words[np.broadcast_to(rates > 1.5, above.shape)] == "diverged"
    ).all()
    yield "More *hidden units* do not move the edge."
    some = np.flatnonzero(straight)[::6]
    for hidden in (4, 512):
        other = edge_of_columns(some, hidden)
        assert 1 / step < np.median(other) / np.median(share) < step
    yield (
        "With one or two, this start never learns: its few units end at 0 "
        "for every x."
    )
    for hidden in (1, 2):
        assert trained_map(hidden).share("learned") == 0
        few = replace(
            NETWORK, hidden_units=hidden, learning_rate=1e-6, epochs=500
        )
        end = engine.train(few).end
        assert (np.outer(x, end.w1) + end.b1 <= 0).all()
    yield "There the biases are the steepest directions"
    curvatures = [
        2 / limit_at_start(replace(NETWORK, input_max=largest))
        for largest in (0.01, 1)
    ]
    np.testing.assert_allclose(curvatures[1], curvatures[0], rtol=0.2)
    assert np.nanmax(edge_over_limit(trained)[:4]) < 0.5 * np.median(share)


def scaling_claims():
    data = STANDARD.data
    assert abs(np.mean(data.inputs[data.train])) < 1e-6
    np.testing.assert_allclose(np.mean(data.inputs[data.train] ** 2), 1)
    yield "one weight could now take a rate of up to 1"
    yield "Make the *test* points ten times larger"
    yield "a *training* input, x = 600"
    divided = replace(NETWORK, input_max=1)
    assert 2 / limit_at_start(divided) < 10
    yield f"These are medians of {STARTS} starts."
    slow, fast = (
        [median_r_squared(replace(e, epochs=n)) for n in (20, 100)]
        for e in (divided, STANDARD)
    )
    assert slow[0] < 0.6 and slow[1] < 0.9 and min(fast) > 0.98
    yield "where 20 epochs are too few at this rate"
    assert engine.train(divided).outcome == "learning"
    side = np.sqrt(maps.one_weight_limit(1))
    yield f"have the mean square of x up to about {side:.0f}"
    yield "as they are centred around 0 it is faster still"
    assert median_r_squared(replace(NETWORK, input_max=side)) < fast[0]
    outcomes = Counter(
        run.outcome for run in engine.train_starts(RAW_TARGETS, STARTS)
    )
    yield f"All {outcomes['diverged']} diverge, with perfect inputs."
    assert outcomes["diverged"] == STARTS
    limit = 2 / QUESTION.learning_rate
    yield (
        f"With the rate {QUESTION.learning_rate} the curvature must stay "
        f"below 2/{QUESTION.learning_rate} = {limit:.0f}."
    )
    yield "with a rate of 0.0001"
    for seed in range(5):
        slow = replace(
            RAW_TARGETS, learning_rate=0.0001, epochs=2000, seed=seed
        )
        run = engine.train(slow)
        assert run.outcome == "learned"
        first, last = (
            largest_curvature(slow, weights)
            for weights in (run.start, run.end)
        )
        assert first < limit and last > 10 * limit
    yield "At the start the bowl is flat enough."
