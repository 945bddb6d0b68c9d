"""The checkup on known programs, on healthy ones, and on single faults."""

import os
import re
import time
from dataclasses import replace
from functools import cache

import pytest
from checkup.public_programs import PUBLIC_PROGRAMS
from checkup.setups import FAULTS, faulty, healthy

from helpers.checkup import checkup
from helpers.checkup.examine import NOT_DONE
from helpers.scores import r_squared

# `make fuzz` puts every fault into every set-up, which takes some minutes.
EVERY = "FUZZ" in os.environ
HEALTHY = range(20)
# Faults that are found and that no label names. Raw packets of up to 3·10⁹
# leave every hidden unit of a layer at 0, in training and in most starts.
MORE = {"raw network packets, ReLU at the end": {"dead_relu"}}


@cache
def examined(program):
    """(names found, seconds) of a program after its own training."""
    visit = program.train()
    began = time.perf_counter()
    report = checkup(*visit)
    seconds = time.perf_counter() - began
    assert no_check_failed(report)
    return {found.name for found in report}, seconds


def no_check_failed(report):
    return not any(note.startswith(NOT_DONE) for note in report.notes)


def beyond_the_labels(program):
    return examined(program)[0] - {*program.faults, *program.also}


def test_nine_of_ten_labels_are_found(say):
    lines = [f"{'program':40} {'time':>6}  found · missed · further"]
    found = missed = on_sound = 0
    for program in PUBLIC_PROGRAMS:
        names, seconds = examined(program)
        further = beyond_the_labels(program)
        hits = [name for name in program.faults if name in names]
        misses = [name for name in program.faults if name not in names]
        found, missed = found + len(hits), missed + len(misses)
        on_sound += 0 if program.faults else len(further)
        parts = (", ".join(part) or "–" for part in (hits, misses, further))
        lines.append(f"{program.name:40} {seconds:5.1f}s  {' · '.join(parts)}")
    lines.append(
        f"found {found}, missed {missed}, on sound programs {on_sound}"
    )
    say("\n".join(lines))
    assert found >= 0.9 * (found + missed)


@pytest.mark.parametrize("program", PUBLIC_PROGRAMS, ids=lambda p: p.name)
def test_no_false_alarm(program):
    assert beyond_the_labels(program) == MORE.get(program.name, set())
    if not program.faults:
        assert not examined(program)[0]


def test_the_sound_programs_are_among_them():
    assert sum(not p.faults for p in PUBLIC_PROGRAMS) == 5


@pytest.mark.parametrize("seed", HEALTHY)
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


@pytest.mark.parametrize("seed", HEALTHY if EVERY else HEALTHY[:4])
def test_nothing_is_found_in_a_healthy_model_before_its_training(seed):
    setup = healthy(seed)
    report = checkup(setup.build(), *setup.data())
    assert not report, report
    assert "it is not trained yet" in report.headline


def some(place):
    """One of the set-ups, another one for every fault, or all of them."""
    return HEALTHY if EVERY else HEALTHY[place : place + 1]


@pytest.mark.parametrize(
    ("fault", "seed"),
    [(f, s) for place, f in enumerate(FAULTS) for s in some(place)],
)
def test_a_single_fault_is_named(fault, seed):
    _, names = FAULTS[fault]
    report = checkup(*faulty(fault, seed).train())
    assert names & {found.name for found in report}, report
    assert no_check_failed(report)


def test_a_start_with_bad_luck_is_no_fault():
    setup = replace(healthy(9), target_scale=100)
    report = checkup(*setup.train())
    assert not report, report
    assert any("This start had bad luck" in note for note in report.notes)
