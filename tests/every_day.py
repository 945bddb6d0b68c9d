"""Tests of many values, of which some are enough for every day."""

import os

import pytest

EVERY = "FUZZ" in os.environ  # `make fuzz` takes the time of all of them


def each(values, daily, name=str):
    """Parameters of a test: those that are not daily are tried once a week.

    Parameters
    ----------
    values, daily : collection
    name : callable
        Gives the id of a value.

    Returns
    -------
    list of pytest.param
    """
    return [
        pytest.param(
            value,
            id=name(value),
            marks=() if EVERY or value in daily else pytest.mark.weekly,
        )
        for value in values
    ]
