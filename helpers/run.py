"""What a training leaves behind, whichever engine ran it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from helpers.diagnosis import word_for
from helpers.experiment import Experiment, check_experiment
from helpers.scores import r_squared
from helpers.wording.errors import WrongValue
from helpers.wording.fields import array, instance_of


class Weights(NamedTuple):
    """The parameters of a network 1 → H → 1, all float32.

    Attributes
    ----------
    w1, b1 : ndarray, shape (H,)
        Weight and bias of each hidden unit.
    w2 : ndarray, shape (H,)
        Weight from each hidden unit to the output.
    b2 : ndarray, shape (1,)
        Bias of the output.
    """

    w1: np.ndarray
    b1: np.ndarray
    w2: np.ndarray
    b2: np.ndarray

    def for_keras(self) -> list[np.ndarray]:
        """The same numbers in the shapes that `model.set_weights` takes."""
        return [self.w1[None, :], self.b1, self.w2[:, None], self.b2]

    @classmethod
    def from_keras(cls, arrays: Iterable[np.ndarray]) -> "Weights":
        """The inverse of `for_keras`, for what `model.get_weights` gives."""
        return cls(*(np.array(a, np.float32).ravel() for a in arrays))


_is_weights = instance_of(
    Weights, "the Weights of a network", "initial_weights(Experiment(seed=1))"
)


def check_weights(name: str, value: object) -> Weights:
    """The value, if it is the weights of a network; see `wording.fields`."""
    hint = "Try initial_weights(Experiment(seed=1))."
    weights = Weights(
        *(
            array(f"each of {name}", part, hint, False, np.float32)
            for part in _is_weights(name, value)
        )
    )
    units = (weights.w1.size,)
    if [part.shape for part in weights] != [units, units, units, (1,)]:
        raise WrongValue(
            f"{name} must have as many numbers in w1 as in b1 and w2, and one "
            f"in b2. {hint}"
        )
    return weights


def initial_weights(experiment: Experiment) -> Weights:
    """The starting weights of an experiment: Glorot-uniform, biases 0.

    Both layers draw from U(-l, l) with l = sqrt(6 / (fan_in + fan_out)) =
    sqrt(6 / (1 + hidden_units)), which is what a Keras `Dense` layer does.
    Source: Glorot & Bengio (2010), eq. 16.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    Weights
    """
    hidden = check_experiment("experiment", experiment).hidden_units
    rng = np.random.default_rng(experiment.seed)
    limit = np.sqrt(6 / (1 + hidden))
    w1, w2 = rng.uniform(-limit, limit, (2, hidden)).astype(np.float32)
    zeros = np.zeros(hidden + 1, np.float32)
    return Weights(w1, zeros[:-1], w2, zeros[-1:])


@dataclass(frozen=True, eq=False)
class Run:
    """One finished training.

    Attributes
    ----------
    experiment : Experiment
    loss, val_loss : ndarray of float64, shape (epochs,)
        Mean squared error per epoch in the network's units, as Keras prints
        it: `loss` is the mean over the batches *while* the weights change,
        `val_loss` is taken at the end of the epoch. May hold inf and NaN.
    start, end : Weights
    outputs : ndarray of float32, shape (n,)
        What the trained network answers to every input of the experiment,
        in its own units.
    """

    experiment: Experiment
    loss: np.ndarray
    val_loss: np.ndarray
    start: Weights
    end: Weights
    outputs: np.ndarray

    @cached_property
    def predictions(self) -> np.ndarray:
        """The answers in the units of y, shape (n,), float64."""
        return self.experiment.data.in_original_units(self.outputs)

    @cached_property
    def outcome(self) -> str:
        """What became of it in one word, a key of `diagnosis.OUTCOMES`."""
        outputs = self.outputs[self.experiment.data.train]
        results = (self.loss, self.val_loss, outputs, *self.end)
        if not all(np.isfinite(values).all() for values in results):
            return "diverged"
        return word_for(outputs, self.r_squared, self.experiment.final_relu)

    @cached_property
    def r_squared(self) -> float:
        """R² on the training part (1 is perfect, 0 is the mean's)."""
        data = self.experiment.data
        return r_squared(data.y[data.train], self.predictions[data.train])

    @cached_property
    def bends(self) -> np.ndarray:
        """Where the answer bends: the x at which a hidden unit wakes up.

        Returns
        -------
        ndarray of float64, shape (hidden units,)
            x = -b1/w1 of the trained units, in the units of x; not finite
            for a unit that never bends.
        """
        data = self.experiment.data
        w1, b1 = (
            part.astype(np.float64) for part in (self.end.w1, self.end.b1)
        )
        with np.errstate(all="ignore"):
            return -b1 / w1 * data.input_std + data.input_mean


check_run = instance_of(Run, "a Run", "train(Experiment(seed=1))")


def largest_difference(run: Run, other: Run) -> float:
    """How far two trainings of the same experiment are apart.

    Parameters
    ----------
    run, other : Run

    Returns
    -------
    float
        The largest |difference| / loss over all epochs, of training and
        validation loss, where both are finite. No unit; 0 if they never are.
    """
    one = np.concatenate([run.loss, run.val_loss])
    two = np.concatenate([other.loss, other.val_loss])
    both = np.isfinite(one) & np.isfinite(two) & (one > 0)
    return float(np.max(np.abs(two[both] / one[both] - 1), initial=0))
