"""What runs here: a compiler, cores, threads."""

import os
import sys

from helpers import sliders
from helpers.jit import cores, has_threads


def test_the_cores_are_those_that_the_process_may_use(monkeypatch):
    assert 1 <= cores() <= os.cpu_count()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3}, raising=False)
    assert cores() == 1


def test_a_machine_that_does_not_know_its_cores_has_one(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores() == 1
    assert sliders.playground()._background.workers == 1


def test_only_in_a_browser_no_thread_can_start(monkeypatch):
    assert has_threads()
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert not has_threads()
