"""How good are answers? The numbers that a page may report, side by side."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.wording.errors import WrongValue
from helpers.wording.fields import array, real_number

THRESHOLD = 0.5  # of BinaryAccuracy in Keras

_check_answer = real_number()
_check_tolerance = real_number(0)


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


@np.errstate(over="ignore")
def scores(targets: ArrayLike, answers: ArrayLike) -> Scores:
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
    TypeError, ValueError
        A sentence: if there are no targets, if one is not a finite number, or
        if the shapes differ.
    """
    targets, answers = _pair(targets, answers)
    error = answers - targets
    constant = np.ptp(targets) == 0
    return Scores(
        mse=float(np.mean(error**2)),
        mae=float(np.mean(np.abs(error))),
        r_squared=(np.nan if constant else _r_squared(targets, answers)),
        accuracy=_accuracy(targets, answers),
    )


def r_squared(targets: ArrayLike, answers: ArrayLike) -> float:
    """Share of the targets' variance that the answers explain.

    R² = 1 - Σ(t - a)² / Σ(t - mean(t))²: 1 for perfect answers, 0 for
    always answering the mean, negative for anything worse than that.

    Parameters
    ----------
    targets, answers : array_like, both of the same shape

    Returns
    -------
    float
        NaN if an answer is. For targets that are all the same there is
        nothing to explain: 1 for exactly these answers, else 0.

    Raises
    ------
    TypeError, ValueError
        As `scores`.
    """
    return _r_squared(*_pair(targets, answers))


@np.errstate(over="ignore", invalid="ignore")
def _r_squared(targets: np.ndarray, answers: np.ndarray) -> float:
    unexplained = np.sum((targets - answers) ** 2)
    variation = np.sum((targets - targets.mean()) ** 2)
    if variation == 0:
        return float(unexplained == 0)
    return float(1 - unexplained / variation)


@np.errstate(over="ignore")
def constant_loss(answer: float, targets: ArrayLike) -> float:
    """The mean squared error of a network that answers `answer` to all.

    Parameters
    ----------
    answer : float
        In the units of the targets.
    targets : array_like

    Returns
    -------
    float

    Raises
    ------
    TypeError, ValueError
        A sentence: if the answer or a target is not a finite number.
    """
    answer = _check_answer("answer", answer, "Try answer=0.")
    targets = array("targets", targets, "Pass the y that is to be learned.")
    return float(np.mean((targets - answer) ** 2))


def accuracy(targets: ArrayLike, answers: ArrayLike) -> float:
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
    TypeError, ValueError
        As `scores`.
    """
    return _accuracy(*_pair(targets, answers))


def _accuracy(targets: np.ndarray, answers: np.ndarray) -> float:
    return float(np.mean(targets == (answers > THRESHOLD)))


@np.errstate(over="ignore")
def within(
    targets: ArrayLike, answers: ArrayLike, tolerance: float = 0.01
) -> float:
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
    TypeError, ValueError
        As `scores`, and for a tolerance below 0.
    """
    hint = "Try tolerance=0.01, which is 1 %."
    tolerance = _check_tolerance("tolerance", tolerance, hint)
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


def over_slopes(x: ArrayLike, y: ArrayLike, slopes: ArrayLike) -> SlopeScores:
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
    TypeError, ValueError
        As `scores`.
    """
    x, slopes = np.asarray(x, np.float64), np.asarray(slopes, np.float64)
    always_0 = scores(y, 0 * x)
    each = [scores(y, slope * x) for slope in slopes]
    mse, mae, r_squared, accuracies = np.array(each).T
    return SlopeScores(
        slopes, mse / always_0.mse, mae / always_0.mae, r_squared, accuracies
    )


def standardised(
    columns: ArrayLike, measured: ArrayLike | None = None
) -> np.ndarray:
    """Each column with mean 0 and, if it varies, standard deviation 1.

    Parameters
    ----------
    columns : ndarray, shape (n, …, columns) or (n,)
        Of a picture or a sequence the last axis has the columns.
    measured : ndarray, optional
        Whose mean and deviation count, if not the columns' own: those of the
        training part, for rows held back.

    Returns
    -------
    ndarray of float32, same shape
    """
    columns = np.asarray(columns, np.float64)
    like = columns if measured is None else np.asarray(measured, np.float64)
    rows = tuple(range(max(1, like.ndim - 1)))
    deviation = like.std(axis=rows)
    deviation = np.where(deviation == 0, 1, deviation)
    return ((columns - like.mean(axis=rows)) / deviation).astype(np.float32)


def _pair(
    targets: ArrayLike, answers: ArrayLike
) -> tuple[np.ndarray, np.ndarray]:
    """Both as float64, if they can be held against each other."""
    hint = "Pass the y that the answers belong to."
    targets = array("targets", targets, hint)
    hint = "Pass what the network answers, one number for each target."
    answers = array("answers", answers, hint, finite=False)
    if targets.shape != answers.shape:
        # NumPy would compare every target with every answer.
        raise WrongValue(
            f"targets have the shape {targets.shape}, answers "
            f"{answers.shape}: they must have the same. Try .ravel() on both."
        )
    return targets, answers
