"""A learner's program as a value, whose model is a copy of the learner's."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from helpers.checkup.lab.copies import Reach, copy_of
from helpers.checkup.lab.tasks import Task
from helpers.keras_tools.program import Program

UPDATES = 2000  # of one trial at most: half a second for a small model
MOST_UPDATES = 4 * UPDATES  # where time is all that may be missing
WORK = 1.5e10  # multiplications of one trial at most: about a second
ROWS = 2000  # of the data at most, drawn at random


@dataclass(frozen=True, kw_only=True, eq=False)
class LearnersProgram(Program):
    """What a learner wrote, and what a trial changes in it.

    Seed 0 is the start that the model has now; each other one is fresh.

    Attributes
    ----------
    model : keras.Model
        The learner's own. It is never trained or changed.
    x, y : ndarray
        Inputs with one row for each point, and what `fit` gets as targets.
    task : Task
    output : str or None
        Another last activation.
    updates : int
        How many a trial may have.
    """

    model: Any
    x: np.ndarray
    y: np.ndarray
    task: Task
    output: str | None = None
    updates: int = UPDATES

    def points(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows; of many a part, drawn at random."""
        if len(self.x) <= ROWS:
            return self.x, self.y
        rows = np.random.default_rng(0).permutation(len(self.x))[:ROWS]
        return self.x[rows], self.y[rows]

    def build(self) -> Any:
        """A copy of the model with an optimizer of the same kind."""
        copy = copy_of(self.model, self.output, self.seed or None)
        theirs = self.model.optimizer
        options = theirs.get_config() | {"learning_rate": self.learning_rate}
        copy.compile(type(theirs).from_config(options), self.loss)
        return copy

    @property
    def key(self) -> tuple:
        """Equal for programs that train alike; arrays count as themselves."""
        values = vars(self).values()
        return tuple(id(v) if isinstance(v, np.ndarray) else v for v in values)

    @property
    def work(self) -> float:
        """Multiplications that one update of all weights costs, for a row.

        Forwards, backwards and for the update each weight is used once, and
        in a sequence once for every place.
        """
        return 3 * self.model.count_params() * np.prod(self.x.shape[1:-1])

    @property
    def trial_epochs(self) -> int:
        """As many as the program's own, or as a trial may have."""
        rows = min(len(self.x), ROWS)
        steps = -(-rows // self.batch_size)
        affordable = min(self.updates // steps, WORK // (rows * self.work))
        return min(self.epochs, max(1, int(affordable)))


def repaired(
    program: LearnersProgram, repair: dict[str, Any], end: Reach | None
) -> LearnersProgram:
    """A program with some fields changed, and an end that fits them.

    Parameters
    ----------
    program : LearnersProgram
    repair : dict
        Fields of the program.
    end : Reach or None
        Which answers the program's model can give.

    Returns
    -------
    LearnersProgram
        Standardised targets lie on both sides of 0: an output that is not
        free to go there becomes linear.
    """
    program = replace(program, **repair)
    is_free = end is None or end.is_free or program.output
    if program.standardise_targets and not is_free:
        program = replace(program, output="linear")
    return program
