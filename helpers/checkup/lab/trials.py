"""Trainings of a learner's program on copies."""

from typing import NamedTuple

import numpy as np

from helpers import diagnosis
from helpers.checkup.lab.copies import copy_of, reach
from helpers.keras_tools import load_keras
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
    progress : callable, optional
        Called before every training, with what is being done.
    """

    def __init__(self, progress=lambda doing: None):
        self._progress = progress
        self._trainers = {}
        self._done = {}

    def best(self, program):
        """The best of the trainings from a few fresh starts.

        A start may have bad luck in any program, and that is no fault. One
        that has learned needs no other.
        """
        done = []
        for seed in range(1, STARTS + 1):
            done.append(self._once(program, seed))
            if done[-1].outcome == "learned":
                break
        return max(done, key=lambda trial: trial.score)

    def run(self, program, starts=STARTS):
        """Train a program from fresh starts.

        Returns
        -------
        list of Trial
        """
        return [self._once(program, seed) for seed in range(1, starts + 1)]

    def go_on(self, program):
        """Train on from the weights that the model has now."""
        return self._once(program, None)

    def _once(self, program, seed):
        key = program.key, seed
        if key not in self._done:
            self._progress("training a copy")
            self._done[key] = self._trainer(program).train(program, seed)
        return self._done[key]

    def _trainer(self, program):
        kind = program.output, program.loss
        if kind not in self._trainers:
            self._trainers[kind] = _Trainer(program)
        return self._trainers[kind]


class _Trainer:
    """A copy of a model with its own optimizer, and a compiled loop."""

    def __init__(self, program):
        keras = load_keras()
        self._model = copy_of(program.model, program.output)
        self._model.compile(loss=program.loss)
        theirs = program.model.optimizer
        self._optimizer = type(theirs).from_config(
            theirs.get_config()
            | {"learning_rate": float(program.learning_rate)}
        )
        self._optimizer.build(self._model.trainable_variables)
        self._fresh = [np.array(v) for v in self._optimizer.variables]
        self._loop = training_loop(self._model, self._optimizer)
        self._to_numpy = keras.ops.convert_to_numpy
        end = reach(self._model)
        self._is_flat = end is not None and end.is_flat

    def train(self, program, seed):
        x, y = program.data
        self._start(program, seed)
        rng = np.random.default_rng(seed)
        orders = np.array(
            [rng.permutation(len(x)) for _ in range(program.trial_epochs)],
            np.int32,
        )
        losses = self._loop(x, y, orders, program.batch_size)
        answers = self._to_numpy(self._model(x))
        score = program.task.score(y, answers)
        if not np.isfinite(losses).all() or np.isinf(score):
            return Trial(losses, answers, "diverged", -np.inf)
        word = diagnosis.word_for(answers, score, self._is_flat)
        return Trial(losses, answers, word, score)

    def _start(self, program, seed):
        start = copy_of(program.model, program.output, seed)
        self._model.set_weights(start.get_weights())
        state = self._fresh
        theirs = [np.array(v) for v in program.model.optimizer.variables]
        if seed is None and _shapes(theirs) == _shapes(state):
            state = theirs  # such as momentum: without it a step is another
        for variable, value in zip(
            self._optimizer.variables, state, strict=True
        ):
            variable.assign(value)
        self._optimizer.learning_rate = program.learning_rate


def _shapes(arrays):
    return [array.shape for array in arrays]
