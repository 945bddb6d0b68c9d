"""What holds for every page in JupyterLab.

The browser tests of a page import these with a star. `page` is the fixture
of conftest.py: the page that the module names as its PAGE, after Run All.
"""

import itertools
import os
import re
import sys
from pathlib import Path

import notebook_files
import numpy as np
import pytest
from clumsy_learner import ClumsyLearner
from contrast import contrast
from every_day import each
from notebook_files import NOTEBOOKS
from random_moves import MEMORY, MOST_GROWN, RandomMoves

from helpers.exercises import REVEALS
from helpers.pages.shared.marking import Several

README = Path(__file__).parents[1] / "README.md"
SHORT = 6  # seconds of random moves in `make test`, on a page
ACTS = 200  # of a clumsy learner on a page, in `make soak`
PRESSES = 8  # of a key, for the latency that is said; `make bench` has more


def test_run_all_leaves_no_error(page):
    assert page.error_outputs() == []
    assert page.console_errors == []


@pytest.mark.skipif(sys.platform != "linux", reason="The figures are Linux's.")
def test_a_kernel_needs_about_the_memory_that_the_readme_says(page, say):
    """After Run All; by then Keras is loaded where a page needs it."""
    row = re.search(r"^\| MB \|(.*)\|$", README.read_text("utf-8"), re.M)[1]
    said = dict(zip(NOTEBOOKS, map(int, row.split("|")), strict=True))
    measured = int(page.ask_kernel(MEMORY)) / 1e6
    say(f"memory after Run All: {measured:.0f} MB")
    assert 1 / 1.5 < measured / said[page.name] < 1.5


def test_no_label_is_cut_off(page):
    outputs = page.page.locator(".jp-Notebook .jp-Cell-outputArea")
    labels = outputs.locator(".widget-label, .jupyter-button, label")
    assert labels.count() >= 3
    cut = labels.evaluate_all(
        "all => all.filter(e => e.scrollWidth > e.clientWidth + 1)"
        ".map(e => e.innerText)"
    )
    assert cut == []


FORGET = "from helpers.pages.shared import memory; memory.forget()"


def reveal_of(root):
    return root.locator("[role=status]").element_handle()


def with_one_right(page):
    """The predictions of a page that are a choice between options."""
    asked = notebook_files.predictions(notebook_files.read(page.name))
    return [
        pair for pair in asked if not isinstance(REVEALS[pair[0]], Several)
    ]


# Every other one by key; and once a week those by mouse that were not.
@pytest.mark.parametrize("turn", each((0, 1), (0,)))
def test_every_prediction_answers_the_choice_by_mouse_or_by_key(page, turn):
    asked = with_one_right(page)
    ways = itertools.cycle(
        [lambda button: button.click(), lambda b: b.press("Enter")]
    )
    ways = itertools.islice(ways, turn, None)
    for at, ((question, options), commit) in enumerate(
        zip(asked, ways, strict=False), start=turn
    ):
        page.start_code(FORGET)
        page.start_cell(f'"{question}"')  # once more, uncommitted
        page.settle()
        root = page.figure(f'"{question}"').root
        reveal = root.locator("[role=status]")
        assert reveal.inner_text() == ""
        option = options[at % len(options)]
        commit(root.get_by_role("button", name=option, exact=True))
        expected = REVEALS[question][option].replace("*", "")
        page.wait_until(
            "([element, text]) => element.innerText === text",
            [reveal.element_handle(), expected],
        )
        assert root.locator("button.passed-over").count() == len(options) - 1


def test_shift_enter_goes_on_after_a_choice(page):
    """The choice is kept, and the next cell is the active one."""
    question, options = with_one_right(page)[-1]
    for commit in (lambda button: button.click(), lambda b: b.press("Enter")):
        page.start_code(FORGET)
        page.start_cell(f'"{question}"')
        page.settle()
        root = page.figure(f'"{question}"').root
        commit(root.get_by_role("button", name=options[0], exact=True))
        page.wait_until("element => element.innerText", reveal_of(root))
        for _ in range(2):  # it runs, and the one after it
            before = page.active_cell()
            page.page.keyboard.press("Shift+Enter")
            page.wait_until(
                "at => driver.panel.content.activeCellIndex === at", before + 1
            )
            page.settle()
        root = page.figure(f'"{question}"').root
        said = REVEALS[question][options[0]].replace("*", "")
        page.wait_until(
            "([element, text]) => element.innerText === text",
            [reveal_of(root), said],
        )


def test_shift_enter_goes_on_from_a_slider(page):
    figure = page.live_figures()[0]
    figure.press(figure.controls()["slider"][0], "ArrowLeft")
    before = page.active_cell()
    page.page.keyboard.press("Shift+Enter")
    page.wait_until(
        "at => driver.panel.content.activeCellIndex === at", before + 1
    )
    page.settle()


def test_nothing_is_loaded_from_elsewhere(page):
    assert page.foreign_requests == []
    assert page.ask_kernel('__import__("sys").reached') == "[]"


def test_every_control_has_a_name(page):
    for figure in page.live_figures():
        tree = figure.root.aria_snapshot()
        controls = re.findall(
            r"- (slider|button|checkbox|combobox|spinbutton|textbox|img)( .)?",
            tree,
        )
        assert len(controls) >= 4
        for kind, name in controls:
            assert name == ' "', f"a {kind} has no name in\n{tree}"
        for label in figure.controls()["slider"]:
            handle = figure.root.get_by_role("slider", name=label, exact=True)
            spoken = handle.get_attribute("aria-valuetext")
            assert spoken == figure.readout(label)


def test_every_control_is_reached_with_the_tab_key(page):
    for figure in page.live_figures():
        controls = figure.root.locator(
            ".noUi-handle, button, input, select, textarea, .widget-readout"
        ).filter(visible=True)
        assert controls.count() >= 3
        controls.first.focus()
        reached = "(root) => root.contains(document.activeElement) && "
        reached += "document.activeElement.classList.add('reached')"
        for _ in range(controls.count() + 1):
            figure.root.evaluate(reached)
            page.page.keyboard.press("Tab")
        missed = controls.and_(page.page.locator(":not(.reached)"))
        assert missed.count() == 0, missed.first.evaluate("e => e.outerHTML")


def test_the_sentence_is_announced(page):
    """Its element stays, is a live region, and its text is exchanged."""
    for figure in page.live_figures():
        line = figure.line
        assert line.get_attribute("role") == "status"
        assert line.get_attribute("aria-live") == "polite"
        element, before = line.element_handle(), figure.sentence()
        label = figure.controls()["slider"][0]
        figure.press(label, "PageUp")
        if figure.sentence() == before:  # it was at its end
            figure.press(label, "PageDown", times=2)
        assert figure.sentence() != before
        assert element.evaluate("e => e.isConnected && e.innerText") == (
            figure.sentence()
        )
        assert figure.image.get_attribute("alt") == figure.sentence()


@pytest.mark.parametrize(
    "width", [1024, 640], ids=["small screen", "zoom of 200 %"]
)
def test_nothing_is_cut_off_on(page, width):
    page.page.set_viewport_size({"width": width, "height": 700})
    page.show_files(width > 800)  # at 200 % there is no space for them
    page.settle()
    try:
        for at, figure in enumerate(page.live_figures()):
            cut = figure.root.evaluate(CUT_OFF)
            page.screenshot(f"{page.name[:2]}_{at}_{width}", figure.root)
            page.screenshot(f"{page.name[:2]}_{at}_{width}_window")
            assert cut == [], cut
    finally:
        page.page.set_viewport_size({"width": 1280, "height": 900})
        page.show_files(True)


# What of a figure cannot be seen without moving it sideways.
CUT_OFF = """root => {
  const output = root.closest(".jp-OutputArea");
  const {left, right} = output.getBoundingClientRect();
  const scrolled = [...output.querySelectorAll("*")].filter(e =>
    e.scrollWidth > e.clientWidth + 1
    && ["auto", "scroll"].includes(getComputedStyle(e).overflowX)
  ).map(e => `${e.className} scrolls`);
  const parts = root.querySelectorAll(
    ".widget-label, .noUi-base, .widget-readout, button, select, input, img,"
    + " textarea, .live-sentence");
  const outside = [...parts].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && (box.left < left - 1 || box.right > right + 1);
  }).map(e => `${e.className} ${e.innerText} is outside`);
  const squeezed = [...root.querySelectorAll(".noUi-base")].filter(e => {
    const {width} = e.getBoundingClientRect();
    return width && width < 100;
  }).map(e => "a slider is too short to be used");
  return [...scrolled, ...outside, ...squeezed];
}"""


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
    assert contrast(*map(rgb, colors)) >= 4.5  # WCAG 2, level AA
    page.settle()
    for figure in page.live_figures():  # its paper is that of the page
        paper, around = figure.pixels()[0, 0, :3], figure.paper_around()
        np.testing.assert_allclose(paper / 255, rgb(around), atol=0.01)
    for at, figure in enumerate(page.page.locator(".live-sentence").all()):
        # The output area of the cell around it.
        area = figure.locator(
            "xpath=ancestor::*[contains(@class, 'jp-OutputArea-output')]"
        ).last
        page.screenshot(f"{page.name[:2]}_{at}_{theme.lower()}", area)
    page.set_theme("JupyterLab Light")


def rgb(color):
    """A CSS colour such as "rgb(0, 114, 178)" as numbers from 0 to 1."""
    return [float(v) / 255 for v in re.findall(r"[\d.]+", color)[:3]]


def test_random_moves_leave_no_trace(page, say):
    """No error, no lost move, no lost memory, whatever is done."""
    soak = os.environ.get("SOAK")
    # TensorFlow, which this button loads, would outweigh all else.
    without = () if soak else {"same in Keras"}
    moves = RandomMoves(page, int(os.environ.get("SEED", 0)), without)
    moves.go_on(float(soak) / len(NOTEBOOKS) if soak else SHORT)
    say(
        f"{len(moves.moves)} moves, memory {moves.memory[-1] / 1e6:.0f} MB, "
        f"{moves.grown() / 1e6:+.0f} MB"
    )
    assert moves.grown() < MOST_GROWN
    assert page.foreign_requests == []


def test_a_clumsy_learner_breaks_nothing(page, say):
    """No error of ours, no dead keyboard, no lost choice."""
    soak = "SOAK" in os.environ
    seed = int(os.environ.get("SEED", 0))
    learner = ClumsyLearner(page, seed, () if soak else ("same in Keras",))
    file = page.lab.root / f"{page.name}.ipynb"
    original = file.read_bytes()
    try:
        if soak:
            learner.go_on(ACTS)
        else:
            learner.go_on(ACTS, SHORT)
    finally:
        file.write_bytes(original)  # other tests open it, too
    say(f"{len(learner.acts)} acts of a clumsy learner")
    assert page.foreign_requests == []
