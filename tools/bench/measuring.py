"""Repeated measurements, and the rows of the table that they become."""

import time
from dataclasses import dataclass

import numpy as np

SHORTEST = 0.02  # seconds that one measurement takes at least


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    name : str
    values : ndarray
        Repeated measurements.
    unit : str
        "s" for seconds, "MB", or "" for a number that has none.
    ratios : ndarray or None
        The measurements as multiples of those of another row.
    meaning : str
        What the ratio is a multiple of; or, without one, a remark.
    """

    name: str
    values: np.ndarray
    unit: str = "s"
    ratios: np.ndarray | None = None
    meaning: str = ""


def seconds(function):
    """Seconds of one call, the mean of as many as fill `SHORTEST`."""
    calls = 0
    begin = time.perf_counter()
    while True:
        function()
        calls += 1
        passed = time.perf_counter() - begin
        if passed >= SHORTEST:
            return passed / calls


def side_by_side(functions, rounds, measure=seconds):
    """Measure functions in turns, so that all meet the same neighbours.

    Parameters
    ----------
    functions : dict of str to callable
    rounds : int
    measure : callable, optional
        Gives the value of a function, its seconds by default.

    Returns
    -------
    dict of str to ndarray, shape (rounds,)
    """
    for function in functions.values():
        measure(function)  # compiled, imported and in the caches from now on
    turns = [[measure(f) for f in functions.values()] for _ in range(rounds)]
    return dict(zip(functions, np.transpose(turns), strict=True))


def rows(values, meaning, unit="s"):
    """Rows of values, each as a multiple of the first, turn by turn."""
    (first, reference), *others = values.items()
    return [
        Row(first, reference, unit),
        *(Row(name, v, unit, v / reference, meaning) for name, v in others),
    ]


def slope(sizes, times):
    """How a cost grows: the slope in log-log, and its standard error."""
    (fitted, _), covariance = np.polyfit(
        np.log(sizes), np.log(times), 1, cov=True
    )
    return fitted, np.sqrt(covariance[0, 0])
