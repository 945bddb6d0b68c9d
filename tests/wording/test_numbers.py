"""Numbers as words."""

import math

import pytest

from helpers.wording.numbers import number, power_of_ten


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (1, "1"),
        (-3.5, "−3.5"),
        (12, "12"),
        (0.5, "0.5"),
        (100, "100"),
        (250, "250"),
        (0.003162278, "0.003162"),
        (0.0001, "0.0001"),
        (1000, "1,000"),
        (1234.56, "1,234.6"),
        (481200.67, "481,200.7"),
        (-4_879_220, "−4,879,220"),
        (8533120007.8, "8.53·10⁹"),
        (-8533120007.8, "−8.53·10⁹"),
        (123_456_789, "1.23·10⁸"),
        (1e8, "10⁸"),
        (1e-9, "10⁻⁹"),
        (-1e-9, "−10⁻⁹"),
        (1.5e-5, "1.5·10⁻⁵"),
        (1e100, "10¹⁰⁰"),
        (1.53766e18, "1.54·10¹⁸"),
    ],
)
def test_a_number_reads_like_this(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.00009999, "10⁻⁴"),
        (0.00099996, "0.001"),
        (0.99996, "1"),
        (9.9996, "10"),
        (99.996, "100"),
        (999.94, "999.9"),
        (999.96, "1,000"),
        (-999.96, "−1,000"),
        (1999.96, "2,000"),
        (9999.96, "10,000"),
        (999_999.96, "1,000,000"),
        (99_999_999.96, "100,000,000"),
        (999_960_000, "10⁹"),
    ],
)
def test_rounding_up_to_the_next_power_reads_well(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (math.nan, "not a number"),
        (math.inf, "infinity"),
        (-math.inf, "−infinity"),
    ],
)
def test_what_is_no_number_is_a_word(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.98712, 3, "0.987"),
        (0.98712, 2, "0.99"),
        (123.456, 2, "123"),
        (123.456, 5, "123.46"),
        (999.6, 3, "1,000"),
        (1234.56, 2, "1,234.6"),
    ],
)
def test_digits_are_significant_digits(value, digits, text):
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("exponent", "text"),
    [
        (-6, "10⁻⁶"),
        (-4, "10⁻⁴"),
        (-3, "0.001"),
        (-1, "0.1"),
        (0, "1"),
        (1, "10"),
        (2, "100"),
        (3, "1,000"),
        (4, "10⁴"),
        (12, "10¹²"),
    ],
)
def test_a_power_of_ten_reads_like_this(exponent, text):
    assert power_of_ten(exponent) == text


def test_one_digit_is_enough_for_a_power_of_ten():
    assert number(3.2e-6, 1) == "3·10⁻⁶"
