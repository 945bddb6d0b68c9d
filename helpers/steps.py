"""One update at a time: what `engine.train` does inside, for looking at."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import ArrayLike

from helpers.engine import batch_orders, loops
from helpers.experiment import Experiment, check_experiment, check_starts
from helpers.optimizers import OPTIMIZERS
from helpers.run import Weights, check_weights, initial_weights
from helpers.wording.fields import array, switch, whole_number

# Starts with up to this many hidden units are drawn once for all of them.
KEPT_UNITS = 512


def start_slope(experiment: Experiment) -> float:
    """The slope c of the network at its start, where ŷ = relu(c·x).

    At the start the biases are 0. A hidden unit then answers max(w1·x, 0),
    which is max(w1, 0)·x for x > 0, so before the final ReLU the network is
    the straight line c·x with c = Σ w2·max(w1, 0). No unit.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    float
    """
    w1, _, w2, _ = initial_weights(experiment)
    return float(np.sum(np.maximum(w1, 0) * w2, dtype=np.float64))


def start_slopes(hidden_units: int, starts: int) -> np.ndarray:
    """The slope c of many starts, see `start_slope`.

    Parameters
    ----------
    hidden_units : int
        As in `Experiment`.
    starts : int, 1 to 100,000
        The seeds are 0, 1, …, starts - 1.

    Returns
    -------
    ndarray of float64, shape (starts,)

    Raises
    ------
    TypeError, ValueError
        A sentence that says what is allowed and what to try.
    """
    hidden_units = Experiment(hidden_units=hidden_units).hidden_units
    starts = check_starts("starts", starts, "Try starts=2000.")
    if hidden_units > KEPT_UNITS:
        return np.array(
            [
                start_slope(Experiment(hidden_units=hidden_units, seed=seed))
                for seed in range(starts)
            ]
        )
    active, signed = _draws(starts)
    ends = slice(hidden_units), slice(hidden_units, 2 * hidden_units)
    limit_squared = 6 / (1 + hidden_units)
    return limit_squared * np.einsum(
        "ij,ij->i", active[:, ends[0]], signed[:, ends[1]]
    ).astype(np.float64)


@lru_cache(maxsize=4)
def _draws(starts: int) -> tuple[np.ndarray, np.ndarray]:
    """What the first weights of each seed are drawn from, in -1 … 1.

    `initial_weights` takes the first H draws of a seed for w1 and the next H
    for w2, and scales them, so one table serves every number of units.
    """
    draws = np.empty((starts, 2 * KEPT_UNITS), np.float32)
    for seed in range(starts):
        uniform = np.random.default_rng(seed).random(2 * KEPT_UNITS)
        draws[seed] = 2 * uniform - 1
    return np.maximum(draws, 0), draws


def chance_dead(hidden_units: int) -> float:
    """How likely a start is to answer 0 to every x > 0, exactly.

    With at least one active unit (w1 > 0), c is as likely below 0 as above,
    because w2 is. With none, which has the chance 2⁻ᴴ, c is 0. Together
    that is 2⁻ᴴ + (1 - 2⁻ᴴ)/2 = 1/2 + 2⁻⁽ᴴ⁺¹⁾.

    Parameters
    ----------
    hidden_units : int

    Returns
    -------
    float
    """
    hidden_units = Experiment(hidden_units=hidden_units).hidden_units
    return 0.5 + 0.5 ** (hidden_units + 1)


def updates(experiment: Experiment, count: int) -> list[Weights]:
    """The weights of a training after each of its first updates.

    Parameters
    ----------
    experiment : Experiment
    count : int, at least 0
        At most as many as the training has: batches an epoch · epochs.

    Returns
    -------
    list of Weights, length count + 1
        Element k is the network after k updates; element 0 is the start.

    Raises
    ------
    TypeError, ValueError
        A sentence that says what is allowed and what to try.

    See Also
    --------
    helpers.engine.train : the same updates, all of them, compiled.
    """
    rows = check_experiment("experiment", experiment).data.train.stop
    in_all = experiment.epochs * -(-rows // experiment.batch_size)
    check_count = whole_number(0, in_all)
    count = check_count("count", count, f"Try count={min(3, in_all)}.")
    weights = np.concatenate(initial_weights(experiment))
    rule = OPTIMIZERS[experiment.optimizer].rule
    rate = np.float32(experiment.learning_rate)
    slopes = np.empty_like(weights)
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    seen = [_as_weights(weights)]
    for step, (x, y) in enumerate(islice(_batches(experiment), count), 1):
        loops.gradient(weights, x, y, experiment.final_relu, slopes)
        loops.update(rule, weights, slopes, mean, square, step, rate)
        seen.append(_as_weights(weights))
    return seen


def _batches(
    experiment: Experiment,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    data, size = experiment.data, experiment.batch_size
    for order in batch_orders(experiment):
        for first in range(0, len(order), size):
            rows = order[first : first + size]
            yield data.inputs[rows], data.targets[rows]


def _as_weights(parameters: np.ndarray) -> Weights:
    hidden = len(parameters) // 3
    cuts = [hidden, 2 * hidden, 3 * hidden]
    return Weights(*np.split(parameters.copy(), cuts))


def answers(weights: Weights, x: ArrayLike, final_relu: bool) -> np.ndarray:
    """What a network answers.

    Parameters
    ----------
    weights : Weights
    x : float or array_like of float
        Inputs as the network is given them.
    final_relu : bool
        False: the value before the final ReLU.

    Returns
    -------
    float32 or ndarray of float32, same shape as `x`
    """
    weights = check_weights("weights", weights)
    x = array("x", x, "Try x=600.", finite=False, dtype=np.float32)
    final_relu = switch("final_relu", final_relu, "Try final_relu=True.")
    flat = np.array(x.ravel())  # a copy: the loops take no read-only view
    out = np.empty_like(flat)
    loops.forward(np.concatenate(weights), flat, final_relu, out)
    return out.reshape(x.shape)[()]


def gradient(weights: Weights, experiment: Experiment) -> Weights:
    """The slope of the loss on the training part, weight by weight.

    Parameters
    ----------
    weights : Weights
        Where the slope is taken.
    experiment : Experiment
        Whose data and whose `final_relu` are meant.

    Returns
    -------
    Weights
        d loss / d weight for each weight, in the same places.
    """
    weights = check_weights("weights", weights)
    data = check_experiment("experiment", experiment).data
    x, y = (np.array(a[data.train]) for a in (data.inputs, data.targets))
    slopes = np.empty(sum(map(len, weights)), np.float32)
    start = np.concatenate(weights)
    loops.gradient(start, x, y, experiment.final_relu, slopes)
    return _as_weights(slopes)


def first_answers(
    experiment: Experiment, starts: int, count: int
) -> np.ndarray:
    """The answer to x = 600, before the final ReLU, over the first updates.

    That is the largest x that gradients see in the question.

    Parameters
    ----------
    experiment : Experiment
        Its own seed is not used.
    starts : int, 1 to 100,000
        The seeds are 0, 1, …, starts - 1.
    count : int
        See `updates`.

    Returns
    -------
    ndarray of float64, shape (starts, count + 1)
        Column k is after k updates.
    """
    check_experiment("experiment", experiment)
    starts = check_starts("starts", starts, "Try starts=200.")
    return np.array(
        [
            [
                answers(weights, 600, final_relu=False)
                for weights in updates(replace(experiment, seed=seed), count)
            ]
            for seed in range(starts)
        ],
        np.float64,
    )
