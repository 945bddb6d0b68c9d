"""How good the answers are now, and what no fault explains."""

from collections.abc import Iterator

import numpy as np

from helpers.checkup.case import Case
from helpers.checkup.search import FINE, STARTS, Search, much_better
from helpers.checkup.words import r2
from helpers.wording.numbers import number, rounded


def standing(case: Case) -> Iterator[str]:
    """Yield how good the answers are now, as the end of a sentence."""
    if not np.isfinite(case.outputs).all():
        yield "its answers are not finite numbers."
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


def _coarse(value: float) -> str:
    """A miss, as exactly as a learner can use it."""
    return number(rounded(value, 3), 2)


def explanation(search: Search) -> Iterator[str]:
    """Yield a sentence on a training that went badly for no fault found."""
    case = search.case
    if not case.is_trained or case.score > FINE or search.is_repaired:
        return
    others = search.scores(search.base, STARTS)
    good = sum(much_better(score, case.score) for score in others)
    if good > len(others) / 2:
        yield (
            f"This start had bad luck: {good} of {len(others)} others of the "
            "same program got much further. Build the model anew, and train "
            "again."
        )
    elif not search.was_cut:
        yield (
            "No repair that was tried helps much. It may be that x does not "
            "tell more about y."
        )
