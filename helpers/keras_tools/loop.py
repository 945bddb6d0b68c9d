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

    Returns
    -------
    History
    """
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(len(x)) for _ in range(epochs)]
    model.optimizer.build(model.trainable_variables)
    loop = training_loop(model, model.optimizer)
    losses = loop(x, y, np.array(orders, np.int32), batch_size)
    return History(
        {"loss": [float(loss) for loss in losses]},
        {"epochs": epochs, "steps": -(-len(x) // batch_size)},
    )


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
        Takes x, y, orders (int32, shape (epochs, rows)) and a batch size;
        returns the loss of each epoch, float32, as `fit` reports it.
    """
    import tensorflow as tf

    variables = model.trainable_variables

    def step(x: Any, y: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = model.compute_loss(y=y, y_pred=model(x, training=True))
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
        note: Callable, x: Any, y: Any, orders: Any, batch_size: Any
    ) -> Any:
        epochs, points = tf.shape(orders)[0], tf.shape(orders)[1]
        losses = tf.TensorArray(tf.float32, epochs)
        for epoch in tf.range(epochs):
            total, first = 0.0, 0
            while first < points:
                rows = orders[epoch, first : first + batch_size]
                loss = step(tf.gather(x, rows), tf.gather(y, rows))
                note(loss)
                total += loss * tf.cast(tf.size(rows), tf.float32)
                first += batch_size
            losses = losses.write(epoch, total / tf.cast(points, tf.float32))
        return losses.stack()

    def train(
        x: np.ndarray, y: np.ndarray, orders: np.ndarray, batch_size: int
    ) -> np.ndarray:
        # As tensors: a new array would be traced anew each time.
        tensors = map(tf.constant, (x, y, orders, batch_size))
        return loop(*tensors).numpy()

    return train
