"""What people do with pages besides reading them from top to bottom."""

import pytest
from browser import LabPage
from random_moves import is_shown_as, numbers

FIGURE = "sliders.final_relu()"


@pytest.fixture(scope="module")
def page(browser, lab):
    """The shortest page with a live figure, run twice."""
    page = LabPage(browser, lab)
    page.open("04_the_final_relu.ipynb")
    for _ in range(2):
        page.run_all()
    yield page
    page.close()


@pytest.fixture(autouse=True)
def no_error(page):
    yield
    assert page.error_outputs() == []
    assert page.console_errors == []


def moves(figure):
    label = figure.controls()["slider"][0]
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.press(label, "ArrowRight", times=3)
    readout = figure.readout(label)
    said = numbers(figure.sentence())
    assert any(is_shown_as(number, readout) for number in said)
    assert figure.sentence() != sentence
    return (figure.pixels() != pixels).any()


def test_a_page_that_ran_twice_is_alive(page):
    (figure,) = page.live_figures()
    assert moves(figure)


def test_a_figure_that_is_there_twice_moves_on_its_own(page):
    page.start_cell(FIGURE)  # once more, in the same place
    page.wait_until("() => driver.finished()")
    page.page.evaluate("driver.repeatCell()")
    page.wait_until(
        "() => document.querySelectorAll('.live-figure').length === 2"
    )
    page.settle()
    one, two = page.live_figures()
    for moved, other in ((one, two), (two, one)):
        pixels, sentence = other.pixels(), other.sentence()
        assert moves(moved)
        assert other.sentence() == sentence
        assert (other.pixels() == pixels).all()


def test_two_pages_at_once_do_not_disturb_each_other(page, lab_page):
    lab_page.open("06_playground.ipynb")
    lab_page.start_cell("sliders.playground()")
    lab_page.page.locator(".live-figure").wait_for()
    lab_page.settle()
    here, there = page.live_figures()[0], lab_page.live_figures()[0]
    there.click("the repaired program")
    for _ in range(2):
        assert moves(here) and moves(there)
    assert page.ask_kernel("__import__('os').getpid()") != (
        lab_page.ask_kernel("__import__('os').getpid()")
    )
    assert lab_page.error_outputs() == [] == lab_page.console_errors
