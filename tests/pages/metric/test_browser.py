"""Notebook 02 as a learner meets it: in JupyterLab, in a real browser."""

import pytest
from page_checks import *  # noqa: F403

PAGE = "02_the_metric"
SLIDERS = ("slope w", "input range")
FIRST = "ŷ = 1.5·x: MSE 83,291.7, MAE 250, R² 0.75, accuracy 0."


@pytest.fixture
def figure(page):
    """Its live figure, reset."""
    figure = page.figure("sliders.metric()")
    figure.click("reset")
    assert FIRST in figure.sentence()
    yield figure
    assert page.error_outputs() == []
    assert page.console_errors == []


@pytest.mark.parametrize("label", SLIDERS)
@pytest.mark.parametrize("key", ["ArrowLeft", "ArrowRight", "PageUp"])
def test_a_key_moves_picture_and_sentence(figure, label, key):
    pixels, sentence = figure.pixels(), figure.sentence()
    readout = figure.readout(label)
    figure.press(label, key, times=2)
    assert figure.readout(label) != readout
    assert figure.sentence() != sentence
    moved = figure.pixels()
    assert moved.shape == pixels.shape
    assert (moved != pixels).any()


@pytest.mark.parametrize("label", SLIDERS)
def test_a_drag_moves_picture_and_sentence(figure, label):
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.drag(label, 0.8)
    assert figure.sentence() != sentence
    assert (figure.pixels() != pixels).any()


def test_the_right_slope_can_be_reached_and_is_perfect(page, figure):
    figure.press("slope w", "ArrowRight", times=10)
    assert figure.readout("slope w") == "2.00"
    assert "MSE 0, MAE 0, R² 1, accuracy 0: perfect" in figure.sentence()
    page.screenshot("right_slope", figure.root)


@pytest.mark.parametrize("fraction", [0, 1])
def test_the_ends_of_all_sliders_give_a_sentence(page, figure, fraction):
    for label in SLIDERS:
        figure.drag(label, fraction)
    slope, points = [("−1", "5"), ("5", "10,000")][fraction]
    assert figure.sentence().startswith(f"ŷ = {slope}·x: MSE ")
    assert f"(x = 1…{points};" in figure.sentence()
    page.screenshot(f"end_{fraction}", figure.root)
