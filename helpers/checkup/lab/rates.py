"""The largest learning rate that a model and its data allow.

Gradient descent is stable only while the rate is below 2 / curvature of the
steepest direction (see `helpers.curvature`); with momentum β the 2 becomes
2·(1 + β) (Polyak 1964), with Nesterov's 2·(1 + β)/(1 + 2β) (Lessard, Recht &
Packard 2016).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from helpers.checkup.lab.program import WORK, LearnersProgram
from helpers.keras_tools.compiled import compiled

STARTS = 3
BATCHES = 8  # of which the steepest counts
STEPS = 40
PRECISION = 0.01  # relative; a limit is told with one digit


def safe_rate(program: LearnersProgram) -> float:
    """The learning rate up to which the first steps of SGD are stable.

    Parameters
    ----------
    program : LearnersProgram
        Its optimizer is SGD, maybe with momentum.

    Returns
    -------
    float
        From the steepest of a few batches, at a few fresh starts. Infinite
        where there is no slope at all; NaN where the curvature is too large
        for float32.
    """
    curvature = _compiled(program)
    x, y = program.data()
    order = np.random.default_rng(0).permutation(len(x))
    size = min(program.batch_size, len(x))
    batches = [
        order[at : at + size] for at in range(0, len(x) - size + 1, size)
    ]
    # The batches of a large network are many multiplications each.
    work = 2 * program.work * size * STEPS * STARTS
    count = int(np.clip(WORK // work, 1, BATCHES))
    steepest = max(
        curvature(seed, x[rows], y[rows])
        for seed in range(1, STARTS + 1)
        for rows in batches[:count]
    )
    optimizer = program.model.optimizer
    momentum = float(getattr(optimizer, "momentum", 0) or 0)
    bound = 2 * (1 + momentum)
    if momentum and getattr(optimizer, "nesterov", False):
        bound /= 1 + 2 * momentum
    return bound / steepest if steepest else np.inf


def _compiled(
    program: LearnersProgram,
) -> Callable[[int, np.ndarray, np.ndarray], float]:
    """A function (seed, x, y) → curvature, traced once."""
    import tensorflow as tf

    model = program.build()
    variables = model.trainable_variables
    starts: dict[int, list[np.ndarray]] = {}

    def along(direction: Any, x: Any, y: Any) -> Any:
        """The Hessian of the loss times a direction (Pearlmutter 1994)."""
        with tf.GradientTape() as outer:
            with tf.GradientTape() as inner:
                loss = model.compute_loss(y=y, y_pred=model(x))
            slopes = inner.gradient(
                loss, variables, unconnected_gradients="zero"
            )
            product = tf.add_n(
                [
                    tf.reduce_sum(s * d)
                    for s, d in zip(slopes, direction, strict=True)
                ]
            )
        return outer.gradient(product, variables, unconnected_gradients="zero")

    @compiled
    def power_iteration(
        note: Callable, x: Any, y: Any, *direction: Any
    ) -> Any:
        value, before = 0.0, -1.0
        for _ in tf.range(STEPS):
            size = tf.linalg.global_norm(direction)
            direction = tuple(d / size for d in direction)
            after = along(direction, x, y)
            note(after[0])
            before = value
            value = tf.linalg.global_norm(after)
            if not value > 0.0 or abs(value - before) < PRECISION * value:
                break
            direction = tuple(after)
        return value

    def curvature(seed: int, x: np.ndarray, y: np.ndarray) -> float:
        if seed not in starts:
            starts[seed] = replace(program, seed=seed).build().get_weights()
        model.set_weights(starts[seed])
        rng = np.random.default_rng(seed)
        direction = [
            tf.constant(rng.standard_normal(v.shape), tf.float32)
            for v in variables
        ]
        return float(
            power_iteration(tf.constant(x), tf.constant(y), *direction)
        )

    return curvature
