"""The judge of the random moves is judged, too."""

import pytest
from random_moves import is_shown_as, numbers

from helpers.wording.numbers import number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(x = 1…999, learning rate 0.01)", [1, 999, 0.01]),
        ("ŷ = −0.35·x: MSE 8.53·10⁹", [-0.35, 8.53e9]),
        ("learning rate 10⁻⁹, 3.16·10⁻⁷", [1e-9, 3.16e-7]),
        ("x up to 100,000", [100_000]),
    ],
)
def test_all_numbers_of_a_sentence_are_found(text, found):
    assert numbers(text) == found


@pytest.mark.parametrize("value", [1e-9, 3.162e-7, 0.01, 1, 1234.5, 4.5e10])
def test_numbers_are_read_as_they_are_written(value):
    assert numbers(number(value)) == [pytest.approx(value, rel=0.01)]


@pytest.mark.parametrize(
    ("value", "readout", "same"),
    [
        (0.0104, "0.010", True),
        (0.0112, "0.010", False),
        (999, "999", True),
        (998, "999", False),
        (1234, "1,234", True),
        (1000, "1,000", True),
        (3.16e-7, "3.2e-7", True),
        (3.3e-7, "3.2e-7", False),
        (-0.35, "−0.35", True),
        (0.35, "−0.35", False),
    ],
)
def test_a_readout_shows_a_number_or_another(value, readout, same):
    assert is_shown_as(value, readout) is same
