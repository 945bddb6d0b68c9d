"""What a program may lack: one function for each kind of repair.

A repair is what a copy of the program has to have so that it learns. Each
function looks at a case and gives the repairs of its kind that are worth
trying there, the mildest first; none where the kind does not apply. To add a
kind, write its function, put it into `KINDS`, and its name into `NAMES` of
`helpers.checkup.examine`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.checkup import code
from helpers.checkup.case import Case
from helpers.checkup.lab import copies
from helpers.checkup.lab.program import MOST_UPDATES
from helpers.checkup.lab.tasks import name_of
from helpers.wording.numbers import counted, number

USUAL = 0.1, 10  # sizes of inputs and targets that are never at fault
UNITS = 32  # of a hidden layer that is wide enough to begin with
NARROW = 8  # units of a hidden layer that may be too few
MANY_FLAT = 3  # layers of sigmoids, through which little of a slope comes
BATCH_SIZE = 32
SHORT = 1000  # updates: of fewer, averages of a normalization may lag
FEW_UPDATES = 200  # of fewer, it is the time that may be short
MANY_UPDATES = 5000  # of more, it is not
SANE = 1e-5, 1.0  # learning rates
CLIPNORM = 1.0  # length of a gradient
ADAPTIVE = 0.1  # the highest of an optimizer that scales its steps
LONGER = 3, 10, 30, 100, 1000, 10_000  # times the epochs
USUAL_STARTS = (
    *("GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal"),
    *("LecunNormal", "LecunUniform", "Orthogonal", "OrthogonalInitializer"),
)


@dataclass(frozen=True)
class Repair:
    """One thing that a program may lack.

    Attributes
    ----------
    name : str
        Of the finding, if the program cannot do without it.
    changes : dict
        Fields of the program, or of the `Changes` of its layers.
    done : str
        What was done to the copies, after "with".
    symptom, why, fix : str
        As in a `Finding`.
    """

    name: str
    changes: dict[str, Any]
    done: str
    symptom: str
    why: str
    fix: str


def scaled_inputs(case: Case) -> list[Repair]:
    """Columns that are large, tiny, or of different sizes."""
    x = case.x
    if not case.takes_numbers:
        return []
    sizes = np.abs(x).reshape(-1, x.shape[-1]).max(axis=0)
    sizes = sizes[sizes > 0]
    if not sizes.size or (_usual(sizes.max()) and _usual(sizes.min())):
        return []
    low, high = number(x.min(), 3), number(x.max(), 3)
    large = "Large inputs make a small step a large change, and push units to"
    return [
        Repair(
            "unnormalised_input",
            {"standardise_inputs": True},
            "standardised inputs",
            "The inputs are not scaled, and here that hurts. They go from "
            f"{low} to {high}.",
            "What a step of a weight does is multiplied by its input. "
            + (
                f"{large} where they are flat."
                if sizes.max() > 1
                else "Tiny inputs leave nearly nothing of it."
            ),
            code.scale("x", case),
        )
    ]


def scaled_targets(case: Case) -> list[Repair]:
    """Targets that are large or tiny."""
    if not case.task.is_regression:
        return []
    y = case.y.reshape(-1, case.targets.shape[-1])
    sizes = np.abs(y).max(axis=0)
    if all(_usual(size) for size in sizes if size):
        return []
    changes: dict[str, Any] = {"standardise_targets": True}
    if case.reach is not None and not case.reach.is_free:
        changes["output"] = "linear"  # they lie on both sides of 0
    return [
        Repair(
            "unscaled_target",
            changes,
            "standardised targets",
            "The targets are not scaled, and here that hurts. They go from "
            f"{number(y.min(), 3)} to {number(y.max(), 3)}.",
            "A network starts with answers around 0. "
            + (
                "Large targets mean large errors and wild steps, or a long "
                "way of small ones."
                if sizes.max() > 1
                else "Tiny targets are lost among its first errors."
            ),
            code.scale("y", case),
        )
    ]


def usual_start(case: Case) -> list[Repair]:
    """Starting weights of the learner's own."""
    odd = {
        type(getattr(layer, name)).__name__
        for layer in copies.leaves(case.model)
        for name in ("kernel_initializer", "recurrent_initializer")
        if getattr(layer, name, None) is not None
    } - set(USUAL_STARTS)
    if not odd:
        return []
    return [
        Repair(
            "bad_start",
            {"usual_start": True},
            "Keras' own starting weights",
            f"The starting weights ({', '.join(sorted(odd))}) do not work "
            "here.",
            "Units that start equal stay equal, and weights that start too "
            "large push units to where they are flat.",
            code.usual_start(case),
        )
    ]


def trainable(case: Case) -> list[Repair]:
    """Layers that are switched off for training."""
    off = [m.name for m in copies.leaves(case.model) if not m.trainable]
    off = [name for name in off if "normalization" not in name]
    if not off:
        return []
    return [
        Repair(
            "frozen",
            {"trainable": True},
            "every layer trained",
            f"Layers that are not trained are missing: {', '.join(off)}.",
            "Training changes the weights of layers with trainable=True "
            "only. The others stay as they were drawn.",
            code.trainable(case),
        )
    ]


def live_layers(case: Case) -> list[Repair]:
    """Hidden layers without an activation, or a stack of flat ones."""
    layers = copies.flat_layers(case.model)
    if not layers:
        return []
    kinds = {m.activation.__name__ for m in layers}
    if "linear" in kinds:
        name = "too_small"
        symptom = (
            "Between the layers there is no activation, so they are one "
            "straight line."
        )
        why = "Linear layers on top of each other are one linear layer."
    elif any(hasattr(m, "return_sequences") for m in layers):
        name = "flat_hidden"
        symptom = "The layers of the sequence have an unusual activation."
        why = (
            "It is applied again at every step of the sequence. A tanh keeps "
            "the numbers between −1 and 1."
        )
    elif len(layers) < MANY_FLAT:
        return []
    else:
        name = "flat_hidden"
        symptom = (
            f"{len(layers)} layers with {' and '.join(sorted(kinds))} pass "
            "too little of a slope on."
        )
        why = (
            "The slope of each such unit is small, and on the way back they "
            "are multiplied. ReLUs pass a slope on whole."
        )
    return [
        Repair(
            name,
            {"hidden": "relu"},
            "other hidden activations",
            symptom,
            why,
            code.hidden(case, layers),
        )
    ]


def fitting_end(case: Case) -> list[Repair]:
    """A last activation and a loss that go with classes."""
    activation, loss = code.ending(case)
    mine = name_of(case.loss).replace("_", "")
    if case.task.is_regression or case.task.from_logits:
        return []
    if code.ends_well(case) and mine == loss.replace("_", ""):
        return []
    has = case.reach.name if case.reach else "its"
    return [
        Repair(
            "wrong_loss",
            code.end_repair(case),
            f"a {activation} and {loss}",
            f"{name_of(case.loss)} after a {has} output does not suit "
            "classes here.",
            "Cross-entropy grows without a limit where an answer is surely "
            "wrong, so there is always a slope. A squared or absolute error "
            "of shares is nearly flat there, and outputs that do not add up "
            "to 1 are no shares of one class.",
            code.fitting_end(case),
        )
    ]


def wide_enough(case: Case) -> list[Repair]:
    """A network of one layer, or with a layer of very few units."""
    narrow = copies.narrow_layers(case.model, NARROW)
    if copies.has_hidden(case.model) and not narrow:
        return []
    if narrow:
        few = min(layer.units for layer in narrow)
        symptom = (
            f"A hidden layer of {counted(few, 'unit')} is too small here."
        )
    else:
        symptom = "Without a hidden layer it can only learn straight lines."
    return [
        Repair(
            "too_small",
            {"units": UNITS},
            f"at least {UNITS} units in each hidden layer",
            symptom,
            "Each unit adds one bend to what a network can say, and some "
            "units are lost at the start.",
            code.wider(case, narrow, UNITS),
        )
    ]


def unregularised(case: Case) -> list[Repair]:
    """Dropout, or a penalty on the weights."""
    strong = copies.regularised_layers(case.model)
    if not strong:
        return []
    return [
        Repair(
            "regularised_away",
            {"unregularised": True},
            "no dropout and no penalty on weights",
            f"What is to prevent overfitting ({', '.join(strong)}) prevents "
            "learning here.",
            "Dropout takes units away at random, and a penalty pulls weights "
            "to 0. Too much of either, and nothing is left to learn with.",
            code.unregularised(case),
        )
    ]


def prompt_norm(case: Case) -> list[Repair]:
    """Averages of a batch normalization that have not caught up."""
    kinds = {type(m).__name__ for m in copies.leaves(case.model)}
    if "BatchNormalization" not in kinds or (case.updates_done or 1) > SHORT:
        return []
    return [
        Repair(
            "batchnorm_lags",
            {"norm_momentum": 0.9},
            "batch normalization whose averages follow faster",
            "The averages of BatchNormalization lag behind the training.",
            "After the training it answers with averages over past batches. "
            "With momentum 0.99 these need some hundred updates to get there.",
            code.prompt_norm(case),
        )
    ]


def constant_rate(case: Case) -> list[Repair]:
    """A learning rate that changes during the training."""
    if case.rates:
        rate = max(case.rates)
    elif case.schedule:
        rate = case.first_rate
    else:
        return []
    return [
        Repair(
            "rate_decays",
            {"learning_rate": rate, "rates": ()},
            f"the learning rate {number(rate)} all the time",
            "The learning rate gets too small before it has learned.",
            "A step is the learning rate times the slope. With next to no "
            "rate left there are next to no steps.",
            code.rate(case, rate),
        )
    ]


def pace(case: Case, is_unstable: bool) -> list[Repair]:
    """Another rate, more updates, another optimizer."""
    rates, more = _rates(case, is_unstable), _more_updates(case)
    is_short = case.is_trained and case.updates_done < FEW_UPDATES
    first, then = (more, rates) if is_short else (rates, more)
    return [*first, *then, *_other_optimizers(case)]


def _rates(case: Case, is_unstable: bool) -> list[Repair]:
    own = case.first_rate
    lower = [own / 10, own / 100, own / 1000, own / 10_000]
    higher = [own * 10, own * 100, own * 1000, own * 1e4, own * 1e5, own * 1e6]
    lower = [rate for rate in lower if rate >= SANE[0] or rate == own / 10]
    highest = SANE[1] if case.optimizer == "sgd" else ADAPTIVE
    higher = [rate for rate in higher if rate <= highest]
    down = [
        _rate(
            case,
            rate,
            "high",
            "Each step overshoots the bottom by more than it was away from "
            "it, so the errors grow, or never get small.",
        )
        for rate in lower
    ]
    up = [
        _rate(
            case,
            rate,
            "low",
            "The steps are too short to get there in the time it has.",
        )
        for rate in higher
    ]
    if is_unstable:
        return [*down, *_clipped(case), *up]
    return [*up, *down[:2]]


def _rate(case: Case, rate: float, way: str, why: str) -> Repair:
    return Repair(
        f"lr_too_{way}",
        {"learning_rate": rate, "rates": ()},
        f"the learning rate {number(rate)}",
        f"The learning rate {number(case.first_rate)} is too {way}.",
        why,
        code.rate(case, rate),
    )


def _clipped(case: Case) -> list[Repair]:
    """Gradients that are cut to a length, where the optimizer can do that."""
    if getattr(case.model.optimizer, "clipnorm", 0) is not None:
        return []
    return [
        Repair(
            "exploding",
            {"clipnorm": CLIPNORM},
            f"gradients of at most the length {number(CLIPNORM)}",
            "The training flies apart.",
            "A step is as long as the gradient times the rate. On a steep "
            "place one step can throw all weights away.",
            code.clipped(case, CLIPNORM),
        )
    ]


def _more_updates(case: Case) -> list[Repair]:
    if not case.is_trained:
        return []
    repairs = []
    steps = case.program.steps
    if case.batch_size > BATCH_SIZE and steps < 20:
        repairs.append(
            Repair(
                "batch_too_large",
                {"batch_size": BATCH_SIZE},
                f"batches of {BATCH_SIZE}",
                f"Batches of {number(case.batch_size)} leave "
                f"{counted(steps, 'update')} an epoch, "
                f"{number(case.updates_done)} in all.",
                "Every batch is one step. Few batches are few steps, however "
                "many rows there are.",
                code.fit(case, batch_size=BATCH_SIZE),
            )
        )
    if case.updates_done > MANY_UPDATES:
        return repairs
    for factor in LONGER:
        epochs = factor * (case.epochs or 1)
        if factor > LONGER[0] and epochs * steps > LONGER[0] * MOST_UPDATES:
            break
        repairs.append(
            Repair(
                "too_few_epochs",
                {"epochs": epochs, "updates": MOST_UPDATES, "rates": ()},
                f"{number(epochs)} epochs",
                f"{counted(case.epochs or 1, 'epoch')} "
                f"({counted(case.updates_done, 'update')}) are too few.",
                "Copies that trained longer got there: what it lacked is "
                "time.",
                code.fit(case, epochs=epochs),
            )
        )
    return repairs


def _other_optimizers(case: Case) -> list[Repair]:
    return [
        other_optimizer(case, rate)
        for rate in (0.001, 0.01)
        if case.optimizer != "adam"
    ]


def other_optimizer(
    case: Case, rate: float, epochs: int | None = None
) -> Repair:
    """Adam at some rate, and for as many epochs, if they are given."""
    changes: dict[str, Any] = {
        "optimizer": "Adam", "learning_rate": rate, "rates": ()
    }  # fmt: skip
    done, fix = f"Adam at {number(rate)}", code.optimizer(case, "Adam", rate)
    if epochs is not None:
        changes |= {"epochs": epochs, "updates": MOST_UPDATES}
        done += f" for {counted(epochs, 'epoch')}"
        fix += "\n" + code.fit(case, epochs=epochs).partition("\n")[2]
    if case.optimizer == "adam":
        way = "high" if rate < case.first_rate else "low"
        return Repair(
            f"lr_too_{way}",
            changes,
            done,
            f"The learning rate {number(case.first_rate)} is too {way}.",
            "A step is the learning rate times the slope, and too short or "
            "too long a step does not get there.",
            fix,
        )
    return Repair(
        "slow_optimizer",
        changes,
        done,
        f"{type(case.model.optimizer).__name__} does not get there.",
        "Adam divides each step by the size of the slopes so far, so that "
        "steep and flat directions get steps of a size.",
        fix,
    )


def _usual(size: float) -> bool:
    return bool(USUAL[0] <= size <= USUAL[1])


# The kinds that a strongest program has all of, in the order in which it is
# tried to do without them. What is left explains the fault, so the likeliest
# faults come last.
KINDS: tuple[Callable[[Case], list[Repair]], ...] = (
    wide_enough,
    fitting_end,
    unregularised,
    prompt_norm,
    live_layers,
    constant_rate,
    trainable,
    usual_start,
    scaled_targets,
    scaled_inputs,
)
