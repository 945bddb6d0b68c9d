"""Trainings on copies: what a program reaches as it is, and repaired.

What a copy of the program needs in order to learn was missing in it. So each
repair is tried: one that helps much, or that the repaired program cannot do
without, is the answer to a fault.
"""

from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from helpers.checkup.case import Case
from helpers.checkup.lab.program import LearnersProgram, repaired
from helpers.checkup.lab.rates import safe_rate
from helpers.checkup.lab.tasks import WELL
from helpers.checkup.lab.trials import Trials
from helpers.checkup.words import rounded

STARTS_IN_DOUBT = 5
USUAL = 0.1, 10  # sizes of inputs and targets that are never at fault


def much_better(score: float, other: float) -> bool:
    """Whether at least half of what was missing to R² 1 is gone."""
    return score - other > 0.05 and 1 - score < 0.5 * (1 - other)


def is_unusual(values: np.ndarray) -> bool:
    smallest, largest = USUAL
    return bool(not smallest <= np.abs(values).max() <= largest)


class Search:
    """The trials that the probes of scale and rate share.

    Parameters
    ----------
    case : Case
    trials : Trials
    repairs : dict
        The repairs that are known to be needed, as fields of the program.

    Attributes
    ----------
    base : LearnersProgram
        The case's, with the known repairs and no other.
    is_repaired : bool
        Whether there are any.
    """

    def __init__(
        self, case: Case, trials: Trials, repairs: dict[str, Any]
    ) -> None:
        self.case = case
        self.trials = trials
        self.base = replace(case.program, **repairs)
        self.is_repaired = bool(repairs)
        self._limits: dict[tuple, float] = {}

    @cached_property
    def has_learned(self) -> bool:
        """Whether nothing is left to be searched for."""
        if not self.is_repaired and self.case.score > WELL:
            return True
        return self.now > WELL

    @cached_property
    def now(self) -> float:
        """R² of the base."""
        score = self.score(self.base)
        if self.is_repaired:
            return score
        return max(score, self.case.score)

    @cached_property
    def is_in_doubt(self) -> bool:
        """Whether this start learned badly, and another one well.

        Chance alone, or a fault that not every start shows: more starts have
        to tell.
        """
        if self.is_repaired or not self.case.is_trained:
            return False
        return self.case.score <= WELL < self.trials.best(self.base).score

    def score(self, program: LearnersProgram) -> float:
        """R² of the better of two trainings; in doubt, the middle of five."""
        if self.is_in_doubt:
            return float(np.median(self.scores(program)))
        return self.trials.best(program).score

    def scores(self, program: LearnersProgram) -> list[float]:
        """R² of several trainings."""
        trials = self.trials.run(program, starts=STARTS_IN_DOUBT)
        return [trial.score for trial in trials]

    def is_enough(self, **changes: Any) -> bool:
        """Whether the base learns with these fields changed, and no other.

        From most of five starts: one or two may be luck.
        """
        program = repaired(self.base, changes, self.case.reach)
        most = STARTS_IN_DOUBT // 2 + 1
        learned = missed = 0
        while max(learned, missed) < most:
            trials = self.trials.run(program, starts=learned + missed + 1)
            if trials[-1].score > WELL:
                learned += 1
            else:
                missed += 1
        return learned == most

    @property
    def what_counts(self) -> str:
        """How `score` chooses, as a part of a sentence."""
        if self.is_in_doubt:
            return " (the middle of five starts counts)"
        return " (the better of two starts counts)"

    def at(self, rate: float) -> float:
        """R² of the base at another learning rate."""
        if rate == self.case.learning_rate:
            return self.now
        return self.score(replace(self.base, learning_rate=rate))

    @cached_property
    def is_unstable(self) -> bool:
        return any(
            trial.outcome in ("diverged", "dead", "constant")
            or trial.loss.max() > 3 * trial.loss[0]
            for trial in self.trials.run(self.base)
        )

    @cached_property
    def limit(self) -> float:
        """The largest safe rate of SGD; NaN for other optimizers."""
        return self.limit_of(self.base)

    def limit_of(self, program: LearnersProgram) -> float:
        """The same of another program."""
        if program.key not in self._limits:
            self._limits[program.key] = self._limit_of(program)
        return self._limits[program.key]

    def _limit_of(self, program: LearnersProgram) -> float:
        optimizer = self.case.model.optimizer
        clips = ("clipnorm", "clipvalue", "global_clipnorm")
        if self.case.optimizer != "sgd" or any(
            getattr(optimizer, name, None) for name in clips
        ):
            return np.nan
        try:
            return safe_rate(program)
        except LookupError:  # some operation has no second derivative
            return np.nan

    # The scaled program

    @cached_property
    def suspects(self) -> list[str]:
        """What might have to be scaled: a field of the program for each."""
        case = self.case
        suspects = []
        if case.is_table and is_unusual(case.x):
            suspects.append("standardise_inputs")
        if case.task.is_regression and is_unusual(case.targets):
            suspects.append("standardise_targets")
        return suspects

    def scaled(self, *fields: str, **changes: Any) -> LearnersProgram:
        """The base with some of these fields switched on."""
        repair = dict.fromkeys(fields, True) | changes
        return repaired(self.base, repair, self.case.reach)

    @cached_property
    def best_scaled(self) -> tuple[float, float]:
        """(R², learning rate) of the scaled program at its best rate."""
        own, *others = self._rates
        best = self.score(self.scaled(*self.suspects, learning_rate=own)), own
        for rate in others:
            score = self.score(self.scaled(*self.suspects, learning_rate=rate))
            if much_better(score, best[0]):
                best = score, rate
        return best

    @property
    def scaling_is_enough(self) -> bool:
        if not self.suspects:
            return False
        score, rate = self.best_scaled
        return score > WELL and rate == self.case.learning_rate

    @property
    def _rates(self) -> list[float]:
        """The rates at which the scaled program is tried."""
        own = self.case.learning_rate
        program = self.scaled(*self.suspects)
        if self.score(program) > WELL:
            return [own]
        limit = self.limit_of(program)
        if np.isfinite(limit):
            return [own, rounded(limit / 4)]
        return [own, own / 10, 10 * own]
