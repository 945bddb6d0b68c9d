"""The checklist of page 05 as tests of a trained network, each with a number.

A test looks at what a training left, or trains a copy. It says its number
beside that of the repaired network of page 05, and for which hypotheses that
speaks, or against which.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from helpers import engine
from helpers.experiment import Experiment
from helpers.fixes import PRESETS
from helpers.keras_tools.program import Visit
from helpers.pages.your_turn.hypotheses import (
    DEAD,
    HEART,
    LONG,
    LUCK,
    NOTHING,
    OUTPUT,
    STEPS,
    TARGETS,
    UNITS,
)
from helpers.pages.your_turn.patients import Patient
from helpers.scores import r_squared
from helpers.wording.numbers import number

SOUND = PRESETS["the repaired program"]
LEARNED = 0.8  # R² of a copy that got most of it, whatever is left to mend
STARTS = 5
SCALED = 10  # the rule of thumb of the checklist
STILL = 0.05  # the share by which a loss falls that is at its end
NO_NUMBER = number(np.nan)
# What an activation can say, from where to where.
REACH = {
    "relu": (0, np.inf),
    "sigmoid": (0, 1),
    "softplus": (0, np.inf),
    "tanh": (-1, 1),
    "elu": (-1, np.inf),
    "linear": (-np.inf, np.inf),
}

Program = Patient | Experiment
Say = Callable[[str], None]


class Trained(NamedTuple):
    """What a training left.

    Attributes
    ----------
    x, y : ndarray, shape (n,)
        As the layers got them.
    answers : ndarray, shape (n,)
        In the units of y.
    loss : ndarray, shape (epochs,)
    output : str
        The last activation.
    """

    x: np.ndarray
    y: np.ndarray
    answers: np.ndarray
    loss: np.ndarray
    output: str

    @property
    def r_squared(self) -> float:
        return r_squared(self.y, self.answers)


def trained(visit: Visit) -> Trained:
    """What is looked at of a trained Keras model, which stays as it is.

    Parameters
    ----------
    visit : Visit

    Returns
    -------
    Trained
    """
    return Trained(
        _flat(visit.x),
        _flat(visit.y),
        _flat(visit.answers),
        np.array(visit.history.history["loss"]),
        visit.model.layers[-1].activation.__name__,
    )


def _flat(values: np.ndarray) -> np.ndarray:
    return np.ravel(values).astype(float)


@lru_cache(maxsize=64)
def train(program: Program) -> Trained:
    """Train a network of this page, or one of the engine's.

    Parameters
    ----------
    program : Patient or Experiment

    Returns
    -------
    Trained
    """
    if isinstance(program, Patient):
        return trained(program.train())
    run, data = engine.train(program), program.data
    part = data.train
    output = "relu" if program.final_relu else "linear"
    x, y, answers = (
        _flat(values[part])
        for values in (data.inputs, data.targets, run.outputs)
    )
    return Trained(x, y, answers, run.loss, output)


class Network(NamedTuple):
    """A network to be tested: how it was trained, and what that left."""

    program: Program
    left: Trained


class Reading(NamedTuple):
    """What a test said.

    Attributes
    ----------
    text : str
        Its number in a sentence.
    sound : str
        The number of a sound network.
    supports, opposes : tuple of str
        Hypotheses.
    """

    text: str
    sound: str
    supports: tuple[str, ...]
    opposes: tuple[str, ...]


@dataclass(frozen=True)
class Checked:
    """A test of the checklist.

    Attributes
    ----------
    name : str
        What it asks.
    sentence : str
        What its number says; {} stands for the number.
    show : callable
        How the number is written.
    measure : callable
        Gives it, for a `Network`; says what it trains, if it does.
    about : tuple of str
        The hypotheses that it can speak about.
    holds : callable
        Whether a number speaks for them.
    trains : bool
        Whether it trains copies.
    """

    name: str
    sentence: str
    show: Callable[[float], str]
    measure: Callable[[Network, Say], float]
    about: tuple[str, ...]
    holds: Callable[[float], bool]
    trains: bool = False

    def read(self, value: float) -> Reading:
        """What a number says."""
        sound = self.measure(Network(SOUND, train(SOUND)), lambda _: None)
        holds = self.holds(value)
        return Reading(
            self.sentence.format(self.show(value)),
            self.show(sound),
            self.about if holds else (),
            () if holds else self.about,
        )


def _short(value: float) -> str:
    return number(value, 2)


def _percent(value: float) -> str:
    return NO_NUMBER if np.isnan(value) else f"{value:.0%}"


def _fit(value: float) -> str:
    text = NO_NUMBER if np.isnan(value) else f"{value:.2f}"
    return "0.00" if text == "-0.00" else text.replace("-", "−")


def _against_mean(network: Network, _: Say) -> float:
    return 1 - network.left.r_squared


def _range(network: Network, _: Say) -> float:
    return float(np.ptp(network.left.answers))


def _finite(network: Network, _: Say) -> float:
    return float(np.mean(np.isfinite(network.left.loss)))


def _out_of_reach(network: Network, _: Say) -> float:
    low, high = REACH[network.left.output]
    y = network.left.y
    return float(np.mean((y < low) | (y > high)))


def _largest_x(network: Network, _: Say) -> float:
    return float(np.abs(network.left.x).max())


def _largest_y(network: Network, _: Say) -> float:
    return float(np.abs(network.left.y).max())


def _falls(network: Network, _: Say) -> float:
    loss = network.left.loss
    return float(1 - loss[-1] / loss[len(loss) // 2 - 1])


def _trial(**change: Any) -> Callable[[Network, Say], float]:
    """R² of a copy that is trained with one change."""

    def measure(network: Network, say: Say) -> float:
        say("Training a copy …")
        return train(replace(network.program, **change)).r_squared

    return measure


def _longer(network: Network, say: Say) -> float:
    return _trial(epochs=10 * network.program.epochs)(network, say)


def _wider(network: Network, say: Say) -> float:
    program = network.program
    if isinstance(program, Patient):
        units = tuple(4 * n for n in program.hidden) or (16,)
        return _trial(hidden=units)(network, say)
    return _trial(hidden_units=4 * program.hidden_units)(network, say)


def _other_starts(network: Network, say: Say) -> float:
    own = network.program.seed
    seeds = [seed for seed in range(STARTS + 1) if seed != own][:STARTS]
    learned = 0
    for at, seed in enumerate(seeds, start=1):
        say(f"Training a copy from start {at} of {STARTS} …")
        copy = train(replace(network.program, seed=seed))
        learned += copy.r_squared > LEARNED
    return float(learned)


def _gets_there(value: float) -> bool:
    return value > LEARNED


# The cheapest first: those that look come before those that train.
CHECKLIST = (
    Checked(
        "Is the loss better than a constant's?",
        "Its loss as a multiple of that of always answering the mean: {}.",
        _fit, _against_mean, (HEART, NOTHING), lambda value: value < 1,
    ),
    Checked(
        "Do the answers depend on x?",
        "From the smallest answer to the largest: {}.",
        _short, _range, (DEAD,), lambda value: value == 0,
    ),
    Checked(
        "Is the loss a number?",
        "Epochs whose loss is a number: {}.",
        _percent, _finite, (STEPS,), lambda value: value < 1,
    ),
    Checked(
        "Is the output free?",
        "Targets that are out of its reach: {}.",
        _percent, _out_of_reach, (OUTPUT,), lambda value: value > 0,
    ),
    Checked(
        "Are the targets scaled?",
        f"Size of the largest target: {{}}. A rule of thumb says below "
        f"{SCALED}.",
        _short, _largest_y, (TARGETS,), lambda value: value >= SCALED,
    ),
    Checked(
        "Are the inputs scaled?",
        f"Size of the largest input: {{}}. A rule of thumb says below "
        f"{SCALED}.",
        _short, _largest_x, (STEPS,), lambda value: value >= SCALED,
    ),
    Checked(
        "Does the loss still fall?",
        "Its fall in the second half of the epochs: {}.",
        _percent, _falls, (LONG,), lambda value: value > STILL,
    ),
    Checked(
        "What do ten times the epochs give?",
        "R² of a copy that is trained ten times as long: {}.",
        _fit, _longer, (LONG,), _gets_there, trains=True,
    ),
    Checked(
        "What do more units give?",
        "R² of a copy with four times the units (16, if it has none): {}.",
        _fit, _wider, (UNITS,), _gets_there, trains=True,
    ),
    Checked(
        "Does every start learn?",
        f"Of {STARTS} other starts, so many learn: {{}}.",
        _short, _other_starts, (LUCK,),
        lambda value: value >= STARTS - 1, trains=True,
    ),
    Checked(
        "What do scaled targets give?",
        "R² of a copy on scaled targets: {}.",
        _fit, _trial(standardise_targets=True), (TARGETS,),
        _gets_there, trains=True,
    ),
    Checked(
        "What do scaled inputs give?",
        "R² of a copy on scaled inputs: {}.",
        _fit, _trial(standardise_inputs=True), (STEPS,),
        _gets_there, trains=True,
    ),
)  # fmt: skip
