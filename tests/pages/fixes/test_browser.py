"""Notebook 05 in JupyterLab: the boxes, the tiles and the predictions."""

import pytest
from notebook_files import predictions, read
from page_checks import *  # noqa: F403
from page_checks import FORGET, reveal_of

from helpers.advice import ADVICE
from helpers.exercises import REVEALS
from helpers.pages.shared.marking import GUESS, Several

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


# The eight pieces of advice to mark

(MARKED,) = (
    question
    for question, _ in predictions(read(PAGE))
    if isinstance(REVEALS[question], Several)
)
OPTIONS = list(map(str, ADVICE))


@pytest.fixture
def marking(page):
    """The cell with the boxes, as if it had never been answered."""
    page.start_code(FORGET)
    asked_again(page)
    yield page.figure(f'"{MARKED}"').root
    assert page.error_outputs() == []
    assert page.console_errors == []


def asked_again(page):
    page.start_cell(f'"{MARKED}"')
    page.settle()


def box(root, option):
    return root.get_by_role("checkbox", name=option, exact=True)


def ticked(root):
    return [option for option in OPTIONS if box(root, option).is_checked()]


def is_told(page, root, *options):
    """Each of these options with its reveal, and nothing of the others."""
    page.wait_until("element => element.innerText", reveal_of(root))
    text = root.locator("[role=status]").inner_text()
    for option, said in REVEALS[MARKED].items():
        is_right = said.startswith("Yes.")
        shown = option in options or is_right
        assert (f"{option}\n{said.replace('*', '')}" in text) == shown


def test_advice_is_marked_by_mouse(page, marking):
    assert marking.get_by_role("checkbox").count() == len(OPTIONS)
    for option in OPTIONS[:2]:
        box(marking, option).click()
    page.settle()
    assert marking.locator("[role=status]").inner_text() == ""
    marking.get_by_role("button", name=GUESS).click()
    is_told(page, marking, *OPTIONS[:2])
    page.screenshot("advice", marking)
    # It is committed: what is ticked afterwards is as it was.
    box(marking, OPTIONS[5]).click()
    box(marking, OPTIONS[0]).click()
    page.settle()
    assert ticked(marking) == OPTIONS[:2]


def test_advice_is_marked_by_key_and_shift_enter_goes_on(page, marking):
    box(marking, OPTIONS[0]).focus()
    for option in OPTIONS:
        assert box(marking, option).evaluate(
            "e => e === document.activeElement"
        )
        if option in OPTIONS[2:4]:
            page.page.keyboard.press("Space")
        page.page.keyboard.press("Tab")
    page.page.keyboard.press("Enter")  # on the button
    is_told(page, marking, *OPTIONS[2:4])
    assert ticked(marking) == OPTIONS[2:4]
    for way in ("from the button", "from a box"):
        root = page.figure(f'"{MARKED}"').root
        if way == "from a box":
            box(root, OPTIONS[7]).press("Space")  # which changes nothing
        before = page.active_cell()
        page.page.keyboard.press("Shift+Enter")
        page.wait_until(
            "at => driver.panel.content.activeCellIndex === at", before + 1
        )
        page.settle()
        root = page.figure(f'"{MARKED}"').root
        is_told(page, root, *OPTIONS[2:4])
        assert ticked(root) == OPTIONS[2:4]


def test_boxes_that_are_not_committed_let_shift_enter_go_on(page, marking):
    box(marking, OPTIONS[4]).press("Space")
    before = page.active_cell()
    page.page.keyboard.press("Shift+Enter")
    page.wait_until(
        "at => driver.panel.content.activeCellIndex === at", before + 1
    )
    page.settle()
    assert ticked(page.figure(f'"{MARKED}"').root) == []


def test_no_mark_at_all_is_a_guess_too(page, marking):
    marking.get_by_role("button", name=GUESS).press("Enter")
    is_told(page, marking)
    asked_again(page)
    is_told(page, page.figure(f'"{MARKED}"').root)


@pytest.mark.parametrize("width", [1280, 640])
def test_the_boxes_are_seen_whole(page, marking, width):
    page.page.set_viewport_size({"width": width, "height": 900})
    page.show_files(width > 800)
    page.settle()
    try:
        area = marking.bounding_box()
        for label in (
            marking.locator("label, button").filter(visible=True).all()
        ):
            place = label.bounding_box()
            assert area["x"] - 1 <= place["x"]
            right = place["x"] + place["width"]
            assert right <= area["x"] + area["width"] + 1
        page.screenshot(f"advice_{width}", marking)
    finally:
        page.page.set_viewport_size({"width": 1280, "height": 900})
        page.show_files(True)


def test_the_trial_is_there_and_nothing_is_said_any_more(page):
    root = page.figure("advice.on_trial(").root
    (image,) = root.locator("img").all()
    assert image.evaluate("e => e.naturalWidth") > 800
    # What was being done was said while it was.
    (line,) = root.locator("[role=status]").all()
    assert line.inner_text() == ""
