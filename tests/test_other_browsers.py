"""Pages in Firefox and in WebKit."""

import json
import os
import sys

import notebook_files
import pytest
from conftest import missing_browser
from other_browsers import Firefox, OtherPage, WebKit

from helpers.exercises import REVEALS

# `make soak` opens all: each takes a quarter of a minute and more.
EVERY = (
    "01_the_question",
    "04_the_final_relu",
    "05_the_fixes",
    "06_playground",
    "07_your_turn",
)
SOAK = "SOAK" in os.environ
PAGES = EVERY if SOAK else EVERY[:1]
# The map of page 06 has one of its own.
SENTENCES = """() => [...document.querySelectorAll(
  ".live-figure .live-sentence")].map(e => e.innerText).join()"""


# Of the two, one is enough for every day.
@pytest.fixture(
    scope="module",
    params=[
        Firefox,
        pytest.param(WebKit, marks=() if SOAK else pytest.mark.weekly),
    ],
    ids=lambda b: b.name,
)
def other_browser(request):
    if not sys.platform.startswith("linux"):
        pytest.skip("Firefox and WebKit are tested on Linux only.")
    if request.param.find() is None:
        missing_browser(
            f"{request.param.name} was not found. On Debian or Ubuntu: "
            f"apt-get install {request.param.packages}"
        )
    with request.param() as browser:
        yield browser


@pytest.fixture(scope="module", params=PAGES)
def page(other_browser, request):
    """A page after Run All."""
    # Asked for by name, it does not start if there is no browser.
    page = OtherPage(other_browser, request.getfixturevalue("lab"))
    page.open(f"{request.param}.ipynb")
    page.run_all()
    page.asked = notebook_files.predictions(notebook_files.read(request.param))
    yield page
    page.close()


@pytest.fixture(autouse=True)
def no_error(page):
    yield
    assert page.error_outputs() == []
    assert page.console_errors() == []


def goes_on(page):
    before = page.active_cell()
    page.press("Shift", "Enter")
    page.wait_until(
        "at => driver.panel.content.activeCellIndex === at", before + 1
    )


def test_shift_enter_goes_on_after_a_choice(page):
    """From the cell of the prediction, and from the one after it."""
    question, options = page.asked[0]
    page.click(
        "[...document.querySelectorAll('.jp-OutputArea button')]"
        f".find(b => b.innerText.trim() === {json.dumps(options[0])})"
    )
    said = REVEALS[question][options[0]].replace("*", "")
    found = """text => [...document.querySelectorAll(
      ".jp-OutputArea [role=status]")]
      .some(e => e.innerText.trim() === text)"""
    page.wait_until(found, said)
    for _ in range(2):
        goes_on(page)
    page.wait_until("() => driver.finished()")
    page.wait_until(found, said)  # the choice is kept


@pytest.mark.parametrize("way", ["key", "mouse"])
def test_the_sentence_follows_a_slider(page, way):
    slider = "document.querySelectorAll('.live-figure .widget-slider')[0]"
    handle = f"{slider}.querySelector('.noUi-handle')"
    before = page.evaluate(SENTENCES)
    if way == "key":
        page.evaluate(f"() => {handle}.focus()")
        for _ in range(3):
            page.press("ArrowLeft")
    else:
        page.drag(handle, f"{slider}.querySelector('.noUi-base')", 0.2)
    page.wait_until(f"old => ({SENTENCES})() !== old", before)
    goes_on(page)
    page.wait_until("() => driver.finished()")
