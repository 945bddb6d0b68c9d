"""Examine a learner's Keras model: what is wrong, and what shows it."""

import contextlib
import warnings

import numpy as np

from helpers.checkup import probes
from helpers.checkup.case import Case
from helpers.checkup.copies import random_states_kept
from helpers.checkup.program import Trials
from helpers.checkup.progress import Progress
from helpers.checkup.prove import prove
from helpers.checkup.report import Report
from helpers.checkup.search import Search
from helpers.keras_twin import load_keras
from helpers.wording import number


def checkup(model, x, y, history=None):
    """Examine a Keras model: what holds it back, with evidence and a fix.

    Every finding rests on a small experiment on copies. The model, its
    optimizer, the data and all random states are left as they are.

    Parameters
    ----------
    model : keras.Model
        Built and compiled, before or after `fit`. Sequential or functional,
        with one input array and one output.
    x, y : array_like, shape (n, …)
        What it is trained on.
    history : keras.callbacks.History or dict, optional
        What `fit` returned. With it the checkup knows how long the training
        was.

    Returns
    -------
    Report
        Its findings, ranked; empty if there are none.

    Raises
    ------
    TypeError, ValueError
        A sentence that says what was passed, and what is needed.
    """
    case = _case(model, x, y, history)
    with _undisturbed() as progress:
        return _examined(case, progress)


@contextlib.contextmanager
def _undisturbed():
    """No random state is changed, no warning of a copy is shown."""
    with (
        random_states_kept(),
        warnings.catch_warnings(action="ignore"),
        Progress() as progress,
    ):
        yield progress


def _examined(case, progress):
    trials = Trials(progress)
    findings = list(probes.bad_data(case))
    if not findings:
        findings += probes.shape_mismatch(case)
    if not findings:
        structural = [
            *probes.wrong_loss(case),
            *probes.unreachable(case),
            *probes.deadly_relu(case),
        ]
        repairs = {}
        for found in structural:
            repairs |= found.repair
        findings += structural
        findings += Search(case, trials, repairs).findings()
        findings += probes.dead_relu(case)
        findings += probes.misused_metric(case)

    def prover(found):
        with _undisturbed() as progress:
            return prove(case, found, progress)

    return Report(findings, _standing(case), (), prover if findings else None)


def _standing(case):
    if not np.isfinite(case.outputs).all():
        return "its answers are no finite numbers."
    if not case.fits:
        return "its answers cannot be held against y."
    y, answers = case.targets, case.answers
    if case.task.is_regression:
        miss = np.abs(answers - y).mean()
        baseline = np.abs(y.mean(axis=0) - y).mean()
        return (
            f"R² {number(round(case.score, 2), 2)} against 0 for always "
            f"answering the mean. The typical miss is ± {number(miss, 2)}, "
            f"the mean's ± {number(baseline, 2)}."
        )
    right, baseline = _right(y, answers), _right(y, 0 * answers + y.mean(0))
    return (
        f"{right:.0%} of the answers are right against {baseline:.0%} for "
        "always answering the most frequent class."
    )


def _right(y, answers):
    if answers.shape[-1] == 1:
        return np.mean((answers > 0.5) == (y > 0.5))
    return np.mean(answers.argmax(-1) == y.argmax(-1))


def _case(model, x, y, history):
    keras = load_keras()
    if not isinstance(model, keras.Model):
        raise TypeError(
            "model must be a Keras model, such as keras.Sequential([…]), not "
            f"{type(model).__name__}."
        )
    if not model.built or not model.weights:
        raise ValueError(
            "This model has no weights yet. Begin its layers with "
            "keras.Input((1,)), where 1 is the number of columns of x."
        )
    if not model.compiled:
        raise ValueError(
            "This model is not compiled, so it has no loss. Call "
            'model.compile(loss="mse", optimizer="sgd") first.'
        )
    losses, steps = _history(history)
    x, y = _array("x", x), _array("y", y)
    if len(x) != len(y):
        raise ValueError(
            f"x has {len(x)} rows and y has {len(y)}: each row of x needs "
            "its own target. Pass the same rows of both."
        )
    if x.ndim == 1:
        x = x[:, None]
    return Case(model, x, y, losses, steps)


def _array(name, values):
    try:
        array = np.asarray(values)
        if array.dtype.kind not in "fiub":
            raise ValueError
        array = array.astype(np.float32)
    except (TypeError, ValueError):
        raise TypeError(
            f"{name} must be an array of numbers, with one row for each "
            f"point. Try np.array({name}, dtype=float)."
        ) from None
    if array.ndim == 0 or not len(array):
        raise ValueError(f"{name} must have at least one row.")
    return array


def _history(history):
    if history is None:
        return {}, None
    steps = (getattr(history, "params", None) or {}).get("steps")
    losses = getattr(history, "history", history)
    if not isinstance(losses, dict):
        raise TypeError(
            "history must be what model.fit returned, not "
            f"{type(history).__name__}. Try history = model.fit(…)."
        )
    return losses, steps
