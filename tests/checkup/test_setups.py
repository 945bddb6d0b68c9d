"""The checkup on random set-ups that work, and with a single fault in them."""

import os
import re
from dataclasses import replace

import pytest
from checkup.cases import no_check_failed
from checkup.setups import FAULTS, faulty, healthy

from helpers.checkup import checkup
from helpers.scores import r_squared

# `make fuzz` puts every fault into every set-up, which takes some minutes.
EVERY = "FUZZ" in os.environ
HEALTHY = range(20)


@pytest.mark.parametrize("seed", HEALTHY if EVERY else HEALTHY[:6])
def test_nothing_is_found_in_a_healthy_model(seed):
    visit = healthy(seed).train()
    assert r_squared(visit.y, visit.answers) > 0.9
    report = checkup(*visit)
    assert not report, report
    assert no_check_failed(report)
    assert re.match(
        r"Checkup: nothing found; R² (above )?0\.9", report.headline
    )
    assert "against 0 for always answering the mean" in report.headline


@pytest.mark.parametrize("seed", HEALTHY if EVERY else HEALTHY[6:9])
def test_nothing_is_found_in_a_healthy_model_before_its_training(seed):
    setup = healthy(seed)
    report = checkup(setup.build(), *setup.data())
    assert not report, report
    assert "it is not trained yet" in report.headline


def some(place):
    """One of the set-ups, another one for every fault, or all of them."""
    return HEALTHY if EVERY else [place % len(HEALTHY)]


@pytest.mark.parametrize(
    ("fault", "seed"),
    [(f, s) for place, f in enumerate(FAULTS) for s in some(place)],
)
def test_a_single_fault_is_named(fault, seed):
    _, names = FAULTS[fault]
    visit = faulty(fault, seed).train()
    report = checkup(*visit)
    assert names & {found.name for found in report}, report
    assert no_check_failed(report)


def test_a_start_with_bad_luck_is_no_fault():
    setup = replace(healthy(9), target_scale=100)
    report = checkup(*setup.train())
    assert not report, report
    assert any("This start had bad luck" in note for note in report.notes)
