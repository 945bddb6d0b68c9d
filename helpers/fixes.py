"""The three fixes of the question, in every combination; and the thread's."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations as choose
from itertools import islice
from typing import Any

import numpy as np

from helpers import diagnosis, engine
from helpers.diagnosis import LEARNED_R_SQUARED
from helpers.experiment import (
    QUESTION,
    Experiment,
    check_experiment,
    check_starts,
)
from helpers.run import Run, check_run
from helpers.wording.fields import list_of, one_of

# Each fix is a switch of the experiment, and what it has to be.
FIXES = {
    "inputs": ("standardise_inputs", True),
    "targets": ("standardise_targets", True),
    "output": ("final_relu", False),
}

# The question, its two answers, and the program of page 05.
PRESETS = {
    "the question": QUESTION,
    "answer 1": Experiment(input_max=9, hidden_units=12),
    "answer 2a": Experiment(input_max=1, inputs="randn", final_relu=False),
    "answer 2b": Experiment(
        optimizer="adam", learning_rate=1e-4, epochs=200, final_relu=False
    ),
    "the repaired program": Experiment(
        final_relu=False,
        standardise_inputs=True,
        standardise_targets=True,
        learning_rate=0.1,
    ),
}


_check_runs = list_of(check_run, "Runs", 10**5)
_check_fix = one_of(*FIXES)


def fix(experiment: Experiment, *fixes: str) -> Experiment:
    """The experiment with these fixes, and as it was otherwise.

    Parameters
    ----------
    experiment : Experiment
    *fixes : {"inputs", "targets", "output"}
        Standardise the inputs, standardise the targets, and let the output
        unit be linear instead of a ReLU.

    Returns
    -------
    Experiment

    Raises
    ------
    TypeError, ValueError
        If there is no such fix.
    """
    check_experiment("experiment", experiment)
    for name in fixes:
        _check_fix("each of fixes", name, "Try fix(experiment, 'inputs').")
    changes: dict[str, Any] = dict(FIXES[name] for name in fixes)
    return replace(experiment, **changes)


def name(experiment: Experiment) -> str:
    """Which of the three fixes an experiment has, in words.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    str
        "no fix", "inputs", …, "inputs + targets", …, or "all three".
    """
    check_experiment("experiment", experiment)
    return _name(
        fix
        for fix, (field, value) in FIXES.items()
        if getattr(experiment, field) == value
    )


def _name(fixes: Iterable[str]) -> str:
    fixes = list(fixes)
    if len(fixes) == len(FIXES):
        return "all three"
    return " + ".join(fixes) or "no fix"


def combinations(experiment: Experiment = QUESTION) -> dict[str, Experiment]:
    """An experiment with each of the eight combinations of the fixes.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    dict of str to Experiment
        By `name`: first no fix, then the single ones, the pairs, all three.
    """
    check_experiment("experiment", experiment)
    none: dict[str, Any] = {field: not on for field, on in FIXES.values()}
    bare = replace(experiment, **none)
    return {
        _name(fixes): fix(bare, *fixes)
        for count in range(len(FIXES) + 1)
        for fixes in choose(FIXES, count)
    }


def train_grid(epochs: int = 100, starts: int = 60) -> dict[str, list[Run]]:
    """Train the question with every combination of the fixes.

    Parameters
    ----------
    epochs : int
    starts : int
        The seeds 0 … starts - 1 are trained, of each combination.

    Returns
    -------
    dict of str to list of Run
        By the names and in the order of `combinations`.
    """
    starts = check_starts("starts", starts, "Try starts=60.")
    grid = combinations(replace(QUESTION, epochs=epochs))
    runs = iter(
        engine.train_many(
            replace(experiment, seed=seed)
            for experiment in grid.values()
            for seed in range(starts)
        )
    )
    return {name: list(islice(runs, starts)) for name in grid}


def tally(runs: Iterable[Run]) -> str:
    """How many runs had which outcome, in words: "33 dead, 27 learning".

    Parameters
    ----------
    runs : iterable of Run

    Returns
    -------
    str
        The most frequent outcome first.
    """
    runs = _check_runs("runs", runs, "Try train_starts(Experiment(), 20).")
    return diagnosis.tally(run.outcome for run in runs)


def epochs_to_learn(run: Run) -> float:
    """In which epoch a training first had R² > 0.99.

    Parameters
    ----------
    run : Run

    Returns
    -------
    float
        The first epoch whose loss, averaged over its batches, is that good
        on the training part; NaN if none is.
    """
    data = check_run("run", run).experiment.data
    enough = (1 - LEARNED_R_SQUARED) * np.var(data.targets[data.train])
    good = np.flatnonzero(run.loss < enough)
    return float(good[0] + 1) if good.size else float("nan")
