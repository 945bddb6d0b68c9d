"""Notebook 04 as a learner meets it: in JupyterLab, in a real browser."""

import re

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


# One update


STEP = re.compile(r"Step (\d+) of 12, ")


@pytest.fixture
def update(page):
    """The figure of one update, at its start."""
    figure = page.figure("sliders.one_update()")
    figure.click("start again")
    assert figure.sentence().startswith("Step 1 of 12, forward: ")
    yield figure
    assert page.error_outputs() == []
    assert page.console_errors == []


def focused(page):
    return page.page.evaluate("document.activeElement.innerText.trim()")


def press_focused(page, key):
    page.page.keyboard.press(key)
    page.settle()


def test_keys_go_through_all_steps_and_keep_the_focus(page, update):
    update.root.get_by_role("button", name="next", exact=True).focus()
    said = [update.sentence()]
    for key in 7 * ("Enter", "Space"):  # two more than there are steps
        press_focused(page, key)
        said.append(update.sentence())
        assert focused(page) == "next"
    steps = [int(STEP.match(sentence)[1]) for sentence in said]
    assert steps == [*range(1, 13), 1, 2, 3]
    assert "(point 2: " in said[-1]
    update.root.get_by_role("button", name="back", exact=True).focus()
    for sentence in reversed(said):
        assert update.sentence() == sentence
        press_focused(page, "Enter")
        assert focused(page) == "back"
    assert update.sentence() == said[0]  # at the first it stays


def test_a_screen_reader_hears_every_step(update):
    element = update.line.element_handle()
    for step in range(2, 13):
        update.click("next")
        said = element.evaluate("e => e.isConnected && e.innerText")
        assert said == update.sentence() == update.image.get_attribute("alt")
        assert said.startswith(f"Step {step} of 12, ")
    for label in ("x", "learning rate", "w1 of unit 1", "step"):
        handle = update.root.get_by_role("slider", name=label, exact=True)
        assert handle.get_attribute("aria-valuetext") == update.readout(label)
    box = update.root.get_by_role("checkbox", name="final ReLU", exact=True)
    assert box.count() == 1
    for name in ("back", "next", "next point", "start again"):
        assert update.root.get_by_role("button", name=name, exact=True).count()


def test_the_three_things_to_try(page, update):
    update.press("step", "End")
    update.press("step", "ArrowLeft")
    assert "−2·2 = −4 in unit 1, 0.8·2 = 1.6 in unit 2" in update.sentence()
    update.press("x", "End")
    assert "−2·4 = −8 in unit 1, 0.8·4 = 3.2 in unit 2" in update.sentence()
    page.screenshot("twice_the_x", update.root)
    update.press("w1 of unit 1", "ArrowLeft", times=20)
    assert "0·4 = 0 in unit 1, " in update.sentence()
    assert "0 in unit 2" not in update.sentence()
    update.tick("final ReLU")
    for press in (None, "next point", "next point"):
        if press:
            update.click(press)
        assert re.search(
            r"0·[\d.]+ = 0 in unit 1, 0·[\d.]+ = 0 in unit 2; b1: 0 and 0",
            update.sentence(),
        )
    update.press("learning rate", "End")
    update.press("step", "ArrowRight")
    assert "no weight moves" in update.sentence()
    page.screenshot("no_weight_moves", update.root)


def test_next_point_goes_on(update):
    update.press("step", "End")
    new = re.search(r"w1: 1 − 0.01·\(−4\) = ([\d.]+)", update.sentence())[1]
    pixels = update.pixels()
    update.click("next point")
    assert "(point 2: x = 1, y = 2; " in update.sentence()
    assert f"w1: {new} − 0.01·" in update.sentence()
    assert update.readout("x") == "1.0"
    assert (update.pixels() != pixels).any()


def test_a_step_does_not_move_what_is_below(update):
    """The figure keeps its height, whatever step it shows."""
    heights = set()
    for _ in range(12):
        heights.add(round(update.root.bounding_box()["height"]))
        update.click("next")
    assert len(heights) == 1


def test_run_again_it_is_as_it_was_left(page, update):
    update.press("w1 of unit 1", "ArrowLeft", times=3)
    update.click("next point")
    update.click("next")
    sentence = update.sentence()
    page.start_cell("sliders.one_update()")
    page.settle()
    again = page.figure("sliders.one_update()")
    assert again.sentence() == sentence
