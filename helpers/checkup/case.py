"""What is examined: a learner's model with its data and its history."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from helpers import diagnosis
from helpers.checkup.lab import units
from helpers.checkup.lab.copies import Reach, copy_of, leaves, reach
from helpers.checkup.lab.program import MOST_UPDATES, LearnersProgram
from helpers.checkup.lab.rows import Rows, split
from helpers.checkup.lab.tasks import WELL, Task, task_of
from helpers.checkup.words import r2
from helpers.keras_tools import load_keras

USUAL_SIZES = 32, 16, 64, 8, 128, 4, 10, 20, 50, 100  # first: Keras' own
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
        The learner's own, which is only read, or one that stands for it.
    x, y : ndarray
        One row for each point. `y` is as given; see `targets`.
    history : dict of str to list
        What `fit` returned, by epoch; empty if nothing was passed.
    steps : int or None
        Updates of an epoch, if known.
    is_cut_at_the_end : bool
        Whether that part was cut off at the end of the learner's rows.
    is_whole : bool
        Whether copies of the model can be trained. If not, only the numbers
        in `arrays` are looked at.
    arrays : dict of str to ndarray
        All that was passed, by what the learner calls it, such as "x".
    weights : ndarray, shape (n,), or None
        How much each row counts in the loss.
    x_held, y_held : ndarray or None
        The learner's own validation part; `x` and `y` are the other rows.
    """

    model: Any
    x: Any
    y: Any
    history: dict[str, list[float]]
    steps: int | None = None
    is_whole: bool = True
    is_cut_at_the_end: bool = False
    arrays: dict[str, np.ndarray] = field(default_factory=dict)
    weights: np.ndarray | None = None
    x_held: np.ndarray | None = None
    y_held: np.ndarray | None = None

    @property
    def takes_numbers(self) -> bool:
        """Whether x are numbers, and not names of entries in a table."""
        kinds = {type(layer).__name__ for layer in leaves(self.model)}
        return not kinds & {"Embedding", "Normalization", "Rescaling"}

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
    def held_score(self) -> float:
        """The same on the learner's own validation part, if there is one."""
        if self.x_held is None or self.y_held is None:
            return self.score
        answers = units.ask(self.copy, self.x_held)
        return self.task.score(self.y_held, answers, self.y)

    @cached_property
    def reach(self) -> Reach | None:
        return reach(self.copy)

    @cached_property
    def optimizer(self) -> str:
        """Its name in small letters, such as "sgd"."""
        return type(self.model.optimizer).__name__.lower()

    @property
    def schedule(self) -> Any:
        """Of the learning rate, or None; Keras has no public name for it."""
        rate = self.model.optimizer._learning_rate
        kind = load_keras().optimizers.schedules.LearningRateSchedule
        return rate if isinstance(rate, kind) else None

    @cached_property
    def learning_rate(self) -> float:
        """The highest one of a schedule, as far as it was followed."""
        rates = [self.model.optimizer.learning_rate]
        if self.schedule:
            steps = np.linspace(0, self.updates or MOST_UPDATES, 50)
            rates = [self.schedule(step) for step in steps.round()]
        return float(f"{max(map(float, rates)):.6g}")  # not 0.00100000005

    @cached_property
    def first_rate(self) -> float:
        """The learning rate with which the training began."""
        if self.rates:
            return self.rates[0]
        return self.learning_rate

    @cached_property
    def updates(self) -> int:
        """How many updates the optimizer has done."""
        return int(self.model.optimizer.iterations.numpy())

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
        if not steps:
            return USUAL_SIZES[0]
        evenly = -(-len(self.x) // steps)
        usual = (s for s in USUAL_SIZES if -(-len(self.x) // s) == steps)
        return next(usual, evenly)

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

    def fitted(self, y: np.ndarray) -> np.ndarray:
        """Targets as the loss of a copy takes them."""
        if self.task.kind == "sparse" or not self.fits:
            return y
        return y.reshape(-1, *self.outputs.shape[1:])

    @cached_property
    def rows(self) -> Rows:
        """What copies train on, and what they are judged by."""
        x, y = self.x, self.fitted(self.y)
        if self.x_held is not None and self.y_held is not None:
            held = self.x_held, self.fitted(self.y_held)
            return Rows(x, y, self.weights, held)
        return split(x, y, self.weights)

    @cached_property
    def usual(self) -> float:
        """What always answering the most frequent class has right."""
        y = self.task.targets(self.rows.judging, self.width)
        return self.task.usual(y.reshape(-1, y.shape[-1] if y.ndim > 1 else 1))

    @cached_property
    def usual_of_classes(self) -> float:
        """The same, if the targets are numbers of classes."""
        return Task("numbers").usual(self.rows.judging)

    def said(self, score: float) -> str:
        """A score by its name, coarse enough to be the same anywhere."""
        if self.task.is_regression or np.isneginf(score):
            return r2(score)
        return f"{self.usual + score * (1 - self.usual):.0%} right"

    @cached_property
    def has_held_rows(self) -> bool:
        """Whether copies are judged by rows that they do not see."""
        return self.rows.has_held

    @cached_property
    def rates(self) -> tuple[float, ...]:
        """The rate of each epoch, where a callback changed it."""
        rates = tuple(map(float, self.history.get("learning_rate", ())))
        return rates if len(set(rates)) > 1 else ()

    @cached_property
    def program(self) -> LearnersProgram:
        """What the learner wrote; untrained, as long as trials may be."""
        rate = self.rates[0] if self.rates else self.learning_rate
        return LearnersProgram(
            model=self.model,
            rows=self.rows,
            task=self.task,
            loss=self.loss,
            learning_rate=None if self.schedule else rate,
            rates=self.rates,
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
                y=self.fitted(self.y), y_pred=self.copy(self.x)
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
            np.median([self.loss_of(self.fitted(self.y), a) for a in answers])
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
