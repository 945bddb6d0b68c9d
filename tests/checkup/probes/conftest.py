"""Probes run as in a checkup: no random state changes, no warning shows."""

import pytest

from helpers.checkup import examine


@pytest.fixture(autouse=True)
def undisturbed():
    with examine._undisturbed():
        yield
