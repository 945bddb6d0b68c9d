"""What `model.fit` does, and no more, in one compiled loop."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from helpers.keras_tools.compiled import compiled


class History(NamedTuple):
    """What Keras' own history says of a training.

    Attributes
    ----------
    history : dict of str to list of float
        "loss": one for each epoch.
    params : dict of str to int
        "epochs", and "steps", the updates of each epoch.
    """

    history: dict[str, list[float]]
    params: dict[str, int]


def fit(
    model: Any,
    x: np.ndarray,
    y: np.ndarray,
    batch_size: int,
    epochs: int,
    seed: int,
    loop: Callable[..., np.ndarray] | None = None,
    until_still: bool = False,
) -> History:
    """Train a model as `model.fit` does, in one compiled loop.

    Many short epochs are some ten times as fast like this.

    Parameters
    ----------
    model : keras.Model
        Compiled. It is trained in place.
    x, y : ndarray, shape (n, …)
    batch_size, epochs : int
    seed : int
        Of the order of the batches.
    loop : callable, optional
        The model's `training_loop`, where it is trained more than once.
    until_still : bool
        Whether to stop after an epoch that left every weight as it was, or
        as no number: without momentum, none changes any more.

    Returns
    -------
    History
    """
    rng = np.random.default_rng(seed)
    order = [rng.permutation(len(x)) for _ in range(epochs)]
    model.optimizer.build(model.trainable_variables)
    loop = loop or training_loop(model, model.optimizer)
    weights = np.ones(len(x), np.float32)
    orders = np.array(order, np.int32)
    losses: list[float] = []
    at_once = 1 if until_still else epochs
    for begin in range(0, epochs, at_once):
        before = model.get_weights() if until_still else []
        end = begin + at_once
        part = loop(x, y, weights, orders, batch_size, begin, end)
        losses += [float(loss) for loss in part]
        if until_still and _same(before, model.get_weights()):
            break
    return History(
        {"loss": losses},
        {"epochs": epochs, "steps": -(-len(x) // batch_size)},
    )


def _same(before: list[np.ndarray], after: list[np.ndarray]) -> bool:
    pairs = zip(before, after, strict=True)
    return all(np.array_equal(*pair, equal_nan=True) for pair in pairs)


def training_loop(model: Any, optimizer: Any) -> Callable[..., np.ndarray]:
    """A compiled function that trains a model: what `fit` does, and no more.

    Parameters
    ----------
    model : keras.Model
        Compiled, for its loss.
    optimizer : keras.optimizers.Optimizer
        Built for the model's weights.

    Returns
    -------
    callable
        Takes x, y, the weight of each row in the loss, orders (int32, shape
        (epochs, rows)), a batch size, the first epoch and the one to stop
        before; returns the loss of each of these, float32, as `fit` reports
        it.
    """
    import tensorflow as tf

    variables = model.trainable_variables

    def step(x: Any, y: Any, weights: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = model.compute_loss(
                y=y, y_pred=model(x, training=True), sample_weight=weights
            )
        gradients = tape.gradient(loss, variables)
        optimizer.apply(
            [
                tf.zeros_like(v) if g is None else g
                for g, v in zip(gradients, variables, strict=True)
            ],
            variables,
        )
        return loss

    @compiled
    def loop(
        note: Callable,
        x: Any,
        y: Any,
        w: Any,
        orders: Any,
        batch_size: Any,
        begin: Any,
        end: Any,
    ) -> Any:
        points = tf.shape(orders)[1]
        losses = tf.TensorArray(tf.float32, end - begin)
        for epoch in tf.range(begin, end):
            total, first = 0.0, 0
            while first < points:
                rows = orders[epoch, first : first + batch_size]
                loss = step(*(tf.gather(values, rows) for values in (x, y, w)))
                note(loss)
                total += loss * tf.cast(tf.size(rows), tf.float32)
                first += batch_size
            loss = total / tf.cast(points, tf.float32)
            losses = losses.write(epoch - begin, loss)
        return losses.stack()

    def train(*arguments: Any) -> np.ndarray:
        # As tensors: a new array would be traced anew each time.
        return loop(*map(tf.constant, arguments)).numpy()

    return train
