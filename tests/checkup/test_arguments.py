"""What `checkup` accepts, and what it says to everything else."""

import numpy as np
import pytest
from checkup.cases import dense, keras, model_of

from helpers.checkup import checkup

X = np.linspace(-1, 1, 20)
Y = 2 * X


@pytest.fixture(scope="module")
def line():
    """2x, exactly: there is nothing to find, and no trial is needed."""
    model = model_of(dense(1), rate=0.1, shape=(1,))
    model.set_weights([np.array([[2.0]]), np.array([0.0])])
    model.optimizer.iterations.assign(1)  # it was trained
    return model


class Table:
    """Like a table of pandas: not an array, but it can become one."""

    def __init__(self, values):
        self._values = values

    def __array__(self, dtype=None, copy=None):
        return np.array(self._values, dtype)


@pytest.mark.parametrize(
    "form",
    [
        list,
        np.float64,
        np.float32,
        lambda v: v[:, None],
        lambda v: v[:, None].tolist(),
        lambda v: v.astype(object),
        Table,
        lambda v: Table(v[:, None]),
        keras.ops.convert_to_tensor,
    ],
)
def test_many_forms_of_data_are_accepted(line, form):
    report = checkup(line, form(X), form(Y))
    assert not report, report
    assert "R² above 0.99 " in report.headline


def test_whole_numbers_are_accepted(line):
    assert not checkup(line, list(range(20)), [2 * n for n in range(20)])


@pytest.mark.parametrize("history", [None, {}, {"loss": [4.0, 1.0]}])
def test_a_history_may_be_a_dict_or_missing(line, history):
    assert not checkup(line, X, Y, history)


def test_a_history_of_fit_is_accepted(line):
    model = keras.models.clone_model(line)
    model.compile(loss="mse", optimizer=keras.optimizers.SGD(1e-9))
    model.set_weights(line.get_weights())
    assert not checkup(model, X, Y, model.fit(X, Y, epochs=2, verbose=0))


def unbuilt():
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile(loss="mse")
    return model


def without_loss():
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer="sgd")
    return model


@pytest.mark.parametrize(
    ("make", "error", "says"),
    [
        (lambda: [1, 2], TypeError, "Keras model, such as .* not list"),
        (lambda: None, TypeError, "not NoneType"),
        (lambda: keras.Sequential, TypeError, "not type"),
        (lambda: keras.layers.Dense(1), TypeError, "not Dense"),
        (unbuilt, ValueError, r"no weights yet. .* keras.Input\(\(1,\)\)"),
        (
            lambda: keras.Sequential(
                [keras.Input((1,)), keras.layers.Dense(1)]
            ),
            ValueError,
            r"not compiled. Call model.compile\(loss=",
        ),
        (without_loss, ValueError, r"no loss.* model.compile\(loss="),
    ],
)
def test_a_bad_model_gets_a_sentence(make, error, says):
    with pytest.raises(error, match=says):
        checkup(make(), X, Y)


@pytest.mark.parametrize("name", ["x", "y"])
@pytest.mark.parametrize(
    ("values", "error", "says"),
    [
        ("text", TypeError, "array of numbers .* this str is not"),
        (["a", "b"], TypeError, "array of numbers .* this list is not"),
        (["1", "2"], TypeError, "array of numbers .* this list is not"),
        (None, TypeError, "array of numbers .* this NoneType is not"),
        ({"a": [1]}, TypeError, "array of numbers .* this dict is not"),
        ([[1, 2], [3]], TypeError, "array of numbers"),
        (np.ones(20) * 1j, TypeError, "array of numbers"),
        (
            np.arange(20).astype("datetime64[D]"),
            TypeError,
            "array of numbers",
        ),
        ([], ValueError, r"at least one row.* \(0,\)"),
        (np.zeros((20, 0)), ValueError, r"at least one row.* \(20, 0\)"),
        (5.0, TypeError, "array of numbers .* this float is not"),
    ],
)
def test_bad_data_get_a_sentence(line, name, values, error, says):
    data = {"x": X, "y": Y} | {name: values}
    with pytest.raises(error, match=f"^{name} must .*{says}"):
        checkup(line, **data)


def test_rows_that_do_not_pair_get_a_sentence(line):
    with pytest.raises(ValueError, match="x has 20 rows and y has 19"):
        checkup(line, X, Y[:-1])


@pytest.mark.parametrize("shape", [(20, 2), (20, 1, 1), (5, 4)])
def test_rows_that_do_not_fit_the_model_get_a_sentence(line, shape):
    x = np.zeros(shape)
    with pytest.raises(ValueError, match=r"takes rows of the shape \(1,\)"):
        checkup(line, x, Y[: len(x)])


@pytest.mark.parametrize(
    ("history", "says"),
    [
        ("loss", "not str"),
        ([1.0, 0.5], "not list"),
        (3, "not int"),
        ({"loss": ["low"]}, "numbers under 'loss'"),
        ({"loss": 0.5}, "numbers under 'loss'"),
        ({"loss": [[1.0, 2.0]]}, "numbers under 'loss'"),
    ],
)
def test_a_bad_history_gets_a_sentence(line, history, says):
    with pytest.raises(TypeError, match=f"history must .*{says}"):
        checkup(line, X, Y, history)
