"""What holds for every page in JupyterLab.

The browser tests of a page import these with a star. `page` is the fixture
of conftest.py: the page that the module names as its PAGE, after Run All.
"""

import numpy as np
import pages
import pytest

from helpers.exercises import REVEALS


def test_run_all_leaves_no_error(page):
    assert page.error_outputs() == []
    assert page.console_errors == []


def test_no_label_is_cut_off(page):
    outputs = page.page.locator(".jp-Notebook .jp-Cell-outputArea")
    labels = outputs.locator(".widget-label, .jupyter-button, label")
    assert labels.count() >= 3
    cut = labels.evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1)"
        ".map(e => e.innerText)"
    )
    assert cut == []


def test_every_prediction_answers_the_choice_by_mouse_and_by_key(page):
    asked = pages.predictions(pages.read(page.name))
    for at, (question, options) in enumerate(asked):
        option = options[at % len(options)]
        root = page.figure(f'"{question}"').root
        reveal = root.locator("[role=status]")
        assert reveal.inner_text() == ""
        button = root.get_by_role("button", name=option, exact=True)
        if at % 2:
            button.press("Enter")
        else:
            button.click()
        expected = REVEALS[question][option].replace("*", "")
        page.wait_until(
            "([element, text]) => element.innerText === text",
            [reveal.element_handle(), expected],
        )
        assert root.locator("button:enabled").count() == 0


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_every_cell_can_be_read_in_both_themes(page, theme):
    page.set_theme(f"JupyterLab {theme}")
    for cell in page.page.locator(".jp-Notebook .jp-Cell").all():
        assert cell.bounding_box()["height"] > 10
    colors = page.page.evaluate(
        """() => [document.querySelector(".live-sentence"), document.body]
        .map((e, i) => getComputedStyle(e)[i ? "backgroundColor" : "color"])
        """
    )
    assert contrast(*colors) >= 4.5  # WCAG 2, level AA
    for at, figure in enumerate(page.page.locator(".live-sentence").all()):
        # The output area of the cell around it.
        area = figure.locator(
            "xpath=ancestor::*[contains(@class, 'jp-OutputArea-output')]"
        ).last
        page.screenshot(f"{page.name[:2]}_{at}_{theme.lower()}", area)
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
