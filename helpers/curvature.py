"""How steep the loss of a network is around its weights: its curvature.

Near some weights the loss curves in as many directions as there are weights:
up in some, as a bowl does, down or not at all in others. Gradient
descent is stable only while learning_rate < 2 / curvature of the steepest
direction (Nocedal & Wright 2006, section 3.3; for networks LeCun, Simard &
Pearlmutter 1992).
"""

from collections.abc import Callable

import numpy as np

from helpers.experiment import Experiment, check_experiment
from helpers.run import Weights, check_weights, initial_weights
from helpers.wording.errors import WrongValue

STEPS = 1000
PRECISION = 1e-6  # relative, of the curvature


def hessian_at(
    weights: Weights, x: np.ndarray, y: np.ndarray
) -> Callable[[Weights], Weights]:
    """The Hessian of the mean squared error, as what it does to a direction.

    The derivative of the gradient along a direction, worked out with the
    chain rule, so the Hessian itself (385 × 385 for 128 units) is never
    written down. Source: Pearlmutter (1994), "Fast exact multiplication by
    the Hessian".

    Parameters
    ----------
    weights : Weights
        Of a network with a linear output.
    x, y : ndarray, shape (n,)
        Inputs and targets in the network's units.

    Returns
    -------
    callable
        Takes a direction, as Weights, and returns the Hessian times that
        direction, as Weights in float64.
    """
    w1, b1, w2, b2 = (np.asarray(part, np.float64) for part in weights)
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    z = np.outer(x, w1) + b1
    active = z > 0
    hidden = np.where(active, z, 0)
    delta = 2 / len(x) * (hidden @ w2 + b2 - y)

    def times(direction: Weights) -> Weights:
        v1, c1, v2, c2 = (np.asarray(part, np.float64) for part in direction)
        # The same quantities' rates of change along the direction:
        hidden_rate = np.where(active, np.outer(x, v1) + c1, 0)
        delta_rate = 2 / len(x) * (hidden_rate @ w2 + hidden @ v2 + c2)
        back_rate = np.where(
            active, np.outer(delta_rate, w2) + np.outer(delta, v2), 0
        )
        return Weights(
            x @ back_rate,
            back_rate.sum(axis=0),
            hidden.T @ delta_rate + hidden_rate.T @ delta,
            delta_rate.sum(keepdims=True),
        )

    return times


def largest_curvature(experiment: Experiment, weights: Weights) -> float:
    """The curvature of the loss in its steepest direction.

    Power iteration: applied over and over, the Hessian turns any direction
    towards the steepest one.

    Parameters
    ----------
    experiment : Experiment
        With `final_relu=False`. The loss is that of its training part.
    weights : Weights
        Where the loss is examined: ``initial_weights(experiment)``, or what
        a training of it left, ``run.end``.

    Returns
    -------
    float
        The largest eigenvalue of the Hessian, in the network's units.
        Gradient descent is stable along all directions only below a
        learning rate of 2 divided by it.

    Raises
    ------
    TypeError, ValueError
        A sentence. Among others, if the experiment has a final ReLU, or a
        weight is not finite.
    """
    weights = check_weights("weights", weights)
    if check_experiment("experiment", experiment).final_relu:
        raise WrongValue(
            "experiment must have a linear output for its curvature. Try "
            "replace(experiment, final_relu=False)."
        )
    if not all(np.isfinite(part).all() for part in weights):
        raise WrongValue(
            "weights must be finite numbers: this training diverged, and "
            "there is no bowl left. Try a smaller learning rate."
        )
    data = experiment.data
    x, y = data.inputs[data.train], data.targets[data.train]
    sizes = np.cumsum([part.size for part in weights])[:-1]
    # Power iteration finds the eigenvalue that is largest in size. It is not
    # negative: of the Hessian's two parts, the slopes' has none below 0, and
    # the residuals' has them in pairs of ±, each unit's w1 with its w2.
    times = hessian_at(weights, x, y)
    v = np.random.default_rng(0).standard_normal(sizes[-1] + 1)
    value = 0.0
    for _ in range(STEPS):
        v /= np.linalg.norm(v)
        along = Weights(*np.split(v, sizes))
        after = np.concatenate(times(along))
        before, value = value, float(v @ after)
        if abs(value - before) <= PRECISION * value:
            break
        v = after
    return value


def limit_at_start(experiment: Experiment) -> float:
    """The learning rate that is stable at the starting weights.

    Parameters
    ----------
    experiment : Experiment
        With `final_relu=False`.

    Returns
    -------
    float
        2 / curvature there. No promise for what comes later: the curvature
        changes as the network learns.
    """
    return 2 / largest_curvature(experiment, initial_weights(experiment))
