"""Advice on trial: what people say to the question, put to the test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from helpers.diagnosis import tally, word_for
from helpers.engine import train_starts
from helpers.experiment import QUESTION, check_starts
from helpers.keras_tools import load_keras
from helpers.keras_tools.loop import fit, training_loop
from helpers.keras_tools.program import DenseProgram
from helpers.progress import Progress
from helpers.scores import r_squared
from helpers.wording.fields import instance_of

WORKS = 0.9  # of the starts learn, at least


@dataclass(frozen=True)
class Advice:
    """One change to the question; all else stays as the asker had it.

    Attributes
    ----------
    name : str
        As people say it.
    means : str
        Exactly what is changed.
    changes : dict of str to object
        Fields of an `Experiment`, or of a `QuestionInKeras`.
    in_keras : bool
        Whether it is trained in Keras, because the engine cannot do it.
    """

    name: str
    means: str
    changes: Mapping[str, Any]
    in_keras: bool = False

    def __str__(self) -> str:
        return f"{self.name}: {self.means}"


ADVICE = (
    Advice(
        "more layers",
        "3 of 128 units in place of 1",
        {"hidden": 3 * (QUESTION.hidden_units,)},
        in_keras=True,
    ),
    Advice("more units", "512 in place of 128", {"hidden_units": 512}),
    Advice("more epochs", "500 in place of 20", {"epochs": 500}),
    Advice(
        "a smaller rate", "0.0001 in place of 0.01", {"learning_rate": 1e-4}
    ),
    Advice("another optimizer", "Adam in place of SGD", {"optimizer": "adam"}),
    Advice(
        "normalised inputs",
        "mean 0, standard deviation 1",
        {"standardise_inputs": True},
    ),
    Advice(
        "another loss", "MAE in place of MSE", {"loss": "mae"}, in_keras=True
    ),
    Advice("no last ReLU", "a linear output", {"final_relu": False}),
)


@dataclass(frozen=True, kw_only=True)
class QuestionInKeras(DenseProgram):
    """The question as a Keras program, for what no `Experiment` has."""

    learning_rate: float = QUESTION.learning_rate
    epochs: int = QUESTION.epochs
    batch_size: int = QUESTION.batch_size
    hidden: tuple[int, ...] = (QUESTION.hidden_units,)
    output: str = "relu"
    optimizer: str = "SGD"

    def points(self) -> tuple[np.ndarray, np.ndarray]:
        data = QUESTION.data
        return data.x[data.train, None], data.y[data.train, None]


class Result(NamedTuple):
    """What became of one start.

    Attributes
    ----------
    outcome : str
        A key of `diagnosis.OUTCOMES`.
    r_squared : float
        On the training part.
    """

    outcome: str
    r_squared: float


@dataclass(frozen=True)
class Trial:
    """A piece of advice, and what became of the network that followed it.

    Attributes
    ----------
    advice : Advice
    alone, linear : sequence of Result
        One for each start: with this change alone, and with a linear output
        as well.
    """

    advice: Advice
    alone: Sequence[Result]
    linear: Sequence[Result]

    @property
    def both(self) -> dict[str, Sequence[Result]]:
        """The two by the names that pages have for them."""
        return {"alone": self.alone, "with a linear output": self.linear}

    @property
    def verdict(self) -> str:
        """With what it works, a name of `both`, or "no"."""
        return next(
            (name for name, each in self.both.items() if works(each)), "no"
        )


check_trial = instance_of(Trial, "a Trial", "trials = on_trial()")


def works(results: Sequence[Result]) -> bool:
    """Whether 9 of 10 starts learned, or more."""
    learned = sum(result.outcome == "learned" for result in results)
    return learned >= WORKS * len(results)


def summary(results: Sequence[Result]) -> str:
    """How many starts had which outcome: "33 dead, 27 learning"."""
    return tally(result.outcome for result in results)


def on_trial(starts: int = 60, keras_starts: int = 12) -> dict[str, Trial]:
    """Train the question with every piece of advice.

    Each is trained alone and with a linear output, which takes some ten
    seconds, most of them in Keras.

    Parameters
    ----------
    starts : int
        The seeds 0 … starts - 1 are trained, of what the engine can do.
    keras_starts : int
        The same for what is trained in Keras.

    Returns
    -------
    dict of str to Trial
        By the names of `ADVICE`, in that order.

    Raises
    ------
    RuntimeError
        If there is no Keras.
    """
    starts = check_starts("starts", starts, "Try starts=60.")
    keras_starts = check_starts(
        "keras_starts", keras_starts, "Try keras_starts=12."
    )
    load_keras()
    trials = {}
    with Progress("Advice on trial") as progress:
        for advice in ADVICE:
            train = _in_keras if advice.in_keras else _in_engine
            count = keras_starts if advice.in_keras else starts
            alone, linear = (
                train(advice, is_linear, count, progress)
                for is_linear in (False, True)
            )
            trials[advice.name] = Trial(advice, alone, linear)
    return trials


def _in_engine(
    advice: Advice, linear: bool, starts: int, progress: Progress
) -> list[Result]:
    progress(advice.name)
    experiment = replace(QUESTION, **advice.changes)
    if linear:
        experiment = replace(experiment, final_relu=False)
    return [
        Result(run.outcome, run.r_squared)
        for run in train_starts(experiment, starts)
    ]


def _in_keras(
    advice: Advice, linear: bool, starts: int, progress: Progress
) -> list[Result]:
    """All starts in one model: to trace its loop anew takes long.

    What is dead or no number stays so, and its other epochs are left out.
    """
    output = "linear" if linear else "relu"
    program = QuestionInKeras(output=output, **advice.changes)
    model, (x, y) = program.build(), program.data()
    loop = training_loop(model, model.optimizer)
    results = []
    for seed in range(starts):
        progress(f"{advice.name} in Keras, start {seed + 1} of {starts}")
        model.set_weights(_start(program.hidden, seed))
        (losses,) = fit(
            model, x, y, program.batch_size, program.epochs, seed, loop,
            until_still=True,
        ).history.values()  # fmt: skip
        outputs = np.asarray(model(x))
        share = r_squared(y, outputs)
        numbers = (losses, outputs, *model.get_weights())
        if all(np.isfinite(each).all() for each in numbers):
            word = word_for(outputs, share, not linear)
        else:
            word = "diverged"
        results.append(Result(word, share))
    return results


@lru_cache(maxsize=64)
def _start(hidden: tuple[int, ...], seed: int) -> list[np.ndarray]:
    """The weights that a network starts with, whatever its output."""
    program = QuestionInKeras(hidden=hidden, seed=seed)
    return program.build().get_weights()
