"""Faults that show in trainings: scale, learning rate and patience.

What a copy of the program needs in order to learn was missing in it. So each
repair is tried: one that helps much, or that the repaired program cannot do
without, is the answer to a fault.
"""

from dataclasses import replace
from functools import cached_property

import numpy as np

from helpers.checkup.probes import WELL, explosion_because
from helpers.checkup.program import UPDATES
from helpers.checkup.rates import safe_rate
from helpers.checkup.report import Finding
from helpers.wording import number

LARGE = 10  # inputs or targets up to this size are never at fault
DEFAULT_RATE = 0.01  # of SGD in Keras
PATIENCE = 10  # times as many epochs
PATIENT_UPDATES = 4 * UPDATES  # for a program that was not trained yet
RAISES = 10, 100  # times the learning rate
SCALED = {
    "scale_inputs": "the inputs standardised",
    "scale_targets": "the targets standardised",
}


def much_better(score, other):
    """Whether at least half of what was missing to R² 1 is gone."""
    return score - other > 0.05 and 1 - score < 0.5 * (1 - other)


class Search:
    """Looks for the repairs that a learner's program needs.

    Parameters
    ----------
    case : Case
    trials : Trials
    repairs : dict
        The repairs that are known to be needed, as fields of a `Program`.
    """

    def __init__(self, case, trials, repairs):
        self._case = case
        self._trials = trials
        self._base = replace(case.program, **repairs)
        self._is_repaired = bool(repairs)
        self._scaling_is_enough = False
        self._found = None  # until the search is done

    def findings(self):
        """List a `Finding` for each fault."""
        self._found = self._search()
        return self._found

    def _search(self):
        if not self._is_repaired and self._case.score > WELL:
            return []
        if self.now > WELL:
            return []
        return [
            *self._scale(),
            *self._rate_too_high(),
            *self._would_explode(),
            *self._too_slow(),
        ]

    def notes(self):
        """Sentences on what the trainings showed besides."""
        case = self._case
        if not case.is_trained or case.score > WELL or self._is_repaired:
            return []
        if self._found is None or self._found:
            return []
        if self.now > WELL:
            return [
                "This start had bad luck: another one of the same program "
                f"reached {r2(self.now)}. Build the model anew, and train "
                "again."
            ]
        return [
            "No repair that was tried helps much. The network may be too "
            "small for this task, or x may not tell more about y."
        ]

    @cached_property
    def now(self):
        """R² of the program with the known repairs and no other."""
        score = self._score(self._base)
        if self._is_repaired:
            return score
        return max(score, self._case.score)

    def _score(self, program):
        return self._trials.best(program).score

    @cached_property
    def _is_unstable(self):
        return any(
            trial.outcome in ("diverged", "dead", "constant")
            or trial.loss.max() > 3 * trial.loss[0]
            for trial in self._trials.run(self._base)
        )

    @cached_property
    def limit(self):
        """The largest safe rate of SGD; NaN for other optimizers."""
        return self._limit_of(self._base)

    def _limit_of(self, program):
        optimizer = self._case.model.optimizer
        clips = ("clipnorm", "clipvalue", "global_clipnorm")
        if self._case.optimizer != "sgd" or any(
            getattr(optimizer, name, None) for name in clips
        ):
            return np.nan
        return safe_rate(program)

    # Scale

    def _scale(self):
        suspects = self._suspects()
        if not suspects:
            return
        found = list(self._needed_scaling(suspects))
        yield from found
        if (
            "scale_inputs" in suspects
            and "unnormalised_input" not in [f.name for f in found]
            and self._case.learning_rate > self.limit
            and self.limit < DEFAULT_RATE
            and self._limit_of(self._scaled("scale_inputs")) > 10 * self.limit
        ):
            yield self._unnormalised("")

    def _suspects(self):
        case = self._case
        suspects = []
        if case.is_table and np.abs(case.x).max() > LARGE:
            suspects.append("scale_inputs")
        if case.task.is_regression and np.abs(case.targets).max() > LARGE:
            suspects.append("scale_targets")
        return suspects

    def _scaled(self, *fields, **changes):
        program = replace(self._base, **dict.fromkeys(fields, True), **changes)
        end = self._case.reach
        if program.scale_targets and end is not None and not end.is_free:
            program = replace(program, output="linear")
        return program

    def _needed_scaling(self, suspects):
        best, rate = max(
            (self._score(self._scaled(*suspects, learning_rate=rate)), rate)
            for rate in self._rates(suspects)
        )
        own = self._case.learning_rate
        self._scaling_is_enough = best > WELL and rate == own
        alone = {
            s: self._score(self._scaled(s, learning_rate=rate))
            for s in suspects
        }
        as_it_is = self._now_at(rate)
        if len(suspects) == 1:
            without = {suspects[0]: as_it_is}
        else:
            without = dict(
                zip(suspects, reversed(alone.values()), strict=True)
            )
        for suspect in suspects:
            # Of two, each may be enough: then both help.
            if much_better(best, without[suspect]):
                evidence = _with(suspects, best)
                if len(suspects) > 1:
                    other = [s for s in suspects if s != suspect]
                    evidence += f", with {_with(other, without[suspect])}"
            elif much_better(alone[suspect], as_it_is):
                evidence = _with([suspect], alone[suspect])
            else:
                continue
            evidence = (
                f"Trained on a copy, it reaches {r2(as_it_is)} as it is, "
                f"with {evidence}."
            )
            if suspect == "scale_inputs":
                yield self._unnormalised(evidence)
            else:
                yield self._unscaled(evidence)

    def _now_at(self, rate):
        if rate == self._case.learning_rate:
            return self.now
        return self._score(replace(self._base, learning_rate=rate))

    def _rates(self, suspects):
        """The rates at which the scaled program is tried."""
        own = self._case.learning_rate
        if self._score(self._scaled(*suspects)) > WELL:
            return [own]
        limit = self._limit_of(self._scaled(*suspects))
        if np.isfinite(limit):
            return [own, _rounded(limit / 4)]
        return [own, own / 10, 10 * own]

    def _unnormalised(self, evidence):
        x = self._case.x
        evidence = (
            f"x goes from {number(x.min(), 3)} to {number(x.max(), 3)}. "
            + evidence
        )
        limit = self.limit
        if self._case.learning_rate > limit:
            scaled = self._limit_of(self._scaled("scale_inputs"))
            evidence += (
                f" The largest safe learning rate is about {_about(limit)}; "
                f"with the inputs standardised {_about(scaled)}."
            )
        return Finding(
            "unnormalised_input",
            "The inputs are not scaled, and here that hurts.",
            " ".join(evidence.split()),
            "A step of a weight is multiplied by its input. Large inputs "
            "make large steps, and push units to where they are flat.",
            "Standardise inside the model; norm is its first layer:\n"
            "norm = keras.layers.Normalization()\nnorm.adapt(x)",
            {"scale_inputs": True},
        )

    def _unscaled(self, evidence):
        y = self._case.targets
        return Finding(
            "unscaled_target",
            "The targets are not scaled, and here that hurts.",
            f"y goes from {number(y.min(), 3)} to {number(y.max(), 3)}. "
            + evidence,
            "A network starts with answers around 0. Large targets mean "
            "large errors and wild steps, or a long way of small ones.",
            "Train on standardised targets, and scale the answers back:\n"
            "t = (y - y.mean()) / y.std()  # fit on t\n"
            "answers = model.predict(x) * y.std() + y.mean()",
            {"scale_targets": True},
        )

    # Learning rate and patience

    def _rate_too_high(self):
        rate = self._case.learning_rate
        if self._is_unstable and rate > self.limit:
            yield self._too_high(
                f"SGD runs at {number(rate)}. The loss is so steep here that "
                f"the largest safe rate is about {_about(self.limit)}.",
                _rounded(self.limit / 4),
            )
            return
        if self._scaling_is_enough or (rate < self.limit / 4):
            return
        for lower in (rate / 10, rate / 100):
            score = self._score(replace(self._base, learning_rate=lower))
            if much_better(score, self.now):
                yield self._too_high(
                    f"Trained on a copy, it reaches {r2(self.now)} at "
                    f"{number(rate)}, and {r2(score)} at {number(lower)}.",
                    lower,
                )
                return

    def _too_high(self, evidence, rate):
        return Finding(
            "lr_too_high",
            "The learning rate is too high.",
            evidence,
            "Each step overshoots the bottom by more than it was away from "
            "it, so the errors grow.",
            f"Take a lower rate:\n{self._optimizer(rate)}",
            {"learning_rate": rate},
        )

    def _would_explode(self):
        if self._case.is_trained or not any(
            trial.outcome == "diverged"
            for trial in self._trials.run(self._case.program)
        ):
            return
        yield explosion_because(
            "It is not trained yet. Trained on a copy, its loss soon is no "
            "finite number."
        )

    def _too_slow(self):
        case = self._case
        if case.outcome in ("diverged", "dead") or self._is_unstable:
            return
        if self._is_repaired:  # how it was trained says little about that
            return
        if not self._scaling_is_enough:
            yield from self._rate_too_low()
        if not case.is_trained:
            return
        more = replace(self._base, epochs=PATIENCE * case.epochs)
        score = self._trials.go_on(more).score
        if much_better(score, self.now):
            yield Finding(
                "too_few_epochs",
                "The training stopped too early.",
                f"After {_count(case.epochs, 'epoch')} it has "
                f"{r2(self.now)}. A copy that trains on for "
                f"{_count(more.trial_epochs, 'epoch')} reaches "
                f"{r2(score)}.",
                "The loss was still falling: nothing is wrong but the time.",
                "Train longer:\n"
                f"model.fit(x, y, epochs={PATIENCE * case.epochs})",
                {"epochs": PATIENCE * case.epochs},
            )

    def _rate_too_low(self):
        rate = self._case.learning_rate
        if not self._case.is_trained and much_better(
            self._score(replace(self._base, updates=PATIENT_UPDATES)), self.now
        ):
            return  # it is on its way
        for factor in RAISES:
            higher = rate * factor
            if higher > self.limit / 2:
                higher = _rounded(self.limit / 4)
            if higher < 2 * rate:
                return
            score = self._score(replace(self._base, learning_rate=higher))
            if much_better(score, self.now) and (
                score > 0.5 or factor == RAISES[-1]
            ):
                break
        else:
            return
        evidence = (
            f"Trained on a copy, it reaches {r2(self.now)} at "
            f"{number(rate)}, and {r2(score)} at {number(higher)}."
        )
        if np.isfinite(self.limit):
            evidence += f" Up to about {_about(self.limit)} it is safe."
        yield Finding(
            "lr_too_low",
            "The learning rate is too low.",
            evidence,
            "Each step is so small that at this rate it would take about "
            f"{number(higher / rate, 2)} times as many epochs.",
            f"Take a higher rate:\n{self._optimizer(higher)}",
            {"learning_rate": higher},
        )

    def _optimizer(self, rate):
        name = type(self._case.model.optimizer).__name__
        return (
            f"model.compile(optimizer=keras.optimizers.{name}({rate:.1g}), …)"
        )


def _with(fields, score):
    return f"{' and '.join(SCALED[f] for f in fields)} {r2(score)}"


def r2(score):
    """A score in words, coarse enough to be the same on any machine."""
    if np.isneginf(score):
        return "no finite answers"
    if score < -9.5:
        return "R² far below 0"
    return f"R² {number(round(score, 2), 2)}"


def _about(rate):
    return number(f"{rate:.1g}")


def _rounded(rate):
    """With one digit, as people write rates."""
    return float(f"{rate:.1g}")


def _count(count, noun):
    return f"{number(count)} {noun}{'s' if count > 1 else ''}"
