"""The same training as in `compiled`, in NumPy: many rows and units at once.

For places without a compiler. It sees the same batches, works in float32 too,
and overflows at the same place. All functions take one network, or many in a
stack: the dots in the shapes below are nothing, or the number of networks.
"""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from helpers.loops.compiled import FLOAT32_MAX
from helpers.optimizers import update

__all__ = ["NAME", "forward", "gradient", "shuffle", "train", "update"]

NAME = "the NumPy engine"
# Numbers in an array of (networks, batch, hidden units), at most: NumPy needs
# less time for each network of a stack, as long as that fits the cache.
STACK = 2**16

# Numbers that an array of (networks, rows, hidden units) has at most: then it
# stays in the processor's cache.
CELLS = 2**17
ORDERS_KEPT = 256  # of one epoch each, and of no more than so many rows:
LONGEST_KEPT = 10**4


def train(
    x: np.ndarray, y: np.ndarray, x_val: np.ndarray, y_val: np.ndarray,
    parameters: np.ndarray, seeds: np.ndarray, learning_rates: np.ndarray,
    batch_size: int, final_relu: bool, rule: int, loss: np.ndarray,
    val_loss: np.ndarray,
) -> None:  # fmt: skip
    """Train networks in place, see `compiled.train`."""
    rows = x.shape[1]
    orders = np.tile(np.arange(rows), (len(x), 1))
    states = seeds.copy()
    slopes = np.empty_like(parameters)
    mean, square = np.zeros_like(parameters), np.zeros_like(parameters)
    answers, answers_val = np.empty_like(x), np.empty_like(x_val)
    step = 0
    with np.errstate(all="ignore"):  # a training may overflow
        for epoch in range(loss.shape[1]):
            for k, order in enumerate(orders):
                states[k] = shuffle(order, states[k])
            xs = np.take_along_axis(x, orders, axis=1)
            ys = np.take_along_axis(y, orders, axis=1)
            for first in range(0, rows, batch_size):
                batch = slice(first, first + batch_size)
                _slopes(
                    parameters, xs[:, batch], ys[:, batch], final_relu,
                    answers[:, batch], slopes,
                )  # fmt: skip
                step += 1
                update(
                    rule, parameters, slopes, mean, square, step,
                    learning_rates,
                )  # fmt: skip
            loss[:, epoch] = _mean_squared_error(ys, answers)
            forward(parameters, x_val, final_relu, answers_val)
            val_loss[:, epoch] = _mean_squared_error(y_val, answers_val)


def forward(
    parameters: np.ndarray, x: np.ndarray, final_relu: bool, out: np.ndarray
) -> None:
    """ŷ = w2 · max(w1 x + b1, 0) + b2, then max(ŷ, 0) if `final_relu`.

    Parameters
    ----------
    parameters : ndarray of float32, shape (..., 3 hidden units + 1)
    x, out : ndarray of float32, shape (..., rows)
        `out` is filled.
    final_relu : bool
    """
    with np.errstate(all="ignore"):
        for rows in _pieces(parameters, x):
            _forward(parameters, x[..., rows], final_relu, out[..., rows])


def gradient(
    parameters: np.ndarray, x: np.ndarray, y: np.ndarray, final_relu: bool,
    slopes: np.ndarray,
) -> None:  # fmt: skip
    """Fill `slopes`: d (mean squared error of these rows) / d parameter."""
    with np.errstate(all="ignore"):
        _slopes(parameters, x, y, final_relu, np.empty_like(x), slopes)


def _pieces(parameters: np.ndarray, x: np.ndarray) -> Iterator[slice]:
    """The rows of x, so many at once that they fit the cache."""
    at_once = max(1, 3 * CELLS // parameters.size)
    for first in range(0, x.shape[-1], at_once):
        yield slice(first, first + at_once)


def _forward(
    parameters: np.ndarray, x: np.ndarray, final_relu: bool, out: np.ndarray
) -> np.ndarray:
    """Fill `out`; returns the hidden answers, (..., rows, hidden units)."""
    units = parameters.shape[-1] // 3
    w1 = parameters[..., None, :units]
    b1 = parameters[..., None, units : 2 * units]
    w2 = parameters[..., 2 * units : 3 * units, None]
    hidden = x[..., None] * w1
    hidden += b1
    np.maximum(hidden, np.float32(0), out=hidden)  # NaN stays NaN
    np.add((hidden @ w2)[..., 0], parameters[..., 3 * units :], out=out)
    if final_relu:
        np.maximum(out, np.float32(0), out=out)
    return hidden


def _slopes(
    parameters: np.ndarray, x: np.ndarray, y: np.ndarray, final_relu: bool,
    out: np.ndarray, slopes: np.ndarray,
) -> None:  # fmt: skip
    """Fill `slopes`, and `out` with what the network answers."""
    units = parameters.shape[-1] // 3
    w2 = parameters[..., None, 2 * units : 3 * units]
    scale = np.float32(2 / x.shape[-1])
    slopes[:] = 0
    for rows in _pieces(parameters, x):
        xs, answers = x[..., rows], out[..., rows]
        hidden = _forward(parameters, xs, final_relu, answers)
        # From the loss to the output, as in `compiled._backward`.
        delta = scale * (answers - y[..., rows])
        if final_relu:
            delta *= answers != 0
        d_b2 = delta.sum(axis=-1)
        d_w2 = np.einsum("...i,...ij->...j", delta, hidden)
        # From the output to each hidden unit that is not at 0 itself: with
        # x, for its weight, and without, for its bias.
        pair = np.empty((*x.shape[:-1], 2, xs.shape[-1]), np.float32)
        np.multiply(delta, xs, out=pair[..., 0, :])
        pair[..., 1, :] = delta
        active = np.sign(hidden, out=hidden)
        if np.isinf(d_b2).any():  # 0 times infinity is not 0
            summed = np.where(active[..., None, :, :], pair[..., None], 0)
            d_z = summed.sum(axis=-2)
        else:
            d_z = pair @ active
        d_z *= w2
        flat = d_z.reshape(*d_z.shape[:-2], 2 * units)
        slopes[..., : 2 * units] += flat
        slopes[..., 2 * units : 3 * units] += d_w2
        slopes[..., 3 * units] += d_b2


def _mean_squared_error(y: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """As Keras reports it: squares in float32, as its running sum is."""
    total = np.square(answers - y).sum(axis=-1, dtype=np.float64)
    return np.where(total > FLOAT32_MAX, np.inf, total / y.shape[-1])


def shuffle(order: np.ndarray, state: np.uint64) -> np.uint64:
    """Shuffle `order` in place and return the generator's next state."""
    rows = len(order)
    shuffled = _shuffled if rows <= LONGEST_KEPT else _shuffled.__wrapped__
    places, after = shuffled(rows, state)
    order[:] = order[places]
    return after


@lru_cache(maxsize=ORDERS_KEPT)
def _shuffled(rows: int, state: np.uint64) -> tuple[np.ndarray, np.uint64]:
    """What `compiled.shuffle` makes of 0, 1, …, and the next state.

    The state of SplitMix64 is a counter, so all its numbers come at once.
    """
    last = np.arange(rows - 1, 0, -1, dtype=np.uint64)
    steps = np.arange(1, rows, dtype=np.uint64)
    bits = state + steps * np.uint64(0x9E3779B97F4A7C15)
    after = bits[-1] if rows > 1 else state
    bits ^= bits >> np.uint64(30)
    bits *= np.uint64(0xBF58476D1CE4E5B9)
    bits ^= bits >> np.uint64(27)
    bits *= np.uint64(0x94D049BB133111EB)
    bits ^= bits >> np.uint64(31)
    chosen = ((bits >> np.uint64(32)) * (last + np.uint64(1))) >> np.uint64(32)
    order = list(range(rows))
    for i, j in zip(range(rows - 1, 0, -1), chosen.tolist(), strict=True):
        order[i], order[j] = order[j], order[i]
    return np.array(order), after
