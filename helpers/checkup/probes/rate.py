"""A learning rate that is too high or too low, and too little time."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from helpers.checkup.case import Case
from helpers.checkup.lab.program import MOST_UPDATES, UPDATES
from helpers.checkup.lab.tasks import WELL
from helpers.checkup.report import Finding
from helpers.checkup.search import Search, much_better
from helpers.checkup.words import about, counted, r2, rounded
from helpers.wording.numbers import number

FEW_UPDATES = 100  # too few to tell whether a rate is too low
# Epochs times, updates.
LONGER = (
    (10, UPDATES),
    (100, MOST_UPDATES),
    (1000, MOST_UPDATES),
    (10_000, MOST_UPDATES),  # of an epoch that is one update
)
RAISES = 10, 100, 1000, 1e4, 1e5, 1e6  # times the learning rate
LOWERS = 10, 100, 1000, 1e4  # parts of it
USEFUL = 0.5  # R² from which a repair is worth a finding
SANE = 1e-4, 1  # rates beyond are tried only within a factor of 100


def rate_too_high(search: Search) -> Iterator[Finding]:
    """By the largest safe rate, or by trials at lower ones."""
    if search.has_learned:
        return
    case = search.case
    rate = case.learning_rate
    if search.is_unstable and rate > search.limit:
        safe = rounded(search.limit / 4)
        # Momentum and small batches may want a rate that is lower still.
        lower = rounded(safe / 10)
        if much_better(search.at(lower), search.at(safe)):
            safe = lower
        yield _too_high(
            search,
            f"SGD runs at {number(rate)}. The loss is so steep here that "
            f"the largest safe rate is about {about(search.limit)}.",
            safe,
            search.at(safe),
            _scale_first(search),
        )
        return
    if search.scaling_is_enough or (rate < search.limit / 4):
        return
    for part in LOWERS:
        lower = rate / part
        if lower < SANE[0] and part > 100:
            break
        score = search.at(lower)
        if much_better(score, search.now):
            yield _too_high(
                search,
                f"Trained on a copy, it reaches {r2(search.now)} at "
                f"{number(rate)}, and {r2(score)} at {number(lower)}.",
                lower,
                score,
            )
            return


def _scale_first(search: Search) -> str:
    """Where scaled inputs would allow the rate as it is: do that first."""
    if "standardise_inputs" not in search.suspects:
        return ""
    limit = search.limit_of(search.scaled(*search.suspects))
    if not search.case.learning_rate < limit:
        return ""
    return (
        "Scale first: then rates up to about "
        f"{about(limit)} are safe, and yours may do."
    )


def _too_high(
    search: Search,
    evidence: str,
    rate: float,
    score: float,
    scale_first: str = "",
) -> Finding:
    fix, repair = scale_first, dict[str, float]()
    if score > USEFUL or not scale_first:
        without = " Only without scaling, take" if scale_first else "Take"
        fix += f"{without} a lower rate:\n{_optimizer(search.case, rate)}"
        repair = {"learning_rate": rate}
    return Finding(
        "lr_too_high",
        "The learning rate is too high.",
        evidence,
        "Each step overshoots the bottom by more than it was away from it, "
        "so the errors grow.",
        fix,
        repair,
        suffices=not scale_first and search.is_enough(learning_rate=rate),
    )


def too_slow(search: Search) -> Iterator[Finding]:
    """What higher rates bring, and what more epochs bring."""
    case = search.case
    if case.score > WELL or case.outcome in ("diverged", "dead"):
        return
    if search.is_repaired:  # how it was trained says little about that
        return
    if search.is_unstable:
        return
    stopped_early = list(_too_few_epochs(search)) if case.is_trained else []
    if search.has_learned:  # another start was faster, at the same rate
        yield from stopped_early
        return
    is_short = stopped_early and case.updates_done <= FEW_UPDATES
    if not is_short:
        yield from _rate_too_low(search)
    yield from stopped_early


def _too_few_epochs(search: Search) -> Iterator[Finding]:
    """Train on, from the weights that the model has now."""
    case, epochs = search.case, search.base.epochs
    for factor, updates in LONGER:
        more = replace(search.base, epochs=factor * epochs, updates=updates)
        score = search.trials.go_on(more).score
        if much_better(score, case.score) and score > USEFUL:
            yield Finding(
                "too_few_epochs",
                "The training stopped too early.",
                f"After {counted(epochs, 'epoch')} it has "
                f"{r2(case.score)}. A copy that trains on for "
                f"{counted(more.trial_epochs, 'epoch')} reaches {r2(score)}.",
                "A copy that trained on got better: what it lacked is time.",
                f"Train longer:\nmodel.fit(x, y, epochs={more.epochs})",
                {"epochs": more.epochs},
            )
            return
        if more.trial_epochs < more.epochs:
            return  # a trial has no more time than that


def _rate_too_low(search: Search) -> Iterator[Finding]:
    case = search.case
    rate = case.learning_rate
    if not case.is_trained:
        longer = replace(search.base, updates=MOST_UPDATES)
        (trial,) = search.trials.run(longer, starts=1)
        if much_better(trial.score, search.now):
            return  # it is on its way
    # Where scaling is enough, a rate is to blame only if it is, too.
    enough = WELL if search.scaling_is_enough else USEFUL
    for factor in RAISES:
        higher = rate * factor
        if higher > SANE[1] and factor > 100:
            continue  # what the last sane one has reached still counts
        if higher > search.limit / 2:
            higher = rounded(search.limit / 4)
        if higher < 2 * rate:
            return
        score = search.at(higher)
        if much_better(score, search.now) and score > enough:
            break
    else:
        if search.scaling_is_enough or not much_better(score, search.now):
            return
    epochs = counted(search.base.trial_epochs, "epoch")
    evidence = (
        f"Copies were trained for {epochs}{search.what_counts}: "
        f"{r2(search.now)} at the rate "
        f"{number(rate)}, {r2(score)} at {number(higher)}."
    )
    if np.isfinite(search.limit):
        evidence += f" Up to about {about(search.limit)} it is safe."
    yield Finding(
        "lr_too_low",
        "The learning rate is too low.",
        evidence,
        "The steps are too short to get there in the time it has.",
        f"Take a higher rate:\n{_optimizer(case, higher)}",
        {"learning_rate": higher},
        suffices=search.is_enough(learning_rate=higher),
    )


def _optimizer(case: Case, rate: float) -> str:
    name = type(case.model.optimizer).__name__
    options = f"{rate:.1g}"
    if case.momentum:
        options += f", momentum={case.momentum:g}"
        if getattr(case.model.optimizer, "nesterov", False):
            options += ", nesterov=True"
    return f"model.compile(optimizer=keras.optimizers.{name}({options}), …)"
