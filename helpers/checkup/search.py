"""The smallest set of repairs after which a program learns.

A fault is what a program lacks. So a copy first gets every repair that may
matter; then it is tried to do without each of them, one after the other. What
is left cannot be done without, and each of these is the answer to a fault.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from helpers.checkup.case import Case
from helpers.checkup.lab.program import LearnersProgram, repaired
from helpers.checkup.lab.tasks import WELL
from helpers.checkup.lab.trials import OutOfTime, Trials
from helpers.checkup.repairs import (
    KINDS,
    MANY_UPDATES,
    Repair,
    other_optimizer,
    pace,
    usual_start,
)

STARTS = 5  # at most, of which most have to agree
AGREEING = 2  # starts that do so from the first, and are enough
STRONG_RATES = 0.003, 0.03, 0.0005  # of Adam, for the strongest program
GAIN = 0.1  # of a score, from which on it is worth speaking of
MISSING = 0.67, 0.5  # share of what was missing that may be missing still
SOME = 0.4  # score from which on the second counts: more is asked of it
LEARNED = 0.6  # score on its own rows of a network that can learn
APART = 0.3  # of a score, between the rows seen and those held back
NOISE = 0.05  # of a score, from one start to another
AS_GOOD = 0.85  # share of the strongest program's gain that counts as all
FINE = 0.8  # score that no set of several repairs has to mend
AT_ONCE = 2  # repairs that are told together if there is no time to part them
TRUTH_TABLE = 10  # rows; of fewer, none can be told from the others


def much_better(score: float, other: float) -> bool:
    """Whether a third or a half of what was missing to 1 is there now."""
    other = max(other, 0)
    missing = MISSING[other > SOME] * (1 - other)
    return score - other > GAIN and 1 - score < missing


class Need(NamedTuple):
    """A repair that the program cannot do without.

    Attributes
    ----------
    repair : Repair
    others : tuple of Repair
        What is needed besides; empty if this one is enough alone.
    with_it : float
        The score with all that is needed.
    without : float or None
        With all but this one; None if there was no time for that.
    """

    repair: Repair
    others: tuple[Repair, ...]
    with_it: float
    without: float | None


class Search:
    """What the trials of a checkup say.

    Parameters
    ----------
    case : Case
    trials : Trials
    known : iterable of dict
        Repairs that are known to be needed, as fields of the program.

    Attributes
    ----------
    base : LearnersProgram
        The case's, with the known repairs and no other.
    is_repaired : bool
        Whether there are any.
    was_cut : bool
        Whether there was no time for all of it.
    """

    def __init__(
        self, case: Case, trials: Trials, known: Iterable[dict]
    ) -> None:
        known = list(known)
        self.case = case
        self.trials = trials
        self.base = repaired(case.program, *known)
        self.is_repaired = bool(known)
        self.was_cut = False
        self.goal = WELL

    def scores(self, program: LearnersProgram, starts: int) -> list[float]:
        return [trial.score for trial in self.trials.run(program, starts)]

    def score(self, program: LearnersProgram) -> float:
        """The mean of two starts; the middle of five, if these differ.

        Without any time left, that of those that are trained already.
        """
        try:
            scores = self.scores(program, AGREEING)
            if np.ptp(scores) > GAIN:
                scores = self.scores(program, STARTS)
        except OutOfTime:
            scores = [t.score for t in self.trials.done(program, STARTS)]
            if len(scores) < AGREEING:
                raise
        return float(np.median(scores))

    def outcome(self, program: LearnersProgram) -> str:
        """What most trainings of a program come to, in a word."""
        words = [trial.outcome for trial in self.trials.run(program, 3)]
        return max(words, key=words.count)

    @property
    def enough(self) -> float:
        """The score from which on nothing more is needed."""
        return min(WELL, self.goal)

    @property
    def how(self) -> str:
        """How its scores come about, as a part of a sentence."""
        rows = (
            "scored on rows held back"
            if self.case.has_held_rows
            else "scored on their own rows, as these are few"
        )
        mended = ", with the findings above mended" if self.is_repaired else ""
        return f" (the middle of some starts, {rows}){mended}"

    @cached_property
    def now(self) -> float:
        """The score of the base."""
        return self.score(self.base)

    @cached_property
    def own(self) -> float:
        """The score of the base on the rows it is trained on."""
        trials = self.trials.run(self.base, AGREEING)
        return float(np.median([trial.own for trial in trials]))

    @cached_property
    def memorises(self) -> bool:
        """Whether it learns its rows, and not what holds for others."""
        worst = min(self.scores(self.base, AGREEING))
        return (
            self.own > LEARNED
            and self.own - worst > APART
            and self.own - self.all_round(self.base) > APART
        )

    def all_round(self, program: LearnersProgram) -> float:
        """The mean of all starts, among which each row is held back once.

        A fifth of few rows says little. An answer that is worse than the
        mean of the targets counts as that, so that no odd row says it all.
        """
        return float(np.clip(self.scores(program, STARTS), 0, 1).mean())

    @cached_property
    def is_unstable(self) -> bool:
        """Whether a training of the base flies apart, or dies of it."""
        return any(
            trial.outcome in ("diverged", "dead", "constant")
            or max(trial.loss.max(), 3 * trial.loss[-1])
            > 3 * max(trial.loss[0], 3 * trial.loss.min())
            for trial in self.trials.run(self.base, 2)
        )

    @cached_property
    def needs(self) -> list[Need]:
        """What the program lacks; empty if nothing that was tried helps."""
        needs: list[Need] = []
        try:
            for need in self._needs():
                needs.append(need)
        except OutOfTime:
            self.was_cut = True
        return needs

    def _needs(self) -> Iterable[Need]:
        has_learned = not self.is_repaired and self.case.score > WELL
        if has_learned or self.now > WELL:
            return
        # Wild starting weights hit every row and nothing in between.
        if self.memorises and not usual_start(self.case):
            return
        kept = [repair for kind in KINDS for repair in kind(self.case)]
        strong, best = self._strongest(kept)
        if not much_better(best, self.now) or self._by_heart(*kept, strong):
            return
        gain = best - max(self.now, 0)
        self.goal = best - max((1 - AS_GOOD) * gain, NOISE)
        kept = self._without_needless_units(kept, strong)
        step = self._mildest_pace(kept, strong)
        kept = self._without_the_needless([*kept, *step])
        kept = self._pace_alone(kept)
        if len(kept) > 1 and self.now > FINE:
            return
        kept = self._without_the_weak(kept)
        together = self.score(self._with(*kept))
        for repair in kept:
            others = tuple(r for r in kept if r is not repair)
            without = self._in_time(*others) if others else self.now
            yield Need(repair, others, together, without)
        if len(kept) == 1 and kept[0].name in ALTERNATIVES:
            yield from self._alternatives(kept[0])

    def _in_time(self, *repairs: Repair) -> float | None:
        """The score of a program with these repairs, if there is time."""
        try:
            return self.score(self._with(*repairs))
        except OutOfTime:
            return None

    def _with(self, *repairs: Repair) -> LearnersProgram:
        return repaired(self.base, *(r.changes for r in repairs))

    def _strongest(self, kept: list[Repair]) -> tuple[Repair, float]:
        """The best pace for a program with all repairs, and its score."""
        found = []
        for rate in STRONG_RATES:
            strong = other_optimizer(self.case, rate, self._longest)
            program = replace(self._with(*kept, strong), enough=WELL)
            (trial,) = self.trials.run(program, 1)
            score, minus_epochs = trial.best
            found.append((score, rate, minus_epochs))
            if score > WELL:
                break
        first, rate, minus_epochs = max(found)
        strong = other_optimizer(self.case, rate, -minus_epochs)
        program = replace(
            self._with(*kept, strong), epochs=self._longest, enough=WELL
        )
        # The best look at the luckiest rate promises too much.
        second = self.trials.run(program, AGREEING)[-1].best[0]
        return strong, float(np.mean([first, second]))

    @cached_property
    def _longest(self) -> int:
        """Epochs of a training that time is not short for."""
        if self.case.updates_done > MANY_UPDATES:
            return self.base.epochs
        return self.trials.affordable(self.base)

    def _by_heart(self, *repairs: Repair) -> bool:
        """Whether few rows are learned one by one, and tell nothing more."""
        rows = self.base.rows
        if rows.has_held or len(rows.x) < TRUTH_TABLE:
            return False
        program = replace(
            self._with(*repairs), rows=replace(rows, is_split=True)
        )
        return float(np.median(self.scores(program, STARTS))) < GAIN

    def _mildest_pace(
        self, kept: list[Repair], strong: Repair
    ) -> list[Repair]:
        """The mildest change of rate, time or optimizer that is enough."""
        if self._reaches(self._with(*kept)):
            return []
        paces = pace(self.case, self.is_unstable)
        for milder, next_one in pairwise([*paces, strong]):
            if self._reaches(self._with(*kept, milder)):
                better = self.score(self._with(*kept, next_one)) - NOISE
                # A rate may be good enough, and the next one far better.
                if next_one.name == milder.name and better > self.score(
                    self._with(*kept, milder)
                ):
                    return [next_one]
                return [milder]
        return [strong]

    def _without_needless_units(
        self, kept: list[Repair], strong: Repair
    ) -> list[Repair]:
        """More units learn faster: are they needed at the best pace, too?"""
        others = [r for r in kept if r.name != "too_small"]
        if others == kept:
            return kept
        program = replace(
            self._with(*others, strong), epochs=self._longest, enough=self.goal
        )
        return others if self._reaches(program, at_best=True) else kept

    def _without_the_needless(self, kept: list[Repair]) -> list[Repair]:
        for repair in list(kept):
            others = [r for r in kept if r is not repair]
            try:
                if others and self._reaches(self._with(*others)):
                    kept = others
            except OutOfTime:
                self.was_cut = True
                if len(kept) > AT_ONCE:
                    raise
        return kept

    def _pace_alone(self, kept: list[Repair]) -> list[Repair]:
        """More of the pace, if that makes all the other repairs needless."""
        names = [repair.name for repair in kept]
        more = [
            r for r in pace(self.case, self.is_unstable) if r.name in names
        ]
        try:
            for repair in more if len(kept) > 1 else []:
                if self._reaches(self._with(repair)):
                    return [repair]
        except OutOfTime:
            self.was_cut = True
        return kept

    def _without_the_weak(self, kept: list[Repair]) -> list[Repair]:
        """Only what is worth a word: it misses the goal by far without it."""
        for repair in list(kept):
            others = [r for r in kept if r is not repair]
            without = self._in_time(*others) if others else None
            together = self.score(self._with(*kept))
            if without is not None and together - without < GAIN:
                kept = others
        return kept

    def _alternatives(self, found: Repair) -> Iterable[Need]:
        """Other single repairs of the usual kinds that are as good."""
        names = {found.name}
        kinds = [r for kind in KINDS for r in kind(self.case)]
        for repair in [*kinds, *pace(self.case, self.is_unstable)]:
            if repair.name in names or repair.name not in ALTERNATIVES:
                continue
            program = self._with(repair)
            if self._reaches(program) and self.score(program) >= self.goal:
                names.add(repair.name)
                yield Need(repair, (), self.score(program), self.now)

    def _reaches(
        self, program: LearnersProgram, at_best: bool = False
    ) -> bool:
        """Whether a program is as good as the strongest, from most starts.

        At the end of its training, or at its best time.
        """
        good = bad = 0
        while max(good, bad) < AGREEING:
            trial = self.trials.run(program, good + bad + 1)[-1]
            score = trial.best[0] if at_best else trial.score
            good, bad = good + (score >= self.goal), bad + (score < self.goal)
        return good == AGREEING


# Either of these may be told for the same fault: people call it both.
ALTERNATIVES = (
    *("unnormalised_input", "unscaled_target", "batch_too_large"),
    *("lr_too_high", "lr_too_low", "too_few_epochs"),
)
