"""Notebook 03 in JupyterLab: the bowl and the map."""

import pytest
from page_checks import *  # noqa: F403

PAGE = "03_the_inputs"
SLIDERS = {
    "sliders.one_weight()": ("input range", "learning rate"),
    "sliders.trainability_map()": (
        "input range", "learning rate", "hidden units",
    ),
}  # fmt: skip
MOVES = [(cell, label) for cell in SLIDERS for label in SLIDERS[cell]]


@pytest.fixture
def figure_of(page):
    """A live figure of the page, reset to the question."""

    def figure(cell):
        found = page.figure(cell)
        found.click("reset to the question")
        return found

    yield figure
    assert page.error_outputs() == []
    assert page.console_errors == []


@pytest.mark.parametrize("key", ["ArrowLeft", "PageDown"])
@pytest.mark.parametrize(("cell", "label"), MOVES)
def test_a_key_moves_picture_and_sentence(figure_of, cell, label, key):
    figure = figure_of(cell)
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.press(label, key, times=3)
    assert figure.sentence() != sentence
    assert (figure.pixels() != pixels).any()


@pytest.mark.parametrize(("cell", "label"), MOVES)
def test_a_drag_moves_picture_and_sentence(figure_of, cell, label):
    figure = figure_of(cell)
    pixels, sentence = figure.pixels(), figure.sentence()
    figure.drag(label, 0.1)
    assert figure.sentence() != sentence
    assert (figure.pixels() != pixels).any()


@pytest.mark.parametrize("fraction", [0, 1])
@pytest.mark.parametrize("cell", SLIDERS)
def test_the_ends_of_all_sliders_give_a_sentence(figure_of, cell, fraction):
    figure = figure_of(cell)
    for label in SLIDERS[cell]:
        figure.drag(label, fraction)
    assert "cannot be shown" not in figure.sentence()
    assert "learning rate " in figure.sentence()


def test_the_map_follows_the_hidden_units(figure_of):
    figure = figure_of("sliders.trainability_map()")
    figure.wait_for_text("16 % of the 4,096 networks", within=60)
    figure.drag("hidden units", 0)
    figure.wait_for_text("0 % of the 4,096 networks", within=60)
    figure.drag("hidden units", 0.1)
    figure.wait_for_text("16 % of the 4,096 networks", within=60)
    assert f"{figure.readout('hidden units')} hidden" in figure.sentence()
    figure._lab_page.screenshot("map", figure.root)


def test_sliders_move_while_a_map_is_trained(figure_of):
    figure = figure_of("sliders.trainability_map()")
    figure.drag("hidden units", 0.85)
    assert "is being trained" in figure.sentence()
    units = f"{figure.readout('hidden units')} hidden units"
    figure.press("learning rate", "ArrowLeft", times=5)
    rate = figure.readout("learning rate")
    assert units in figure.sentence()
    assert f"learning rate {rate}" in figure.sentence()
    figure.wait_for_text("% of the 4,096 networks", within=60)
    assert units in figure.sentence()
