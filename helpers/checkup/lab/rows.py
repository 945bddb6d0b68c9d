"""The rows of a case: which a start trains on, and which judge it."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

MOST = 2000  # rows to train on at most, drawn at random
FEWEST_TO_SPLIT = 30  # of fewer every one counts
PARTS = 5  # of which one is held back


class Part(NamedTuple):
    """What a training sees, and what it is judged by.

    Attributes
    ----------
    x, y : ndarray, one row for each point
    weights : ndarray of float32, shape (n,)
        How much each of these rows counts in the loss.
    x_held, y_held : ndarray
        Rows that the training does not see.
    """

    x: np.ndarray
    y: np.ndarray
    weights: np.ndarray
    x_held: np.ndarray
    y_held: np.ndarray


@dataclass(frozen=True, eq=False)
class Rows:
    """All rows of a case.

    Attributes
    ----------
    x, y : ndarray, one row for each point
        Without the learner's own validation part.
    weights : ndarray, shape (n,), or None
    held : (ndarray, ndarray) or None
        That part. If there is none, each start holds another fifth of the
        rows back: few rows can make any one of them easy or hard.
    is_split : bool
        Whether that is so. Of few rows none is held back.
    """

    x: np.ndarray
    y: np.ndarray
    weights: np.ndarray | None = None
    held: tuple[np.ndarray, np.ndarray] | None = None
    is_split: bool = False

    @property
    def has_held(self) -> bool:
        """Whether a training is judged by rows that it does not see."""
        return self.is_split or self.held is not None

    @property
    def judging(self) -> np.ndarray:
        """The targets among which those lie that judge a training."""
        return self.y if self.held is None else self.held[1]

    @property
    def count(self) -> int:
        """How many rows a training sees."""
        count = len(self.x)
        return min(MOST, count - self._fifth if self.is_split else count)

    @property
    def _fifth(self) -> int:
        return round(len(self.x) / PARTS)

    def part(self, seed: int) -> Part:
        """What the start with this seed sees, always of the same size."""
        every = np.arange(len(self.x))
        some = held = every
        if self.is_split:
            order = np.random.default_rng(0).permutation(every)
            order = np.roll(order, -seed % PARTS * self._fifth)
            held, some = np.split(order, [self._fifth])
        if len(some) > MOST:
            some = np.random.default_rng(0).permutation(some)[:MOST]
        weights = (
            np.ones(len(self.x)) if self.weights is None else self.weights
        )
        x_held, y_held = self.held or (self.x[held], self.y[held])
        return Part(
            self.x[some],
            self.y[some],
            weights[some].astype(np.float32),
            x_held,
            y_held,
        )


def split(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None
) -> Rows:
    """Rows of which each start holds a fifth back, if they are not few."""
    return Rows(x, y, weights, is_split=len(x) >= FEWEST_TO_SPLIT)
