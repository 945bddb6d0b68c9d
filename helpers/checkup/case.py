"""What is examined: a learner's model with its data and its history."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from helpers import diagnosis
from helpers.checkup.lab import units
from helpers.checkup.lab.copies import Reach, copy_of, leaves, reach
from helpers.checkup.lab.program import MOST_UPDATES, LearnersProgram
from helpers.checkup.lab.tasks import WELL, Task, task_of
from helpers.keras_tools import load_keras

BATCH_SIZE = 32  # what Keras takes unless told
BIRTHS = 24  # fresh starts that are looked at
LOSSES = 5  # of fresh starts, of which the middle counts
MANY_DEAD = 0.15  # share of the births that is a fault
FEW = 8  # units of a ReLU layer, of which all may well be dead at once


@dataclass(frozen=True, eq=False)
class Case:
    """A model, its data, and what is known of its training.

    Attributes
    ----------
    model : keras.Model
        The learner's own, which is only read.
    x, y : ndarray
        One row for each point. `y` is as given; see `targets`.
    history : dict of str to list
        What `fit` returned, by epoch; empty if nothing was passed.
    steps : int or None
        Updates of an epoch, if known.
    is_whole : bool
        Whether copies of the model can be trained. If not, `x` and `y` are
        lists of arrays, and only the numbers in them are looked at.
    """

    model: Any
    x: Any
    y: Any
    history: dict[str, list[float]]
    steps: int | None = None
    is_whole: bool = True

    @property
    def is_table(self) -> bool:
        """Whether x is a table of numbers: rows of columns."""
        kinds = {type(layer).__name__ for layer in leaves(self.model)}
        return self.x.ndim == 2 and "Embedding" not in kinds

    @cached_property
    def copy(self) -> Any:
        """The model with its present weights, to be asked and not trained."""
        copy = copy_of(self.model)
        copy.compile(loss=self.loss)
        return copy

    def loss_of(self, y: np.ndarray, answers: np.ndarray) -> float:
        """The compiled loss of some answers to some targets."""
        keras = load_keras()
        with np.errstate(all="ignore"):
            loss = self.copy.compute_loss(
                y=keras.ops.convert_to_tensor(y),
                y_pred=keras.ops.convert_to_tensor(answers),
            )
        return float(loss)

    @cached_property
    def outputs(self) -> np.ndarray:
        """What the model answers now, with the last activation's own shape."""
        return units.ask(self.copy, self.x)

    @cached_property
    def width(self) -> int:
        return self.model.outputs[0].shape[-1] or 1

    @property
    def loss(self) -> Any:
        """As passed to `compile`, taken out of a list or dict of one."""
        return load_keras().tree.flatten(self.model.loss)[0]

    @property
    def metrics(self) -> Any:
        """As passed to `compile`; Keras has no public way to read that."""
        return self.model._compile_config.config["metrics"]

    @cached_property
    def task(self) -> Task:
        task = task_of(self.loss, self.y, self.width)
        if task.from_logits and self.reach and not self.reach.is_free:
            # The answers are shares already, and Keras sees that, too.
            return replace(task, from_logits=False)
        return task

    @cached_property
    def targets(self) -> np.ndarray:
        """The targets in the shape of the answers, where there is one."""
        y = self.task.targets(self.y, self.width)
        return y.reshape(self.outputs.shape) if self.fits else y

    @cached_property
    def fits(self) -> bool:
        """Whether there is one target for each answer."""
        return np.size(self.task.targets(self.y, self.width)) == np.size(
            self.outputs
        )

    @cached_property
    def answers(self) -> np.ndarray:
        """What the model answers now; for classes, as shares."""
        return self.task.shares(self.outputs)

    @cached_property
    def score(self) -> float:
        """R² of the present answers, see `Task.score`."""
        return self.task.score(self.y, self.outputs)

    @cached_property
    def reach(self) -> Reach | None:
        return reach(self.copy)

    @cached_property
    def optimizer(self) -> str:
        """Its name in small letters, such as "sgd"."""
        return type(self.model.optimizer).__name__.lower()

    @cached_property
    def learning_rate(self) -> float:
        keras = load_keras()
        rate = self.model.optimizer.learning_rate
        return float(keras.ops.convert_to_numpy(rate))

    @cached_property
    def momentum(self) -> float:
        return float(getattr(self.model.optimizer, "momentum", 0) or 0)

    @cached_property
    def updates(self) -> int:
        """How many updates the optimizer has done."""
        keras = load_keras()
        return int(keras.ops.convert_to_numpy(self.model.optimizer.iterations))

    @property
    def is_trained(self) -> bool:
        return self.updates > 0 or bool(self.losses.size)

    @cached_property
    def losses(self) -> np.ndarray:
        """The loss of each epoch, as far as it is known."""
        return np.array(self.history.get("loss", ()), np.float64)

    @cached_property
    def batch_size(self) -> int:
        """As far as it can be told from the number of updates."""
        steps = self.steps
        if steps is None and self.losses.size and self.updates:
            steps = round(self.updates / self.losses.size)
        return -(-len(self.x) // steps) if steps else BATCH_SIZE

    @cached_property
    def epochs(self) -> int | None:
        """How long it was trained; None if it was not."""
        if self.losses.size:
            return self.losses.size
        steps = -(-len(self.x) // self.batch_size)
        return max(1, round(self.updates / steps)) if self.updates else None

    @property
    def updates_done(self) -> int:
        """How many updates its training had."""
        return (self.epochs or 0) * -(-len(self.x) // self.batch_size)

    @cached_property
    def program(self) -> LearnersProgram:
        """What the learner wrote; untrained, as long as trials may be."""
        return LearnersProgram(
            model=self.model,
            x=self.x,
            y=self.targets if self.task.kind != "sparse" else self.y,
            task=self.task,
            loss=self.loss,
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            epochs=self.epochs or MOST_UPDATES,
        )

    @cached_property
    def outcome(self) -> str:
        """The outcome of the present answers, a key of OUTCOMES."""
        if not (self.is_finite and np.isfinite(self.outputs).all()):
            return "diverged"
        flat = self.reach is not None and self.reach.is_flat
        return diagnosis.word_for(self.answers, self.score, flat)

    @property
    def is_finite(self) -> bool:
        """Whether all weights are finite numbers."""
        weights = self.model.get_weights()
        return all(
            np.isfinite(w).all() for w in weights if w.dtype.kind == "f"
        )

    @cached_property
    def explains_itself(self) -> bool:
        """Whether there is no need to look for dead units."""
        always_same = self.reach is not None and self.reach.is_constant
        return self.outcome == "diverged" or self.score > WELL or always_same

    @cached_property
    def is_silent(self) -> bool:
        """Whether a layer of ReLUs, or a ReLU at the end, is at 0 for all."""
        ends_flat = self.reach is not None and self.reach.is_flat
        return 1 in self.dead_units or (
            ends_flat and np.ptp(self.outputs) == 0
        )

    @cached_property
    def gradient_is_0(self) -> bool:
        """Whether no weight has a slope on any point."""
        import tensorflow as tf

        with tf.GradientTape() as tape:
            loss = self.copy.compute_loss(
                y=self.program.y, y_pred=self.copy(self.x)
            )
        slopes = tape.gradient(loss, self.copy.trainable_variables)
        return all(s is None or not np.any(s) for s in slopes)

    @cached_property
    def dead_births(self) -> list[bool]:
        """Of each of some fresh starts, whether it answers the same to all."""
        return units.dead_births(self.model, self.x, BIRTHS)

    @cached_property
    def loss_at_birth(self) -> float:
        """The loss that such a network has before its training."""
        starts = (copy_of(self.model, seed=s) for s in range(1, LOSSES + 1))
        answers = (units.ask(start, self.x) for start in starts)
        return float(
            np.median([self.loss_of(self.program.y, a) for a in answers])
        )

    @property
    def dies_often(self) -> bool:
        return bool(np.mean(self.dead_births) >= MANY_DEAD)

    @cached_property
    def has_few_relus(self) -> bool:
        """Whether a layer of ReLUs, or the end, is so small as to die."""
        if self.reach is not None and self.reach.is_flat:
            return True
        return self.has_few_units

    @cached_property
    def has_few_units(self) -> bool:
        """Whether a hidden layer of ReLUs is."""
        layers = units.hidden_relus(self.copy)
        return any(layer.output.shape[-1] < FEW for layer in layers)

    @cached_property
    def dead_units(self) -> list[float]:
        """For each hidden ReLU layer the share of units that always say 0."""
        return units.dead_units(self.model, self.x)
