"""One update in numbers, held against Keras' own slopes and optimizer."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.keras_tools import load_keras
from helpers.one_update import OneUpdate, SevenWeights, trained

SIZES = st.floats(-8, 8, allow_subnormal=False).map(lambda v: round(v, 3))
RATES = st.floats(-4, 0).map(lambda power: 10**power)
START = SevenWeights((1.0, 0.5), (0.2, 0.4), (2.5, -1.0), -0.5)


@st.composite
def updates(draw):
    pair = st.tuples(SIZES, SIZES)
    weights = SevenWeights(draw(pair), draw(pair), draw(pair), draw(SIZES))
    x = draw(SIZES)
    return OneUpdate(weights, x, draw(SIZES), draw(RATES), draw(st.booleans()))


@pytest.fixture(scope="module")
def tensorflow():
    load_keras()
    import tensorflow

    return tensorflow


def by_tensorflow(tf, update):
    """The same numbers by GradientTape, in float64."""
    w1, b1, w2, b2 = weights = [
        tf.Variable(part, dtype=tf.float64) for part in update.weights
    ]
    with tf.GradientTape() as tape:
        sums = w1 * tf.constant(update.x, tf.float64) + b1
        hidden = tf.nn.relu(sums)
        total = tf.reduce_sum(w2 * hidden) + b2
        answer = tf.nn.relu(total) if update.final_relu else total + 0
        loss = tf.square(answer - tf.constant(update.y, tf.float64))
    places = [answer, total, hidden, sums]
    slopes = tape.gradient(loss, [*places, *weights])
    slopes = [
        np.zeros(np.shape(of)) if slope is None else slope.numpy()
        for slope, of in zip(slopes, [*places, *weights], strict=True)
    ]
    numbers = [sums, hidden, total, answer, loss]
    after = [
        weight.numpy() - update.learning_rate * slope
        for weight, slope in zip(weights, slopes[len(places) :], strict=True)
    ]
    return [np.array(n) for n in numbers], slopes, after


def assert_same(tf, update):
    numbers, slopes, after = by_tensorflow(tf, update)
    ours = [
        update.sums, update.hidden, update.total, update.answer, update.loss
    ]  # fmt: skip
    backwards = [
        update.answer_slope, update.total_slope, update.hidden_slopes,
        update.sums_slopes, *update.slopes,
    ]  # fmt: skip
    for theirs, of_ours in (
        (numbers, ours), (slopes, backwards), (after, update.after)
    ):  # fmt: skip
        for expected, got in zip(theirs, of_ours, strict=True):
            np.testing.assert_allclose(got, expected, rtol=1e-5, atol=1e-12)


def test_every_number_is_that_of_gradient_tape(tensorflow):
    @settings(max_examples=150, deadline=None, derandomize=True)
    @given(updates())
    def test(update):
        assert_same(tensorflow, update)

    test()


@pytest.mark.parametrize("final_relu", [False, True])
@pytest.mark.parametrize(
    ("x", "weights"),
    [
        (2.0, START),
        (2.0, START._replace(w1=(-0.1, 0.5))),  # the sum of unit 1 is 0
        (2.0, START._replace(w1=(-0.1, -0.2))),  # both are
        (1.0, START._replace(w1=(0.0, 0.5), b2=0.4)),  # that of the output
        (1.0, START._replace(w1=(-2.0, 0.5))),
        (0.0, START),
    ],
)
def test_a_relu_at_exactly_0_is_flat_as_in_keras(
    tensorflow, x, weights, final_relu
):
    update = OneUpdate(weights, x, 2 * x, 0.01, final_relu)
    assert_same(tensorflow, update)


def test_the_corners_above_are_corners():
    off = START._replace(w1=(-0.1, -0.2))
    assert OneUpdate(off, 2.0, 4.0, 0.01, True).sums == (0, 0)
    corner = START._replace(w1=(0.0, 0.5), b2=0.4)
    assert OneUpdate(corner, 1.0, 2.0, 0.01, True).total == 0


@settings(max_examples=50, deadline=None)
@given(updates())
def test_a_unit_below_0_passes_nothing_back(update):
    assume(min(update.sums) < 0)
    unit = update.sums.index(min(update.sums))
    slopes = update.slopes
    assert slopes.w1[unit] == slopes.b1[unit] == slopes.w2[unit] == 0


@settings(max_examples=50, deadline=None)
@given(updates())
def test_behind_a_final_relu_at_0_every_slope_is_0(update):
    assume(update.is_blocked)
    assert update.answer == 0
    assert not any(update.slopes.all)
    assert update.after == update.weights


def test_keras_own_model_and_sgd_end_at_the_same_weights(tensorflow):
    keras = load_keras()
    network = keras.Sequential(
        [
            keras.Input((1,)),
            keras.layers.Dense(2, activation="relu"),
            keras.layers.Dense(1),
        ]
    )
    w1, b1, w2, b2 = map(np.array, START)
    network.set_weights([w1[None], b1, w2[:, None], b2[None]])
    network.compile("sgd", "mse")  # its rate is 0.01
    points = [(2.0, 4.0), (1.0, 2.0), (3.0, 6.0)]
    for x, y in points:
        network.fit(np.array([[x]]), np.array([[y]]), batch_size=1, verbose=0)
    theirs = np.concatenate([a.ravel() for a in network.get_weights()])
    ours = trained(START, points, 0.01, final_relu=False)
    np.testing.assert_allclose(ours.all, theirs, rtol=1e-5)


def test_steps_that_are_too_long_end_with_every_unit_off():
    """Up, down, and dead, as on page 04; the numbers stay numbers."""
    after = trained(START, [(4.0, 8.0)] * 25, 0.1, final_relu=True)
    update = OneUpdate(after, 4.0, 8.0, 0.1, True)
    assert update.is_blocked and max(map(abs, after.all)) < 1e6
