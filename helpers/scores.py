"""How good are answers? The numbers that a page may report, side by side."""

from typing import NamedTuple

import numpy as np

THRESHOLD = 0.5  # of BinaryAccuracy in Keras


class Scores(NamedTuple):
    """Four verdicts on the same answers.

    Attributes
    ----------
    mse : float
        Mean squared error, in squared units of the targets; 0 is perfect.
    mae : float
        Mean absolute error, in units of the targets; 0 is perfect.
    r_squared : float
        See `r_squared`; 1 is perfect. NaN if all targets are the
        same: then there is nothing to explain.
    accuracy : float
        See `accuracy`.
    """

    mse: float
    mae: float
    r_squared: float
    accuracy: float


def scores(targets, answers):
    """Judge answers by four standard numbers.

    Parameters
    ----------
    targets, answers : array_like, both of the same shape
        What is true, and what the network says. An answer may be NaN or
        infinite (a training that diverged): so are its scores then.

    Returns
    -------
    Scores

    Raises
    ------
    ValueError
        If there are no targets, if one is no finite number, or if the
        shapes differ.
    """
    targets, answers = _pair(targets, answers)
    error = answers - targets
    constant = np.ptp(targets) == 0
    return Scores(
        mse=float(np.mean(error**2)),
        mae=float(np.mean(np.abs(error))),
        r_squared=(np.nan if constant else r_squared(targets, answers)),
        accuracy=accuracy(targets, answers),
    )


def r_squared(targets, answers):
    """Share of the targets' variance that the answers explain.

    R² = 1 - Σ(t - a)² / Σ(t - mean(t))²: 1 for perfect answers, 0 for
    always answering the mean, negative for anything worse than that.

    Parameters
    ----------
    targets, answers : array_like, shape (n,)

    Returns
    -------
    float
        NaN if an answer is. For targets that are all the same there is
        nothing to explain: 1 for exactly these answers, else 0.
    """
    targets = np.asarray(targets, np.float64)
    answers = np.asarray(answers, np.float64)
    unexplained = np.sum((targets - answers) ** 2)
    variation = np.sum((targets - targets.mean()) ** 2)
    if variation == 0:
        return float(unexplained == 0)
    return float(1 - unexplained / variation)


def constant_loss(answer, targets):
    """The mean squared error of a network that answers `answer` to all.

    Parameters
    ----------
    answer : float
        In the units of the targets.
    targets : array_like, shape (n,)

    Returns
    -------
    float
    """
    return float(np.mean((np.asarray(targets, np.float64) - answer) ** 2))


def accuracy(targets, answers):
    """What Keras reports as "accuracy" for a network with one output.

    The share of answers whose class is the target, where the class is 1 for
    answers above 0.5 and 0 for all others: ``mean(y == (ŷ > 0.5))``.
    Source: `keras.metrics.BinaryAccuracy`, which the word resolves to.

    Parameters
    ----------
    targets, answers : array_like, both of the same shape

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        As `scores`.
    """
    targets, answers = _pair(targets, answers)
    return float(np.mean(targets == (answers > THRESHOLD)))


def within(targets, answers, tolerance=0.01):
    """The share of answers that miss by at most a part of the target.

    ``mean(|ŷ - y| <= tolerance·|y|)``; 0.01 is "within 1 %".

    Parameters
    ----------
    targets, answers : array_like, both of the same shape
    tolerance : float, optional
        No unit.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        As `scores`, and for a tolerance below 0.
    """
    if not tolerance >= 0:  # also refuses NaN
        raise ValueError(
            f"tolerance must be 0 or more, not {tolerance}. Try 0.01, which "
            "is 1 %."
        )
    targets, answers = _pair(targets, answers)
    close = np.abs(answers - targets) <= tolerance * np.abs(targets)
    return float(np.mean(close))


class SlopeScores(NamedTuple):
    """The scores of the answers ŷ = w·x, for several slopes w.

    Attributes
    ----------
    slopes : ndarray of float64, shape (m,)
    mse, mae : ndarray of float64, shape (m,)
        As shares of those of always answering 0, which has 1.
    r_squared, accuracy : ndarray of float64, shape (m,)
    """

    slopes: np.ndarray
    mse: np.ndarray
    mae: np.ndarray
    r_squared: np.ndarray
    accuracy: np.ndarray


def over_slopes(x, y, slopes):
    """Judge ŷ = w·x for several w, on a scale that fits one axis.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Not all y are 0.
    slopes : array_like, shape (m,)

    Returns
    -------
    SlopeScores

    Raises
    ------
    ValueError
        As `scores`.
    """
    x, slopes = np.asarray(x, np.float64), np.asarray(slopes, np.float64)
    always_0 = scores(y, 0 * x)
    each = [scores(y, slope * x) for slope in slopes]
    mse, mae, r_squared, accuracies = np.array(each).T
    return SlopeScores(
        slopes, mse / always_0.mse, mae / always_0.mae, r_squared, accuracies
    )


def standardised(columns):
    """Each column with mean 0 and, if it varies, standard deviation 1."""
    columns = np.asarray(columns, np.float64)
    deviation = columns.std(axis=0)
    deviation = np.where(deviation == 0, 1, deviation)
    return ((columns - columns.mean(axis=0)) / deviation).astype(np.float32)


def _pair(targets, answers):
    """Both as float64, if they can be held against each other."""
    targets = np.asarray(targets, np.float64)
    answers = np.asarray(answers, np.float64)
    if targets.shape != answers.shape:
        # NumPy would compare every target with every answer.
        raise ValueError(
            f"targets have the shape {targets.shape}, answers "
            f"{answers.shape}: they must have the same. Try .ravel() on both."
        )
    if targets.size == 0 or not np.isfinite(targets).all():
        raise ValueError(
            "targets must be one or more finite numbers. Pass the y that the "
            "answers belong to."
        )
    return targets, answers
