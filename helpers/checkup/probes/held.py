"""What rows show that a training did not see."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from helpers.checkup import code
from helpers.checkup.case import Case
from helpers.checkup.lab.copies import narrow_layers
from helpers.checkup.lab.program import repaired
from helpers.checkup.lab.rows import Rows, split
from helpers.checkup.lab.tasks import WELL, Task
from helpers.checkup.report import Finding
from helpers.checkup.search import GAIN, STARTS, Search, much_better
from helpers.wording.numbers import counted, number

FEW_UNITS = 4  # of a network that cannot memorise much
MOST_CLASSES = 20
ROWS_A_CLASS = 5
UNSEEN = 0.5  # share of the validation part that training never sees


def unshuffled_split(case: Case) -> Iterator[Finding]:
    """A validation part at the end of sorted rows."""
    if case.y_held is None or not case.is_cut_at_the_end:
        return
    if case.held_score > WELL:
        return
    seen, held = (
        case.task.targets(y, case.width) for y in (case.y, case.y_held)
    )
    if case.task.is_regression:
        outside = np.mean(
            (held < seen.min(axis=0)) | (held > seen.max(axis=0))
        )
        if outside < UNSEEN:
            return
        what = (
            f"{outside:.0%} of the targets in the validation part lie beyond "
            "those of the training part."
        )
    else:
        never = (seen.sum(axis=0) == 0) & (held.sum(axis=0) > 0)
        if seen.shape[-1] == 1:
            never = np.array(
                [np.ptp(seen) == 0 and held.mean() != seen.mean()]
            )
        if not never.any():
            return
        classes = ", ".join(map(str, np.flatnonzero(never)))
        what = (
            f"Of class {classes} the training part has no row."
            if seen.shape[-1] > 1
            else "The training part has one class only."
        )
    yield Finding(
        "unshuffled_split",
        "The validation part is of another kind than the training part.",
        f"{what} validation_split takes the last rows, before any shuffling.",
        "What training never sees it cannot learn, and what is measured on "
        "the validation part says nothing about the rest.",
        "Shuffle the rows before the training:\n"
        "order = np.random.default_rng(0).permutation(len(x))\n"
        "x, y = np.asarray(x)[order], np.asarray(y)[order]",
        {"rows": shuffled(case)},
    )


def shuffled(case: Case) -> Rows:
    """All rows, of which a random part is held back."""
    x = np.concatenate([case.x, case.x_held])
    return split(x, case.fitted(np.concatenate([case.y, case.y_held])))


def overfitting(search: Search) -> Iterator[Finding]:
    """A network that knows its rows by heart, and what helps against it."""
    case, base = search.case, search.base
    if not case.has_held_rows or not case.is_trained:
        return
    if not search.memorises or search.needs:
        return
    now = search.all_round(base)
    tried = {}
    epochs = _best_time(search)
    if epochs < base.trial_epochs:
        tried[f"stopped after {counted(epochs, 'epoch')}"] = (
            search.all_round(replace(base, epochs=epochs)),
            {"epochs": epochs},
            code.early_stopping(case),
        )
    wide = narrow_layers(case.model, 10**9)
    if wide:
        smaller = {"most_units": FEW_UNITS}
        tried[f"with {FEW_UNITS} units in each hidden layer"] = (
            search.all_round(repaired(base, smaller)),
            smaller,
            code.smaller(case, wide, FEW_UNITS),
        )
    shown = "".join(
        f"; {name} {case.said(score)}" for name, (score, *_) in tried.items()
    )
    best = max(tried.values(), key=lambda t: t[0], default=(0.0, {}, ""))
    helps = best[0] - now > GAIN
    yield Finding(
        "overfitting",
        "It learns its rows by heart.",
        f"On the rows it was trained on a copy has {case.said(search.own)}. "
        f"On rows held back ({STARTS} starts, each with another part): as it "
        f"is {case.said(now)}{shown}." + _own_history(case),
        "A network with many weights can hit few rows one by one. What it "
        "learns like that does not hold for the next one.",
        best[2] if helps else code.MORE_ROWS,
        best[1] if helps else {},
        suffices=helps,
    )


def _best_time(search: Search) -> int:
    """After how many epochs rows held back were answered best."""
    trials = search.trials.run(search.base, STARTS)
    looks = [trial.looks for trial in trials]
    both = sorted(set(looks[0]).intersection(*looks))
    means = [np.mean([max(look[at], 0) for look in looks]) for at in both]
    return both[int(np.argmax(means))]


def _own_history(case: Case) -> str:
    """What the learner's own val_loss says of it."""
    losses = np.array(case.history.get("val_loss", ()), np.float64)
    if losses.size < 2 or not np.isfinite(losses).all():
        return ""
    lowest = int(losses.argmin())
    if losses[-1] < 1.1 * losses[lowest]:
        return ""
    return (
        f" Its own val_loss was lowest after epoch {lowest + 1} "
        f"({number(losses[lowest], 2)}), and is {number(losses[-1], 2)} at "
        "the end."
    )


def classes_as_numbers(search: Search) -> Iterator[Finding]:
    """Numbers of classes that a regression takes for amounts."""
    case = search.case
    y = np.ravel(case.y)
    classes = np.unique(y)
    if (
        not case.task.is_regression
        or case.width != 1
        or y.size != len(case.y)
        or not 3 <= classes.size <= MOST_CLASSES
        or not np.array_equal(classes, np.arange(classes.size) + classes[0])
        or classes[0] not in (0, 1)
        or y.size < ROWS_A_CLASS * classes.size
    ):
        return
    first, k = int(classes[0]), int(classes.size)
    counts = Task("numbers")
    as_numbers = replace(search.base, task=counts, seed=1)
    rows = search.base.rows
    held = rows.held and (rows.held[0], rows.held[1] - first)
    shifted = replace(rows, y=rows.y - first, held=held)
    repair = {
        "classes": k,
        "loss": "sparse_categorical_crossentropy",
        "task": Task("sparse"),
        "rows": shifted,
    }
    now = search.score(as_numbers)
    score = search.score(repaired(search.base, repair))
    if not much_better(score, now):
        return
    shift = f"y = y - {first}  # classes from 0 on\n" if first else ""
    usual = case.usual_of_classes
    yield Finding(
        "classes_as_numbers",
        f"y looks like the numbers of {k} classes, and is learned as an "
        "amount.",
        f"y holds the whole numbers {first} to {first + k - 1}. Rounded, a "
        f"copy's answers hit {_right(now, usual)} of the rows held back; with "
        f"softmax over {k} outputs {_right(score, usual)}.",
        "For an amount, class 2 lies between 1 and 3, and a mistake by two "
        "is worse than one by one. Are these classes? Then that is not so.",
        f"{shift}{code.classes(case, k)}",
        repair,
        suffices=True,
    )


def _right(score: float, usual: float) -> str:
    return f"{usual + max(score, -9) * (1 - usual):.0%}"
