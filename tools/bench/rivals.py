"""The same training in what one would use instead of our loops.

`vectorised` gives the engine's losses; a test holds them together. What
scikit-learn does differently is said and tested too.
"""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

from helpers import keras_twin
from helpers.engine import batch_orders
from helpers.run import initial_weights


def vectorised(experiment):
    """Train with SGD in NumPy: one matrix for all rows and hidden units.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    loss, val_loss : ndarray, shape (epochs,)
    """
    data = experiment.data
    w1, b1, w2, b2 = (w.copy() for w in initial_weights(experiment))
    rate = np.float32(experiment.learning_rate)

    def forward(x):
        hidden = np.maximum(x[:, None] * w1 + b1, 0)
        answers = hidden @ w2 + b2
        if experiment.final_relu:
            answers = np.maximum(answers, 0)
        return hidden, answers

    losses = []
    for order in batch_orders(experiment):
        total = 0.0
        for first in range(0, len(order), experiment.batch_size):
            batch = order[first : first + experiment.batch_size]
            x, y = data.inputs[batch], data.targets[batch]
            hidden, answers = forward(x)
            error = answers - y
            total += np.sum(error * error, dtype=np.float64)
            delta = np.float32(2 / len(x)) * error
            if experiment.final_relu:
                delta[answers <= 0] = 0
            d_hidden = delta[:, None] * w2
            d_hidden[hidden <= 0] = 0
            w2 -= rate * (delta @ hidden)
            b2 -= rate * delta.sum()
            w1 -= rate * (x @ d_hidden)
            b1 -= rate * d_hidden.sum(axis=0)
        _, answers = forward(data.inputs[data.validation])
        error = answers - data.targets[data.validation]
        losses.append((total / len(order), np.mean(error * error)))
    return np.transpose(losses)


def scikit_learn(experiment):
    """Train scikit-learn's network of the same size, as often.

    It has no final ReLU, draws its biases at random too, minimises half of
    the squared error, shuffles with its own generator, and looks at no
    validation part.

    Parameters
    ----------
    experiment : Experiment
        With SGD, and linear output.

    Returns
    -------
    MLPRegressor
        Its `loss_curve_` is half of the loss per epoch.
    """
    data = experiment.data
    model = network(experiment)
    with warnings.catch_warnings():  # it would go on beyond our last epoch
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(
            data.inputs[data.train, None], data.targets[data.train]
        )


def network(experiment, **options):
    """scikit-learn's network for an experiment, not trained yet."""
    return MLPRegressor(
        **{
            "hidden_layer_sizes": (experiment.hidden_units,),
            "solver": "sgd",
            # Half of the loss has half of the gradient.
            "learning_rate_init": 2 * experiment.learning_rate,
            "momentum": 0,
            "alpha": 0,  # no penalty on large weights
            "batch_size": experiment.batch_size,
            "max_iter": experiment.epochs,
            "n_iter_no_change": experiment.epochs,  # never stop early
            "random_state": experiment.seed,
        }
        | options
    )


def plain_keras(experiment):
    """Build, compile and fit in Keras as one writes it.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    keras.Sequential, keras.callbacks.History
    """
    data = experiment.data
    model = keras_twin.build(experiment)
    history = model.fit(
        data.inputs[data.train, None],
        data.targets[data.train, None],
        batch_size=experiment.batch_size,
        epochs=experiment.epochs,
        validation_data=(
            data.inputs[data.validation, None],
            data.targets[data.validation, None],
        ),
        verbose=0,
    )
    return model, history
