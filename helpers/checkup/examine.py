"""Examine a learner's Keras model: what is wrong, and what shows it."""

import contextlib
import warnings

import numpy as np

from helpers.checkup import probes
from helpers.checkup.arguments import case_of
from helpers.checkup.copies import random_states_kept
from helpers.checkup.program import Trials
from helpers.checkup.progress import Progress
from helpers.checkup.prove import prove
from helpers.checkup.report import Report
from helpers.checkup.search import Search
from helpers.wording import number


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
        found = [*probes.bad_numbers(case), *probes.explosion(case)]
        return Report(found, "only its numbers were checked.", notes)


@contextlib.contextmanager
def _undisturbed():
    """No random state is changed, no warning of a copy is shown."""
    with (
        random_states_kept(),
        warnings.catch_warnings(action="ignore"),
        Progress() as progress,
    ):
        yield progress


def _examined(case, notes, progress):
    progress("asking for answers")
    found = [*probes.bad_data(case)] or [*probes.shape_mismatch(case)]
    if not found:
        found = [
            *probes.wrong_loss(case),
            *probes.unreachable(case),
            *probes.deadly_relu(case),
        ]
        repairs = {}
        for finding in found:
            repairs |= finding.repair
        search = Search(case, Trials(progress), repairs)
        found += [
            *search.findings(),
            *probes.explosion(case),
            *probes.dead(case),
            *probes.misused_metric(case),
        ]
        notes = [*notes, *search.notes()]
    first = {}
    for finding in found:  # two probes may see the same fault
        first.setdefault(finding.name, finding)

    def prover(findings):
        with _undisturbed() as progress:
            return prove(case, findings, progress)

    return Report(
        first.values(), _standing(case), notes, prover if first else None
    )


def _standing(case):
    """How good the answers are now, as the end of a sentence."""
    if not np.isfinite(case.outputs).all():
        return "its answers are no finite numbers."
    if not (case.fits and np.isfinite(case.y).all()):
        return "its answers cannot be held against y."
    y, answers = case.targets, case.answers
    trained = "" if case.is_trained else "it is not trained yet. Now "
    if case.task.is_regression:
        miss = np.abs(answers - y).mean()
        baseline = np.abs(y.mean(axis=0) - y).mean()
        return (
            f"{trained}R² {number(round(case.score, 2), 2)} against 0 for "
            f"always answering the mean. The typical miss is ± "
            f"{number(miss, 2)}, the mean's ± {number(baseline, 2)}."
        )
    usual = np.broadcast_to(y.mean(axis=0), y.shape)
    right, baseline = case.task.right(y, answers), case.task.right(y, usual)
    return (
        f"{trained}{right:.0%} of the answers are right, against "
        f"{baseline:.0%} for always answering the most frequent class."
    )
