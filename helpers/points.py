"""The points that a network learns from: its inputs, and a function of them.

A row of a table says all there is to say of a choice: how it is computed, how
a program writes that, and how people do.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from helpers.wording.fields import real_number, whole_number

QUESTION_POINTS = 999  # as many as the asker's script makes


@dataclass(frozen=True)
class Inputs:
    """A row of the table of inputs. Their scale is `input_max`.

    Attributes
    ----------
    label : str
        In a list to choose from.
    phrase : str
        In a sentence; {scale} and {points} stand for numbers.
    check : callable
        What `input_max` may be, see `helpers.wording.fields`.
    is_random : bool
        Whether they depend on the seed.
    middle : float
        Of the inputs, as a share of their scale.
    x : callable
        (scale, seed) gives an ndarray of float64, shape (n,).
    source : str
        The same in Python, as a column; {scale} and {points} as above.
    """

    label: str
    phrase: str
    check: Callable
    is_random: bool
    middle: float
    x: Callable[[float, int | None], np.ndarray]
    source: str


@dataclass(frozen=True)
class Function:
    """A row of the table of functions.

    Attributes
    ----------
    label : str
        In a list to choose from.
    task : str
        What one learns who learns it.
    y : callable
        (x, scale, middle) gives an ndarray of float64, shape (n,); scale and
        middle are those of the inputs.
    source : str
        The same in Python, of x; {scale} and {middle} stand for numbers,
        {shifted} for x - middle.
    """

    label: str
    task: str
    y: Callable[[np.ndarray, float, float], np.ndarray]
    source: str


def _evenly(scale: float, seed: int | None) -> np.ndarray:
    return np.arange(1, QUESTION_POINTS + 1) * (scale / QUESTION_POINTS)


def _normal(scale: float, seed: int | None) -> np.ndarray:
    # A stream of its own: the weights take default_rng(seed).
    rng = np.random.default_rng([seed or 0, 1])
    return scale * rng.standard_normal(QUESTION_POINTS)


INPUTS = {
    "arange": Inputs(
        label="1, 2, 3, … up to the range",
        phrase="x = 1…{scale}",
        check=whole_number(
            3, 10**6, " (fewer points cannot be split for validation)"
        ),
        is_random=False,
        middle=1 / 2,
        x=lambda scale, seed: np.arange(1, scale + 1, dtype=np.float64),
        source="x = np.arange(1, {scale} + 1, dtype=float).reshape(-1, 1)",
    ),
    "spread": Inputs(
        label=f"{QUESTION_POINTS} points over the range",
        phrase="{points} points, x up to {scale}",
        check=real_number(1e-6, 1e6),
        is_random=False,
        middle=1 / 2,
        x=_evenly,
        source=(
            "x = np.arange(1, {points} + 1).reshape(-1, 1) "
            "* ({scale} / {points})"
        ),
    ),
    "randn": Inputs(
        label="random, of the range's size",
        phrase="random x of size {scale}",
        check=real_number(1e-6, 1e6),
        is_random=True,
        middle=0,
        x=_normal,
        source="""\
# Not default_rng(seed): that one draws the start, below.
rng = np.random.default_rng([seed, 1])
x = {scale} * rng.standard_normal(({points}, 1))""",
    ),
}
FUNCTIONS = {
    "2x": Function(
        label="y = 2x",
        task="to double a number",
        y=lambda x, scale, middle: 2 * x,
        source="2 * x",
    ),
    "x²": Function(
        label="y = x²",
        task="to square a number",
        y=lambda x, scale, middle: x**2,
        source="x**2",
    ),
    "|x|": Function(
        label="y = |x|",
        task="a V",
        y=lambda x, scale, middle: np.abs(x - middle),
        source="np.abs({shifted})",
    ),
    "sin": Function(
        label="y = sin",
        task="a sine wave",
        y=lambda x, scale, middle: np.sin(2 * np.pi * x / scale),
        source="np.sin(2 * np.pi * x / {scale})",
    ),
    "step": Function(
        label="y = step",
        task="a step",
        y=lambda x, scale, middle: np.where(x > middle, 1.0, 0.0),
        source="np.where(x > {middle}, 1.0, 0.0)",
    ),
}
