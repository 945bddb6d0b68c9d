"""Trainings of a learner's program on copies."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from helpers import diagnosis
from helpers.checkup.lab.copies import reach
from helpers.checkup.lab.program import MOST_UPDATES, LearnersProgram
from helpers.checkup.lab.units import ask
from helpers.keras_tools.loop import training_loop

LOOKS = 8  # at the rows held back, while a copy is trained
SHARE = 0.12  # of all the time that a single training should take at most


class OutOfTime(Exception):
    """A checkup has no time for another training."""


class Trial(NamedTuple):
    """What a training of a copy left.

    Attributes
    ----------
    loss : ndarray, shape (epochs,)
    looks : dict of int to float
        The score on the rows held back, after so many epochs.
    own : float
        The score on the rows it was trained on, at the end.
    outcome : str
        A key of `diagnosis.OUTCOMES`.
    """

    loss: np.ndarray
    looks: dict[int, float]
    own: float
    outcome: str

    @property
    def score(self) -> float:
        """On the rows held back, at the end."""
        return list(self.looks.values())[-1]

    @property
    def best(self) -> tuple[float, int]:
        """The best score, and after how many epochs it was."""
        return max((score, -epochs) for epochs, score in self.looks.items())


class Trials:
    """Trains copies of a learner's program, each kind compiled once.

    Parameters
    ----------
    progress : callable
        Called before every training, with what is being done.
    seconds : float
        Of the processor that all of them together may take: so what is found
        does not hang on what else the machine is doing.
    """

    def __init__(
        self, progress: Callable[[str], None], seconds: float
    ) -> None:
        self._progress = progress
        self._seconds = seconds
        self._end = time.process_time() + seconds
        self._an_update = 0.0  # seconds, as far as it is known
        self._trainers: dict[tuple, _Trainer] = {}
        self._done: dict[tuple, Trial] = {}

    def allow(self, seconds: float, progress: Callable[[str], None]) -> None:
        """Allow more trainings."""
        self._progress = progress
        self._seconds = seconds
        self._end = time.process_time() + seconds

    def run(self, program: LearnersProgram, starts: int) -> list[Trial]:
        """Train a program from fresh starts.

        Raises
        ------
        OutOfTime
        """
        seeds = range(1, starts + 1)
        return [self._once(replace(program, seed=seed)) for seed in seeds]

    def done(self, program: LearnersProgram, starts: int) -> list[Trial]:
        """Those of these starts that are trained already."""
        seeds = range(1, starts + 1)
        keys = [replace(program, seed=seed).key for seed in seeds]
        return [self._done[key] for key in keys if key in self._done]

    def affordable(self, program: LearnersProgram) -> int:
        """How many epochs of it leave enough time for other trainings."""
        an_epoch = self._an_update * program.steps
        most = SHARE * self._seconds / an_epoch if an_epoch else np.inf
        return int(max(program.epochs, min(most, MOST_UPDATES)))

    def _once(self, program: LearnersProgram) -> Trial:
        if program.key not in self._done:
            self._progress("training a copy")
            self._in_time()
            trainer = self._trainer(program)
            began = time.process_time()
            trial = trainer.train(program, self._in_time)
            self._done[program.key] = trial
            updates = len(trial.loss) * program.steps
            # The latest one counts: the first of a kind compiles, too.
            self._an_update = (time.process_time() - began) / updates
        return self._done[program.key]

    def _in_time(self) -> None:
        if time.process_time() > self._end:
            raise OutOfTime

    def _trainer(self, program: LearnersProgram) -> "_Trainer":
        if program.kind not in self._trainers:
            self._trainers[program.kind] = _Trainer(program)
        return self._trainers[program.kind]


class _Trainer:
    """A copy of a model with its own optimizer, and a compiled loop."""

    def __init__(self, program: LearnersProgram) -> None:
        self._model = program.build()
        self._optimizer = self._model.optimizer
        self._optimizer.build(self._model.trainable_variables)
        self._fresh = [np.array(v) for v in self._optimizer.variables]
        self._loop = training_loop(self._model, self._optimizer)
        end = reach(self._model)
        self._is_flat = end is not None and end.is_flat

    def train(
        self, program: LearnersProgram, in_time: Callable[[], None]
    ) -> Trial:
        (x, y), (x_held, _) = program.data(), program.held()
        weights = program.weights()
        self._start(program)
        rng = np.random.default_rng(program.seed)
        epochs = program.trial_epochs
        orders = np.array(
            [rng.permutation(len(x)) for _ in range(epochs)], np.int32
        )
        losses: list[np.ndarray] = []
        looks: dict[int, float] = {}
        looked_at = _looks(epochs)
        done = 0
        for until in _pieces(looked_at, program.rates[:epochs]):
            if program.rates:
                rate = program.rates[min(done, len(program.rates) - 1)]
                self._optimizer.learning_rate = rate
            loss = self._loop(
                x, y, weights, orders, program.batch_size, done, until
            )
            losses.append(loss)
            done = until
            if np.isnan(loss[-1]):  # for good: it is in the weights, too
                looks[done] = -np.inf
                break
            if done in looked_at:
                looks[done] = program.judge(ask(self._model, x_held))
                if looks[done] >= program.enough:
                    break
            in_time()
        loss = np.concatenate(losses)
        answers = ask(self._model, x)
        own = program.task.score(y, answers)
        if not np.isfinite(loss).all() or np.isinf(own):
            return Trial(loss, looks, own, "diverged")
        word = diagnosis.word_for(answers, own, self._is_flat)
        return Trial(loss, looks, own, word)

    def _start(self, program: LearnersProgram) -> None:
        self._model.set_weights(program.build().get_weights())
        for variable, value in zip(
            self._optimizer.variables, self._fresh, strict=True
        ):
            variable.assign(value)
        if not program.has_schedule:
            self._optimizer.learning_rate = program.learning_rate


def _looks(epochs: int) -> set[int]:
    """After which epochs to look: the later, the rarer."""
    return {round(epochs ** (k / LOOKS)) for k in range(1, LOOKS + 1)}


def _pieces(looks: set[int], rates: tuple[float, ...]) -> list[int]:
    """Where to stop a training: to look, or to change the rate."""
    changes = {at for at in range(1, len(rates)) if rates[at] != rates[at - 1]}
    last = max(looks)
    return sorted(looks | {at for at in changes if at < last})
