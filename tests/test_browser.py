"""Every page as a learner meets it: in JupyterLab, in a real browser."""

import os
from pathlib import Path

import numpy as np
import pytest
from browser import LabPage
from pages import NOTEBOOKS

SLIDERS = ("input range", "learning rate", "hidden units")
QUESTION = "(x = 1…999, learning rate 0.01, 128 hidden units, start 0)"


@pytest.fixture(scope="module")
def page(browser, lab):
    """Notebook 01 after Run All."""
    page = LabPage(browser, lab)
    page.open("01_the_question.ipynb")
    page.run_all()
    yield page
    page.close()


@pytest.fixture
def figure(page):
    """Its live figure, reset to the question."""
    figure = page.figure("sliders.question()")
    figure.click("reset to the question")
    assert QUESTION in figure.sentence()
    yield figure
    assert page.error_outputs() == []
    assert page.console_errors == []


def screenshot(page, name, element=None):
    """Save a picture for people, if SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(Path(folder) / f"{name}.png", element)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_run_all_leaves_no_error(browser, lab, name):
    page = LabPage(browser, lab)
    page.open(f"{name}.ipynb")
    page.run_all()
    assert page.error_outputs() == []
    assert page.console_errors == []
    page.close()


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


@pytest.mark.parametrize("fraction", [0, 1])
def test_the_ends_of_all_sliders_give_a_sentence(figure, fraction):
    for label in SLIDERS:
        figure.drag(label, fraction)
    setting = {
        0: "x = 1…5, learning rate 10⁻⁹, 1 hidden unit,",
        1: "x = 1…100\u202f000, learning rate 1, 512 hidden units,",
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


def test_no_label_is_cut_off(figure):
    labels = figure.root.locator(".widget-label, .jupyter-button")
    assert labels.count() >= 7
    cut = labels.evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1)"
        ".map(e => e.innerText)"
    )
    assert cut == []


def test_a_prediction_reveals_the_answer_to_the_choice(page):
    root = page.figure('"Twenty other starts').root
    assert root.locator("[role=status]").count() == 0
    root.locator("button", has_text="About half.").click()
    reveal = root.locator("[role=status]")
    reveal.wait_for()
    assert reveal.inner_text().startswith("None.")
    assert root.locator("button:enabled").count() == 0


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_both_themes_can_be_read(page, figure, theme):
    page.set_theme(f"JupyterLab {theme}")
    color, background = page.page.evaluate(
        """() => [document.querySelector(".live-sentence"), document.body]
        .map((e, i) => getComputedStyle(e)[i ? "backgroundColor" : "color"])
        """
    )
    assert contrast(color, background) >= 4.5  # WCAG 2, level AA
    screenshot(page, f"live_figure_{theme.lower()}", figure.root)
    page.set_theme("JupyterLab Light")


def contrast(*colors):
    """Contrast ratio of two CSS colours, WCAG 2.2, "relative luminance"."""
    luminances = []
    for color in colors:
        rgb = np.array(
            [float(v) for v in color[color.index("(") + 1 : -1].split(",")]
        )
        linear = (rgb[:3] / 255 + 0.055) / 1.055
        linear = np.where(rgb[:3] <= 10, rgb[:3] / 255 / 12.92, linear**2.4)
        luminances.append(linear @ [0.2126, 0.7152, 0.0722])
    low, high = sorted(luminances)
    return (high + 0.05) / (low + 0.05)


def test_latency_is_printed(figure, capsys):
    """Key press → new picture decoded. A report, not a limit."""
    lines = []
    for label in SLIDERS:
        times = figure.measure_latency(label, "ArrowLeft", 30)
        assert len(times) == 30 and min(times) > 0
        median, p95 = np.percentile(times, [50, 95])
        lines.append(f"{label}: median {median:.0f} ms, p95 {p95:.0f} ms")
    with capsys.disabled():
        print("\nkey press → new picture decoded:", "; ".join(lines))
