"""The compiled engine: the network of the question as plain loops.

The loops below *are* backpropagation, written out. Numba compiles them, so
one training of the question takes less than a millisecond. Everything is
float32, as in Keras, so that numbers overflow at the same place.
"""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from zlib import crc32

import numpy as np

from helpers import optimizers
from helpers.experiment import Experiment, check_experiment, check_starts
from helpers.jit import compiled, cores
from helpers.optimizers import OPTIMIZERS, update
from helpers.run import Run, Weights, initial_weights
from helpers.wording.fields import list_of, whole_number

PIECE = 40  # runs that a thread of `train_many` does in one go, at most

FLOAT32_MAX = float(np.finfo(np.float32).max)

_check_experiments = list_of(check_experiment, "Experiments", 10**5)
_check_workers = whole_number(1, 1000)

# Numba keeps what it compiled until the file of a loop changes. It does not
# look at the files of the loops that are called there. But the default of an
# argument is part of a signature, and a new signature is compiled.
_VERSION = crc32(Path(optimizers.__file__).read_bytes())


def train(experiment: Experiment) -> Run:
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
        OPTIMIZERS[experiment.optimizer].rule,
        loss,
        val_loss,
    )
    outputs = np.empty_like(data.inputs)
    _forward(parameters, data.inputs, experiment.final_relu, outputs)
    hidden = experiment.hidden_units
    end = Weights(*np.split(parameters, [hidden, 2 * hidden, 3 * hidden]))
    return Run(experiment, loss, val_loss, start, end, outputs)


def train_many(
    experiments: Iterable[Experiment], workers: int | None = None
) -> list[Run]:
    """Train many experiments in parallel, one thread per core.

    The compiled loops let go of Python's lock, so threads run side by side.
    The runs do not depend on how many workers there are.

    Parameters
    ----------
    experiments : iterable of Experiment
        Seeds, or a grid of learning rates and input ranges, or any mixture.
    workers : int, optional
        Number of threads; all cores of the machine by default.

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
    pool = ThreadPoolExecutor(workers or cores())
    try:
        for piece in pool.map(_train_piece, pieces, repeat(stop)):
            runs += piece
    finally:  # an interrupt drops what has not begun
        stop.set()
        pool.shutdown(cancel_futures=True)
    return runs


def _train_piece(
    experiments: list[Experiment], stop: threading.Event
) -> list[Run]:
    runs = []
    for experiment in experiments:
        if stop.is_set():
            break
        runs.append(train(experiment))
    for run in runs:
        run.outcome  # noqa: B018 - kept with the run, found out in parallel
    return runs


def train_starts(experiment: Experiment, starts: int) -> list[Run]:
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


def batch_orders(experiment: Experiment) -> Iterator[np.ndarray]:
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


@compiled
def _train(
    x: np.ndarray, y: np.ndarray, x_val: np.ndarray, y_val: np.ndarray,
    parameters: np.ndarray, seed: np.uint64, learning_rate: np.float32,
    batch_size: int, final_relu: bool, rule: int, loss: np.ndarray,
    val_loss: np.ndarray, _version: int = _VERSION,
) -> None:  # fmt: skip
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
    mean = np.zeros_like(parameters)  # what the optimizer keeps of gradients
    square = np.zeros_like(parameters)  # and of their squares
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
            update(
                rule, parameters, gradient, mean, square, step, learning_rate
            )
        loss[epoch] = _mean(total, rows)
        _forward(parameters, x_val, final_relu, answers_val)
        val_loss[epoch] = _mean(_squared_error(y_val, answers_val), len(x_val))


@compiled
def _forward(
    parameters: np.ndarray, x: np.ndarray, final_relu: bool, out: np.ndarray
) -> None:
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


@compiled
def _backward(
    parameters: np.ndarray, x: np.ndarray, y: np.ndarray, final_relu: bool,
    out: np.ndarray, gradient: np.ndarray,
) -> None:  # fmt: skip
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


@compiled
def _squared_error(y: np.ndarray, answers: np.ndarray) -> float:
    """Sum of squared errors: squares in float32, as in Keras."""
    total = 0.0
    for i in range(len(y)):
        error = answers[i] - y[i]
        total += np.float64(error * error)
    return total


@compiled
def _mean(total: float, count: int) -> float:
    """The mean as Keras reports it: its running sum is a float32."""
    return np.inf if total > FLOAT32_MAX else total / count


@compiled
def _shuffle(order: np.ndarray, state: np.uint64) -> np.uint64:
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
