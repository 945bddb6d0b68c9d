"""The same training in what one would use instead of our loops.

What scikit-learn does differently is said and tested.
"""

import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

from helpers import engine, keras_twin
from helpers.loops import vectorised


def without_compiler(experiment):
    """Train as the engine does where nothing can be compiled.

    Parameters
    ----------
    experiment : Experiment

    Returns
    -------
    Run
    """
    chosen, engine.loops = engine.loops, vectorised
    try:
        return engine.train(experiment)
    finally:
        engine.loops = chosen


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
