"""Dead networks, frozen ones, and trainings that fly apart."""

from dataclasses import replace

import numpy as np
import pytest
from checkup.cases import (
    SUM,
    X,
    case,
    compiled,
    dense,
    keras,
    model_of,
    search,
    trained,
    untrained,
)
from checkup.setups import faulty, healthy

from helpers.checkup.lab.tasks import WELL
from helpers.checkup.probes.death import dead, explosion, frozen, would_explode
from helpers.pages.your_turn.patients import DIES, EXPLODES


@pytest.mark.parametrize("state", [untrained, trained])
def test_a_sound_program_lives_and_stays(state):
    examined = state(healthy(0))
    for probe in (dead, frozen, explosion):
        assert not list(probe(examined))
    assert not list(would_explode(search(examined)))


def test_a_network_that_is_dead_at_every_birth_is_named():
    (found,) = dead(untrained(faulty("dead at birth", 3)))
    assert (found.name, found.repair) == ("dead_relu", {})
    assert "Dead units of the hidden layers: 100%" in found.evidence
    assert found.evidence.endswith("It was so before any training.")
    assert found.fix.startswith("Every fresh start is dead as well.")


def test_a_network_that_was_dead_in_every_epoch_is_named():
    examined = trained(DIES)
    (found,) = dead(examined)
    assert found.symptom == "The network is dead: it answers 0 to all."
    births = sum(examined.dead_births)
    assert "the gradient is exactly 0" in found.evidence
    assert f"Of 24 fresh starts {births} are dead at birth" in found.evidence


def test_what_was_dead_at_birth_was_not_killed_by_the_training():
    """The last bias lives on, so the loss has moved."""
    x = X[:100, :1]
    stack = [dense(2, "relu") for _ in range(8)]
    model = model_of(*stack, dense(1), shape=(1,))
    (found,) = dead(case(model, x, x, {"loss": [2.0, 1.0]}))
    assert "killed it" not in found.evidence
    assert "fresh starts" in found.evidence


def test_a_network_that_the_training_killed_is_named():
    model = model_of(dense(32, "relu"), dense(1, "relu"))
    weights = model.get_weights()
    weights[-1] -= 100
    model.set_weights(weights)
    (found,) = dead(case(model, X, SUM, {"loss": [2.0, 7.0, 7.0]}))
    assert found.evidence.endswith("so the training killed it.")
    (found,) = dead(case(model, X, SUM, {"loss": [7.12344, 7.12344]}))
    assert "The loss is 7.123 in every epoch" in found.evidence


def test_a_relu_inside_a_nested_model_can_be_dead():
    inner = keras.Sequential([keras.Input((2,)), dense(8, "relu")])
    model = model_of(inner, dense(1))
    weights = model.get_weights()
    weights[1] -= 100
    model.set_weights(weights)
    (found,) = dead(case(model, X, SUM))
    assert "Dead units of the hidden layers: 100%" in found.evidence


def test_a_model_that_is_switched_off_is_frozen():
    model = model_of(dense(8, "relu"), dense(1))
    assert not list(frozen(case(model, X, SUM)))
    for layer in model.layers:
        layer.trainable = False
    (found,) = frozen(case(compiled(model), X, SUM))
    assert (found.name, found.repair) == ("frozen", {})
    assert "has 33 weights" in found.evidence  # 2·8 + 8 + 8 + 1


@pytest.mark.parametrize(
    ("losses", "says"),
    [
        ([1.0, np.nan], "not a finite number from epoch 2 on"),
        ([np.inf, np.inf, np.nan], "not a finite number from epoch 1 on"),
        ([2.0, 30.0], "The loss grew from 2 to 30."),
        ([2e9, 3.0], "The loss of epoch 1 was 2·10⁹."),
    ],
)
def test_an_explosion_is_read_from_the_losses(losses, says):
    examined = case(model_of(dense(1)), X, SUM, {"loss": losses})
    assert examined.score < WELL
    (found,) = explosion(examined)
    assert (found.name, found.repair) == ("exploding", {})
    assert says in found.evidence
    assert "its weights are lost" in found.fix


def test_an_explosion_is_seen_in_the_weights():
    model = model_of(dense(1))
    model.set_weights([np.full((2, 1), np.nan), np.zeros(1)])
    (found,) = explosion(case(model, X, SUM))
    assert found.evidence == "Some weights are not finite numbers."


def test_an_explosion_that_is_over_is_seen():
    """The peak is in the first epoch, and what is left is quiet."""
    x = np.arange(1, 751, dtype=np.float32)[:, None]
    model = model_of(dense(128, "relu"), dense(1), shape=(1,))
    model.compile(loss="mse", optimizer="sgd")
    history = model.fit(x, 2 * x, epochs=3, verbose=0)
    loss = history.history["loss"]
    assert loss[0] > 100 * loss[-1]
    (found,) = explosion(case(model, x, 2 * x, history))
    assert "The loss of epoch 1 was " in found.evidence


def test_an_explosion_to_come_is_seen_in_copies():
    (found,) = would_explode(search(untrained(EXPLODES)))
    assert (found.name, found.repair) == ("exploding", {})
    assert found.evidence.startswith("It is not trained yet.")
    assert "lost" not in found.fix
    slow = replace(EXPLODES, learning_rate=0.005)
    assert not list(would_explode(search(untrained(slow))))
    assert not list(would_explode(search(trained(EXPLODES))))
