"""What a program cannot do without is named, with both scores."""

import re

import pytest
from checkup.cases import search, trained
from checkup.setups import FAULTS, faulty, healthy

from helpers.checkup.probes.needed import needed
from helpers.checkup.search import much_better

# What was done to the copies, and which field of the program was changed.
REPAIRS = {
    "raw inputs": ("standardised inputs", "standardise_inputs"),
    "rate too high": ("the learning rate 0.15", "learning_rate"),
    "rate too low": ("the learning rate 0.0", "learning_rate"),
    "one epoch": ("100 epochs", "epochs"),
}
SCORE = r"(R² \S.*|no finite answers)"


@pytest.mark.parametrize("fault", REPAIRS)
def test_what_a_program_lacks_is_named(fault):
    sought = search(trained(faulty(fault, 0)))
    found = list(needed(sought))
    assert {f.name for f in found} <= FAULTS[fault][1]
    assert not sought.was_cut
    done, field = REPAIRS[fault]
    assert field in found[0].repair
    for finding, need in zip(found, sought.needs, strict=True):
        assert finding.suffices and not need.others
        assert need.without == sought.now
        assert much_better(need.with_it, need.without)
        said = re.fullmatch(
            r"Copies were trained \(the middle of some starts, scored on rows "
            rf"held back\): as it is {SCORE}; with (.+?) {SCORE}\.",
            finding.evidence,
        )
        assert said, finding.evidence
        before, _, after = said.groups()
        assert before == sought.case.said(need.without)
        assert after == sought.case.said(need.with_it)
    assert f"; with {done}" in found[0].evidence


def test_what_is_known_is_not_looked_for_again():
    """The inputs are standardised in every trial, so nothing is missing."""
    setup = faulty("raw inputs", 0)
    known = search(trained(setup), standardise_inputs=True)
    assert known.is_repaired
    assert not list(needed(known))


@pytest.mark.parametrize("seed", [0, 1])
def test_a_sound_program_lacks_nothing(seed):
    assert not list(needed(search(trained(healthy(seed)))))
