import numpy as np
import pytest

from helpers import engine, keras_twin
from helpers.experiment import QUESTION, Experiment
from helpers.keras_tools import load_keras
from helpers.scores import accuracy, over_slopes, scores, within

X, Y = QUESTION.data.x, QUESTION.data.y


@pytest.fixture(scope="module")
def keras():
    return load_keras()


def answer_sets():
    rng = np.random.default_rng(0)
    classes = rng.integers(0, 2, 200).astype(float)
    return {
        "perfect": (Y, 2 * X),
        "shifted": (Y, 2 * X + 5.05),
        "always 0": (Y, 0 * X),
        "classes": (classes, rng.uniform(-0.5, 1.5, 200)),
        "at the threshold": (np.array([0.0, 1, 1]), np.array([0.5, 0.5, 0.6])),
    }


@pytest.mark.parametrize("name", answer_sets())
def test_the_scores_are_those_of_keras(keras, name):
    targets, answers = answer_sets()[name]
    metrics = keras.metrics
    theirs = []
    for metric in (
        metrics.MeanSquaredError(),
        metrics.MeanAbsoluteError(),
        metrics.R2Score(),
        metrics.BinaryAccuracy(),
    ):
        metric.update_state(targets[:, None], answers[:, None])
        theirs.append(float(metric.result()))
    assert scores(targets, answers) == pytest.approx(
        tuple(theirs), rel=1e-5, abs=1e-6
    )


def test_the_accuracy_of_a_compiled_network_is_this_one(keras):
    network = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    network.set_weights([np.array([[2.0]]), np.array([0.0])])
    network.compile(loss="mse", metrics=["accuracy"])
    # One column each; halves, so that some targets are 0 and some are 1.
    x = np.array([0, 0, 0.25, 0.5, 0.5, 0.75, 1, 3, -0.5])
    _, theirs = network.evaluate(x[:, None], 2 * x[:, None], verbose=0)
    assert theirs == pytest.approx(4 / 9)
    assert accuracy(2 * x, 2 * x) == pytest.approx(theirs)


def test_the_word_accuracy_depends_on_the_outputs_only(keras):
    kinds = []
    for outputs in (1, 2):
        network = keras.Sequential(
            [keras.Input((1,)), keras.layers.Dense(outputs)]
        )
        network.compile(loss="mse", metrics=["accuracy"])
        network.evaluate(np.ones((4, 1)), np.ones((4, outputs)), verbose=0)
        (metric,) = network.metrics[1].metrics
        kinds.append(type(metric).__name__)
    assert kinds == ["BinaryAccuracy", "CategoricalAccuracy"]


def test_a_network_that_keras_trained_learns_and_has_accuracy_0(keras):
    experiment = Experiment(
        final_relu=False,
        standardise_inputs=True,
        standardise_targets=True,
        epochs=100,
    )
    seen = experiment.data.train
    theirs, mine = keras_twin.train(experiment), engine.train(experiment)
    for run in (theirs, mine):
        judged = scores(Y[seen], run.predictions[seen])
        assert judged.r_squared > 0.99
        assert judged.r_squared == run.r_squared
        assert judged.accuracy == 0
    shares = [within(Y[seen], r.predictions[seen]) for r in (theirs, mine)]
    assert shares[0] == pytest.approx(shares[1], abs=0.01)
    assert 0 < shares[0] < 0.25


def test_the_metric_of_the_notebook_is_within(keras):
    def within_1_percent(y_true, y_pred):
        error = keras.ops.abs(y_pred - y_true)
        return error <= 0.01 * keras.ops.abs(y_true)

    network = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    network.compile(loss="mse", metrics=[within_1_percent])
    x = np.concatenate([-X, X])
    for weight, bias in ((2, 0), (1.985, 0), (2.03, 0), (2, 5.05), (1.99, 7)):
        network.set_weights([np.array([[weight]]), np.array([bias])])
        # Not a multiple of the batch size: each point counts the same.
        _, share = network.evaluate(x[:, None], 2 * x[:, None], verbose=0)
        mine = within(2 * x, weight * x + bias)
        assert share == pytest.approx(mine, abs=1e-6)


def test_within_counts_the_edge_and_negative_targets():
    assert within([100, -100, 100, 0], [101, -101, 102, 0]) == 0.75
    assert within([100, 100], [150, 151], tolerance=0.5) == 0.5
    assert within([1.0, 2.0], [1.0, 2.5], tolerance=0) == 0.5


def test_scores_of_known_answers():
    assert scores([1, 2, 3], [1, 2, 3]) == (0, 0, 1, 1 / 3)
    assert scores([1, 2, 3], [2, 2, 2]) == (2 / 3, 2 / 3, 0, 1 / 3)
    assert scores([1, 2, 3], [3, 2, 1]).r_squared == -3


def test_r_squared_of_equal_targets_is_not_a_number():
    assert np.isnan(scores([5, 5], [5, 6]).r_squared)


def test_answers_that_are_no_numbers_have_such_scores():
    mse, mae, r_squared, share = scores([1, 2], [np.nan, 2])
    assert np.isnan([mse, mae, r_squared]).all()
    assert share == 0
    assert scores([1, 2], [np.inf, 2]).mse == np.inf
    assert within([1, 2], [np.nan, 2]) == 0.5


@pytest.mark.parametrize("function", [scores, accuracy, within])
def test_bad_input_is_refused_with_a_sentence(function):
    with pytest.raises(ValueError, match=r"\(3, 1\).*\(3,\).*ravel"):
        function(np.ones((3, 1)), np.ones(3))
    with pytest.raises(ValueError, match="one or more finite numbers"):
        function([], [])
    with pytest.raises(ValueError, match="one or more finite numbers"):
        function([1, np.nan], [1, 2])


@pytest.mark.parametrize("tolerance", [-0.1, np.nan])
def test_a_tolerance_below_0_is_refused(tolerance):
    with pytest.raises(ValueError, match=r"Try tolerance=0\.01"):
        within([1], [1], tolerance)


def test_over_slopes_is_scores_as_shares_of_always_0():
    slopes = [-1, 0, 1.5, 2]
    curves = over_slopes(X, Y, slopes)
    np.testing.assert_allclose(curves.mse, [2.25, 1, 0.0625, 0])
    np.testing.assert_allclose(curves.mae, [1.5, 1, 0.25, 0])
    for slope, r_squared in zip(slopes, curves.r_squared, strict=True):
        assert r_squared == scores(Y, slope * X).r_squared
    assert curves.accuracy.tolist() == [0, 0, 0, 0]
