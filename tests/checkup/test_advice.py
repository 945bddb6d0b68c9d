"""What a checkup advises: the fix that helps comes first, and is right."""

from dataclasses import replace

import numpy as np
import pytest

from helpers.checkup import checkup
from helpers.checkup.arguments import case_of
from helpers.checkup.lab.trials import Trials
from helpers.keras_tools import load_keras
from helpers.keras_tools.loop import fit
from helpers.pages.your_turn.patients import FLATTENS

keras = load_keras()
layers = keras.layers
RNG = np.random.default_rng(0)


def dense(*units, activation="relu", end="linear"):
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [layers.Dense(n, activation=activation) for n in units]
        + [layers.Dense(1, activation=end)]
    )


def trained(model, x, y, optimizer, loss="mse", batch_size=32, epochs=100):
    x, y = (np.asarray(values, np.float32)[:, None] for values in (x, y))
    model.build(x.shape)
    model.compile(loss=loss, optimizer=optimizer)
    return model, x, y, fit(model, x, y, batch_size, epochs)


def names(report):
    return [found.name for found in report]


def test_the_fix_that_is_enough_alone_comes_first():
    """One linear neuron whose rate is too low, on numbers of a usual size."""
    celsius = np.array([-40, -10, 0, 8, 15, 22, 38])
    visit = trained(
        dense(), celsius, 1.8 * celsius + 32, keras.optimizers.Adam(0.001),
        epochs=500,
    )  # fmt: skip
    report = checkup(*visit)
    assert names(report)[0] == "lr_too_low"
    assert report[0].suffices
    assert "unnormalised_input" in names(report)


def test_what_one_start_in_ten_reaches_is_not_enough():
    """So at rate 0.1, where the better of two starts has R² 0.97."""
    report = checkup(*FLATTENS.train())
    assert names(report) == ["unscaled_target", "lr_too_low"]
    assert not any(found.suffices for found in report)
    assert "R² 0.97 at 0.1" in report[1].evidence
    faster = replace(FLATTENS, learning_rate=0.1)
    starts = [replace(faster, seed=s).train() for s in range(5)]
    assert all(case_of(*visit)[0].score < 0.95 for visit in starts)


def test_a_lower_rate_keeps_the_momentum():
    x = RNG.uniform(-4, 4, 300)
    y = 5 * x**2 + 8 * x + 2
    visit = trained(
        dense(32), x, y, keras.optimizers.SGD(0.1, momentum=0.9), epochs=60
    )
    (found,) = (f for f in checkup(*visit) if f.name == "lr_too_high")
    assert "momentum=0.9)" in found.fix
    # A copy has learned with just what the card says.
    rate = found.repair["learning_rate"]
    assert f"SGD({rate:.1g}, " in found.fix
    advised = trained(
        dense(32), x, y, keras.optimizers.SGD(rate, momentum=0.9), epochs=60
    )
    assert case_of(*advised)[0].score > 0.9


def test_training_on_goes_on_with_the_optimizers_own_state():
    x = RNG.uniform(-2, 2, 100)
    model, x, y, history = trained(
        dense(8), x, x**2, keras.optimizers.Adam(0.01), batch_size=100,
        epochs=20,
    )  # fmt: skip
    case, _ = case_of(model, x, y, history)
    losses = Trials().go_on(case.program).loss
    # The whole data are one batch, so the order has no say.
    continued = fit(model, x, y, 100, 20).history["loss"]
    assert losses == pytest.approx(continued, rel=1e-3)


def test_noise_that_no_rate_can_learn_is_no_fault_of_the_scale():
    """Miles per gallon, as in a well-known tutorial; noise bounds R²."""
    weight, power = RNG.uniform(1600, 5100, 390), RNG.uniform(50, 220, 390)
    x = np.stack([weight, power], axis=1).astype(np.float32)
    y = 46 - 0.005 * weight - 0.03 * power + 2 * RNG.standard_normal(390)
    norm = layers.Normalization()
    norm.adapt(x)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((2,)), norm, layers.Dense(1)])
    model.compile(loss="mae", optimizer=keras.optimizers.Adam(0.1))
    assert not checkup(model, x, y[:, None])


def test_classes_by_other_names_than_0_and_1_are_named():
    x = RNG.uniform(-2, 2, 200)
    visit = trained(
        dense(8, end="sigmoid"), x, np.sign(x), keras.optimizers.Adam(0.01),
        loss="binary_crossentropy", epochs=20,
    )  # fmt: skip
    (found,) = checkup(*visit)
    assert found.name == "wrong_loss"
    assert 'y = (y == 1).astype("float32")' in found.fix


@pytest.mark.parametrize(
    ("shift", "expected"), [(0, ["wrong_loss"]), (10, [])]
)
def test_a_percentage_is_named_only_where_targets_are_0(shift, expected):
    x = RNG.uniform(-2, 2, 400)
    y = np.maximum(0, np.round(3 * x, 1)) + shift
    visit = trained(
        dense(32), x, y, keras.optimizers.Adam(0.003), loss="mape", epochs=80
    )
    assert names(checkup(*visit)) == expected


def test_an_explosion_that_is_over_is_named():
    """The peak is in the first epoch, and what is left is quiet."""
    x = np.arange(1, 751)
    visit = trained(dense(128), x, 2 * x, "sgd", epochs=3)
    loss = visit[3].history["loss"]
    assert loss[0] > 100 * loss[-1]
    (found,) = (f for f in checkup(*visit) if f.name == "exploding")
    assert "The loss of epoch 1 was " in found.evidence


def test_what_was_dead_at_birth_was_not_killed_by_the_training():
    """The last bias lives on, so the loss has moved."""
    x = RNG.uniform(0, 1, 100)
    model = dense(2, 2, 2, 2, 2, 2, 2, 2)
    visit = trained(model, x, x, keras.optimizers.Adam(0.01), epochs=50)
    loss = visit[3].history["loss"]
    assert loss[-1] < 0.9 * loss[0]
    (found,) = checkup(*visit)
    assert found.name == "dead_relu"
    assert "killed it" not in found.evidence
    assert "fresh starts" in found.evidence
