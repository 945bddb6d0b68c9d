"""Checkups of tests have time enough, however busy the machine is."""

import os

import pytest

from helpers.checkup import examine


@pytest.fixture(autouse=True)
def time_enough(monkeypatch):
    """`make fuzz`, which measures the seconds, gives what a learner has."""
    if "FUZZ" not in os.environ:
        monkeypatch.setattr(examine, "SECONDS", (60, 60))
