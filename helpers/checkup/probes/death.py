"""Networks without a slope, and trainings that fly apart."""

from collections.abc import Iterator

import numpy as np

from helpers.checkup import code
from helpers.checkup.case import FEW, Case
from helpers.checkup.lab import copies
from helpers.checkup.lab.tasks import WELL
from helpers.checkup.report import Finding
from helpers.checkup.search import Search
from helpers.wording.numbers import about, number

MANY = 64  # units of a layer of which some live at every start
HIGH = 100  # times the loss of an untrained network: no start is that bad


def dead(case: Case) -> Iterator[Finding]:
    """Dead ReLUs: a layer, or an end, that answers 0 to every point."""
    if case.explains_itself:
        return
    if case.is_silent:
        symptom = f"The network is dead: it answers {_constant(case)} to all."
        evidence = (
            "No weight has a slope on any point: the gradient is exactly 0. "
            if case.gradient_is_0
            else "Every unit of a hidden layer answers 0 to every point. "
        ) + f"{_dead_units(case)} {_when(case)}"
    elif case.has_few_relus and case.dies_often:
        births = case.dead_births
        symptom = "Many starts of this network are dead at birth."
        evidence = (
            f"Of {len(births)} copies with fresh starting weights, "
            f"{sum(births)} give the same answer to every point before the "
            "first update."
        )
    else:
        return
    yield Finding(
        "dead_relu",
        symptom,
        evidence.replace("  ", " ").strip(),
        "A ReLU that is below 0 for every point passes nothing on, and is "
        "flat. Training follows slopes, so it stays like that.",
        _revival(case),
    )


def frozen(case: Case) -> Iterator[Finding]:
    """A model of which no weight may change."""
    if case.copy.trainable_variables:
        return
    yield Finding(
        "frozen",
        "No weight can be trained.",
        f"The model has {number(case.model.count_params())} weights, and "
        "every layer is switched off for training.",
        "Training changes the weights of layers with trainable=True only.",
        "Switch them on, and compile again:\n"
        "for layer in model.layers:\n    layer.trainable = True",
    )


def _revival(case: Case) -> str:
    anew = "and build the model anew: a dead one cannot be trained further."
    odd = code.odd_starts(case)
    if all(case.dead_births) and odd:
        lines = code.usual_start(case).partition("\n")[2]
        return (
            "Every fresh start is dead as well. Let Keras choose the starting "
            f"weights, {anew}\n{lines}"
        )
    narrow = copies.narrow_layers(case.model, FEW)
    if not (narrow and case.has_few_units):
        return f"Mend what killed it, see the findings beside this, {anew}"
    lines = code.wider(case, narrow, MANY).partition("\n")[2]
    return (
        "Mend what else is found, give each hidden layer more units, "
        f"{anew}\n{lines}"
    )


def explosion(case: Case) -> Iterator[Finding]:
    """A training that left the numbers, or is about to."""
    losses = case.losses
    broken = np.flatnonzero(~np.isfinite(losses))
    if broken.size:
        yield _explosion(
            f"The loss is not a finite number from epoch {broken[0] + 1} on."
        )
    elif not case.is_finite:
        yield _explosion("Some weights are not finite numbers.")
    elif losses.size > 1 and losses[-1] > 10 * losses[0] > 0:
        yield _explosion(
            f"The loss grew from {number(losses[0], 3)} to "
            f"{number(losses[-1], 3)}."
        )
    elif losses.size and case.is_whole and case.score <= WELL:
        # What is left may be quiet again, and dead.
        peak = int(losses.argmax())
        if losses[peak] > HIGH * case.loss_at_birth > 0:
            yield _explosion(
                f"The loss of epoch {peak + 1} was {about(losses[peak])}. "
                "Before any training such a network has about "
                f"{about(case.loss_at_birth)}."
            )


def would_explode(search: Search) -> Iterator[Finding]:
    """A program that was not trained yet, and whose copies fly apart."""
    case = search.case
    if case.is_trained:
        return
    if any(
        trial.outcome == "diverged"
        for trial in search.trials.run(search.base, 2)
    ):
        yield _explosion(
            "It is not trained yet. Trained on a copy, its loss is soon "
            "not a finite number.",
            is_lost=False,
        )


def _explosion(evidence: str, is_lost: bool = True) -> Finding:
    """The finding; `is_lost` if these weights themselves flew apart."""
    rest = ", and build the model anew: its weights are lost."
    return Finding(
        "exploding",
        "The training flies apart.",
        evidence,
        "Each step makes the errors larger, and so the next step.",
        f"Mend the cause (see the other findings){rest if is_lost else '.'}",
    )


def _dead_units(case: Case) -> str:
    if not case.dead_units:
        return ""
    if not any(case.dead_units):
        return "The hidden units live; the last ReLU is dead."
    shares = ", ".join(f"{share:.0%}" for share in case.dead_units)
    return f"Dead units of the hidden layers: {shares}."


def _constant(case: Case) -> str:
    if np.ptp(case.outputs) == 0:
        return number(case.outputs.flat[0], 3)
    return "the same"


def _when(case: Case) -> str:
    if not case.is_trained:
        return "It was so before any training."
    losses = case.losses
    if case.dies_often or not case.gradient_is_0:
        # What is left, such as the last bias, may move the loss all the same.
        births = case.dead_births
        return (
            f"Of {len(births)} fresh starts {sum(births)} are dead at birth."
        )
    if losses.size > 1 and np.ptp(losses) <= 1e-5 * abs(losses[-1]):
        return (
            f"The loss is {about(losses[-1], 4)} in every epoch, so it was "
            "dead from the start."
        )
    if losses.size > 1:
        return "The loss moved at first, so the training killed it."
    return ""
