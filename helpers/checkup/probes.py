"""Faults that show without a training: numbers, shapes, loss, metric, reach.

Each probe takes a `Case` and yields a `Finding` for what it finds.
"""

import numpy as np

from helpers.checkup.report import Finding
from helpers.checkup.tasks import name_of
from helpers.diagnosis import r_squared
from helpers.keras_twin import load_keras
from helpers.wording import number

FEWEST_ROWS = 3
MANY_DEAD = 0.15  # share of the births that is a fault
NEARLY_ALL = 0.999  # R² that an output has to be able to reach
WELL = 0.95  # R² of answers that need no further explanation


def bad_numbers(case):
    """Data that are no numbers; of one array or of a list of them."""
    for name, arrays in (("x", case.x), ("y", case.y)):
        for values in arrays if isinstance(arrays, list) else [arrays]:
            rows = ~np.isfinite(values).reshape(len(values), -1).all(axis=1)
            if not rows.any():
                continue
            yield Finding(
                "bad_data",
                f"{name} holds values that are no finite numbers.",
                f"{rows.sum()} of {len(values)} rows of {name} have NaN or "
                f"infinite values; the first is row {int(np.argmax(rows))}.",
                "One such number makes the loss NaN, and after one update "
                "every weight.",
                "Leave these rows out:\n"
                f"good = np.isfinite({name}.reshape(len({name}), -1))"
                ".all(axis=1)\nx, y = x[good], y[good]",
            )
            return


def bad_data(case):
    """Numbers that no training can make sense of."""
    found = list(bad_numbers(case))
    if found:
        yield from found
        return
    if len(case.x) < FEWEST_ROWS:
        yield Finding(
            "bad_data",
            "There are too few points to learn from.",
            f"x has {len(case.x)} row{'s' if len(case.x) > 1 else ''}, and "
            "some of them must be held back to check the answers.",
            "Any network can hit one or two points, and that says nothing "
            "about the next one.",
            "Collect more points.",
        )
    elif np.ptp(case.y.reshape(len(case.y), -1), axis=0).max() == 0:
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
            "Give the last layer one unit for each class:\n"
            f"keras.layers.Dense({int(case.y.max()) + 1}, "
            'activation="softmax")',
        )


def shape_mismatch(case):
    """Targets and answers that are not compared one by one."""
    y, outputs = case.y, case.outputs
    if not case.fits:
        yield Finding(
            "shape_mismatch",
            "y and the answers have different sizes.",
            f"y has the shape {y.shape}, the answers {outputs.shape}.",
            "The loss then compares every answer with targets that are not "
            "its own.",
            "Give the last layer one unit for each column of y:\n"
            f"keras.layers.Dense({int(np.prod(y.shape[1:]))})",
        )
        return
    if case.task.kind == "sparse" or y.shape == outputs.shape:
        return
    # Any answers will do, as long as they differ from row to row.
    answers = np.linspace(0.1, 0.9, outputs.size, dtype=np.float32)
    answers = answers.reshape(outputs.shape)
    given = _loss(case, y, answers)
    right = _loss(case, y.reshape(outputs.shape), answers)
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


def wrong_loss(case):
    """A loss that does not like the perfect answers best."""
    if case.task.from_logits or not case.fits:
        return
    if "hinge" in name_of(case.loss) and case.task.kind == "binary":
        return  # it wants 1 and −1, and Keras turns 0 into −1 itself
    y = case.targets.astype(np.float32)
    perfect = _loss(case, case.program.y, y)
    for what, answers in _wrong_answers(case, y):
        loss = _loss(case, case.program.y, answers)
        # The perfect answers need not have a loss of 0, but the least.
        better = loss < perfect - 1e-5 * max(1, abs(perfect))
        same = abs(loss - perfect) <= 1e-6 * max(1, abs(perfect))
        if np.isnan(perfect) or better or same:
            name = name_of(case.loss)
            verdict = (
                "are no better" if same else "are worse"
            )  # fmt: skip
            yield Finding(
                "wrong_loss",
                "The loss does not fit the task.",
                f"For {name} the perfect answers {verdict} than {what}: a "
                f"loss of {number(perfect, 3)} against {number(loss, 3)}.",
                "Training only lowers the loss. Where the loss likes wrong "
                "answers as much, training leads to those.",
                _other_loss(case),
                _loss_repair(case),
            )
            return
    if case.task.kind == "regression" or case.reach is None:
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
            _class_output(case),
            {"output": _class_activation(case)},
        )


def _wrong_answers(case, y):
    """Answers that are clearly wrong, and how to call them."""
    if not case.task.is_regression:
        yield "the opposite of each", 1 - y
        yield "always answering 1", np.ones_like(y)
        return
    spread = y.std()
    for sign, way in ((1, "more"), (-1, "less")):
        yield f"answers that are {number(spread, 2)} {way}", y + sign * spread
    yield "answers ten times as large", 10 * y
    yield "always answering 0", np.zeros_like(y)
    if y.min() < 0:
        yield "answers with 0 for all below 0", np.maximum(y, 0)


def _loss(case, y, answers):
    keras = load_keras()
    with np.errstate(all="ignore"):
        loss = case.copy.compute_loss(
            y=keras.ops.convert_to_tensor(y),
            y_pred=keras.ops.convert_to_tensor(answers),
        )
    return float(loss)


def _other_loss(case):
    if case.task.is_regression:
        return 'For numbers:\nmodel.compile(loss="mse", …)'
    if case.width == 1:
        return (
            "For two classes, with a sigmoid output:\n"
            'model.compile(loss="binary_crossentropy", …)'
        )
    return (
        "For several classes, with a softmax output:\n"
        'model.compile(loss="categorical_crossentropy", …)'
    )


def _loss_repair(case):
    if case.task.is_regression:
        return {"loss": "mse"}
    return {
        "loss": f"{'binary' if case.width == 1 else 'categorical'}"
        "_crossentropy",
        "output": _class_activation(case),
    }


def misused_metric(case):
    """A metric that a perfect answer fails: feed it one."""
    if not case.metrics or case.task.from_logits or not case.fits:
        return
    keras = load_keras()
    perfect = case.targets.astype(np.float32)
    # A model that passes its input on, asked for what is true.
    parrot = keras.Sequential(
        [keras.Input(perfect.shape[1:]), keras.layers.Identity()]
    )
    parrot.compile(
        loss=case.loss, metrics=_fresh(case.metrics), run_eagerly=True
    )
    marks = parrot.evaluate(
        perfect,
        case.program.y,
        batch_size=len(perfect),
        verbose=0,
        return_dict=True,
    )
    for name, mark in marks.items():
        if "acc" not in name.lower() or mark > 1 - 1e-6:
            continue
        yield Finding(
            "accuracy_on_regression",
            f'"{name}" cannot judge these answers.',
            f"Fed with the perfect answer to every point, it says "
            f"{number(mark, 2)} and not 1. {_better_marks(case)}",
            "Accuracy counts answers that hit a class. For one output that "
            "is: 0 or 1, cut at 0.5. A number is never hit like that.",
            "Report a miss in the units of y:\nmodel.compile(…, metrics=["
            '"mae"])',
        )
        return


def _fresh(metrics):
    """Metrics of the same kinds that have not counted anything yet."""
    keras = load_keras()

    def fresh(metric):
        if isinstance(metric, keras.metrics.Metric):
            return type(metric).from_config(metric.get_config())
        return metric

    return keras.tree.map_structure(fresh, metrics)


def _better_marks(case):
    if not np.isfinite(case.outputs).all():
        return "R² and MAE would show that the answers are no numbers."
    miss = np.abs(case.answers - case.targets).mean()
    return (
        f"R² says {number(case.score, 2)}, and the typical miss is ± "
        f"{number(miss, 2)} in the units of y."
    )


def unreachable(case):
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
    best = r_squared(np.ravel(y), np.clip(np.ravel(y), end.low, end.high))
    if not case.task.is_regression and end.is_flat and np.isinf(end.high):
        yield Finding(
            "relu_output",
            "The last layer ends in a ReLU, and the task is to choose.",
            f"It answers from {number(end.low)} up without limit, and the "
            "targets are shares between 0 and 1.",
            "Where it answers 0 it is flat, and no slope leads back; above "
            "1 its answers mean nothing.",
            _class_output(case),
            {"output": _class_activation(case)},
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
            LINEAR,
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


def _bounded(case, evidence):
    regression = case.task.is_regression
    return Finding(
        "bounded_output",
        "The output cannot say what the targets ask for.",
        evidence,
        "No training can move an answer out of the range of the last "
        "activation.",
        LINEAR if regression else _class_output(case),
        {"output": "linear" if regression else _class_activation(case)},
    )


LINEAR = (
    "Leave the last activation out, so that any number may come out:\n"
    "keras.layers.Dense(1)  # the last layer"
)


def _class_activation(case):
    return "sigmoid" if case.width == 1 else "softmax"


def _class_output(case):
    return (
        "End with shares between 0 and 1:\nkeras.layers.Dense("
        f'{case.width}, activation="{_class_activation(case)}")'
    )


def deadly_relu(case):
    """A ReLU at the end that kills many starts, though it fits the targets."""
    end = case.reach
    if end is None or not end.is_flat or not case.task.is_regression:
        return
    if not case.fits or (case.targets < end.low).any():
        return  # the range says it already
    dead = case.dead_births
    if np.mean(dead) >= MANY_DEAD:
        yield Finding(
            "relu_output",
            "The last layer ends in a ReLU, and many starts die of it.",
            f"Of {len(dead)} fresh starts {sum(dead)} answer 0 to every point "
            "before the first update.",
            "A start whose sum is below 0 everywhere has no slope left, so "
            "nothing can ever change it. Whether it learns is chance.",
            LINEAR,
            {"output": "linear"},
        )


def dead(case):
    """No slope on any point: dead ReLUs, or a loss that is flat there."""
    if case.outcome == "diverged" or case.score > WELL or _is_constant(case):
        return
    silent = 1 in case.dead_units or (
        case.reach is not None
        and case.reach.is_flat
        and np.ptp(case.outputs) == 0
    )
    stuck = case.gradient_is_0
    if stuck and not silent:
        yield Finding(
            "wrong_loss",
            "The loss is flat where the answers are.",
            "No weight has a slope on any point, and no unit is dead. The "
            f"answers go from {number(case.outputs.min(), 2)} to "
            f"{number(case.outputs.max(), 2)}, where {name_of(case.loss)} "
            "does not tell one answer from another.",
            "Training follows slopes. Without one it stays where it is.",
            _other_loss(case),
            _loss_repair(case),
        )
        return
    if silent:
        symptom = f"The network is dead: it answers {_constant(case)} to all."
        evidence = (
            "No weight has a slope on any point: the gradient is exactly 0. "
            if stuck
            else "Every unit of a hidden layer answers 0 to every point. "
        ) + _when(case)
    elif case.has_few_relus and np.mean(case.dead_births) >= MANY_DEAD:
        births = case.dead_births
        symptom = "Many starts of this network are dead at birth."
        evidence = (
            f"Of {len(births)} fresh starts {sum(births)} give the same "
            "answer to every point before the first update."
        )
    else:
        return
    yield Finding(
        "dead_relu",
        symptom,
        evidence.strip(),
        "A ReLU that is below 0 for every point passes nothing on, and is "
        "flat. Training follows slopes, so it stays like that.",
        "Mend what killed it (see the other findings), give each hidden "
        "layer more units, and build the model anew: a dead one cannot be "
        'trained further.\nkeras.layers.Dense(64, activation="relu")',
    )


def _is_constant(case):
    return case.reach is not None and case.reach.is_constant


def explosion(case):
    """A training that left the numbers, or is about to."""
    losses = case.losses
    broken = np.flatnonzero(~np.isfinite(losses))
    if broken.size:
        yield explosion_because(
            f"The loss is no finite number from epoch {broken[0] + 1} on."
        )
    elif not case.is_finite:
        yield explosion_because("Some weights are no finite numbers.")
    elif losses.size > 1 and losses[-1] > 10 * losses[0] > 0:
        yield explosion_because(
            f"The loss grew from {number(losses[0], 3)} to "
            f"{number(losses[-1], 3)}."
        )


def explosion_because(evidence):
    return Finding(
        "exploding",
        "The training flies apart.",
        evidence,
        "Each step makes the errors larger, and so the next step.",
        "Mend the cause (see the other findings), and build the model anew: "
        "its weights are lost.",
    )


def _constant(case):
    if np.ptp(case.outputs) == 0:
        return number(case.outputs.flat[0], 3)
    return "the same"


def _when(case):
    if not case.is_trained:
        return "It was so before any training."
    losses = case.losses
    if losses.size > 1 and np.ptp(losses) <= 1e-5 * abs(losses[-1]):
        return (
            f"The loss is {number(losses[-1])} in every epoch, so it was "
            "dead from the start."
        )
    if losses.size > 1:
        return "The loss moved at first, so the training killed it."
    return ""
