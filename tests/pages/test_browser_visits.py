"""What people do with pages besides reading them from top to bottom."""

import pytest
from browser import LabPage, LiveFigure
from playwright.sync_api import Error as PlaywrightError
from random_moves import is_shown_as, numbers

FIGURE = "sliders.metric()"


@pytest.fixture(scope="module")
def page(browser, lab):
    """The shortest page with one live figure, run twice."""
    page = LabPage(browser, lab)
    page.open("02_the_metric.ipynb")
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


def test_a_wait_is_for_what_a_promise_becomes(page):
    """A promise itself is true, whatever it becomes."""
    page.page.evaluate("() => { window.asked = 0; }")
    asked = "async () => { asked += 1; return asked > 2 && asked; }"
    assert page.wait_until(asked) == 3
    with pytest.raises(PlaywrightError, match="in vain"):
        page.wait_until("async () => null", within=0.5)


def test_a_page_that_ran_twice_is_alive(page):
    (figure,) = page.live_figures()
    assert moves(figure)


def test_a_figure_in_a_view_of_its_own_moves_with_the_other(page):
    """As *Create New View for Cell Output* shows it."""
    page.page.evaluate("() => { window.notebook = driver.panel; }")
    page.start_cell(FIGURE)
    page.wait_until("() => driver.finished()")
    page.page.evaluate(
        "() => void jupyterapp.commands.execute('notebook:create-output-view')"
    )
    page.wait_until(
        "() => document.querySelectorAll('.live-figure').length === 2"
    )
    page.page.evaluate(
        "() => { window.view = jupyterapp.shell.currentWidget;"
        " jupyterapp.shell.activateById(notebook.id); }"
    )
    page.settle()
    one, other = (
        LiveFigure(page, root)
        for root in page.page.locator(".live-figure").all()
    )
    before = other.sentence()
    assert moves(one)
    assert other.sentence() == one.sentence() != before
    assert other.description() == one.description()
    page.page.evaluate("() => view.close()")


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


@pytest.mark.parametrize(
    ("width", "scale"),
    [(1280, 3), (640, 2)],
    ids=["a fine screen", "a zoom of 200 %"],
)
def test_a_picture_at_rest_has_the_pixels_of_the_screen(
    browser, lab, width, scale
):
    page = LabPage(browser, lab, width, 900, scale)
    page.open("02_the_metric.ipynb")
    page.show_files(width > 800)
    page.start_cell(FIGURE)
    page.page.locator("img.live-picture").wait_for()
    page.settle()
    (figure,) = page.live_figures()
    assert figure.sharpness() == pytest.approx(1, abs=1e-3)
    sentence, place = figure.sentence(), figure.image.bounding_box()
    first = figure.image.evaluate_handle(FIRST_PICTURE)
    figure.press(figure.controls()["slider"][0], "ArrowRight", times=3)
    assert figure.sentence() != sentence
    assert figure.description() == figure.sentence()
    assert figure.sharpness() == pytest.approx(1, abs=1e-3)
    coarse = page.wait_until("first => first.sharpness", first)
    assert coarse <= 1.001 and (coarse < 1) == (width * scale > 2000)
    moved = figure.image.bounding_box()
    for side in ("width", "height"):
        assert moved[side] == pytest.approx(place[side], abs=0.01)
    page.screenshot(f"02_at_rest_{width}_{scale}")
    assert page.error_outputs() == [] == page.console_errors
    page.close()


# How sharp the next picture is, whatever comes after it.
FIRST_PICTURE = """image => ({
  sharpness: new Promise(resolve => image.addEventListener(
    "load", () => resolve(driver.sharpness(image)), {once: true})),
})"""
