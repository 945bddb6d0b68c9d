import io
import threading
import time

import ipywidgets as widgets
import numpy as np
import pytest
from comm import DummyComm
from matplotlib.colors import to_rgb
from PIL import Image

from helpers import engine
from helpers.describe import describe
from helpers.drawing import live
from helpers.drawing.palette import FRAME
from helpers.drawing.panels import RunPicture
from helpers.experiment import QUESTION, Experiment


def decoded(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def seeds(respond=None):
    """A live figure of the question with one slider, the seed."""
    picture = RunPicture()

    def show(seed):
        run = engine.train(Experiment(seed=seed, learning_rate=1e-6))
        picture.show(run)
        return describe(run)

    slider = widgets.IntSlider(value=0, max=100)
    figure = live.LiveFigure(
        picture, respond or show, {"seed": slider}, [slider]
    )
    return figure, slider


def test_a_moved_control_gives_a_new_picture_and_text():
    figure, slider = seeds()
    before = figure.image.widget.value, figure.text
    slider.value = 2
    assert figure.text != before[1]
    assert not np.array_equal(
        decoded(figure.image.widget.value), decoded(before[0])
    )
    slider.value = 0
    assert figure.text == before[1]
    np.testing.assert_array_equal(
        decoded(figure.image.widget.value), decoded(before[0])
    )


def test_reused_frames_give_the_picture_of_a_full_drawing():
    figure, slider = seeds()
    for value in (3, 8, 3, 0, 5):
        slider.value = value
    fresh, other = seeds()
    other.value = 5
    np.testing.assert_array_equal(
        decoded(figure.image.widget.value), decoded(fresh.image.widget.value)
    )


def test_only_a_few_frames_are_kept():
    figure, _ = seeds()
    paper = figure.image._paper
    for i in range(3 * live.FRAMES_KEPT):
        for panel in paper._panels:
            panel.title.set_text(f"title {i}")
        assert paper.draw()
    assert [len(frames) for frames in paper._frames] == [live.FRAMES_KEPT] * 2


def test_several_controls_set_at_once_give_one_picture():
    calls = []

    def respond(**values):
        calls.append(values)
        return "text"

    picture = RunPicture()
    picture.show(engine.train(QUESTION))
    controls = {name: widgets.IntSlider() for name in "ab"}
    figure = live.LiveFigure(picture, respond, controls, [])
    figure.set_controls(a=3, b=4)
    assert calls == [{"a": 0, "b": 0}, {"a": 3, "b": 4}]


def test_a_failure_becomes_a_sentence_and_the_picture_stays():
    def respond(seed):
        if seed == 3:
            raise ValueError("seed must not be 3.")
        picture_run.append(seed)
        return "fine"

    picture_run = []
    figure, slider = seeds()
    figure._respond = respond
    before = figure.image.widget.value
    slider.value = 3
    assert figure.text == "This setting cannot be shown. seed must not be 3."
    assert figure.image.widget.value == before
    slider.value = 4
    assert figure.text == "fine"


def test_the_picture_carries_the_text_of_its_own_setting():
    figure, slider = seeds()
    for value in (1, 2, 1):
        slider.value = value
        picture = Image.open(io.BytesIO(figure.image.widget.value))
        picture.load()
        assert picture.text["Description"] == figure.text


@pytest.mark.parametrize("kind", ["image/png", "text/plain"])
def test_a_page_without_kernel_has_picture_and_text(kind):
    figure, _ = seeds()
    data, metadata = figure._repr_mimebundle_()
    assert data["text/plain"] == figure.text
    assert metadata["image/png"]["alt"] == figure.text
    assert len(data[kind]) > 40


# What the page asks for


def ask(image, **look):
    """As the page does, and wait for what is drawn in a thread."""
    before = image.widget.value
    image.widget._handle_custom_msg(look, [])
    deadline = time.monotonic() + 30
    while image.widget.value == before and time.monotonic() < deadline:
        time.sleep(0.01)
    return decoded(image.widget.value)


def test_a_picture_at_rest_has_the_pixels_that_the_page_asks_for():
    figure, slider = seeds()
    assert ask(figure.image, pixels=2640, dark=False).shape[:2] == (1080, 2640)
    text = Image.open(io.BytesIO(figure.image.widget.value)).text
    assert text["Description"] == figure.text
    slider.value = 2  # while it moves it is coarse
    moved = decoded(figure.image.widget.value)
    assert moved.shape[1] == figure.image._most < 2640
    assert ask(figure.image, pixels=700, dark=False).shape[1] == 700
    slider.value = 3  # and on a small screen no larger than there
    assert decoded(figure.image.widget.value).shape[1] == 700


def test_a_picture_is_dark_if_the_page_is_and_white_where_it_is_kept():
    figure, slider = seeds()
    white = figure.still()
    assert ask(figure.image, pixels=880, dark=True).mean() < 60
    slider.value = 2
    assert decoded(figure.image.widget.value).mean() < 60
    slider.value = 0
    assert figure.still() == white and decoded(white).mean() > 200


def test_a_picture_that_is_kept_has_a_frame():
    still = decoded(seeds()[0].still())
    frame = np.round(255 * np.array(to_rgb(FRAME)))
    for side in (still[0], still[-1], still[:, 0], still[:, -1]):
        assert (side[:, :3] == frame).all()
    assert (still[3, 3, :3] == 255).all()


def test_a_move_does_not_wait_for_the_picture_at_rest():
    figure, slider = seeds()
    drawn = []

    def move():
        drawn.append(len(drawn))
        return len(drawn) < 4

    assert not figure.image._paper.draw(move) and len(drawn) == 4
    with live.DRAWING:
        figure.image._show_as(2640, False)
        slider.value = 2  # before the thread begins
        coarse = figure.image.widget.value
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.daemon:
            thread.join(timeout=5)
    assert figure.image.widget.value == coarse


def test_picture_and_sentence_are_one_message():
    figure, slider = seeds()
    sent = []
    figure.image.widget.comm = DummyComm()  # ipykernel's says nothing here
    figure.image.widget.send_state = lambda key: sent.append(set(key))
    slider.value = 2
    assert sent == [{"value", "text"}]
