"""The network of the question as plain loops, which Numba compiles.

The loops below *are* backpropagation, written out. Compiled, one training of
the question takes less than a millisecond. Everything is float32, as in
Keras, so that numbers overflow at the same place.
"""

from pathlib import Path
from zlib import crc32

import numpy as np

from helpers import optimizers
from helpers.jit import compiled

NAME = "the compiled engine"
STACK = 1  # see `loops.vectorised`; here it saves nothing, and cannot be ended
FLOAT32_MAX = float(np.finfo(np.float32).max)

# Numba keeps what it compiled until the file of a loop changes. It does not
# look at the files of the loops that are called there. But the default of an
# argument is part of a signature, and a new signature is compiled.
_VERSION = crc32(Path(optimizers.__file__).read_bytes())

update = compiled(optimizers.update)


@compiled
def train(
    x: np.ndarray, y: np.ndarray, x_val: np.ndarray, y_val: np.ndarray,
    parameters: np.ndarray, seeds: np.ndarray, learning_rates: np.ndarray,
    batch_size: int, final_relu: bool, rule: int, loss: np.ndarray,
    val_loss: np.ndarray, _version: int = _VERSION,
) -> None:  # fmt: skip
    """Train networks in place: fills `parameters`, `loss` and `val_loss`.

    Parameters
    ----------
    x, y : ndarray of float32, shape (networks, training rows)
    x_val, y_val : ndarray of float32, shape (networks, validation rows)
    parameters : ndarray of float32, shape (networks, 3 hidden units + 1)
        w1, b1, w2 and b2 of each network.
    seeds : ndarray of uint64, shape (networks,)
        Of the order of the batches.
    learning_rates : ndarray of float32, shape (networks, 1)
    batch_size : int
    final_relu : bool
    rule : int
        Of the optimizer.
    loss, val_loss : ndarray of float64, shape (networks, epochs)
    """
    for k in range(len(parameters)):
        _train(
            x[k], y[k], x_val[k], y_val[k], parameters[k], seeds[k],
            learning_rates[k, 0], batch_size, final_relu, rule, loss[k],
            val_loss[k],
        )  # fmt: skip


@compiled
def _train(
    x: np.ndarray, y: np.ndarray, x_val: np.ndarray, y_val: np.ndarray,
    parameters: np.ndarray, seed: np.uint64, learning_rate: np.float32,
    batch_size: int, final_relu: bool, rule: int, loss: np.ndarray,
    val_loss: np.ndarray, _version: int = _VERSION,
) -> None:  # fmt: skip
    rows = len(x)
    batch_size = min(batch_size, rows)
    order = np.arange(rows).astype(np.int32)
    state = seed
    x_batch = np.empty(batch_size, np.float32)
    y_batch = np.empty(batch_size, np.float32)
    answers = np.empty(batch_size, np.float32)
    answers_val = np.empty(len(x_val), np.float32)
    gradient = np.empty_like(parameters)
    mean = np.zeros_like(parameters)  # what the optimizer keeps of gradients
    square = np.zeros_like(parameters)  # and of their squares
    step = 0
    for epoch in range(len(loss)):
        state = shuffle(order, state)
        total = 0.0
        for first in range(0, rows, batch_size):
            size = min(batch_size, rows - first)  # the last may be smaller
            for i in range(size):
                x_batch[i] = x[order[first + i]]
                y_batch[i] = y[order[first + i]]
            xs, ys, out = x_batch[:size], y_batch[:size], answers[:size]
            silent = forward(parameters, xs, final_relu, out)
            total += _squared_error(ys, out)
            if silent:  # nothing gets through to any weight
                gradient[:] = 0
            else:
                _backward(parameters, xs, ys, final_relu, out, gradient)
            step += 1
            update(
                rule, parameters, gradient, mean, square, step, learning_rate
            )
        loss[epoch] = _mean(total, rows)
        forward(parameters, x_val, final_relu, answers_val)
        val_loss[epoch] = _mean(_squared_error(y_val, answers_val), len(x_val))


@compiled
def forward(
    parameters: np.ndarray, x: np.ndarray, final_relu: bool, out: np.ndarray
) -> bool:
    """ŷ = w2 · max(w1 x + b1, 0) + b2, then max(ŷ, 0) if `final_relu`.

    Returns whether the final ReLU answers 0 to all, and no unit is infinite:
    0 times infinity is not 0.
    """
    hidden = len(parameters) // 3
    zero = np.float32(0)
    silent = final_relu
    out[:] = parameters[3 * hidden]
    for j in range(hidden):
        w1 = parameters[j]
        b1 = parameters[hidden + j]
        w2 = parameters[2 * hidden + j]
        for i in range(len(x)):
            z = w1 * x[i] + b1
            out[i] += w2 * (zero if z <= zero else z)  # NaN stays NaN
    if final_relu:
        for i in range(len(x)):
            silent &= -np.inf < out[i] <= zero
            out[i] = zero if out[i] <= zero else out[i]
    return silent


@compiled
def gradient(
    parameters: np.ndarray, x: np.ndarray, y: np.ndarray, final_relu: bool,
    slopes: np.ndarray,
) -> None:  # fmt: skip
    """Fill `slopes`: d (mean squared error of these rows) / d parameter."""
    out = np.empty_like(x)
    forward(parameters, x, final_relu, out)
    _backward(parameters, x, y, final_relu, out, slopes)


@compiled
def _backward(
    parameters: np.ndarray, x: np.ndarray, y: np.ndarray, final_relu: bool,
    out: np.ndarray, slopes: np.ndarray,
) -> None:  # fmt: skip
    """The gradient of the batch's mean squared error. Overwrites `out`."""
    hidden = len(parameters) // 3
    zero = np.float32(0)
    # From the loss to the output: d loss / d ŷ = 2 (ŷ - y) / n, and nothing
    # gets through where the final ReLU answers 0.
    scale = np.float32(2) / np.float32(len(x))
    delta = out
    d_b2 = zero
    for i in range(len(x)):
        blocked = final_relu and out[i] <= zero
        delta[i] = zero if blocked else scale * (out[i] - y[i])
        d_b2 += delta[i]
    slopes[3 * hidden] = d_b2
    # From the output to each hidden unit that is not at 0 itself. The factor
    # w2 is the same for all rows, so it waits outside the inner loop.
    for j in range(hidden):
        w1 = parameters[j]
        b1 = parameters[hidden + j]
        w2 = parameters[2 * hidden + j]
        d_z = zero
        d_z_x = zero
        d_w2 = zero
        for i in range(len(x)):
            z = w1 * x[i] + b1
            active = zero if z <= zero else delta[i]
            d_z += active
            d_z_x += active * x[i]
            d_w2 += delta[i] * (zero if z <= zero else z)
        slopes[j] = w2 * d_z_x
        slopes[hidden + j] = w2 * d_z
        slopes[2 * hidden + j] = d_w2


@compiled
def _squared_error(y: np.ndarray, answers: np.ndarray) -> float:
    """Sum of squared errors: squares in float32, as in Keras."""
    total = 0.0
    for i in range(len(y)):
        error = answers[i] - y[i]
        total += np.float64(error * error)
    return total


@compiled
def _mean(total: float, count: int) -> float:
    """The mean as Keras reports it: its running sum is a float32."""
    return np.inf if total > FLOAT32_MAX else total / count


@compiled
def shuffle(order: np.ndarray, state: np.uint64) -> np.uint64:
    """Shuffle `order` in place and return the generator's next state.

    Fisher-Yates with SplitMix64 (Steele, Lea & Flood 2014): ten lines that
    give the same order on every machine, from a seed, in compiled code.
    """
    for i in range(len(order) - 1, 0, -1):
        state += np.uint64(0x9E3779B97F4A7C15)
        bits = state
        bits ^= bits >> np.uint64(30)
        bits *= np.uint64(0xBF58476D1CE4E5B9)
        bits ^= bits >> np.uint64(27)
        bits *= np.uint64(0x94D049BB133111EB)
        bits ^= bits >> np.uint64(31)
        # The upper half of the bits, scaled to 0 … i.
        j = ((bits >> np.uint64(32)) * np.uint64(i + 1)) >> np.uint64(32)
        order[i], order[j] = order[j], order[i]
    return state
