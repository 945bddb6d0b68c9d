"""Examine a learner's Keras model: what is wrong, and what shows it."""

import contextlib
import warnings

import numpy as np

from helpers.checkup.arguments import case_of
from helpers.checkup.lab.copies import random_states_kept
from helpers.checkup.lab.search import Search, explanation, r2
from helpers.checkup.lab.trials import Trials
from helpers.checkup.probes.data import bad_data, bad_numbers, shape_mismatch
from helpers.checkup.probes.death import dead, explosion, frozen
from helpers.checkup.probes.loss import (
    flat_loss,
    misread_labels,
    misused_metric,
    wrong_loss,
)
from helpers.checkup.probes.output import deadly_relu, unreachable
from helpers.checkup.probes.rate import rate_too_high, too_slow, would_explode
from helpers.checkup.probes.scale import scale
from helpers.checkup.prove import prove
from helpers.checkup.report import Report
from helpers.progress import Progress
from helpers.wording.numbers import number

NOT_DONE = "One check could not be done here: "


def checkup(model, x, y, history=None):
    """Examine a Keras model: what holds it back, with evidence and a fix.

    Every finding rests on a small experiment on copies. The model, its
    optimizer, the data and all random states are left as they are.

    Parameters
    ----------
    model : keras.Model
        Built and compiled, before or after `fit`. Sequential or functional,
        with one input array and one output; of another one only the numbers
        are checked, and the report says so.
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
    case, notes = case_of(model, x, y, history)
    with _undisturbed() as progress:
        if case.is_whole:
            return _examined(case, notes, progress)
        found = [*bad_numbers(case), *explosion(case)]
        return Report(found, "only its numbers were checked.", notes)


@contextlib.contextmanager
def _undisturbed():
    """No random state is changed, no warning of a copy is shown."""
    with (
        random_states_kept(),
        warnings.catch_warnings(action="ignore"),
        Progress("Checkup") as progress,
    ):
        yield progress


def _examined(case, notes, progress):
    checks = _Checks(notes)
    progress("asking for answers")
    found = (
        checks("the numbers in x and y", bad_data, case)
        or checks("the shapes of x and y", shape_mismatch, case)
        or checks("the weights", frozen, case)
        or checks("the labels", misread_labels, case)
    )
    if not found:
        found = [
            *checks("the loss", wrong_loss, case),
            *checks("the last activation", unreachable, case),
            *checks("the final ReLU", deadly_relu, case),
        ]
        repairs = {}
        for finding in found:
            repairs |= finding.repair
        search = Search(case, Trials(progress), repairs)
        in_trials = [
            *checks("the scale of x and y", scale, search),
            *checks("a high learning rate", rate_too_high, search),
            *checks("an explosion to come", would_explode, search),
            *checks("a low rate, and patience", too_slow, search),
        ]
        found += [
            *in_trials,
            *checks("an explosion", explosion, case),
            *checks("dead units", dead, case),
            *checks("a flat loss", flat_loss, case),
        ]
        if not found:
            checks.notes += checks("the trainings", explanation, search)
        found += checks("the metrics", misused_metric, case)
    first = {}
    for finding in found:  # two probes may see the same fault
        first.setdefault(finding.name, finding)

    def prover(findings):
        with _undisturbed() as progress:
            return prove(case, findings, progress)

    standing = checks("how good the answers are", _standing, case)
    standing = standing or ["how good it is could not be told."]
    return Report(
        first.values(),
        standing[0],
        checks.notes,
        prover if first else None,
    )


class _Checks:
    """Runs checks; one that fails leaves a note and takes no other along.

    A model may hold anything: layers, losses and metrics of the learner's
    own, or of a kind that a check does not foresee.
    """

    def __init__(self, notes):
        self.notes = list(notes)

    def __call__(self, what, check, *arguments):
        """What a check yields, as a list."""
        try:
            return list(check(*arguments))
        except Exception as error:
            self.notes.append(f"{NOT_DONE}{what} ({type(error).__name__}).")
            return []


def _standing(case):
    """Yield how good the answers are now, as the end of a sentence."""
    if not np.isfinite(case.outputs).all():
        yield "its answers are no finite numbers."
        return
    if not (case.fits and np.isfinite(case.y).all()):
        yield "its answers cannot be held against y."
        return
    y, answers = case.targets, case.answers
    trained = "" if case.is_trained else "it is not trained yet. Now "
    if case.task.is_regression:
        same = ""
        if case.outcome in ("dead", "constant"):
            same = f"the answer is {number(answers.flat[0], 3)} to all; "
        miss = np.abs(answers - y).mean()
        baseline = np.abs(y.mean(axis=0) - y).mean()
        yield (
            f"{trained}{same}{r2(case.score)} against 0 for "
            f"always answering the mean. The typical miss is ± "
            f"{_coarse(miss)}, the mean's ± {_coarse(baseline)}."
        )
        return
    usual = np.broadcast_to(y.mean(axis=0), y.shape)
    right, baseline = case.task.right(y, answers), case.task.right(y, usual)
    yield (
        f"{trained}{right:.0%} of the answers are right, against "
        f"{baseline:.0%} for always answering the most frequent class."
    )


def _coarse(value):
    """A miss, as exactly as a learner can use it."""
    return number(f"{value:.3g}", 2)
