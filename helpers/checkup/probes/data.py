"""Faults of the data: values that are no numbers, shapes that do not pair."""

from collections.abc import Iterator

import numpy as np

from helpers.checkup import code
from helpers.checkup.case import Case
from helpers.checkup.lab.tasks import task_of
from helpers.checkup.report import Finding
from helpers.wording.numbers import number


def bad_numbers(case: Case) -> Iterator[Finding]:
    """Data that are no numbers, in any of the arrays."""
    for name, values in case.arrays.items():
        rows = ~np.isfinite(values).reshape(len(values), -1).all(axis=1)
        if not rows.any():
            continue
        beside = [
            other
            for other in case.arrays
            if other.endswith("_val") == name.endswith("_val")
        ]
        lists = [v for v in ("x", "y") if f"{v}[0]" in beside]
        yield Finding(
            "bad_data",
            f"{name} holds values that are not finite numbers.",
            f"{rows.sum()} of {len(values)} rows of {name} have NaN or "
            f"infinite values; the first is row {int(np.argmax(rows))}.",
            "One such number can make the loss NaN, and after one update "
            "every weight.",
            "Leave these rows out:\n"
            + "".join(f"{v} = list({v})\n" for v in lists)
            + f"rows = np.asarray({name}, float).reshape(len({name}), -1)\n"
            "good = np.isfinite(rows).all(axis=1)\n"
            + "\n".join(f"{n} = np.asarray({n})[good]" for n in beside),
        )
        return


def bad_data(case: Case) -> Iterator[Finding]:
    """Numbers that no training can make sense of."""
    found = list(bad_numbers(case))
    if found:
        yield from found
        return
    if np.ptp(case.y.reshape(len(case.y), -1), axis=0).max() == 0:
        yield Finding(
            "bad_data",
            "All targets are the same.",
            f"Every y is {number(np.ravel(case.y)[0])}.",
            "Always answering that number is perfect, so there is nothing "
            "to learn from x.",
            "Look at how y was made. np.unique(y) lists its values.",
        )
    elif np.ptp(case.x.reshape(len(case.x), -1), axis=0).max() == 0:
        yield Finding(
            "bad_data",
            "All inputs are the same.",
            "Every row of x equals the first one.",
            "A network answers equal inputs equally, so it cannot tell the "
            "points apart.",
            "Look at how x was made. np.unique(x, axis=0) lists its rows.",
        )
    elif case.task.kind == "sparse" and not (
        case.y.min() >= 0 and case.y.max() < case.width
    ):
        yield Finding(
            "bad_data",
            "Some classes have no output.",
            f"The classes in y go from {number(case.y.min())} to "
            f"{number(case.y.max())}; {case.width} outputs stand for 0 to "
            f"{case.width - 1}.",
            "This loss takes y as the number of an output, counted from 0.",
            code.output(case, "softmax", int(case.y.max()) + 1),
        )


def shape_mismatch(case: Case) -> Iterator[Finding]:
    """Targets and answers that are not compared one by one."""
    y, outputs = case.y, case.outputs
    if not case.fits:
        yield Finding(
            "shape_mismatch",
            "y and the answers have different sizes.",
            f"y has the shape {y.shape}, the answers {outputs.shape}.",
            "The loss then compares every answer with targets that were not "
            "meant for it.",
            _other_size(case),
        )
        return
    if case.task.kind == "sparse" or y.shape == outputs.shape:
        return
    # Any answers will do, as long as they differ from row to row.
    answers = np.linspace(0.1, 0.9, outputs.size, dtype=np.float32)
    answers = answers.reshape(outputs.shape)
    given = case.loss_of(y, answers)
    right = case.loss_of(y.reshape(outputs.shape), answers)
    if abs(given - right) > 1e-4 * abs(right):
        yield Finding(
            "shape_mismatch",
            "y has another shape than the answers.",
            f"y has the shape {y.shape}, the answers {outputs.shape}. The "
            f"same answers have the loss {number(given, 3)} in this shape, "
            f"and {number(right, 3)} with y in theirs.",
            "Where shapes differ, every target is compared with every "
            "answer. Then the best that training can find is the mean.",
            "Give y the shape of the answers:\n"
            f"y = y.reshape({', '.join(map(str, (-1, *outputs.shape[1:])))})",
        )


def _other_size(case: Case) -> str:
    """As many units as y has columns; or y as the numbers of classes."""
    y, columns = case.y, int(np.prod(case.y.shape[1:]))
    if case.outputs.ndim > 2 and case.outputs.shape[-1] == columns:
        return code.flatten(case)
    if columns == 1 and np.isin(y, np.arange(case.width)).all():
        return code.classes(case, case.width)
    if columns > 1 and task_of("", y, columns).kind == "categorical":
        return code.one_hot(case, columns)
    name = case.reach.name if case.reach else "linear"
    return code.output(case, name, columns)
