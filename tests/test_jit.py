"""What runs here: a compiler, cores, threads."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import helpers
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


TRAIN = """
from helpers import engine
from helpers.experiment import QUESTION
engine.train(QUESTION)
stats = engine.loops.train.stats
print(stats.cache_path)
print(sum(stats.cache_hits.values()), sum(stats.cache_misses.values()))
"""


def test_a_kernel_compiles_nothing_that_came_with_the_installation(tmp_path):
    """Where it is read-only, Numba looks for a folder of the learner's."""
    shutil.copytree(
        Path(helpers.__file__).parent,
        tmp_path / "helpers",
        ignore=shutil.ignore_patterns("__pycache__"),
    )

    def train(**environment):
        done = subprocess.run(
            [sys.executable, "-c", TRAIN],
            env=os.environ | {"PYTHONPATH": str(tmp_path)} | environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        path, counts = done.stdout.splitlines()
        return Path(path), counts

    mine = tmp_path / "mine"
    there, counts = train()
    assert there.parent.parent == tmp_path / "helpers" and counts == "0 1"
    for _ in range(2):
        here, counts = train(NUMBA_CACHE_DIR=str(mine))
        assert here.is_relative_to(mine) and counts == "1 0"
    # An update of the course brings new ones, which replace the old.
    for file in here.iterdir():
        file.write_bytes(b"")
        os.utime(file, (1, 1))
    assert train(NUMBA_CACHE_DIR=str(mine)) == (here, "1 0")
