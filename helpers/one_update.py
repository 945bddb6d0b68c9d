"""One update in numbers: a network 1 → 2 → 1 learns from one point.

Slopes are worked out as Keras does it: where the sum before a ReLU is exactly
0, the ReLU is taken to be flat.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

Pair = tuple[float, float]


class SevenWeights(NamedTuple):
    """A number for each weight and bias of a network 1 → 2 → 1.

    Attributes
    ----------
    w1, b1, w2 : tuple of float, length 2
        Of hidden unit 1 and 2.
    b2 : float
    """

    w1: Pair
    b1: Pair
    w2: Pair
    b2: float

    @property
    def all(self) -> tuple[float, ...]:
        """All seven, in this order."""
        return *self.w1, *self.b1, *self.w2, self.b2


@dataclass(frozen=True)
class OneUpdate:
    """One update of SGD on one point; its loss is (ŷ − y)².

    Parameters
    ----------
    weights : SevenWeights
        Before the update.
    x, y : float
        The point.
    learning_rate : float
    final_relu : bool

    Attributes
    ----------
    sums, hidden : tuple of float, length 2
        Of each hidden unit before its ReLU, and what it answers.
    total, answer : float
        The output before and after the final ReLU, if there is one.
    loss : float
    answer_slope, total_slope : float
        d loss / d answer, d loss / d total.
    hidden_slopes, sums_slopes : tuple of float, length 2
    slopes : SevenWeights
        d loss / d weight for each weight.
    after : SevenWeights
        The weights after the update.
    """

    weights: SevenWeights
    x: float
    y: float
    learning_rate: float
    final_relu: bool

    @cached_property
    def sums(self) -> Pair:
        w1, b1 = self.weights.w1, self.weights.b1
        return w1[0] * self.x + b1[0], w1[1] * self.x + b1[1]

    @cached_property
    def hidden(self) -> Pair:
        return _relu(self.sums[0]), _relu(self.sums[1])

    @cached_property
    def total(self) -> float:
        w2, h = self.weights.w2, self.hidden
        return w2[0] * h[0] + w2[1] * h[1] + self.weights.b2

    @cached_property
    def answer(self) -> float:
        return _relu(self.total) if self.final_relu else self.total

    @cached_property
    def loss(self) -> float:
        error = self.answer - self.y
        return error * error

    @cached_property
    def answer_slope(self) -> float:
        return 2 * (self.answer - self.y)

    @property
    def is_blocked(self) -> bool:
        """Whether the final ReLU lets no slope through."""
        return self.final_relu and not _passes(self.total)

    @property
    def are_on(self) -> tuple[bool, bool]:
        """Whether each hidden unit lets slopes through."""
        return _passes(self.sums[0]), _passes(self.sums[1])

    @cached_property
    def total_slope(self) -> float:
        return 0.0 if self.is_blocked else self.answer_slope

    @cached_property
    def hidden_slopes(self) -> Pair:
        w2 = self.weights.w2
        return self.total_slope * w2[0], self.total_slope * w2[1]

    @cached_property
    def sums_slopes(self) -> Pair:
        one, two = self.are_on
        slopes = self.hidden_slopes
        return slopes[0] if one else 0.0, slopes[1] if two else 0.0

    @cached_property
    def slopes(self) -> SevenWeights:
        h, down = self.hidden, self.sums_slopes
        return SevenWeights(
            w1=(down[0] * self.x, down[1] * self.x),
            b1=down,
            w2=(self.total_slope * h[0], self.total_slope * h[1]),
            b2=self.total_slope,
        )

    @cached_property
    def after(self) -> SevenWeights:
        def moved(weight: float, slope: float) -> float:
            return weight - self.learning_rate * slope

        def both(weights: Pair, slopes: Pair) -> Pair:
            return moved(weights[0], slopes[0]), moved(weights[1], slopes[1])

        old, slopes = self.weights, self.slopes
        return SevenWeights(
            both(old.w1, slopes.w1),
            both(old.b1, slopes.b1),
            both(old.w2, slopes.w2),
            moved(old.b2, slopes.b2),
        )


def _relu(value: float) -> float:
    return value if _passes(value) else 0.0


def _passes(value: float) -> bool:
    return value > 0  # at 0 it is flat, by Keras' convention


def trained(
    weights: SevenWeights,
    points: Iterable[tuple[float, float]],
    learning_rate: float,
    final_relu: bool,
) -> SevenWeights:
    """The weights after one update on each point, in their order.

    Parameters
    ----------
    weights : SevenWeights
        Before the first.
    points : iterable of (x, y)
    learning_rate : float
    final_relu : bool

    Returns
    -------
    SevenWeights
    """
    for x, y in points:
        update = OneUpdate(weights, x, y, learning_rate, final_relu)
        weights = update.after
    return weights
