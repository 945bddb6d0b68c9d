"""A Keras program as a value: its data, its model, compile and fit."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from helpers.keras_tools import load_keras
from helpers.keras_tools.loop import History, fit, training_loop
from helpers.scores import standardised
from helpers.wording.fields import instance_of


class Visit(NamedTuple):
    """A trained program, as ``checkup(*visit)`` takes it.

    Attributes
    ----------
    model : keras.Model
    x, y : ndarray of float32, one row for each point
        What it was trained on: standardised, if the program says so.
    history : History
    """

    model: Any
    x: np.ndarray
    y: np.ndarray
    history: History

    @property
    def answers(self) -> np.ndarray:
        """What the model says to x, one row for each point."""
        return np.asarray(self.model(self.x))


check_visit = instance_of(Visit, "a trained program", "TOPS_OUT.train()")


@dataclass(frozen=True, kw_only=True, eq=False)
class Program(ABC):
    """What every program has, and what it owes; a repair is a changed field.

    Attributes
    ----------
    learning_rate : float
    epochs, batch_size : int
    loss : object
        What is passed to `compile`.
    standardise_inputs, standardise_targets : bool
        Whether the model gets standardised columns.
    seed : int
        Of the start and the order of the batches.
    """

    learning_rate: float = 0.01
    epochs: int = 100
    batch_size: int = 32
    loss: Any = "mse"
    standardise_inputs: bool = False
    standardise_targets: bool = False
    seed: int = 0

    @abstractmethod
    def points(self) -> tuple[np.ndarray, np.ndarray]:
        """x and y before any scaling, with one row for each point."""

    @abstractmethod
    def build(self) -> Any:
        """The model, compiled and not trained."""

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        """x and y as the model gets them, float32."""
        x, y = self.points()
        x = standardised(x) if self.standardise_inputs else x
        y = standardised(y) if self.standardise_targets else y
        return x.astype(np.float32), y.astype(np.float32)

    def train(self) -> Visit:
        """Build the model, and train it as the program says."""
        model, (x, y) = self.build(), self.data()
        history = fit(model, x, y, self.batch_size, self.epochs, self.seed)
        return Visit(model, x, y, history)

    def train_starts(self, seeds: Iterable[int]) -> Iterator[Visit]:
        """Train it from several starts: the same trainings, in less time.

        All of them are in one model, as to trace its loop takes most of the
        time. So the model of a visit is its own until the next one only.

        Parameters
        ----------
        seeds : iterable of int

        Yields
        ------
        Visit
        """
        model, (x, y) = self.build(), self.data()
        optimizer = model.optimizer
        optimizer.build(model.trainable_variables)
        fresh = [variable.numpy() for variable in optimizer.variables]
        loop = training_loop(model, optimizer)
        for seed in seeds:
            model.set_weights(replace(self, seed=seed).build().get_weights())
            for variable, value in zip(
                optimizer.variables, fresh, strict=True
            ):
                variable.assign(value)
            history = fit(
                model, x, y, self.batch_size, self.epochs, seed, loop
            )
            yield Visit(model, x, y, history)


@dataclass(frozen=True, kw_only=True)
class DenseProgram(Program):
    """A program whose model is a stack of dense layers with one output.

    Attributes
    ----------
    hidden : tuple of int
        Units of each hidden layer.
    activation : str or tuple of str
        Of all hidden layers or of each of them, as Keras names it.
    output : str
        Activation of the last layer.
    optimizer : str
        A class of `keras.optimizers`.
    metrics : tuple of str
    """

    hidden: tuple[int, ...] = ()
    activation: str | tuple[str, ...] = "relu"
    output: str = "linear"
    optimizer: str = "Adam"
    metrics: tuple[str, ...] = ()

    @property
    def layers(self) -> list[tuple[int, str]]:
        """Units and activation of each layer."""
        each = self.activation
        if isinstance(each, str):
            each = (each,) * len(self.hidden)
        return [*zip(self.hidden, each, strict=True), (1, self.output)]

    def dense(self, units: int, activation: str) -> Any:
        """One of the layers."""
        return load_keras().layers.Dense(units, activation=activation)

    def build(self) -> Any:
        keras = load_keras()
        keras.utils.set_random_seed(self.seed)
        x, _ = self.data()
        stack = [self.dense(*layer) for layer in self.layers]
        model = keras.Sequential([keras.Input(x.shape[1:]), *stack])
        optimizer = getattr(keras.optimizers, self.optimizer)
        model.compile(
            loss=self.loss,
            optimizer=optimizer(self.learning_rate),
            metrics=list(self.metrics),
        )
        return model
