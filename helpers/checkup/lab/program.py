"""A learner's program as a value."""

from dataclasses import dataclass, replace

import numpy as np

from helpers.checkup.lab.tasks import Task
from helpers.scores import standardised

UPDATES = 2000  # of one trial at most: half a second for a small model
WORK = 1.5e10  # multiplications of one trial at most: about a second
ROWS = 2000  # of the data at most, drawn at random


@dataclass(frozen=True, eq=False)
class Program:
    """What a learner wrote, and what a trial changes in it.

    A repair is a changed field: ``replace(program, scale_inputs=True)``.

    Attributes
    ----------
    model : keras.Model
        The learner's own. It is never trained or changed.
    x, y : ndarray
        Inputs with one row for each point, and what `fit` gets as targets.
    task : Task
    loss : object
        What was passed to `compile`, or the name of another loss.
    learning_rate : float
    batch_size : int
    epochs : int or None
        None: as many as a trial may have.
    scale_inputs, scale_targets : bool
        Give the model standardised columns.
    output : str or None
        Another last activation.
    updates : int
        How many a trial may have.
    """

    model: object
    x: np.ndarray
    y: np.ndarray
    task: Task
    loss: object
    learning_rate: float
    batch_size: int
    epochs: int | None
    scale_inputs: bool = False
    scale_targets: bool = False
    output: str | None = None
    updates: int = UPDATES

    @property
    def data(self):
        """The rows as the model gets them: inputs and targets."""
        x, y = self.x, self.y
        if len(x) > ROWS:
            rows = np.random.default_rng(0).permutation(len(x))[:ROWS]
            x, y = x[rows], y[rows]
        return (
            standardised(x) if self.scale_inputs else x,
            standardised(y) if self.scale_targets else y,
        )

    @property
    def key(self):
        """Equal for programs that train alike; arrays count as themselves."""
        values = vars(self).values()
        return tuple(id(v) if isinstance(v, np.ndarray) else v for v in values)

    @property
    def work(self):
        """Multiplications that one update of all weights costs, for a row.

        Forwards, backwards and for the update each weight is used once, and
        in a sequence once for every place.
        """
        return 3 * self.model.count_params() * np.prod(self.x.shape[1:-1])

    @property
    def trial_epochs(self):
        """As many as the program's own, or as a trial may have."""
        rows = min(len(self.x), ROWS)
        steps = -(-rows // self.batch_size)
        affordable = min(self.updates // steps, WORK // (rows * self.work))
        most = max(1, int(affordable))
        return min(self.epochs or most, most)


def repaired(program, repair, end):
    """A program with some fields changed, and an end that fits them.

    Parameters
    ----------
    program : Program
    repair : dict
        Fields of `Program`.
    end : Reach or None
        Which answers the program's model can give.

    Returns
    -------
    Program
        Standardised targets lie on both sides of 0: an output that is not
        free to go there becomes linear.
    """
    program = replace(program, **repair)
    is_free = end is None or end.is_free or program.output
    if program.scale_targets and not is_free:
        program = replace(program, output="linear")
    return program
