"""Models of other kinds: the right finding, none, or a sentence on it."""

import numpy as np
import pytest
from checkup.cases import (
    CLASSES,
    ONE_HOT,
    QUADRANT,
    SUM,
    X,
    compiled,
    dense,
    model_of,
    no_check_failed,
)

from helpers.checkup import checkup
from helpers.keras_tools import load_keras
from helpers.keras_tools.loop import fit

keras = load_keras()
layers = keras.layers
RNG = np.random.default_rng(0)


def names(model, x, y, epochs=0):
    """What is found, after some epochs of training."""
    history = None
    if epochs:
        history = fit(model, x, np.asarray(y), 32, epochs, 0)
    report = checkup(model, x, y, history)
    assert no_check_failed(report)
    return [found.name for found in report]


# Classes: (units and activation of the end, loss, targets)
RIGHT = {
    "binary": (1, "sigmoid", "binary_crossentropy", QUADRANT),
    "binary, squared": (1, "sigmoid", "mse", QUADRANT),
    "binary, bool": (1, "sigmoid", "binary_crossentropy", QUADRANT == 1),
    "binary, logits": (
        1,
        "linear",
        keras.losses.BinaryCrossentropy(from_logits=True),
        QUADRANT,
    ),
    "categorical": (4, "softmax", "categorical_crossentropy", ONE_HOT),
    "sparse": (4, "softmax", "sparse_categorical_crossentropy", CLASSES),
    "sparse, logits": (
        4,
        "linear",
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        CLASSES,
    ),
}


@pytest.mark.parametrize(
    ("kind", "epochs"),
    [*((kind, 150) for kind in RIGHT), ("binary", 0), ("sparse", 0)],
)
def test_nothing_is_found_where_classes_are_chosen_well(kind, epochs):
    units, end, loss, y = RIGHT[kind]
    model = model_of(
        dense(32, "relu"),
        dense(units, end),
        loss=loss,
        metrics=["accuracy"],
        rate=0.03,
    )
    assert names(model, X, y, epochs) == []


def test_raw_inputs_of_classes_are_named():
    model = model_of(
        dense(32, "relu"),
        dense(4, "softmax"),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        rate=0.001,
    )
    x = (X * 1e4 + 3e5).astype(np.float32)
    assert names(model, x, CLASSES) == ["unnormalised_input"]


# Structures


def functional():
    x = keras.Input((2,))
    hidden = layers.BatchNormalization()(dense(32)(x))
    hidden = layers.Dropout(0.05)(layers.Activation("relu")(hidden))
    return compiled(keras.Model(x, dense(1)(hidden)))


def nested():
    inner = keras.Sequential([keras.Input((2,)), dense(32, "relu")])
    return model_of(inner, dense(1), layers.Rescaling(3.0, offset=1.0))


def with_relu_layers():
    return model_of(dense(32), layers.ReLU(), dense(1))


@pytest.mark.parametrize("make", [functional, nested, with_relu_layers])
def test_nothing_is_found_in_a_sound_structure(make):
    assert names(make(), X, SUM, epochs=100) == []


def test_inputs_that_the_model_normalises_itself_are_no_fault():
    raw = X * 500 + 2000
    norm = layers.Normalization()
    norm.adapt(raw)
    model = model_of(norm, dense(32, "relu"), dense(1))
    assert names(model, raw, SUM) == []
    assert names(model, raw, SUM, epochs=100) == []


def test_a_loss_of_the_learners_own_and_a_schedule_are_no_fault():
    def own(y, answers):
        return keras.ops.mean((y - answers) ** 2)

    model = model_of(dense(32, "relu"), dense(1), loss=own)
    schedule = keras.optimizers.schedules.ExponentialDecay(0.02, 1000, 0.9)
    model.compile(loss=own, optimizer=keras.optimizers.Adam(schedule))
    assert names(model, X, SUM[:, None], epochs=100) == []


def test_functions_of_the_learners_own_are_no_fault():
    model = model_of(
        layers.Lambda(lambda x: x / 2),
        dense(32, keras.ops.sin),
        dense(1, lambda x: 2 * x),
    )
    assert names(model, X, SUM, epochs=100) == []


def test_a_loss_that_squeezes_what_is_a_share_is_read_right():
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    model = model_of(
        dense(32, "relu"), dense(1, "sigmoid"), loss=loss, rate=0.03
    )
    assert names(model, X, QUADRANT, epochs=150) == []


def test_a_loss_for_shares_is_held_to_what_a_softmax_can_give():
    shares = 1 / (1 + np.exp(-X[:, :1]))
    model = model_of(
        dense(16, "relu"), dense(2, "softmax"), loss="kl_divergence"
    )
    assert names(model, X, np.hstack([shares, 1 - shares])) == []


def test_a_hinge_wants_more_than_the_perfect_answer_and_is_no_fault():
    model = model_of(dense(16, "relu"), dense(1, "tanh"), loss="hinge")
    assert names(model, X, 2 * (X[:, 0] > 0) - 1) == []


def test_counts_with_an_exponential_end_are_no_fault():
    counts = RNG.poisson(np.exp(X[:, 0]))
    model = model_of(
        dense(16, "relu"), dense(1, "exponential"), loss="poisson"
    )
    assert names(model, X, counts) == []


# What cannot be judged


class WithFunction(keras.Model):
    """A class without get_config."""

    def __init__(self, function):
        super().__init__()
        self.inner = dense(1)
        self.function = function

    def call(self, x):
        return self.function(self.inner(x))


class OwnTraining(keras.Sequential):
    def train_step(self, data):
        return super().train_step(data)


def two_inputs():
    ends = keras.Input((1,)), keras.Input((1,))
    return keras.Model(ends, dense(1)(layers.Concatenate()(ends)))


def of_a_class():
    model = WithFunction(keras.ops.abs)
    model(X)
    return model


def two_outputs():
    x = keras.Input((2,))
    return keras.Model(x, [dense(1)(x), dense(1)(x)])


HALVES = [X[:, :1], X[:, 1:]]


@pytest.mark.parametrize(
    ("make", "x", "y", "says"),
    [
        (two_inputs, HALVES, SUM, "2 inputs and 1 output"),
        (two_outputs, X, [SUM, SUM], "1 input and 2 outputs"),
        (of_a_class, X, SUM, "cannot be copied"),
        (
            lambda: OwnTraining([keras.Input((2,)), dense(1)]),
            X,
            SUM,
            "a train_step of its own",
        ),
    ],
)
def test_what_cannot_be_judged_is_said(make, x, y, says):
    model = compiled(make())
    report = checkup(model, x, y, {"loss": [1.0, 0.5]})
    assert not report
    assert says in " ".join(report.notes)
    assert "only its numbers were checked" in report.headline
    # The numbers are checked all the same.
    losses = {"loss": [1.0, np.nan]}
    assert [f.name for f in checkup(model, x, y, losses)] == ["exploding"]


def test_sequences_are_examined():
    x = RNG.normal(size=(60, 4, 1))
    model = model_of(layers.LSTM(8), dense(1), shape=(4, 1))
    assert not checkup(model, x, x.sum(axis=(1, 2)))


def test_the_scale_of_sequences_is_examined():
    x = RNG.normal(size=(100, 2, 1)) * 3000 + 9000
    model = model_of(layers.SimpleRNN(8), dense(1), shape=(2, 1))
    y = (x.sum(axis=(1, 2)) - 18_000) / 4000
    assert "unnormalised_input" in names(model, x, y, 60)


def test_numbers_of_words_are_not_scaled():
    x = RNG.integers(0, 20, (60, 6))
    model = model_of(
        layers.Embedding(20, 4),
        layers.GlobalAveragePooling1D(),
        dense(1),
        shape=(6,),
    )
    report = checkup(model, x, x.mean(axis=1) / 20)
    assert "unnormalised_input" not in [found.name for found in report]


# Numbers and shapes


def test_a_number_that_is_none_is_found_before_all_else():
    y = SUM.copy()
    y[7] = np.nan
    model = model_of(dense(8, "relu"), dense(1, "softmax"))
    (found,) = checkup(model, X, y)
    assert found.name == "bad_data"
    assert "1 of 300 rows of y" in found.evidence
    assert "row 7" in found.evidence


def test_keras_own_losses_take_a_column_for_a_row():
    model = model_of(dense(32, "relu"), dense(1))
    assert names(model, X, SUM) == names(model, X, SUM[:, None]) == []
