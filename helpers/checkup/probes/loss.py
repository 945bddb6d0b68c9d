"""A loss or a metric that does not like perfect answers best."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from helpers.checkup import code
from helpers.checkup.case import Case
from helpers.checkup.lab.tasks import name_of
from helpers.checkup.report import Finding
from helpers.keras_tools import load_keras
from helpers.wording.numbers import number

# Metrics that are 1 at best, besides the accuracies.
NOT_SURE = 0.02  # of an answer that is right
COUNTING = ("auc", "f1", "fbeta", "precision", "recall")


def misread_labels(case: Case) -> Iterator[Finding]:
    """Two classes that a loss for shares does not know by these names."""
    labels = np.unique(case.y)
    if not name_of(case.loss).startswith(("bce", "binary")):
        return
    if labels.size != 2 or np.isin(labels, (0, 1)).all() or case.width > 1:
        return
    low, high = map(number, labels)
    yield Finding(
        "wrong_loss",
        "The loss wants the labels 0 and 1.",
        f"y has two values, {low} and {high}. {name_of(case.loss)} reads "
        "each of them as a share, from 0 (never) to 1 (always).",
        "For a target beyond that no answer is the best one. The loss pulls "
        "at the answers without an end.",
        "Call the two classes 0 and 1:\n"
        f'y = (y == {labels[1]:g}).astype("float32")',
    )


def wrong_loss(case: Case) -> Iterator[Finding]:
    """A loss that does not like the perfect answers best."""
    if case.task.from_logits or not case.fits:
        return
    y = case.targets.astype(np.float32)
    if "hinge" in name_of(case.loss) and np.isin(y, (-1, 0, 1)).all():
        return  # it wants 1 and −1 or more, and Keras turns 0 into −1
    perfect = case.loss_of(case.fitted(case.y), y)
    for what, answers in _wrong_answers(case, y):
        loss = case.loss_of(case.fitted(case.y), answers)
        # The perfect answers need not have a loss of 0, but the least.
        size = max(abs(loss), abs(perfect))
        better = loss < perfect - 1e-5 * size
        same = abs(loss - perfect) <= 1e-6 * size
        if np.isnan(perfect) or better or same:
            name = name_of(case.loss)
            verdict = "are no better" if same else "are worse"
            yield Finding(
                "wrong_loss",
                "The loss does not fit the task.",
                f"For {name} the perfect answers {verdict} than {what}: a "
                f"loss of {number(perfect, 3)} against {number(loss, 3)}.",
                "Training only lowers the loss. Where the loss likes wrong "
                "answers as much, training leads to those.",
                code.fitting_end(case),
                code.end_repair(case),
            )
            return
    if case.task.is_regression:
        yield from _out_of_proportion(case, y)
        return
    if case.reach is None:
        return
    if case.reach.is_free and "entropy" in name_of(case.loss):
        yield Finding(
            "wrong_loss",
            "The loss wants shares between 0 and 1, the output gives any "
            "number.",
            f"The last activation is {case.reach.name}; it answers now from "
            f"{number(case.outputs.min(), 3)} to "
            f"{number(case.outputs.max(), 3)}.",
            f"{name_of(case.loss)} cuts answers off at 0 and 1. Beyond, it "
            "is flat: no slope leads back.",
            code.output(case, code.ending(case)[0]),
            {"output": code.ending(case)[0]},
        )


def _out_of_proportion(case: Case, y: np.ndarray) -> Iterator[Finding]:
    """A loss that takes small misses for worse than no answer at all.

    A percentage does, where some targets are 0 or near.
    """
    miss = 0.01 * y.std()
    near = case.loss_of(case.fitted(case.y), y + miss)
    nothing = case.loss_of(case.fitted(case.y), np.zeros_like(y))
    if near > nothing:
        name = name_of(case.loss)
        yield Finding(
            "wrong_loss",
            "The loss does not fit the targets.",
            f"For {name}, answers that are off by only {number(miss, 2)} are "
            "worse than always answering 0: a loss of "
            f"{number(near, 3)} against {number(nothing, 3)}.",
            "Training only lowers the loss. This one is ruled by a few of the "
            "points, such as targets near 0, and forgets the others.",
            code.fitting_end(case),
            code.end_repair(case),
        )


def _wrong_answers(
    case: Case, y: np.ndarray
) -> Iterator[tuple[str, np.ndarray]]:
    """Answers that are clearly wrong, and how to call them."""
    if not case.task.is_regression:
        yield "the opposite of each", 1 - y
        yield "always answering 1", np.ones_like(y)
        return
    end = case.reach
    if end is not None and end.name == "softmax" and case.width > 1:
        # Only answers with the sum 1 can come out, so only those count.
        yield "the answers to other points", np.roll(y, 1, axis=0)
        yield "always the mean", np.broadcast_to(y.mean(axis=0), y.shape)
        return
    spread = y.std()
    for sign, way in ((1, "more"), (-1, "less")):
        yield f"answers that are {number(spread, 2)} {way}", y + sign * spread
    yield "answers ten times as large", 10 * y
    yield "always answering 0", np.zeros_like(y)
    if y.min() < 0:
        yield "answers with 0 for all below 0", np.maximum(y, 0)


def flat_loss(case: Case) -> Iterator[Finding]:
    """No weight has a slope, and no unit is dead: so the loss is flat."""
    if case.explains_itself or case.is_silent or not case.gradient_is_0:
        return
    yield Finding(
        "wrong_loss",
        "The loss is flat where the answers are.",
        "No weight has a slope on any point, and no unit is dead. The "
        f"answers go from {number(case.outputs.min(), 2)} to "
        f"{number(case.outputs.max(), 2)}, where {name_of(case.loss)} does "
        "not tell one answer from another.",
        "Training follows slopes. Without one it stays where it is.",
        code.fitting_end(case),
        code.end_repair(case),
    )


def misused_metric(case: Case) -> Iterator[Finding]:
    """A metric that a perfect answer fails: feed it one."""
    if not case.metrics or case.task.from_logits or not case.fits:
        return
    keras = load_keras()
    perfect = case.targets.astype(np.float32)
    if not case.task.is_regression:
        # As a network would say it: it is never quite sure.
        perfect = perfect + NOT_SURE * (1 / max(case.width, 2) - perfect)
    # A model that passes its input on, asked for what is true.
    parrot = keras.Sequential(
        [keras.Input(perfect.shape[1:]), keras.layers.Identity()]
    )
    parrot.compile(
        loss=case.loss, metrics=_fresh(case.metrics), run_eagerly=True
    )
    marks = parrot.evaluate(
        perfect,
        case.fitted(case.y),
        batch_size=len(perfect),
        verbose=0,
        return_dict=True,
    )
    for name, mark in marks.items():
        kind = name.lower().split("_")[0]
        if "acc" not in name.lower() and kind not in COUNTING:
            continue
        if mark <= 1 - 1e-4:
            yield _wrong_mark(case, name, mark)
            return


def _wrong_mark(case: Case, name: str, mark: float) -> Finding:
    evidence = (
        "Fed with the perfect answer to every point, it says "
        f"{number(mark, 2)} and not 1. {_better_marks(case)}"
    )
    mine = code.own_optimizer(case)
    if case.task.is_regression:
        return Finding(
            "accuracy_on_regression" if "acc" in name else "wrong_metric",
            f'"{name}" cannot judge these answers.',
            evidence,
            "It counts answers that hit a class. For one output that is: 0 "
            "or 1, cut at 0.5. A number is never hit like that.",
            "Report a miss in the units of y:\n"
            + code.compile_with(case, mine, metrics='["mae"]'),
        )
    return Finding(
        "wrong_metric",
        f'"{name}" cannot judge these answers.',
        evidence,
        "It takes targets or answers of another kind. Told only "
        '"accuracy", Keras takes the one that goes with the loss.',
        "Let Keras choose:\n"
        + code.compile_with(case, mine, metrics='["accuracy"]'),
    )


def _fresh(metrics: Any) -> Any:
    """Metrics of the same kinds that have not counted anything yet."""
    keras = load_keras()

    def fresh(metric: Any) -> Any:
        if isinstance(metric, keras.metrics.Metric):
            return type(metric).from_config(metric.get_config())
        return metric

    return keras.tree.map_structure(fresh, metrics)


def _better_marks(case: Case) -> str:
    if not np.isfinite(case.outputs).all():
        return "R² and MAE would show that the answers are no numbers."
    if not case.task.is_regression:
        return f"The answers now are {case.said(case.score)}."
    miss = np.abs(case.answers - case.targets).mean()
    return (
        f"The answers have {case.said(case.score)}, and the typical miss is ± "
        f"{number(miss, 2)} in the units of y."
    )
