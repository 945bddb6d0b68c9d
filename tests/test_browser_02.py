"""Notebook 02 as a learner meets it: in JupyterLab, in a real browser."""

import os
from pathlib import Path

import pytest
from browser import LabPage

SLIDERS = ("slope w", "input range")
FIRST = "ŷ = 1.5·x: MSE 83\u202f291.7, MAE 250, R² 0.75, accuracy 0."


@pytest.fixture(scope="module")
def page(browser, lab):
    """Notebook 02 after Run All."""
    page = LabPage(browser, lab)
    page.open("02_the_metric.ipynb")
    page.run_all()
    yield page
    page.close()


@pytest.fixture
def figure(page):
    """Its live figure, reset."""
    figure = page.figure("sliders.metric()")
    figure.click("reset")
    assert FIRST in figure.sentence()
    yield figure
    assert page.error_outputs() == []
    assert page.console_errors == []


def screenshot(page, name, element=None):
    """Save a picture for people, if SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(Path(folder) / f"{name}.png", element)


def test_run_all_leaves_no_error(page):
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
    screenshot(page, "right_slope", figure.root)


@pytest.mark.parametrize("fraction", [0, 1])
def test_the_ends_of_all_sliders_give_a_sentence(page, figure, fraction):
    for label in SLIDERS:
        figure.drag(label, fraction)
    slope, points = [("−1", "5"), ("5", "10\u202f000")][fraction]
    assert figure.sentence().startswith(f"ŷ = {slope}·x: MSE ")
    assert f"(x = 1…{points};" in figure.sentence()
    screenshot(page, f"end_{fraction}", figure.root)


def test_no_label_is_cut_off(figure):
    labels = figure.root.locator(".widget-label, .jupyter-button")
    assert labels.count() >= 3
    cut = labels.evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1)"
        ".map(e => e.innerText)"
    )
    assert cut == []


@pytest.mark.parametrize(
    ("question", "option", "reveals", "key"),
    [
        ("What accuracy will", "1.0: every", "Every answer is right", None),
        ("A network has MSE", "No: an error", "It sounds large", "Enter"),
        ("R² is above 0.99.", "Fewer than", "Yes. R² near 1", "Space"),
    ],
)
def test_a_prediction_reveals_the_answer(page, question, option, reveals, key):
    root = page.figure(f'"{question}').root
    button = root.locator("button", has_text=option)
    assert root.locator("[role=status]").count() == 0
    assert button.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    if key is None:
        button.click()
    else:
        button.focus()
        button.press(key)
    reveal = root.locator("[role=status]")
    reveal.wait_for()
    assert reveal.inner_text().startswith(reveals)
    assert root.locator("button:enabled").count() == 0
    screenshot(page, f"predict_{option[:3].strip(':. ')}", root)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_every_cell_shows_in_both_themes(page, figure, theme):
    page.set_theme(f"JupyterLab {theme}")
    cells = page.page.locator(".jp-Notebook .jp-Cell")
    assert cells.count() >= 20
    for at in range(cells.count()):
        cell = cells.nth(at)
        assert cell.bounding_box()["height"] > 10
        screenshot(page, f"{theme.lower()}_{at:02}", cell)
    page.set_theme("JupyterLab Light")
