"""Notebook 05 in JupyterLab: the boxes, the tiles and the predictions."""

import pytest
from page_checks import *  # noqa: F403

PAGE = "05_the_fixes"
BOXES = ("standardise inputs", "standardise targets", "linear output")
SLIDERS = ("learning rate", "epochs")


@pytest.fixture
def figure(page):
    """Its live figure, reset to the question."""
    figure = page.figure("sliders.fixes()")
    figure.click("reset to the question")
    assert "(fixed: nothing; " in figure.sentence()
    yield figure
    assert page.error_outputs() == []
    assert page.console_errors == []


@pytest.mark.parametrize("label", SLIDERS)
@pytest.mark.parametrize("key", ["ArrowLeft", "PageDown"])
def test_a_key_moves_picture_and_sentence(figure, label, key):
    figure.tick("linear output")
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.press(label, key, times=3)
    assert figure.sentence() != sentence
    assert (figure.pixels() != pixels).any()


@pytest.mark.parametrize("label", SLIDERS)
def test_a_drag_moves_picture_and_sentence(figure, label):
    figure.tick("linear output")
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.drag(label, 0.1)
    assert figure.sentence() != sentence
    assert (figure.pixels() != pixels).any()


@pytest.mark.parametrize("fraction", [0, 1])
def test_the_ends_of_all_sliders_give_a_sentence(figure, fraction):
    for label in SLIDERS:
        figure.drag(label, fraction)
    assert "cannot be shown" not in figure.sentence()
    epochs = ("1 epoch)", "1,000 epochs)")[fraction]
    assert f"start 0, {epochs}" in figure.sentence()


@pytest.mark.parametrize("label", BOXES)
def test_a_tick_by_mouse_changes_what_is_fixed(figure, label):
    figure.tick(label)
    name = label.split()[-1]
    assert f"(fixed: {name}; " in figure.sentence()
    figure.tick(label)
    assert "(fixed: nothing; " in figure.sentence()


def test_a_box_is_ticked_by_keyboard(page, figure):
    figure.root.get_by_label("linear output", exact=True).press("Space")
    page.settle()
    assert "(fixed: output; " in figure.sentence()
    assert figure.sentence().startswith("constant: ")


def test_only_all_three_boxes_learn(page, figure):
    figure.drag("epochs", 0.7)  # over 100
    for label in BOXES:
        assert not figure.sentence().startswith("learned")
        figure.tick(label)
    assert figure.sentence().startswith("learned: R² ")
    assert "(fixed: all three; " in figure.sentence()
    page.screenshot("all_three", figure.root)
    figure.tick("standardise targets")
    assert figure.sentence().startswith("diverged: ")


def test_the_third_thing_to_try_learns(figure):
    figure.tick("linear output")
    handle = figure.handle("learning rate")
    while not figure.readout("learning rate").startswith("0.0000010"):
        assert float(handle.get_attribute("aria-valuenow")) > -8
        figure.press("learning rate", "ArrowLeft", times=5)
    assert figure.sentence().startswith("learned: ")


def test_a_new_start_changes_the_luck_of_the_scaled_relu(figure):
    figure.tick("standardise inputs")
    figure.tick("standardise targets")
    words = set()
    for _ in range(6):
        words.add(figure.sentence().split(":")[0])
        figure.click("new start")
    assert words == {"dead", "learning"}


def test_the_links_of_the_checklist_lead_to_their_pages(page):
    table = page.page.locator(".jp-Notebook table", has_text="can the metric")
    links = table.locator("a")
    assert links.count() == 9
    hrefs = links.evaluate_all("all => all.map(e => e.href)")
    assert all(".ipynb" in href for href in hrefs)
