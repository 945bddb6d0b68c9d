"""Examine a learner's Keras model: what is wrong, and what shows it."""

import contextlib
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from helpers.checkup.arguments import case_of
from helpers.checkup.case import Case
from helpers.checkup.lab.copies import random_states_kept
from helpers.checkup.lab.trials import Trials
from helpers.checkup.probes.data import bad_data, bad_numbers, shape_mismatch
from helpers.checkup.probes.death import dead, explosion, frozen, would_explode
from helpers.checkup.probes.loss import (
    flat_loss,
    misread_labels,
    misused_metric,
    wrong_loss,
)
from helpers.checkup.probes.output import deadly_relu, unreachable
from helpers.checkup.probes.rate import rate_too_high, too_slow
from helpers.checkup.probes.scale import scale
from helpers.checkup.prove import prove
from helpers.checkup.report import Finding, Proof, Report
from helpers.checkup.search import Search
from helpers.checkup.standing import explanation, standing
from helpers.progress import Progress

# What a check is about, for a note on one that failed, and its probe.
# While one of these finds something, the others can say nothing.
FIRST = {
    "the numbers in x and y": bad_data,
    "the shapes of x and y": shape_mismatch,
    "the weights": frozen,
    "the labels": misread_labels,
}
# What these find is mended in all trials.
BEFORE_TRIALS = {
    "the loss": wrong_loss,
    "the last activation": unreachable,
    "the final ReLU": deadly_relu,
}
TRIALS = {
    "the scale of x and y": scale,
    "a high learning rate": rate_too_high,
    "an explosion to come": would_explode,
    "a low rate, and patience": too_slow,
}
AFTER_TRIALS = {
    "an explosion": explosion,
    "dead units": dead,
    "a flat loss": flat_loss,
}
LAST = {"the metrics": misused_metric}
# The one that holds the others back comes first: while the data are wrong
# nothing can be said, and a network that flies apart cannot be too slow.
RANKS = (
    "bad_data",
    "shape_mismatch",
    "frozen",
    "wrong_loss",
    "bounded_output",
    "relu_output",
    "unnormalised_input",
    "unscaled_target",
    "lr_too_high",
    "exploding",
    "dead_relu",
    "lr_too_low",
    "too_few_epochs",
    "accuracy_on_regression",
    "wrong_metric",
)
NOT_DONE = "One check could not be done here: "


def checkup(model: Any, x: Any, y: Any, history: Any = None) -> Report:
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
def _undisturbed() -> Iterator[Progress]:
    """No random state is changed, no warning of a copy is shown."""
    with (
        random_states_kept(),
        warnings.catch_warnings(action="ignore"),
        Progress("Checkup") as progress,
    ):
        yield progress


def _examined(case: Case, notes: list[str], progress: Progress) -> Report:
    checks = _Checks(notes)
    progress("asking for answers")
    found: list[Finding] = []
    for what, probe in FIRST.items():
        found = found or checks({what: probe}, case)
    if not found:
        found = checks(BEFORE_TRIALS, case)
        repairs: dict[str, Any] = {}
        for finding in found:
            repairs |= finding.repair
        search = Search(case, Trials(progress), repairs)
        found += checks(TRIALS, search) + checks(AFTER_TRIALS, case)
        if not found:
            checks.notes += checks({"the trainings": explanation}, search)
        found += checks(LAST, case)
    first: dict[str, Finding] = {}
    for finding in found:  # two probes may see the same fault
        first.setdefault(finding.name, finding)

    def prover(findings: tuple[Finding, ...]) -> Proof:
        with _undisturbed() as progress:
            return prove(case, findings, progress)

    stands = checks({"how good the answers are": standing}, case)
    stands = stands or ["how good it is could not be told."]
    ranked = sorted(first.values(), key=rank)
    return Report(ranked, stands[0], checks.notes, prover if first else None)


def rank(found: Finding) -> tuple[int, bool]:
    """Where a finding stands in a report: the lowest comes first."""
    # Of scale and rate, the one that mends it alone comes first.
    name = "unnormalised_input" if found.suffices else found.name
    return RANKS.index(name), not found.suffices


class _Checks:
    """Runs probes; one that fails leaves a note and takes no other along.

    A model may hold anything: layers, losses and metrics of the learner's
    own, or of a kind that a probe does not foresee.
    """

    def __init__(self, notes: list[str]) -> None:
        self.notes = list(notes)

    def __call__(
        self,
        probes: Mapping[str, Callable[..., Iterable]],
        what: Case | Search,
    ) -> list:
        """What the probes yield."""
        found = []
        for about, probe in probes.items():
            try:
                found += list(probe(what))
            except Exception as error:
                kind = type(error).__name__
                self.notes.append(f"{NOT_DONE}{about} ({kind}).")
        return found
