"""The checkup on random set-ups that work, and with a single fault in them."""

import re
from dataclasses import replace

import pytest
from checkup.cases import no_check_failed
from checkup.programs import DAILY_FAULTS
from checkup.setups import FAULTS, faulty, healthy
from every_day import EVERY, each

from helpers.checkup import checkup
from helpers.scores import r_squared

# `make fuzz` puts every fault into every set-up, which takes some minutes.
HEALTHY = range(20)


# Daily of both optimizers, and of one, two and three hidden layers.
@pytest.mark.parametrize(
    "seed", each(HEALTHY if EVERY else HEALTHY[:6], HEALTHY[:3])
)
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


@pytest.mark.parametrize(
    "seed", each(HEALTHY if EVERY else HEALTHY[6:9], HEALTHY[6:7])
)
def test_nothing_is_found_in_a_healthy_model_before_its_training(seed):
    setup = healthy(seed)
    report = checkup(setup.build(), *setup.data())
    assert not report, report
    assert "it is not trained yet" in report.headline


# One of the set-ups, another one for every fault, or all of them.
@pytest.mark.parametrize("further", HEALTHY if EVERY else HEALTHY[:1])
@pytest.mark.parametrize("fault", each(FAULTS, DAILY_FAULTS))
def test_a_single_fault_is_named(fault, further):
    seed = (list(FAULTS).index(fault) + further) % len(HEALTHY)
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
