"""Every page as a learner meets it: in JupyterLab, in a real browser."""

import numpy as np
import pytest
from page_checks import *  # noqa: F403
from page_checks import PRESSES

from helpers.pages.shared.ideas import IDEAS
from helpers.pages.shared.self_test import ALL_NOTED

PAGE = "01_the_question"
SLIDERS = ("input range", "learning rate", "hidden units")
QUESTION = "(x = 1…999, learning rate 0.01, 128 hidden units, start 0)"


@pytest.fixture
def figure(page):
    """Its live figure, reset to the question."""
    figure = page.figure("sliders.question()")
    figure.click("reset to the question")
    assert QUESTION in figure.sentence()
    yield figure
    assert page.error_outputs() == []
    assert page.console_errors == []


@pytest.mark.parametrize("label", SLIDERS)
@pytest.mark.parametrize("key", ["ArrowLeft", "ArrowRight", "PageUp"])
def test_a_key_moves_picture_and_sentence(figure, label, key):
    pixels, sentence = figure.pixels(), figure.sentence()
    readout = figure.readout(label)
    figure.press(label, key, times=4)
    assert figure.readout(label) != readout
    assert figure.sentence() != sentence
    moved = figure.pixels()
    assert moved.shape == pixels.shape
    # A network that is dead all the same has the same picture, unless the
    # range of its inputs is another or its first loss.
    assert (moved != pixels).any()


@pytest.mark.parametrize("label", SLIDERS)
def test_a_drag_moves_picture_and_sentence(figure, label):
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.drag(label, 0.1)
    assert figure.sentence() != sentence
    assert (figure.pixels() != pixels).any()


@pytest.mark.parametrize(
    ("points", "zoom"), [((1920, 1080), 1.5), ((1280, 720), 1)]
)
def test_it_is_seen_whole_on_a_projector(page, figure, points, zoom):
    """In full screen and simple mode, as the README tells teachers."""
    toggle = "window.jupyterapp.commands.execute('application:toggle-mode')"
    width, height = (int(number / zoom) for number in points)
    page.page.set_viewport_size({"width": width, "height": height})
    page.page.evaluate(toggle)
    page.show_files(False)
    page.settle()
    try:
        seen = page.page.locator(".jp-WindowedPanel-outer").first
        whole = seen.bounding_box()["height"]
        assert figure.root.bounding_box()["height"] <= whole
    finally:
        page.page.evaluate(toggle)
        page.page.set_viewport_size({"width": 1280, "height": 900})
        page.show_files(True)


@pytest.mark.parametrize("fraction", [0, 1])
def test_the_ends_of_all_sliders_give_a_sentence(figure, fraction):
    for label in SLIDERS:
        figure.drag(label, fraction)
    setting = {
        0: "x = 1…5, learning rate 10⁻⁹, 1 hidden unit,",
        1: "x = 1…100,000, learning rate 1, 512 hidden units,",
    }
    assert setting[fraction] in figure.sentence()


def test_the_readout_is_what_was_trained(figure):
    assert figure.readout("input range") == "999"
    assert figure.readout("learning rate") == "0.010"
    figure.press("input range", "ArrowLeft", times=3)
    range_shown = figure.readout("input range")
    assert f"x = 1…{range_shown}," in figure.sentence()


def test_new_start_changes_the_start(figure):
    figure.click("new start")
    assert "start 1)" in figure.sentence()


def test_a_drag_while_a_cell_is_busy_is_not_lost(page, figure):
    page.start_code("import time; time.sleep(3)")
    figure.drag("hidden units", 0.5)
    shown = figure.readout("hidden units")
    assert f"{shown} hidden units" in figure.sentence()


def test_same_in_keras_says_so_and_draws_crosses(figure):
    pixels = figure.pixels()
    old = figure.source()
    figure.click("same in Keras")
    figure.wait_for_text("Keras says the same: dead.", within=120)
    figure.wait_for_change(old)
    assert (figure.pixels() != pixels).any()


def test_nothing_jumps(figure):
    boxes = []
    for label, fraction in zip(SLIDERS, (0.9, 0.1, 0.9), strict=True):
        figure.drag(label, fraction)
        image, line = figure.image, figure.root.locator(".live-sentence")
        figure.slider(SLIDERS[0]).scroll_into_view_if_needed()
        top = figure.slider(SLIDERS[0]).bounding_box()["y"]
        boxes.append(
            [
                (box["y"] - top, box["width"], box["height"])
                for box in (image.bounding_box(), line.bounding_box())
            ]
        )
    np.testing.assert_allclose(boxes, boxes[:1] * 3, atol=0.5)


def test_latency_is_said(figure, say):
    """Key press → new picture decoded. A report, not a limit."""
    lines = []
    for label in SLIDERS:
        times = figure.measure_latency(label, "ArrowLeft", PRESSES)
        assert len(times) == PRESSES and min(times) > 0
        median, p95 = np.percentile(times, [50, 95])
        lines.append(f"{label}: median {median:.0f} ms, p95 {p95:.0f} ms")
    say(f"key press → new picture decoded: {'; '.join(lines)}")


def test_the_self_test_before_is_folded_and_takes_note(page):
    root = page.figure('self_test("before")').root
    asked = root.locator("b")
    assert asked.filter(visible=True).count() == 0
    fold = root.get_by_role("button", name="show the questions")
    fold.press("Enter")
    asked.first.wait_for()
    assert asked.all_inner_texts() == [idea.before.text for idea in IDEAS]
    page.screenshot("self_test_before", root)
    for idea in IDEAS:
        box = root.locator(".widget-vbox").filter(
            has=page.page.locator("b", has_text=idea.before.text)
        )
        box.last.locator("button", has_text=idea.before.right).click()
    root.get_by_text(ALL_NOTED).wait_for()
    assert root.get_by_text("Noted.", exact=True).count() == len(IDEAS)
    assert root.get_by_text("Yes.").count() == 0
    before = page.active_cell()
    page.page.keyboard.press("Shift+Enter")
    page.wait_until(
        "at => driver.panel.content.activeCellIndex === at", before + 1
    )
    page.settle()
    root.get_by_text(ALL_NOTED).wait_for()
