"""Inputs and targets that are not scaled: found only where that hurts."""

from collections.abc import Iterator

import numpy as np

from helpers.checkup.lab.tasks import WELL
from helpers.checkup.report import Finding
from helpers.checkup.search import Search, much_better
from helpers.checkup.words import about, r2
from helpers.wording.numbers import number

DEFAULT_RATE = 0.01  # of SGD in Keras
SCALED = {
    "standardise_inputs": "inputs",
    "standardise_targets": "targets",
}


def scale(search: Search) -> Iterator[Finding]:
    """What has to be standardised, by trial or by its safe rate."""
    if search.has_learned or not search.suspects:
        return
    found = list(_needed(search))
    yield from found
    limit = search.limit
    if (
        "standardise_inputs" in search.suspects
        and "unnormalised_input" not in [f.name for f in found]
        and search.case.learning_rate > limit
        and limit < DEFAULT_RATE
        and _scaled_limit(search) > 10 * limit
    ):
        yield _unnormalised(search, "")


def _scaled_limit(search: Search) -> float:
    """The largest safe rate with standardised inputs."""
    return search.limit_of(search.scaled("standardise_inputs"))


def _needed(search: Search) -> Iterator[Finding]:
    """A finding for each scaling that the trials cannot do without."""
    suspects = search.suspects
    best, rate = search.best_scaled
    if not much_better(best, search.now):
        return  # at its own rate the program does as well
    alone = {
        s: search.score(search.scaled(s, learning_rate=rate)) for s in suspects
    }
    as_it_is = search.at(rate)
    if len(suspects) == 1:
        without = {suspects[0]: as_it_is}
    else:
        without = dict(zip(suspects, reversed(alone.values()), strict=True))
    tried = [(suspects, best)]
    if len(suspects) > 1:
        tried += [([s], alone[s]) for s in suspects]
    for suspect in suspects:
        # Of two, each may be enough: then both help.
        if not (
            much_better(best, without[suspect])
            or much_better(alone[suspect], as_it_is)
        ):
            continue
        evidence = _evidence(search, rate, as_it_is, tried)
        suffices = alone[suspect] > WELL and search.is_enough(
            **{suspect: True}
        )
        if suspect == "standardise_inputs":
            yield _unnormalised(search, evidence, suffices)
        else:
            yield _unscaled(search, evidence, suffices)


def _evidence(
    search: Search,
    rate: float,
    as_it_is: float,
    tried: list[tuple[list[str], float]],
) -> str:
    """What copies reached, scaled and not, in a sentence."""
    text = f"Copies were trained{search.what_counts}"
    if search.is_repaired:
        text += ", with the findings above mended"
    if rate != search.case.learning_rate:
        text += f", at the learning rate {number(rate)}"
    text += f": as it is {r2(as_it_is)}"
    for fields, score in tried:
        names = " and ".join(SCALED[f] for f in fields)
        only = " only" if len(fields) == 1 < len(tried) else ""
        text += f"; with standardised {names}{only} {r2(score)}"
    return f"{text}."


def _unnormalised(
    search: Search, evidence: str, suffices: bool = False
) -> Finding:
    x = search.case.x
    evidence = (
        f"x goes from {number(x.min(), 3)} to {number(x.max(), 3)}. {evidence}"
    )
    limit = search.limit
    if search.case.learning_rate > limit:
        evidence += (
            f" The largest safe learning rate is about {about(limit)}; "
            f"with standardised inputs {about(_scaled_limit(search))}."
        )
    return Finding(
        "unnormalised_input",
        "The inputs are not scaled, and here that hurts.",
        " ".join(evidence.split()),
        "What a step of a weight does is multiplied by its input. "
        + (
            "Large inputs make a small step a large change, and push units "
            "to where they are flat."
            if np.abs(x).max() > 1
            else "Tiny inputs leave nearly nothing of it."
        ),
        "Standardise inside the model, right after its input:\n"
        "norm = keras.layers.Normalization()\nnorm.adapt(x)\n"
        "keras.Sequential([keras.Input((…,)), norm, …])",
        {"standardise_inputs": True},
        suffices,
    )


def _unscaled(search: Search, evidence: str, suffices: bool) -> Finding:
    y = search.case.targets
    return Finding(
        "unscaled_target",
        "The targets are not scaled, and here that hurts.",
        f"y goes from {number(y.min(), 3)} to {number(y.max(), 3)}. "
        + evidence,
        "A network starts with answers around 0. "
        + (
            "Large targets mean large errors and wild steps, or a long way "
            "of small ones."
            if np.abs(y).max() > 1
            else "Tiny targets are lost among its first errors."
        ),
        "Train on standardised targets, and scale the answers back:\n"
        "t = (y - y.mean()) / y.std()  # fit on t\n"
        "answers = model.predict(x) * y.std() + y.mean()",
        {"standardise_targets": True},
        suffices,
    )
