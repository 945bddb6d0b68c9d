"""The compiled engine: the network of the question as plain loops.

The loops below *are* backpropagation, written out. Numba compiles them, so
one training of the question takes less than a millisecond. Everything is
float32, as in Keras, so that numbers overflow at the same place.
"""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import repeat

import numba
import numpy as np

from helpers.experiment import check_experiment, check_starts
from helpers.run import Run, Weights, initial_weights
from helpers.wording.fields import list_of, whole_number

# All of `fastmath` would let the compiler assume that NaN and infinity never
# occur, and divergence could no longer be seen. These flags only allow sums
# to be reordered (so that they use vector instructions) and multiply-adds.
SAFE_FASTMATH = {"reassoc", "contract", "nsz"}

# Adam's constants, the defaults of Keras (Kingma & Ba 2015, algorithm 1).
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7

PIECE = 40  # runs that a thread of `train_many` does in one go, at most

FLOAT32_MAX = float(np.finfo(np.float32).max)

_check_experiments = list_of(check_experiment, "Experiments", 10**5)
_check_workers = whole_number(1, 1000)


def _compiled(function):
    options = {"nogil": True, "fastmath": SAFE_FASTMATH}
    try:
        return numba.njit(function, cache=True, **options)
    except RuntimeError:  # no folder may be written: compile in each kernel
        return numba.njit(function, **options)


def train(experiment):
    """Train one experiment.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    Run

    See Also
    --------
    helpers.keras_twin.train : the same training in Keras.
    """
    data = check_experiment("experiment", experiment).data
    start = initial_weights(experiment)
    parameters = np.concatenate(start)
    loss = np.empty(experiment.epochs)
    val_loss = np.empty(experiment.epochs)
    _train(
        data.inputs[data.train],
        data.targets[data.train],
        data.inputs[data.validation],
        data.targets[data.validation],
        parameters,
        np.uint64(experiment.seed),
        np.float32(experiment.learning_rate),
        experiment.batch_size,
        experiment.final_relu,
        experiment.optimizer == "adam",
        loss,
        val_loss,
    )
    outputs = np.empty_like(data.inputs)
    _forward(parameters, data.inputs, experiment.final_relu, outputs)
    hidden = experiment.hidden_units
    end = Weights(*np.split(parameters, [hidden, 2 * hidden, 3 * hidden]))
    return Run(experiment, loss, val_loss, start, end, outputs)


def train_many(experiments, workers=None, progress=None):
    """Train many experiments in parallel, one thread per core.

    The compiled loops let go of Python's lock, so threads run side by side.
    The runs do not depend on how many workers there are.

    Parameters
    ----------
    experiments : iterable of Experiment
        Seeds, or a grid of learning rates and input ranges, or any mixture.
    workers : int, optional
        Number of threads; all cores of the machine by default.
    progress : callable, optional
        Called with (runs done, runs in all) at least every few per cent.

    Returns
    -------
    list of Run
        In the order of `experiments`.
    """
    hint = "Try train_many([Experiment(seed=0), Experiment(seed=1)])."
    experiments = _check_experiments("experiments", experiments, hint)
    if workers is not None:
        workers = _check_workers("workers", workers, "Try workers=2.")
    # One thread after the other for each run would cost a third of its time.
    size = min(max(1, len(experiments) // 16), PIECE)
    pieces = [
        experiments[first : first + size]
        for first in range(0, len(experiments), size)
    ]
    runs = []
    stop = threading.Event()
    pool = ThreadPoolExecutor(workers or os.cpu_count())
    try:
        for piece in pool.map(_train_piece, pieces, repeat(stop)):
            runs += piece
            if progress:
                progress(len(runs), len(experiments))
    finally:  # an interrupt drops what has not begun
        stop.set()
        pool.shutdown(cancel_futures=True)
    return runs


def _train_piece(experiments, stop):
    runs = []
    for experiment in experiments:
        if stop.is_set():
            break
        runs.append(train(experiment))
    for run in runs:
        run.outcome  # noqa: B018 - kept with the run, found out in parallel
    return runs


def train_starts(experiment, starts):
    """Train the same experiment from many random starts.

    Parameters
    ----------
    experiment : Experiment
    starts : int
        The seeds are 0, 1, …, starts - 1.

    Returns
    -------
    list of Run
    """
    check_experiment("experiment", experiment)
    starts = check_starts("starts", starts, "Try starts=60.")
    return train_many(replace(experiment, seed=seed) for seed in range(starts))


def batch_orders(experiment):
    """The order of the training rows in each epoch.

    Batches are consecutive pieces of it. `train` shuffles in the same way.

    Parameters
    ----------
    experiment : Experiment

    Yields
    ------
    ndarray of int32, shape (training rows,)
    """
    order = np.arange(experiment.data.train.stop, dtype=np.int32)
    state = np.uint64(experiment.seed)
    for _ in range(experiment.epochs):
        state = np.uint64(_shuffle(order, state))
        yield order.copy()


@_compiled
def _train(
    x, y, x_val, y_val, parameters, seed, learning_rate, batch_size,
    final_relu, adam, loss, val_loss,
):  # fmt: skip
    """Train in place: fills `parameters`, `loss` and `val_loss`."""
    rows = len(x)
    batch_size = min(batch_size, rows)
    order = np.arange(rows).astype(np.int32)
    state = seed
    x_batch = np.empty(batch_size, np.float32)
    y_batch = np.empty(batch_size, np.float32)
    answers = np.empty(batch_size, np.float32)
    answers_val = np.empty(len(x_val), np.float32)
    gradient = np.empty_like(parameters)
    mean = np.zeros_like(parameters)  # Adam's running means of the gradient
    square = np.zeros_like(parameters)  # and of its square
    step = 0
    for epoch in range(len(loss)):
        state = _shuffle(order, state)
        total = 0.0
        for first in range(0, rows, batch_size):
            size = min(batch_size, rows - first)  # the last may be smaller
            for i in range(size):
                x_batch[i] = x[order[first + i]]
                y_batch[i] = y[order[first + i]]
            xs, ys, out = x_batch[:size], y_batch[:size], answers[:size]
            _forward(parameters, xs, final_relu, out)
            total += _squared_error(ys, out)
            _backward(parameters, xs, ys, final_relu, out, gradient)
            step += 1
            if adam:
                _adam(parameters, gradient, mean, square, step, learning_rate)
            else:
                _sgd(parameters, gradient, learning_rate)
        loss[epoch] = _mean(total, rows)
        _forward(parameters, x_val, final_relu, answers_val)
        val_loss[epoch] = _mean(_squared_error(y_val, answers_val), len(x_val))


@_compiled
def _forward(parameters, x, final_relu, out):
    """ŷ = w2 · max(w1 x + b1, 0) + b2, then max(ŷ, 0) if `final_relu`."""
    hidden = len(parameters) // 3
    zero = np.float32(0)
    out[:] = parameters[3 * hidden]
    for j in range(hidden):
        w1 = parameters[j]
        b1 = parameters[hidden + j]
        w2 = parameters[2 * hidden + j]
        for i in range(len(x)):
            z = w1 * x[i] + b1
            out[i] += w2 * (zero if z <= zero else z)  # NaN stays NaN
    if final_relu:
        for i in range(len(x)):
            out[i] = zero if out[i] <= zero else out[i]


@_compiled
def _backward(parameters, x, y, final_relu, out, gradient):
    """The gradient of the batch's mean squared error. Overwrites `out`."""
    hidden = len(parameters) // 3
    zero = np.float32(0)
    # From the loss to the output: d loss / d ŷ = 2 (ŷ - y) / n, and nothing
    # gets through where the final ReLU answers 0.
    scale = np.float32(2) / np.float32(len(x))
    delta = out
    d_b2 = zero
    for i in range(len(x)):
        blocked = final_relu and out[i] <= zero
        delta[i] = zero if blocked else scale * (out[i] - y[i])
        d_b2 += delta[i]
    gradient[3 * hidden] = d_b2
    # From the output to each hidden unit that is not at 0 itself. The factor
    # w2 is the same for all rows, so it waits outside the inner loop.
    for j in range(hidden):
        w1 = parameters[j]
        b1 = parameters[hidden + j]
        w2 = parameters[2 * hidden + j]
        d_z = zero
        d_z_x = zero
        d_w2 = zero
        for i in range(len(x)):
            z = w1 * x[i] + b1
            active = zero if z <= zero else delta[i]
            d_z += active
            d_z_x += active * x[i]
            d_w2 += delta[i] * (zero if z <= zero else z)
        gradient[j] = w2 * d_z_x
        gradient[hidden + j] = w2 * d_z
        gradient[2 * hidden + j] = d_w2


@_compiled
def _sgd(parameters, gradient, learning_rate):
    for k in range(len(parameters)):
        parameters[k] -= learning_rate * gradient[k]


@_compiled
def _adam(parameters, gradient, mean, square, step, learning_rate):
    """Kingma & Ba (2015), the form before section 2.1, as Keras has it."""
    # In float32, as in Keras: 1 - 0.999 loses two digits there.
    one, count = np.float32(1), np.float32(step)
    rate = learning_rate * np.sqrt(one - np.float32(BETA_2) ** count)
    rate /= one - np.float32(BETA_1) ** count
    new_1 = np.float32(1 - BETA_1)
    new_2 = np.float32(1 - BETA_2)
    epsilon = np.float32(EPSILON)
    for k in range(len(parameters)):
        mean[k] += (gradient[k] - mean[k]) * new_1
        square[k] += (gradient[k] * gradient[k] - square[k]) * new_2
        parameters[k] -= rate * mean[k] / (np.sqrt(square[k]) + epsilon)


@_compiled
def _squared_error(y, answers):
    """Sum of squared errors: squares in float32, as in Keras."""
    total = 0.0
    for i in range(len(y)):
        error = answers[i] - y[i]
        total += np.float64(error * error)
    return total


@_compiled
def _mean(total, count):
    """The mean as Keras reports it: its running sum is a float32."""
    return np.inf if total > FLOAT32_MAX else total / count


@_compiled
def _shuffle(order, state):
    """Shuffle `order` in place and return the generator's next state.

    Fisher-Yates with SplitMix64 (Steele, Lea & Flood 2014): ten lines that
    give the same order on every machine, from a seed, in compiled code.
    """
    for i in range(len(order) - 1, 0, -1):
        state += np.uint64(0x9E3779B97F4A7C15)
        bits = state
        bits ^= bits >> np.uint64(30)
        bits *= np.uint64(0xBF58476D1CE4E5B9)
        bits ^= bits >> np.uint64(27)
        bits *= np.uint64(0x94D049BB133111EB)
        bits ^= bits >> np.uint64(31)
        # The upper half of the bits, scaled to 0 … i.
        j = ((bits >> np.uint64(32)) * np.uint64(i + 1)) >> np.uint64(32)
        order[i], order[j] = order[j], order[i]
    return state
