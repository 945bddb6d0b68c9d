"""The trainability map: which learning rates work for which input ranges.

One network is trained for each cell of a grid over both, on as many points
as in the question, spread over the range. So the map shows the scale of the
inputs alone, and not how many there are. For a table of rows the scale is a
factor that all its x are multiplied by.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from helpers import engine, jit
from helpers.diagnosis import OUTCOMES
from helpers.experiment import QUESTION, Experiment, check_experiment
from helpers.points import QUESTION_POINTS
from helpers.tables.value import Table
from helpers.wording.fields import one_of

WORDS = tuple(OUTCOMES)
_check_word = one_of(*WORDS)
SIZE = 64
INPUT_RANGES = np.logspace(0, 4, SIZE)
FACTORS = np.logspace(-2, 2, SIZE)
LEARNING_RATES = np.logspace(-9, 1, SIZE)
# From coarse to fine; without a compiler the last would take a minute.
STRIDES = (8, 4, 2, 1) if jit.HAS_COMPILER else (8, 4, 2)
# Cells between two looks whether the map is still wanted: many for speed,
# and fewer of a network that takes longer to train. Where there are no
# threads, nothing else happens between two looks.
AT_ONCE = 4, 128
AT_ONCE_ALONE = 1, 5
STARTS = 20  # of which all have to learn, at a rate that is not too high


def one_weight_limit(input_max: float) -> float:
    """The critical learning rate of one weight on the map's points.

    Parameters
    ----------
    input_max : float

    Returns
    -------
    float
        1/mean(x²) over the training part, see `one_weight.OneWeight`.
    """
    data = Experiment(input_max=input_max, inputs="spread").data
    return float(1 / np.mean(data.x[data.train] ** 2))


def one_weight_limits(experiment: Experiment) -> np.ndarray:
    """The same for each column of the map of an experiment.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    ndarray of float64, shape (columns,)
        All 1 if the inputs are standardised, whatever their scale.
    """
    if experiment.standardise_inputs:
        return np.ones(SIZE)
    if experiment.table is None:
        return _limits_of_ranges()
    x = replace(experiment, table=_times(experiment, 1)).data.x
    # There may be no x but 0 in the training part.
    square = max(np.mean(x[experiment.data.train] ** 2), 1e-30)
    return 1 / (square * FACTORS**2)


@cache
def _limits_of_ranges() -> np.ndarray:
    return np.array([one_weight_limit(scale) for scale in INPUT_RANGES])


def scales(experiment: Experiment) -> np.ndarray:
    """The scales of x on the map of an experiment: its columns."""
    return INPUT_RANGES if experiment.table is None else FACTORS


def scale_of(experiment: Experiment) -> float:
    """Where on that axis the experiment itself is."""
    table = experiment.table
    return experiment.input_max if table is None else table.factor


def network_of(experiment: Experiment) -> Experiment:
    """What all cells of an experiment's map share, with defaults else."""
    network = replace(experiment, learning_rate=QUESTION.learning_rate)
    return _at_scale(network, 1 if network.table else QUESTION.input_max)


def _at_scale(experiment: Experiment, scale: float) -> Experiment:
    """The network of a column."""
    if experiment.table is None:
        return replace(experiment, inputs="spread", input_max=scale)
    return replace(experiment, table=_times(experiment, scale))


def _times(experiment: Experiment, factor: float) -> Table:
    assert experiment.table is not None
    return replace(experiment.table, factor=factor)


def highest_learning_rate(experiment: Experiment) -> float:
    """The highest learning rate at which 20 starts of 20 learn, by trying.

    Parameters
    ----------
    experiment : Experiment
        With inputs="spread". Its learning rate does not matter.

    Returns
    -------
    float
        The first that works of 1/mean(x²) · 10^(-k/10), k = 0, 1, … 40;
        NaN if none does.
    """
    check_experiment("experiment", experiment)
    for k in range(41):
        rate = one_weight_limit(experiment.input_max) * 10 ** (-k / 10)
        slower = replace(experiment, learning_rate=rate)
        runs = engine.train_starts(slower, STARTS)
        if all(run.outcome == "learned" for run in runs):
            return rate
    return float("nan")


@dataclass(frozen=True, eq=False)
class TrainabilityMap:
    """How the same network fares at many learning rates and input ranges.

    Attributes
    ----------
    experiment : Experiment
        What all cells share: all but the two quantities of the axes.
    outcomes : ndarray of int, shape (rows, columns)
        Which of `WORDS` came out. Rows are those of `LEARNING_RATES`, the
        smallest first, and columns those of `scales`.
    stride : int
        1 if every cell was trained; else only every so many rows and
        columns were, and the other cells show their nearest neighbour.
    """

    experiment: Experiment
    outcomes: np.ndarray
    stride: int = 1

    @property
    def is_finest(self) -> bool:
        """Whether no finer map is to come."""
        return self.stride == STRIDES[-1]

    @property
    def trained(self) -> int:
        """How many cells were trained."""
        return self.outcomes[:: self.stride, :: self.stride].size

    def share(self, word: str) -> float:
        """The share of cells with this outcome, 0 to 1."""
        word = _check_word("word", word, 'Try word="learned".')
        return float(np.mean(self.outcomes == WORDS.index(word)))


def refine_map(
    experiment: Experiment,
    keep_on: Callable[[], bool] = lambda: True,
    workers: int | None = None,
) -> Iterator[TrainabilityMap]:
    """Train the map from coarse to fine.

    No cell is trained twice: each level adds the cells between.

    Parameters
    ----------
    experiment : Experiment
    keep_on : callable
        Asked now and then; the map ends early when it returns False.
    workers : int, optional

    Yields
    ------
    TrainabilityMap
        One for each of `STRIDES`.
    """
    for level in map_in_steps(experiment, keep_on, workers):
        if level is not None:
            yield level


def map_in_steps(
    experiment: Experiment,
    keep_on: Callable[[], bool],
    workers: int | None = None,
) -> Iterator[TrainabilityMap | None]:
    """As `refine_map`; yields None after each step that ends no level."""
    outcomes = np.full((SIZE, SIZE), -1)
    at_once = _cells_at_once(experiment)
    for stride in STRIDES:
        at = range(0, SIZE, stride)
        cells = [(r, c) for c in at for r in at if outcomes[r, c] < 0]
        for first in range(0, len(cells), at_once):
            if not keep_on():
                return
            some = cells[first : first + at_once]
            words = _train_cells(experiment, some, workers)
            outcomes[tuple(np.transpose(some))] = words
            yield None
        nearest = np.clip(
            np.round(np.arange(SIZE) / stride).astype(int) * stride, 0, at[-1]
        )
        yield TrainabilityMap(
            experiment, outcomes[np.ix_(nearest, nearest)], stride
        )


def _cells_at_once(experiment: Experiment) -> int:
    usual = QUESTION.hidden_units * QUESTION.epochs
    times = experiment.hidden_units * experiment.epochs / usual
    if experiment.table is not None:
        times *= len(experiment.table.x) / QUESTION_POINTS
    fewest, most = AT_ONCE if jit.has_threads() else AT_ONCE_ALONE
    return round(np.clip(most / times, fewest, most))


def _train_cells(
    experiment: Experiment,
    cells: list[tuple[int, int]],
    workers: int | None,
) -> list[int]:
    scale = scales(experiment)
    networks = {
        column: _at_scale(experiment, float(scale[column]))
        for column in {column for _, column in cells}
    }
    experiments = (
        replace(networks[column], learning_rate=float(LEARNING_RATES[row]))
        for row, column in cells
    )
    runs = engine.train_many(experiments, workers)
    return [WORDS.index(run.outcome) for run in runs]
