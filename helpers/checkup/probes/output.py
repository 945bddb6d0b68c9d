"""A last activation that cannot say what is asked for, or kills the start."""

from collections.abc import Iterator

import numpy as np

from helpers.checkup import code
from helpers.checkup.case import Case
from helpers.checkup.report import Finding
from helpers.scores import r_squared
from helpers.wording.numbers import number

NEARLY_ALL = 0.999  # R² that an output has to be able to reach


def unreachable(case: Case) -> Iterator[Finding]:
    """A last activation that cannot say what is asked for."""
    end = case.reach
    if end is None or not case.fits or case.task.from_logits:
        return
    y = case.targets
    if end.is_constant:
        yield _bounded(
            case,
            f"{end.name} over one unit is always {number(end.low)}, "
            "whatever the weights are.",
        )
        return
    if case.task.kind == "labels" and end.name == "softmax":
        most = int(y.reshape(-1, y.shape[-1]).sum(axis=-1).max())
        yield _bounded(
            case,
            f"A softmax shares out one among all outputs. In y up to {most} "
            "of them are 1 in the same row.",
        )
        return
    best = r_squared(np.ravel(y), np.clip(np.ravel(y), end.low, end.high))
    if not case.task.is_regression and end.is_flat and np.isinf(end.high):
        yield Finding(
            "relu_output",
            "The last layer ends in a ReLU, and the task is to choose.",
            f"It answers from {number(end.low)} up without limit, and the "
            "targets are shares between 0 and 1.",
            "Where it answers 0 it is flat, and no slope leads back; above "
            "1 its answers mean nothing.",
            code.output(case, code.ending(case)[0]),
            {"output": code.ending(case)[0]},
        )
    elif best < NEARLY_ALL and end.is_flat and (y < end.low).any():
        yield Finding(
            "relu_output",
            f"The output cannot go below {number(end.low)}.",
            f"{np.mean(y < end.low):.0%} of the targets lie below "
            f"{number(end.low)}. The best answers that a {end.name} can give "
            f"have R² {number(best, 2)}.",
            "A ReLU passes on positive numbers only. It is flat below 0, so "
            "it may also get stuck there.",
            code.output(case, "linear"),
            {"output": "linear"},
        )
    elif best < NEARLY_ALL:
        outside = np.mean((y < end.low) | (y > end.high))
        yield _bounded(
            case,
            f"A {end.name} answers from {number(end.low, 2)} to "
            f"{number(end.high, 2)}; {outside:.0%} of the targets lie "
            f"outside. The best that it can do has R² {number(best, 2)}.",
        )


def _bounded(case: Case, evidence: str) -> Finding:
    return Finding(
        "bounded_output",
        "The output cannot say what the targets ask for.",
        evidence,
        "No training can move an answer out of the range of the last "
        "activation.",
        code.output(case, code.ending(case)[0]),
        {"output": code.ending(case)[0]},
    )


def deadly_relu(case: Case) -> Iterator[Finding]:
    """A ReLU at the end that kills many starts, though it fits the targets."""
    end = case.reach
    if end is None or not end.is_flat or not case.task.is_regression:
        return
    if not case.fits or (case.targets < end.low).any():
        return  # the range says it already
    dead = case.dead_births
    if case.dies_often:
        yield Finding(
            "relu_output",
            "The last layer ends in a ReLU, and many starts die of it.",
            f"Of {len(dead)} copies with fresh starting weights, {sum(dead)} "
            "answer 0 to every point before the first update.",
            "A start whose sum is below 0 everywhere has no slope left, so "
            "nothing can ever change it. Whether it learns is chance.",
            code.output(case, "linear"),
            {"output": "linear"},
        )
