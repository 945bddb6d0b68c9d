import itertools

import pytest

from helpers import engine, keras_twin, sliders
from helpers.describe import describe, setting
from helpers.drawing.live import LiveFigure
from helpers.experiment import QUESTION, Experiment
from helpers.pages.shared.keras_check import KerasCheck
from helpers.run import largest_difference

EXTREMES = {
    "input_max": (5, 100_000),
    "learning_rate": (1e-9, 1),
    "hidden_units": (1, 512),
}


@pytest.fixture
def figure():
    return sliders.question()


def control(figure, name):
    return figure.controls[name]


def button(figure, text):
    rows = [figure, *(c for c in figure.children if hasattr(c, "children"))]
    found = [
        child
        for row in rows
        for child in row.children
        if text in getattr(child, "description", "")
    ]
    (found,) = found
    return found


def test_opens_on_the_question(figure):
    assert isinstance(figure, LiveFigure)
    assert figure.text.splitlines() == [
        describe(engine.train(QUESTION)),
        f"({setting(QUESTION)})",
    ]
    assert "loss 481,200.7 equals that of always answering 0" in figure.text


def test_the_sliders_reach_from_end_to_end(figure):
    for name, (low, high) in EXTREMES.items():
        slider = control(figure, name)
        ends = slider.min, slider.max
        if hasattr(slider, "base"):
            ends = tuple(slider.base**end for end in ends)
        assert ends == pytest.approx((low, high))


@pytest.mark.parametrize("ends", list(itertools.product(*EXTREMES.values())))
def test_all_extremes_give_a_sentence(figure, ends):
    values = dict(zip(EXTREMES, ends, strict=True))
    figure.set_controls(**values)
    run = engine.train(Experiment(**values))
    assert figure.text.startswith(describe(run))


def test_new_start_and_reset(figure):
    button(figure, "new start").click()
    button(figure, "new start").click()
    assert "start 2)" in figure.text
    control(figure, "learning_rate").value = 1e-6
    button(figure, "reset").click()
    assert f"({setting(QUESTION)})" in figure.text


def test_a_logarithmic_slider_gives_whole_points(figure):
    control(figure, "input_max").value = 123.4
    assert "x = 1…123," in figure.text


def keras_check(figure):
    return figure._respond.__closure__ and next(
        cell.cell_contents
        for cell in figure._respond.__closure__
        if isinstance(cell.cell_contents, KerasCheck)
    )


def test_same_in_keras_says_so_and_draws_it(figure):
    check = keras_check(figure)
    control(figure, "learning_rate").value = 1e-6
    before = figure.image.widget.value
    check.button.click()
    check._thread.join(120)
    text = check._line.value
    assert "Keras says the same: dead" in text or "learned" in text
    assert "largest relative difference" in text
    assert "times as fast" in text
    assert figure.image.widget.value != before
    assert check.button.description == "same in Keras"
    # A move takes the report off the page, and the way back shows it again.
    control(figure, "seed").value = 1
    assert check.report.layout.visibility == "hidden"
    control(figure, "seed").value = 0
    assert check.report.layout.visibility == "visible"


def test_keras_stops_when_a_slider_moves(figure, monkeypatch):
    check = keras_check(figure)

    def train(experiment, on_epoch):
        assert on_epoch(1, 20) is False
        control(figure, "hidden_units").value = 7
        assert on_epoch(2, 20) is True

    monkeypatch.setattr(keras_twin, "train", train)
    check.button.click()
    check._thread.join(60)
    assert "stopped" in check._line.value
    assert "7 hidden units" in figure.text


def test_keras_failing_is_a_sentence(figure, monkeypatch):
    check = keras_check(figure)

    def fail(*_):
        raise RuntimeError("No memory is left.")

    monkeypatch.setattr(keras_twin, "train", fail)
    check.button.click()
    check._thread.join(60)
    assert (
        "Keras could not train this. No memory is left." in check._line.value
    )
    assert check.report.layout.visibility == "visible"
    assert check.button.description == "same in Keras"


def test_largest_difference_ignores_what_is_not_finite():
    run = engine.train(QUESTION)
    assert largest_difference(run, run) == 0
