"""Trains experiments: compiled where there is a compiler, in NumPy else.

Both ways take the same steps (`loops.compiled`, `loops.vectorised`), and
their losses agree to float32 rounding.
"""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import repeat
from types import ModuleType

import numpy as np

from helpers import jit
from helpers.experiment import Experiment, check_experiment, check_starts
from helpers.loops import compiled, vectorised
from helpers.optimizers import OPTIMIZERS
from helpers.run import Run, Weights, initial_weights
from helpers.wording.fields import list_of, whole_number

loops: ModuleType = compiled if jit.HAS_COMPILER else vectorised

PIECE = 40  # runs that a thread of `train_many` does in one go, at most

_check_experiments = list_of(check_experiment, "Experiments", 10**5)
_check_workers = whole_number(1, 1000)


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
    return _train_stack([check_experiment("experiment", experiment)])[0]


def train_many(
    experiments: Iterable[Experiment], workers: int | None = None
) -> list[Run]:
    """Train many experiments in parallel, one thread per core.

    The compiled loops let go of Python's lock, so threads run side by side.
    The runs do not depend on how many workers there are. Where threads
    cannot start, all is done in the calling one.

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
    stop = threading.Event()
    if not jit.has_threads():
        return _train_piece(experiments, stop)
    # One thread after the other for each run would cost a third of its time.
    size = min(max(1, len(experiments) // 16), PIECE)
    pieces = [
        experiments[first : first + size]
        for first in range(0, len(experiments), size)
    ]
    runs = []
    pool = ThreadPoolExecutor(workers or jit.cores())
    try:
        for piece in pool.map(_train_piece, pieces, repeat(stop)):
            runs += piece
    finally:  # an interrupt drops what has not begun
        stop.set()
        pool.shutdown(cancel_futures=True)
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
        state = np.uint64(loops.shuffle(order, state))
        yield order.copy()


def at_once(experiment: Experiment) -> int:
    """How many networks like this one are trained in one stack, at most."""
    batch = min(experiment.batch_size, experiment.data.train.stop)
    return max(1, loops.STACK // (batch * experiment.hidden_units))


def _train_piece(
    experiments: list[Experiment], stop: threading.Event
) -> list[Run]:
    alike: dict[tuple, list[int]] = {}
    for place, experiment in enumerate(experiments):
        alike.setdefault(_shape(experiment), []).append(place)
    runs: dict[int, Run] = {}
    for places in alike.values():
        size = at_once(experiments[places[0]])
        for first in range(0, len(places), size):
            if stop.is_set():
                return []
            some = places[first : first + size]
            stack = _train_stack([experiments[place] for place in some])
            runs |= zip(some, stack, strict=True)
    for run in runs.values():
        run.outcome  # noqa: B018 - kept with the run, found out in parallel
    return [runs[place] for place in range(len(experiments))]


def _shape(experiment: Experiment) -> tuple:
    """What networks have to share to be trained in one stack."""
    data = experiment.data
    return (
        len(data.x), data.train.stop, data.validation.stop,
        experiment.hidden_units, experiment.epochs, experiment.batch_size,
        experiment.final_relu, experiment.optimizer,
    )  # fmt: skip


def _train_stack(experiments: list[Experiment]) -> list[Run]:
    """Train experiments of the same shape."""
    first = experiments[0]
    data = [experiment.data for experiment in experiments]
    inputs = np.array([each.inputs for each in data])
    targets = np.array([each.targets for each in data])
    train, validation = data[0].train, data[0].validation
    starts = [initial_weights(experiment) for experiment in experiments]
    parameters = np.array([np.concatenate(start) for start in starts])
    loss, val_loss = np.empty((2, len(experiments), first.epochs))
    loops.train(
        np.ascontiguousarray(inputs[:, train]),
        np.ascontiguousarray(targets[:, train]),
        np.ascontiguousarray(inputs[:, validation]),
        np.ascontiguousarray(targets[:, validation]),
        parameters,
        np.array([e.seed for e in experiments], np.uint64),
        np.array([[e.learning_rate] for e in experiments], np.float32),
        min(first.batch_size, train.stop),
        first.final_relu,
        OPTIMIZERS[first.optimizer].rule,
        loss,
        val_loss,
    )
    outputs = np.empty_like(inputs)
    runs = []
    for k, experiment in enumerate(experiments):
        loops.forward(parameters[k], inputs[k], first.final_relu, outputs[k])
        units = first.hidden_units
        end = Weights(*np.split(parameters[k], [units, 2 * units, 3 * units]))
        runs.append(
            Run(experiment, loss[k], val_loss[k], starts[k], end, outputs[k])
        )
    return runs
