"""The trainability map: which learning rates work for which input ranges.

One network is trained for each cell of a grid over both, on as many points
as in the question, spread over the range. So the map shows the scale of the
inputs alone, and not how many there are.
"""

from dataclasses import dataclass, replace

import numpy as np

from helpers import engine
from helpers.diagnosis import OUTCOMES
from helpers.experiment import (
    QUESTION,
    Experiment,
    check_experiment,
    check_starts,
)
from helpers.wording.fields import one_of

WORDS = tuple(OUTCOMES)
_check_word = one_of(*WORDS)
SIZE = 64
INPUT_RANGES = np.logspace(0, 4, SIZE)
LEARNING_RATES = np.logspace(-9, 1, SIZE)
STRIDES = (8, 4, 2, 1)  # from coarse to fine
# Cells between two looks whether the map is still wanted: many for speed,
# and fewer of a network that takes longer to train.
AT_ONCE = 4, 128


def one_weight_limit(input_max):
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


def highest_learning_rate(experiment, starts=20):
    """The highest learning rate at which every start learns, by trying.

    Parameters
    ----------
    experiment : Experiment
        With inputs="spread". Its learning rate does not matter.
    starts : int
        The seeds 0 … starts - 1 are tried.

    Returns
    -------
    float
        The first that works of 1/mean(x²) · 10^(-k/10), k = 0, 1, … 40;
        NaN if none does.
    """
    check_experiment("experiment", experiment)
    starts = check_starts("starts", starts, "Try starts=20.")
    for k in range(41):
        rate = one_weight_limit(experiment.input_max) * 10 ** (-k / 10)
        slower = replace(experiment, learning_rate=rate)
        runs = engine.train_starts(slower, starts)
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
    input_ranges : ndarray of float64, shape (columns,)
    learning_rates : ndarray of float64, shape (rows,)
    outcomes : ndarray of int, shape (rows, columns)
        Which of `WORDS` came out. Row 0 is the smallest learning rate.
    stride : int
        1 if every cell was trained; else only every so many rows and
        columns were, and the other cells show their nearest neighbour.
    """

    experiment: Experiment
    input_ranges: np.ndarray
    learning_rates: np.ndarray
    outcomes: np.ndarray
    stride: int = 1

    def share(self, word):
        """The share of cells with this outcome, 0 to 1."""
        word = _check_word("word", word, 'Try word="learned".')
        return float(np.mean(self.outcomes == WORDS.index(word)))

    def edge(self):
        """The highest learning rate that learned, for each input range.

        Returns
        -------
        ndarray of float64, shape (columns,)
            NaN where none did.
        """
        learned = self.outcomes == WORDS.index("learned")
        rates = np.where(learned, self.learning_rates[:, None], -np.inf)
        highest = rates.max(axis=0)
        return np.where(np.isfinite(highest), highest, np.nan)


def train_map(experiment, workers=None, progress=None):
    """Train a network for every cell of the map.

    Parameters
    ----------
    experiment : Experiment
        Its `input_max`, `learning_rate` and `inputs` do not matter.
    workers : int, optional
        Number of threads; all cores of the machine by default.
    progress : callable, optional
        Called with (cells done, cells in all) at least every few per cent.

    Returns
    -------
    TrainabilityMap
    """
    cells = [(r, c) for c in range(SIZE) for r in range(SIZE)]
    words = _train_cells(experiment, cells, workers, progress)
    outcomes = np.empty((SIZE, SIZE), int)
    outcomes[tuple(np.transpose(cells))] = words
    return TrainabilityMap(experiment, INPUT_RANGES, LEARNING_RATES, outcomes)


def refine_map(experiment, keep_on=lambda: True, workers=None):
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
        Four of them, with strides 8, 4, 2 and 1; the last equals
        `train_map(experiment)`.
    """
    outcomes = np.full((SIZE, SIZE), -1)
    at_once = _cells_at_once(experiment)
    for stride in STRIDES:
        at = np.arange(0, SIZE, stride)
        cells = [(r, c) for c in at for r in at if outcomes[r, c] < 0]
        for first in range(0, len(cells), at_once):
            if not keep_on():
                return
            some = cells[first : first + at_once]
            words = _train_cells(experiment, some, workers)
            outcomes[tuple(np.transpose(some))] = words
        nearest = np.clip(
            np.round(np.arange(SIZE) / stride).astype(int) * stride, 0, at[-1]
        )
        yield TrainabilityMap(
            experiment,
            INPUT_RANGES,
            LEARNING_RATES,
            outcomes[np.ix_(nearest, nearest)],
            stride,
        )


def _cells_at_once(experiment):
    usual = QUESTION.hidden_units * QUESTION.epochs
    times = experiment.hidden_units * experiment.epochs / usual
    fewest, most = AT_ONCE
    return round(np.clip(most / times, fewest, most))


def _train_cells(experiment, cells, workers, progress=None):
    experiments = (
        replace(
            experiment,
            inputs="spread",
            input_max=float(INPUT_RANGES[column]),
            learning_rate=float(LEARNING_RATES[row]),
        )
        for row, column in cells
    )
    runs = engine.train_many(experiments, workers, progress)
    return [WORDS.index(run.outcome) for run in runs]
