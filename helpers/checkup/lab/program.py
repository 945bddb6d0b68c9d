"""A learner's program as a value, whose model is a copy of the learner's."""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from helpers.checkup.lab.copies import AS_IT_IS, Changes, copy_of
from helpers.checkup.lab.rows import Rows
from helpers.checkup.lab.tasks import Task
from helpers.keras_tools import load_keras
from helpers.keras_tools.program import Program
from helpers.scores import standardised

UPDATES = 2000  # of one trial at most: half a second for a small model
MOST_UPDATES = 4 * UPDATES  # where time is all that may be missing
WORK = 1.5e10  # multiplications of one trial at most: about a second


@dataclass(frozen=True, kw_only=True, eq=False)
class LearnersProgram(Program):
    """What a learner wrote, and what a trial changes in it.

    Each seed is a fresh start.

    Attributes
    ----------
    model : keras.Model
        The learner's own. It is never trained or changed.
    rows : Rows
        As `fit` gets them.
    task : Task
    learning_rate : float or None
        None: the optimizer has a schedule of its own.
    changes : Changes
        Of the layers of the model.
    optimizer : str or None
        Another one, as Keras names its class.
    rates : tuple of float
        The learning rate of each epoch where a callback set it; empty where
        the optimizer alone decides.
    clipnorm : float or None
        The largest length of a gradient that the optimizer lets through.
    updates : int
        How many a trial may have.
    enough : float
        The score on the rows held back with which a trial may end early.
    """

    model: Any
    rows: Rows
    task: Task
    learning_rate: float | None = None  # type: ignore[assignment]
    changes: Changes = AS_IT_IS
    optimizer: str | None = None
    rates: tuple[float, ...] = ()
    clipnorm: float | None = None
    updates: int = UPDATES
    enough: float = np.inf

    def points(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows to train on."""
        part = self.rows.part(self.seed)
        return part.x, part.y

    def weights(self) -> np.ndarray:
        """How much each of these rows counts in the loss, float32."""
        return self.rows.part(self.seed).weights

    def judge(self, answers: np.ndarray) -> float:
        """The score of answers to the rows held back."""
        _, y = self.held()
        among = self.rows.judging
        if self.standardise_targets:
            among = standardised(among, self.points()[1])
        return self.task.score(y, answers, among)

    def held(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows held back, as the model gets them."""
        part = self.rows.part(self.seed)
        x, y = part.x_held, part.y_held
        if self.standardise_inputs:
            x = standardised(x, part.x)
        if self.standardise_targets:
            y = standardised(y, part.y)
        return x.astype(np.float32), y.astype(np.float32)

    def build(self) -> Any:
        """A copy of the model with an optimizer of the same kind."""
        copy = copy_of(self.model, self.seed, self.changes)
        copy.compile(self._new_optimizer(), self.loss)
        return copy

    def _new_optimizer(self) -> Any:
        theirs = self.model.optimizer
        if self.optimizer:
            kind = getattr(load_keras().optimizers, self.optimizer)
            return kind(self.learning_rate)
        config = theirs.get_config()
        if not self.has_schedule:
            config["learning_rate"] = self.learning_rate
        else:  # itself, as a class of the learner's own is not registered
            config["learning_rate"] = theirs._learning_rate
        if self.clipnorm:
            config["clipnorm"] = self.clipnorm
        return type(theirs).from_config(config)

    @property
    def has_schedule(self) -> bool:
        """Whether the learning rate is the optimizer's own schedule."""
        return self.optimizer is None and self.learning_rate is None

    @property
    def kind(self) -> tuple:
        """Equal for programs that one compiled loop can train."""
        if self.has_schedule:
            return (self.changes, self.loss, "schedule", self.clipnorm)
        return (self.changes, self.loss, self.optimizer, self.clipnorm)

    @property
    def key(self) -> tuple:
        """Equal for programs that train alike; arrays count as themselves."""
        return tuple(getattr(self, field.name) for field in fields(self))

    @property
    def work(self) -> float:
        """Multiplications that one update of all weights costs, for a row.

        Forwards, backwards and for the update each weight is used once, in a
        sequence once for every place, in a picture once for every pixel.
        """
        places = np.prod(self.rows.x.shape[1:-1])
        return 3 * self.model.count_params() * places

    @property
    def steps(self) -> int:
        """Updates of an epoch of a trial."""
        return -(-self.rows.count // self.batch_size)

    @property
    def trial_epochs(self) -> int:
        """As many as the program's own, or as a trial may have."""
        affordable = min(
            self.updates // self.steps, WORK // (self.rows.count * self.work)
        )
        return min(self.epochs, max(1, int(affordable)))


def repaired(program: LearnersProgram, *repairs: dict) -> LearnersProgram:
    """A program with some fields changed, its own or those of its layers.

    Parameters
    ----------
    program : LearnersProgram
    *repairs : dict
        Fields of the program, or of its `changes`.

    Returns
    -------
    LearnersProgram
    """
    layers = {f for f in vars(AS_IT_IS)}
    for repair in repairs:
        changed = {k: v for k, v in repair.items() if k in layers}
        fields = {k: v for k, v in repair.items() if k not in layers}
        program = replace(
            program, changes=replace(program.changes, **changed), **fields
        )
    return program
