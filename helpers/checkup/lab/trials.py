"""Trainings of a learner's program on copies."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from helpers import diagnosis
from helpers.checkup.lab.copies import reach
from helpers.checkup.lab.program import LearnersProgram
from helpers.checkup.lab.units import ask
from helpers.keras_tools.loop import training_loop

STARTS = 2  # fresh ones of a trial


class Trial(NamedTuple):
    """What a training of a copy left.

    Attributes
    ----------
    loss : ndarray, shape (epochs,)
    answers : ndarray of float32
    outcome : str
        A key of `diagnosis.OUTCOMES`.
    score : float
        R² of the answers; minus infinity if one is no finite number.
    """

    loss: np.ndarray
    answers: np.ndarray
    outcome: str
    score: float


class Trials:
    """Trains copies of a learner's program, each kind compiled once.

    Parameters
    ----------
    progress : callable
        Called before every training, with what is being done.
    """

    def __init__(self, progress: Callable[[str], None]) -> None:
        self._progress = progress
        self._trainers: dict[tuple, _Trainer] = {}
        self._done: dict[tuple, Trial] = {}

    def best(self, program: LearnersProgram) -> Trial:
        """The best of the trainings from a few fresh starts.

        A start may have bad luck in any program, and that is no fault. One
        that has learned needs no other.
        """
        done = []
        for seed in range(1, STARTS + 1):
            done.append(self._once(replace(program, seed=seed)))
            if done[-1].outcome == "learned":
                break
        return max(done, key=lambda trial: trial.score)

    def run(
        self, program: LearnersProgram, starts: int = STARTS
    ) -> list[Trial]:
        """Train a program from fresh starts."""
        seeds = range(1, starts + 1)
        return [self._once(replace(program, seed=seed)) for seed in seeds]

    def go_on(self, program: LearnersProgram) -> Trial:
        """Train on from the weights that the model has now."""
        return self._once(replace(program, seed=0))

    def _once(self, program: LearnersProgram) -> Trial:
        if program.key not in self._done:
            self._progress("training a copy")
            self._done[program.key] = self._trainer(program).train(program)
        return self._done[program.key]

    def _trainer(self, program: LearnersProgram) -> "_Trainer":
        kind = program.output, program.loss
        if kind not in self._trainers:
            self._trainers[kind] = _Trainer(program)
        return self._trainers[kind]


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

    def train(self, program: LearnersProgram) -> Trial:
        x, y = program.data()
        self._start(program)
        rng = np.random.default_rng(program.seed)
        orders = np.array(
            [rng.permutation(len(x)) for _ in range(program.trial_epochs)],
            np.int32,
        )
        losses = self._loop(x, y, orders, program.batch_size)
        answers = ask(self._model, x)
        score = program.task.score(y, answers)
        if not np.isfinite(losses).all() or np.isinf(score):
            return Trial(losses, answers, "diverged", -np.inf)
        word = diagnosis.word_for(answers, score, self._is_flat)
        return Trial(losses, answers, word, score)

    def _start(self, program: LearnersProgram) -> None:
        self._model.set_weights(program.build().get_weights())
        state = self._fresh
        theirs = [np.array(v) for v in program.model.optimizer.variables]
        if program.seed == 0 and _shapes(theirs) == _shapes(state):
            state = theirs  # such as momentum: without it a step is another
        for variable, value in zip(
            self._optimizer.variables, state, strict=True
        ):
            variable.assign(value)
        self._optimizer.learning_rate = program.learning_rate


def _shapes(arrays: list[np.ndarray]) -> list[tuple[int, ...]]:
    return [array.shape for array in arrays]
