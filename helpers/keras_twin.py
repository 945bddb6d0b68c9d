"""The same training in Keras, to confirm what the compiled engine says.

Keras (and TensorFlow below it) is imported when a function here is called,
not before: a page that only needs sliders starts without it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.engine import batch_orders
from helpers.experiment import Experiment
from helpers.keras_tools import load_keras
from helpers.optimizers import OPTIMIZERS
from helpers.run import Run, Weights, initial_weights

# Updates that TensorFlow does without looking up: then an interrupt counts.
UNINTERRUPTED = 1000


def build(experiment: Experiment) -> Any:
    """The network of an experiment as a compiled Keras model.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    keras.Sequential
        1 → hidden ReLU units → 1, with the experiment's own starting
        weights, its optimizer and learning rate, and MSE as loss.
    """
    keras = load_keras()
    optimizer = OPTIMIZERS[experiment.optimizer].label
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((1,)),
            layers.Dense(experiment.hidden_units, activation="relu"),
            layers.Dense(
                1, activation="relu" if experiment.final_relu else "linear"
            ),
        ]
    )
    model.compile(
        loss="mse",
        optimizer=getattr(keras.optimizers, optimizer)(
            experiment.learning_rate
        ),
    )
    model.set_weights(initial_weights(experiment).for_keras())
    return model


def train(
    experiment: Experiment,
    on_epoch: Callable[[int, int], bool | None] | None = None,
) -> Run | None:
    """Train one experiment with `model.fit`.

    Starts from the same weights as `engine.train` and sees the same batches
    in the same order, so the losses agree to float32 rounding wherever the
    training is stable.

    Parameters
    ----------
    experiment : Experiment
    on_epoch : callable, optional
        Called with (epochs done, epochs in all). If it returns True, the
        training stops there.

    Returns
    -------
    Run or None
        None if `on_epoch` stopped the training.
    """
    keras = load_keras()
    data = experiment.data
    model = build(experiment)
    stopped = False

    def after_epoch(epoch: int, logs: dict) -> None:
        nonlocal stopped
        if on_epoch is not None and on_epoch(epoch + 1, experiment.epochs):
            model.stop_training = stopped = True

    steps = -(-data.train.stop // experiment.batch_size)
    if steps <= UNINTERRUPTED:
        model.steps_per_execution = steps
    history = model.fit(
        _training_batches(experiment),
        steps_per_epoch=steps,
        epochs=experiment.epochs,
        validation_data=_validation_batches(experiment),
        shuffle=False,  # the batches come in the engine's order
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=after_epoch)],
        verbose=0,
    ).history
    if stopped:
        return None
    # Calling the model is twenty times as fast as `predict`; in pieces,
    # because a layer of 512 units on 100,000 points takes 200 MB.
    pieces = np.array_split(data.inputs[:, None], -(-len(data.x) // 8192))
    outputs = np.concatenate([np.asarray(model(piece)) for piece in pieces])
    return Run(
        experiment,
        np.array(history["loss"], np.float64),
        np.array(history["val_loss"], np.float64),
        initial_weights(experiment),
        Weights.from_keras(model.get_weights()),
        outputs.ravel(),
    )


def _training_batches(experiment: Experiment) -> Any:
    """One batch after the other, through all epochs, in the engine's order."""
    import tensorflow as tf

    data = experiment.data
    inputs = tf.constant(data.inputs[data.train, None])
    targets = tf.constant(data.targets[data.train, None])

    def batches(order: Any) -> Any:
        rows = tf.gather(inputs, order), tf.gather(targets, order)
        dataset = tf.data.Dataset.from_tensor_slices(rows)
        return dataset.batch(experiment.batch_size)

    orders = tf.data.Dataset.from_generator(
        lambda: batch_orders(experiment),
        output_signature=tf.TensorSpec((data.train.stop,), tf.int32),
    )
    return _at_once(orders.flat_map(batches))


def _validation_batches(experiment: Experiment) -> Any:
    import tensorflow as tf

    data = experiment.data
    rows = (
        data.inputs[data.validation, None],
        data.targets[data.validation, None],
    )
    dataset = tf.data.Dataset.from_tensor_slices(rows)
    return _at_once(dataset.batch(experiment.batch_size))


def _at_once(dataset: Any) -> Any:
    """The same dataset, begun anew in a tenth of the time.

    TensorFlow plans each pass for much data and many threads, and that takes
    longer than an epoch of this course.
    """
    import tensorflow as tf

    options = tf.data.Options()
    options.autotune.enabled = False
    options.experimental_optimization.apply_default_optimizations = False
    options.threading.private_threadpool_size = 1
    return dataset.with_options(options)
