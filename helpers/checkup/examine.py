"""Examine a learner's Keras model: what is wrong, and what shows it."""

import contextlib
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from helpers.checkup.arguments import case_of
from helpers.checkup.case import Case
from helpers.checkup.lab.copies import random_states_kept
from helpers.checkup.lab.trials import OutOfTime, Trials
from helpers.checkup.probes.data import bad_data, bad_numbers, shape_mismatch
from helpers.checkup.probes.death import dead, explosion, frozen, would_explode
from helpers.checkup.probes.held import (
    classes_as_numbers,
    overfitting,
    unshuffled_split,
)
from helpers.checkup.probes.loss import (
    flat_loss,
    misread_labels,
    misused_metric,
    wrong_loss,
)
from helpers.checkup.probes.needed import needed
from helpers.checkup.probes.output import deadly_relu, unreachable
from helpers.checkup.prove import prove
from helpers.checkup.report import Finding, Proof, Report
from helpers.checkup.search import Search
from helpers.checkup.standing import explanation, standing
from helpers.jit import cores
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
    "the validation part": unshuffled_split,
}
TRIALS = {
    "what it lacks": needed,
    "an explosion to come": would_explode,
    "rows held back": overfitting,
    "the kind of its targets": classes_as_numbers,
}
AFTER_TRIALS = {
    "an explosion": explosion,
    "dead units": dead,
    "a flat loss": flat_loss,
}
LAST = {"the metrics": misused_metric}
# What can be found, and in a line what it is. The one that holds the others
# back comes first: while the data are wrong nothing can be said, and a
# network that flies apart cannot be too slow.
NAMES = {
    "bad_data": "x or y hold what no training can make sense of",
    "shape_mismatch": "targets and answers are not compared one by one",
    "unshuffled_split": "the validation part has what training never sees",
    "wrong_loss": "the loss does not like the perfect answers best",
    "classes_as_numbers": "the numbers of classes are learned as amounts",
    "bounded_output": "the last activation cannot say the targets",
    "relu_output": "a ReLU at the end cuts targets off, or kills starts",
    "frozen": "layers that have to learn are switched off",
    "bad_start": "the starting weights are equal, or far too large",
    "unnormalised_input": "the scale of the inputs hurts here",
    "unscaled_target": "the scale of the targets hurts here",
    "lr_too_high": "the learning rate is too high",
    "exploding": "the training flies apart",
    "dead_relu": "ReLUs answer 0 to every point",
    "regularised_away": "dropout or a penalty leaves nothing to learn with",
    "flat_hidden": "hidden activations pass too little of a slope on",
    "too_small": "too few units or layers, or no activation between",
    "rate_decays": "the learning rate runs out before it has learned",
    "lr_too_low": "the learning rate is too low",
    "batch_too_large": "large batches leave few updates",
    "batchnorm_lags": "averages of a normalization lag behind",
    "too_few_epochs": "the training stopped too early",
    "slow_optimizer": "another optimizer gets there",
    "overfitting": "it learns its rows by heart",
    "accuracy_on_regression": "accuracy cannot judge numbers",
    "wrong_metric": "a metric fails the perfect answers",
}
SECONDS = 9, 18  # for all trials: on two cores or more, and on one
CUT = "For want of time not everything was tried."
NOT_DONE = "One check could not be done here: "


def checkup(
    model: Any,
    x: Any,
    y: Any = None,
    history: Any = None,
    *,
    validation_split: float = 0.0,
    validation_data: Any = None,
    sample_weight: Any = None,
    class_weight: Any = None,
) -> Report:
    """Examine a Keras model: what holds it back, with evidence and a fix.

    Every finding rests on a small experiment on copies. The model, its
    optimizer, the data and all random states are left as they are.

    Parameters
    ----------
    model : keras.Model
        Compiled, before or after `fit`, with one input array and one output;
        of another one only the numbers are checked, and the report says so.
    x, y : array_like, shape (n, …)
        What it is trained on. As for `fit`, x may be a Dataset, a generator
        or a PyDataset of batches, without y; some 2000 rows are read. A
        generator has these no more, and a Dataset that shuffles anew for
        each epoch goes on to its next order.
    history : keras.callbacks.History or dict, optional
        What `fit` returned. With it the checkup knows how long the training
        was.
    validation_split, validation_data, sample_weight, class_weight : optional
        As passed to `fit`.

    Returns
    -------
    Report
        Its findings, ranked; empty if there are none.

    Raises
    ------
    TypeError, ValueError
        A sentence that says what was passed, and what is needed.
    """
    case, notes = case_of(
        model,
        x,
        y,
        history,
        validation_split=validation_split,
        validation_data=validation_data,
        sample_weight=sample_weight,
        class_weight=class_weight,
    )
    with _undisturbed() as progress:
        if case.is_whole:
            return _examined(case, notes, progress)
        found = [*bad_numbers(case), *explosion(case)]
        arrays = " and ".join(case.arrays)
        standing = f"only its numbers were checked, those in {arrays}."
        return Report(found, standing, notes, is_whole=False)


def seconds() -> float:
    """How long the trials of a checkup may take on this machine."""
    return SECONDS[cores() == 1]


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
    trials = Trials(progress, seconds())
    search = Search(case, trials, [])
    for what, probe in FIRST.items():
        found = found or checks({what: probe}, case)
    if not found:
        found = checks(BEFORE_TRIALS, case)
        known = [finding.repair for finding in found if finding.repair]
        search = Search(case, trials, known)
        found += checks(TRIALS, search) + checks(AFTER_TRIALS, case)
        if not found:
            checks.notes += checks({"the trainings": explanation}, search)
        if search.was_cut or checks.was_cut:
            checks.notes.append(CUT)
        found += checks(LAST, case)
    first: dict[str, Finding] = {}
    for finding in found:  # two probes may see the same fault
        first.setdefault(finding.name, finding)

    def prover(findings: tuple[Finding, ...]) -> Proof:
        with _undisturbed() as progress:
            search.trials.allow(SECONDS[1], progress)
            return prove(search, findings)

    stands = checks({"how good the answers are": standing}, case)
    stands = stands or ["how good it is could not be told."]
    ranked = sorted(first.values(), key=rank)
    return Report(ranked, stands[0], checks.notes, prover if first else None)


def rank(found: Finding) -> tuple[int, bool]:
    """Where a finding stands in a report: the lowest comes first."""
    at = list(NAMES).index(found.name)
    if found.suffices:
        # Of scale and pace, what mends it alone comes first.
        at = min(at, list(NAMES).index("unnormalised_input"))
    return at, not found.suffices


class _Checks:
    """Runs probes; one that fails leaves a note and takes no other along.

    A model may hold anything: layers, losses and metrics of the learner's
    own, or of a kind that a probe does not foresee.
    """

    def __init__(self, notes: list[str]) -> None:
        self.notes = list(notes)
        self.was_cut = False

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
            except OutOfTime:
                self.was_cut = True
            except Exception as error:
                kind = type(error).__name__
                self.notes.append(f"{NOT_DONE}{about} ({kind}).")
        return found
