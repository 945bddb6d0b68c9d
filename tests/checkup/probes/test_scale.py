"""Inputs and targets whose scale hurts, and those whose scale does not."""

from checkup.cases import (
    X,
    case,
    dense,
    model_of,
    search,
    trained,
    untrained,
)
from checkup.setups import faulty, healthy

from helpers.checkup.probes.scale import scale
from helpers.pages.your_turn.patients import EXPLODES, FLATTENS, SUSPICIOUS
from helpers.wording.numbers import number

INPUTS = {"standardise_inputs": True}
TARGETS = {"standardise_targets": True}


def test_a_scale_that_does_not_hurt_is_no_fault():
    assert not list(scale(search(untrained(healthy(0)))))
    large = search(trained(SUSPICIOUS))
    assert large.suspects == [*INPUTS, *TARGETS]
    assert not list(scale(large))


def test_raw_inputs_are_named():
    examined = trained(faulty("raw inputs", 1))
    looked = search(examined)
    assert looked.suspects == list(INPUTS)
    (found,) = scale(looked)
    assert (found.name, found.repair) == ("unnormalised_input", INPUTS)
    low = number(examined.x.min(), 3)
    assert found.evidence.startswith(f"x goes from {low} to 1,0")
    assert "with standardised inputs R² above 0.99" in found.evidence


def test_raw_targets_are_named():
    examined = trained(faulty("raw targets", 2))
    looked = search(examined)
    assert looked.suspects == list(TARGETS)
    (found,) = scale(looked)
    assert (found.name, found.repair) == ("unscaled_target", TARGETS)
    low, high = number(examined.y.min(), 3), number(examined.y.max(), 3)
    assert found.evidence.startswith(f"y goes from {low} to {high}.")
    assert found.suffices


def test_of_two_suspects_the_one_that_helps_is_named():
    looked = search(trained(FLATTENS))
    assert looked.suspects == [*INPUTS, *TARGETS]
    (found,) = scale(looked)
    assert (found.name, found.repair) == ("unscaled_target", TARGETS)
    assert "with standardised inputs only R² 0;" in found.evidence
    assert not found.suffices  # it was at another rate


def test_a_safe_rate_that_scaling_raises_is_told():
    looked = search(trained(EXPLODES))
    (found,) = scale(looked)
    assert (found.name, found.repair) == ("unnormalised_input", INPUTS)
    assert found.suffices
    limit = f"{looked.limit:.1g}; with standardised inputs 0."
    assert f"The largest safe learning rate is about {limit}" in found.evidence


def test_tiny_inputs_are_named():
    model = model_of(dense(32, "relu"), dense(1), rate=0.001)
    examined = case(model, 1e-6 * X, 2 * X[:, 0], {"loss": [4.0] * 30})
    (found,) = scale(search(examined))
    assert (found.name, found.repair) == ("unnormalised_input", INPUTS)
    assert found.why.endswith("Tiny inputs leave nearly nothing of it.")
