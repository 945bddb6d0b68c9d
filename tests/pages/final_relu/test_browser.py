"""Notebook 04 as a learner meets it: in JupyterLab, in a real browser."""

import pytest
from page_checks import *  # noqa: F403

PAGE = "04_the_final_relu"
QUESTION = "(start 0 has c = 0.0679, so it is alive: its answer is 0.0679·x)"


@pytest.fixture
def figure(page):
    """Its live figure, reset to the question."""
    figure = page.figure("sliders.final_relu()")
    figure.click("reset to the question")
    assert QUESTION in figure.sentence()
    assert figure.sentence().startswith("128 hidden units: ")
    yield figure
    assert page.error_outputs() == []
    assert page.console_errors == []


@pytest.mark.parametrize("key", ["ArrowLeft", "ArrowRight", "PageDown"])
def test_a_key_moves_picture_and_sentence(figure, key):
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.press("hidden units", key, times=3)
    units = figure.readout("hidden units")
    assert units != "128"
    assert figure.sentence() != sentence
    assert figure.sentence().startswith(f"{units} hidden units: ")
    moved = figure.pixels()
    assert moved.shape == pixels.shape
    assert (moved != pixels).any()


def test_a_drag_moves_picture_and_sentence(figure):
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.drag("hidden units", 0.6)
    assert figure.sentence() != sentence
    assert (figure.pixels() != pixels).any()


@pytest.mark.parametrize(
    ("fraction", "words"),
    [
        (0, "1 hidden unit: 1,484 of 2,000 starts (74 %)"),
        (1, "512 hidden units: 1,005 of 2,000 starts (50 %)"),
    ],
)
def test_both_ends_of_the_slider_give_a_sentence(
    page, figure, fraction, words
):
    figure.drag("hidden units", fraction)
    assert figure.sentence().startswith(words)
    page.screenshot(f"end_{fraction}", figure.root)


def test_new_start_leads_to_a_dead_one(page, figure):
    pixels = figure.pixels()
    for seed in (1, 2):
        figure.click("new start")
        assert f"(start {seed} has c = " in figure.sentence()
    assert "dead at birth" in figure.sentence()
    assert (figure.pixels() != pixels).any()
    page.screenshot("dead_start", figure.root)


def test_a_start_can_be_typed(figure):
    box = figure.root.locator("input[type=number]")
    box.fill("18")
    box.press("Enter")
    figure.wait_for_text("(start 18 has c = ")


def test_a_drag_while_a_cell_is_busy_is_not_lost(page, figure):
    page.start_code("import time; time.sleep(3)")
    figure.drag("hidden units", 0.5)
    units = figure.readout("hidden units")
    assert figure.sentence().startswith(f"{units} hidden units: ")


def test_nothing_jumps(figure):
    boxes = []
    for fraction in (0, 0.3, 1):
        figure.drag("hidden units", fraction)
        slider = figure.slider("hidden units")
        slider.scroll_into_view_if_needed()
        top = slider.bounding_box()["y"]
        line = figure.root.locator(".live-sentence")
        boxes.append(
            [
                (round(box["y"] - top), round(box["height"]))
                for box in (figure.image.bounding_box(), line.bounding_box())
            ]
        )
    assert boxes[0] == boxes[1] == boxes[2]
